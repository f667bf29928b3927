/* SPDX-License-Identifier: Apache-2.0 */
/* sampler_block.h: one block of a run, until its rows are in the journal. */
#ifndef BV_SAMPLER_BLOCK_H
#define BV_SAMPLER_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/measure/sampler.h"
#include "harness/measure/schedule.h"

/* Where this process was left, out of the way of the last block. */
struct bv_sampler_parent {
    struct bv_affinity left;
    bool is_known;
};

/* A run that takes turns with others. */
struct bv_sampler {
    const struct bv_sampler_config *config;
    struct bv_result *result;
    struct bv_journal *journal;
    json_t *index;
    struct bv_schedule *schedule;
    double remaining_s; /* estimated when the last block ended */
    size_t decided;     /* counted then */
    uint32_t until[3];  /* of the main series, found now and then */
    double until_s;     /* when that was */
    double *visits_s;   /* by case: what its last visit took; 0: not known yet */
    bool is_trimmed;
    bool over;
    struct bv_sampler_parent *parent; /* of the blocks of all that take turns */
    const struct bv_sampler *all;     /* those that take turns, this one among them */
    size_t all_count;
};

/* Run a block until it is committed: once more after a failure, then without the case at which it
 * failed twice running. */
enum bv_status bv_sampler_block_run(struct bv_sampler *s, uint32_t block, struct bv_turn turn,
                                    struct bv_error *err);

#endif
