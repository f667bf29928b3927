/* SPDX-License-Identifier: Apache-2.0 */
/* trend_figure.h: a line of a trend as a plot, its changes marked. */
#ifndef BV_TREND_FIGURE_H
#define BV_TREND_FIGURE_H

#include "report/compare/trend.h"
#include "report/figures/figure.h"

/* Levels against runs, a landmark at each change, between the runs that it parts.
 * id       as in bv_figure
 * out      written only on BV_OK; bv_figure_finish it
 * Errors   BV_E_NOMEM */
enum bv_status bv_figure_trend(const struct bv_trend *trend, const struct bv_trend_line *line,
                               const char *id, struct bv_figure *out);

#endif
