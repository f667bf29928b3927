/* SPDX-License-Identifier: Apache-2.0 */
/* track.h: what a run knows of its cases while it goes on: their effects, their verdicts so far,
 * and how long a visit to each should be. */
#ifndef BV_TRACK_H
#define BV_TRACK_H

#include "harness/measure/round.h"
#include "lib/bundle/result.h"
#include "lib/stats/stats.h"

struct bv_tracks; /* one a case of a result */

/* result   outlives the tracks; of it the cases and the clock's step are read
 * Errors   BV_E_NOMEM */
enum bv_status bv_tracks_create(const struct bv_result *result, struct bv_tracks **out,
                                struct bv_error *err);

/* NULL is fine. */
void bv_tracks_destroy(struct bv_tracks *tracks);

/* Take the rows of a block, in the order in which they were measured.
 * Errors   BV_E_NOMEM */
enum bv_status bv_tracks_take(struct bv_tracks *tracks, const struct bv_row *rows, size_t row_count,
                              struct bv_error *err);

/* Blocks that gave the case an effect. */
size_t bv_track_blocks(const struct bv_tracks *tracks, size_t case_index);

/* The effects of an arm so far; arm > 0. */
struct bv_sample bv_track_sample(const struct bv_tracks *tracks, size_t case_index, uint32_t arm);

/* How the next visit should be: nothing (calls 0) for the first three, which find out by
 * themselves; then as many rounds as make the visit's own noise small beside what blocks of the
 * case differ by, or beside the margin, where they hardly differ. */
struct bv_visit_plan bv_track_plan(const struct bv_tracks *tracks, size_t case_index);

/* Contests of the run's table: those of all cases that are neither failed nor unavailable, but for
 * nulls and planted differences, which are no questions. */
size_t bv_tracks_contests(const struct bv_tracks *tracks);
size_t bv_track_contests(const struct bv_tracks *tracks, size_t case_index);

/* Contests of a case that have a verdict, each at the level alpha / contests of the table.
 * alpha    of the table, or of what of it may be spent now
 * margin   of a win; equal means within BV_MARGIN_LEAST */
size_t bv_track_decided(const struct bv_tracks *tracks, size_t case_index, double alpha,
                        double margin);

/* The same over all cases. */
size_t bv_tracks_decided(const struct bv_tracks *tracks, double alpha, double margin);

/* Whether the case is a null, or a planted difference. */
bool bv_track_is_check(const struct bv_tracks *tracks, size_t case_index);

#endif
