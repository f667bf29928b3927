/* SPDX-License-Identifier: Apache-2.0 */
/* outlier.h: values that do not belong to the others of their group. Pure functions. */
#ifndef BV_OUTLIER_H
#define BV_OUTLIER_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

/* The least number of values of which any may be called an outlier. */
#define BV_OUTLIER_LEAST 6

/* Median of finite values, by selection: expected time grows with the count. Reorders x. count > 0
 */
double bv_median_selected(double *x, size_t count);

/* A value's distance from the median of all, in medians of such distances: the modified z-score,
 * 0.6745 (x - median) / MAD. Up to half of the values may be outliers without hiding each other.
 * values   finite; count > 0
 * scores   out, count entries. Where more than half of the values are the same: 0 for these, and
 *          infinite for the others
 * Errors   BV_E_NOMEM
 * Source   Iglewicz and Hoaglin 1993, How to Detect and Handle Outliers, 3.5 */
enum bv_status bv_outlier_scores(const double *values, size_t count, double *scores);

/* The score that the farthest of `count` normal values exceeds with probability `rate`, on either
 * side. Iglewicz and Hoaglin advise 3.5 whatever the count: of 20 normal values one is then beyond
 * it in every tenth sample, of 1,000 in more than every third. Found by drawing samples.
 * count    >= BV_OUTLIER_LEAST
 * rate     0 < rate < 1, such as 0.05; 100 / rate samples are drawn
 * out      written only on BV_OK
 * Errors   BV_E_NOMEM */
enum bv_status bv_outlier_limit(size_t count, double rate, double *out);

#endif
