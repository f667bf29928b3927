/* SPDX-License-Identifier: Apache-2.0 */
/* kind_figure.h: the runs of a fleet by their kinds. */
#ifndef BV_KIND_FIGURE_H
#define BV_KIND_FIGURE_H

#include "report/compare/kinds.h"
#include "report/figures/figure.h"

/* The times of each run against those of the first kind, a column a kind: the kind's median as a
 * point, its runs as dots. Kinds past BV_FIGURE_CURVES_MAX are left out.
 * out      written only on BV_OK; bv_figure_finish it. curve_count 0: there is nothing to draw
 * Errors   BV_E_NOMEM */
enum bv_status bv_figure_kinds(const struct bv_kinds *kinds, struct bv_figure *out);

#endif
