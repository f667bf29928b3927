/* SPDX-License-Identifier: Apache-2.0 */
/* figure_series.h: a series, or several, as curves against size. */
#ifndef BV_FIGURE_SERIES_H
#define BV_FIGURE_SERIES_H

#include "report/analysis/summary.h"
#include "report/figures/figure.h"

/* Time a call against size: a curve for each arm of a series.
 * audit    of the kernels; NULL: there is none
 * id       as in bv_figure
 * out      written only on BV_OK; bv_figure_finish it. curve_count 0: there is nothing to draw
 * Errors   BV_E_NOMEM */
enum bv_status bv_figure_times(const struct bv_summary *summary, const struct bv_series *series,
                               const struct bv_audit *audit, const char *id, struct bv_figure *out);

/* Time of the first arm over time of each other arm, against size: a curve for each other arm of
 * each series.
 * series   count > 0 of them; they differ in `site` only
 * strip    one of them: the blocks of its first other arm are drawn, too, as dots; NULL: none */
enum bv_status bv_figure_ratios(const struct bv_summary *summary,
                                const struct bv_series *const *series, size_t count,
                                const struct bv_series *strip, const struct bv_audit *audit,
                                const char *id, struct bv_figure *out);

#endif
