/* SPDX-License-Identifier: Apache-2.0 */
/* story.h: what the processor changes and what the compiler does, where runs are of several of
 * both.
 */
#ifndef BV_STORY_H
#define BV_STORY_H

#include <stdbool.h>
#include <stddef.h>

#include "report/compare/compare.h"

/* More runs have no story: all pairs of them are compared. */
enum { BV_STORY_SIDES_MAX = 12 };

/* What differs between the runs of pairs that differ in one thing. */
struct bv_story_change {
    size_t pairs;    /* of runs */
    size_t ratios;   /* of these that both runs measured, over all pairs */
    size_t credible; /* changed by more than the margin, at 5 % error over all of them */
    size_t flips;    /* verdicts, as in struct bv_run_difference */
    double median;   /* of the changes' absolute values, log-ratios; NAN: no ratios */
};

struct bv_story {
    size_t side_count;
    /* Of each side, counted from 0 in the order of their first sides: the processor, and the
     * compiler with the flags that were chosen for it (those that byval adds do not count). */
    size_t processors[BV_STORY_SIDES_MAX], builds[BV_STORY_SIDES_MAX];
    size_t processor_count, build_count;
    struct bv_story_change by_processor, by_build; /* the other one is the same */
    size_t cases, cases_of_all; /* measured by two runs or more; by all of them */
    size_t decided;             /* ratios that two runs or more have a verdict on */
    size_t agreeing;            /* of these: all verdicts are the same */
    size_t opposed;             /* of these: one run says value, and another one pointer */
    const struct bv_matched_series *series; /* the plainest that most runs have; NULL: none */
};

/* Find it.
 * sides    of a comparison, with their matches; they outlive out
 * out      written only on BV_OK
 * told     whether there is something to tell: two runs differ in the processor alone, and two in
 *          the compiler alone; 12 runs at most, none of them pooled
 * Errors   BV_E_NOMEM */
enum bv_status bv_story_find(const struct bv_comparison *comparison, struct bv_story *out,
                             bool *told);

/* The first side of a processor, or of a build. */
size_t bv_story_first(const size_t *of, size_t which);

#endif
