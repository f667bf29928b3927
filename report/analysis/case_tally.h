/* SPDX-License-Identifier: Apache-2.0 */
/* case_tally.h: the visits of a case, added up, and what makes them doubtful. */
#ifndef BV_CASE_TALLY_H
#define BV_CASE_TALLY_H

#include "report/analysis/summary.h"

enum { BV_TALLY_ARMS = 1 + BV_CONTEST_MAX };

/* What a case's visits gave, while they are walked through. */
struct bv_case_tally {
    double *log_ns[BV_TALLY_ARMS], *ns_errors[BV_TALLY_ARMS];
    uint32_t *ns_blocks[BV_TALLY_ARMS];
    size_t ns_count[BV_TALLY_ARMS];
    double *effects[BV_CONTEST_MAX], *effect_errors[BV_CONTEST_MAX];
    uint32_t *effect_blocks[BV_CONTEST_MAX];
    size_t effect_count[BV_CONTEST_MAX];
    double step_ns, resolutions[BV_TALLY_ARMS]; /* of the clock; of the arm's worst block */
    double allocations[BV_TALLY_ARMS];          /* the least of the blocks; NAN: not counted */
    size_t blocks, busy, shared, faulty, clamped, stolen, drifted, throttled, two_states;
    bool moved, looks, unbound;
};

/* Add the visits of one block.
 * rows       by arm; NULL: the arm has none that counts
 * disturbed  the flags of bv_interruptions_of() */
void bv_case_tally_add(struct bv_case_tally *tally, const struct bv_row *const rows[BV_TALLY_ARMS],
                       unsigned disturbed);

/* What makes the case doubtful.
 * out      the case, its contests filled in
 * Returns  flags of enum bv_doubt */
unsigned bv_case_tally_doubts(const struct bv_case_tally *tally, const struct bv_case_summary *out);

#endif
