/* SPDX-License-Identifier: Apache-2.0 */
/* rivals.h: the interval methods that were not chosen, to be compared with the one that was. */
#ifndef BV_TEST_RIVALS_H
#define BV_TEST_RIVALS_H

#include "lib/stats/stats.h"

enum { RIVAL_COUNT_MAX = 64 };

/* 95 % intervals from ascending values, 4 <= count <= RIVAL_COUNT_MAX. */

/* Student's t, of the mean. */
struct bv_interval rival_student(const double *sorted, size_t count);

/* Of the mean, with Hall's monotone transformation of t against skewness.
 * Source   Hall, "On the removal of skewness by transformation", JRSS B 54, 1992 */
struct bv_interval rival_hall(const double *sorted, size_t count);

/* Of the mean, by bootstrap-t with 320 resamples drawn from a fixed seed.
 * Source   Efron and Tibshirani, An Introduction to the Bootstrap, chapter 12.5 */
struct bv_interval rival_bootstrap_t(const double *sorted, size_t count);

/* Of the mean without the lowest and the highest fifth.
 * Source   Tukey and McLaughlin, Sankhya A 25, 1963 */
struct bv_interval rival_trimmed(const double *sorted, size_t count);

/* Of the pseudo-median (the median of the mean of two draws), from the exact signed-rank test.
 * Source   Hodges and Lehmann 1963; Hollander and Wolfe, Nonparametric Statistical Methods, 3.3 */
struct bv_interval rival_hodges_lehmann(const double *sorted, size_t count);

/* Of the median, between the order statistics of the exact interval and the next ones in.
 * Source   Hettmansperger and Sheather, Statistics & Probability Letters 4, 1986 */
struct bv_interval rival_interpolated(const double *sorted, size_t count);

#endif
