/* SPDX-License-Identifier: Apache-2.0 */
/* match.h: the cases and series of several summaries, matched by name. */
#ifndef BV_MATCH_H
#define BV_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "report/analysis/summary.h"

/* By summary: NULL where the case or the series is not there. */
struct bv_matched_case {
    const char *name;
    uint32_t size_bytes;
    const struct bv_case_summary *const *on;
};

struct bv_matched_series {
    const struct bv_series *lead; /* of the first summary that has it */
    const struct bv_series *const *on;
};

/* In order of first appearance; nulls are left out. */
struct bv_match {
    struct bv_matched_case *cases;
    size_t case_count;
    struct bv_matched_series *series;
    size_t series_count;
    void *case_cells, *series_cells;
};

/* Match them.
 * summaries  count > 0 of them; they outlive the match
 * out        written only on BV_OK; bv_match_finish it
 * Errors     BV_E_NOMEM */
enum bv_status bv_match_init(const struct bv_summary *const *summaries, size_t count,
                             struct bv_match *out);

/* Whether a case is there and has times. NULL is not. */
bool bv_is_measured(const struct bv_case_summary *row);

/* The arm of that name.
 * Returns  its index; -1: there is none */
int bv_arm_called(const struct bv_case_info *info, const char *arm);

/* A zeroed one is fine. */
void bv_match_finish(struct bv_match *match);

#endif
