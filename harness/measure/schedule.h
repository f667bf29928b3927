/* SPDX-License-Identifier: Apache-2.0 */
/* schedule.h: what the next block measures, which cases are done, how long it will take. */
#ifndef BV_SCHEDULE_H
#define BV_SCHEDULE_H

#include "benchmarks/case.h"
#include "harness/measure/track.h"
#include "lib/bundle/result.h"

struct bv_schedule;

/* A schedule over a result, counting what the result holds already.
 * result   outlives the schedule, which changes the states of its cases and nothing else
 * regimes  one a case; copied
 * Errors   BV_E_NOMEM */
enum bv_status bv_schedule_create(struct bv_result *result, const struct bv_regime *regimes,
                                  struct bv_schedule **out, struct bv_error *err);

/* NULL is fine. */
void bv_schedule_destroy(struct bv_schedule *schedule);

/* The next block. */
struct bv_turn {
    struct bv_regime regime;
    uint32_t ordinal; /* number of blocks that this regime has had */
    double wait_s;    /* before it may begin: its last one has only just begun */
};

/* Choose the regime that lags most behind its share of the time: first as many blocks as any
 * verdict takes, for each; what time is left goes where contests are still open.
 * out      written unless the run is over
 * Returns  NULL, or why the run is over: "decided", "blocks", "budget" */
const char *bv_schedule_next(const struct bv_schedule *schedule, struct bv_turn *out);

/* Whether a case is to be measured in a block of a regime. */
bool bv_schedule_visits(const struct bv_schedule *schedule, size_t case_index,
                        struct bv_regime regime);

/* What is known of the cases. */
const struct bv_tracks *bv_schedule_tracks(const struct bv_schedule *schedule);

/* Count a block that was added to the result with its rows, and retire cases that are done:
 * precise, or decided at a look.
 * cases    visited in the block
 * Errors   BV_E_NOMEM */
enum bv_status bv_schedule_count(struct bv_schedule *schedule, const struct bv_block_info *block,
                                 const struct bv_row *rows, size_t row_count, uint32_t cases,
                                 struct bv_error *err);

/* Cases that are still measured. */
uint32_t bv_schedule_open(const struct bv_schedule *schedule);

/* Contests of the table that have a verdict as things stand. */
size_t bv_schedule_decided(const struct bv_schedule *schedule);

/* Up to which size of the main series value is never worse, as things stand.
 * out      bytes: estimate, low and high end; 0: none
 * Returns  false where the series has no interval yet, or is not measured */
bool bv_schedule_until(const struct bv_schedule *schedule, uint32_t out[3]);

/* Estimate of the time until the run is over, s. Changes with each block that is counted. */
double bv_schedule_remaining_s(const struct bv_schedule *schedule);

/* The run is over: a case that was not stopped at a look may be precise all the same. */
void bv_schedule_close(struct bv_schedule *schedule);

#endif
