/* SPDX-License-Identifier: Apache-2.0 */
/* difference.h: by how much the medians of two samples of blocks differ. Pure functions. */
#ifndef BV_DIFFERENCE_H
#define BV_DIFFERENCE_H

#include <stddef.h>

#include "lib/base/status.h"
#include "lib/stats/stats.h"

/* p-values are two-sided and agree with the interval: each is twice that of a one-sided test. */
struct bv_difference {
    struct bv_interval change; /* median of b less median of a, 95 %; infinite: too few blocks */
    double p_beyond;           /* of "they differ by more than the margin" */
    double p_within;           /* of "they differ by less than the margin" */
};

/* Two samples whose blocks have nothing to do with each other.
 *
 * Sign tests of either median, combined by Fisher's method, at the common median that speaks most
 * against the claim. Covers at least as often as it says whatever the two distributions, which need
 * not have the same shape. Below 8 blocks in a sample there is no interval.
 * a, b     may be empty, which says nothing
 * margin   >= 0
 * out      written only on BV_OK
 * Errors   BV_E_NOMEM
 * Source   Fisher 1925; the nuisance parameter maximised out as in Barnard 1947; why, and what it
 *          costs, in docs/STATISTICS.md */
enum bv_status bv_difference_of(struct bv_sample a, struct bv_sample b, double margin,
                                struct bv_difference *out);

/* Pairs: the median of the changes and its sign test.
 * changes  b less a of each pair; may be empty */
struct bv_difference bv_difference_paired(struct bv_sample changes, double margin);

#endif
