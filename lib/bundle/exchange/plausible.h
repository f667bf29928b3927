/* SPDX-License-Identifier: Apache-2.0 */
/* plausible.h: whether a result that could be read could also have been measured. */
#ifndef BV_PLAUSIBLE_H
#define BV_PLAUSIBLE_H

#include "lib/bundle/result.h"

/* Told of something that is wrong, in a line. */
typedef void bv_problem_fn(const char *what, void *user);

/* Look for what no run can have written: times out of all proportion, rows of blocks that were not
 * run, more time in a block than it took, layouts that were not there, texts with control
 * characters. A result without a problem may be invented all the same.
 * result   its strings are read only
 * Returns  visits that saw two states, or were disturbed: their ratio is not that of their times.
 * They are few of their case each, and no problem */
size_t bv_plausible_check(struct bv_result *result, bv_problem_fn *report, void *user);

#endif
