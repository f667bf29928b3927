/* SPDX-License-Identifier: Apache-2.0 */
/* figure_sides.h: one series on the sides of a comparison. */
#ifndef BV_FIGURE_SIDES_H
#define BV_FIGURE_SIDES_H

#include "report/analysis/summary.h"
#include "report/figures/figure.h"

/* A series on one of the sides of a comparison. */
struct bv_figure_side {
    const char *label;
    const struct bv_summary *summary;
    const struct bv_series *series;
    unsigned arm;  /* of the series: the one whose curve is drawn */
    unsigned look; /* < BV_FIGURE_CURVES_MAX: each has a colour and dash of its own */
};

/* One series on several sides against size, a curve a side: time of the first arm over time of the
 * other one, or the time itself.
 * sides    count of them; those past BV_FIGURE_CURVES_MAX are left out */
enum bv_status bv_figure_sides(const struct bv_figure_side *sides, size_t count, bool ratios,
                               const char *id, struct bv_figure *out);

#endif
