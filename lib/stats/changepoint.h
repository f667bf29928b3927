/* SPDX-License-Identifier: Apache-2.0 */
/* changepoint.h: where a quantity changes for good over runs in time. */
#ifndef BV_CHANGEPOINT_H
#define BV_CHANGEPOINT_H

#include <stddef.h>

#include "lib/base/status.h"
#include "lib/stats/stats.h"

struct bv_changepoint {
    size_t at;                 /* the first run of the new level; 1 .. */
    struct bv_interval change; /* of the median, against the level before: 95 % */
    double p;                  /* adjusted for all places where a change was looked for */
};

/* Find the changes by more than a margin.
 *
 * Binary segmentation: the place where the medians before and after differ most credibly is a
 * change if that is credible in spite of all looks that were taken, and either side is then looked
 * at in the same way. A place is looked at through windows of 1, 2, 4 ... runs on either side: else
 * a step there would hide behind a step back. The test is bv_difference_of, over the blocks of all
 * runs in a window; its p-value is multiplied by the number of looks at runs without a change, of
 * which no more than a share alpha then shows one.
 * values     blocks of the first run, then of the second one, and so on
 * counts     of the blocks, by run; may be 0
 * run_count  > 0
 * margin     a log-ratio, >= 0
 * out        room for run_count - 1, by ascending place; found of them are written
 * Errors     BV_E_NOMEM
 * Source     Scott and Knott 1974; windows as in Kovacs et al. 2023, with another test; how often
 *            it is wrong, in docs/STATISTICS.md */
enum bv_status bv_changepoints_find(struct bv_sample values, const size_t *counts, size_t run_count,
                                    double margin, double alpha, struct bv_changepoint *out,
                                    size_t *found);

#endif
