/* SPDX-License-Identifier: Apache-2.0 */
/* figure_overheads.h: copy cost against what a pointer costs. */
#ifndef BV_FIGURE_OVERHEADS_H
#define BV_FIGURE_OVERHEADS_H

#include "report/analysis/overhead.h"
#include "report/figures/figure.h"

/* What copying costs, against what a pointer costs by where its object lives, with the size from
 * which each of those wins marked.
 * overheads  as bv_overheads found them
 * curve_count 0: there is nothing to draw */
enum bv_status bv_figure_overheads(const struct bv_summary *summary,
                                   const struct bv_overhead *overheads, size_t count,
                                   const char *id, struct bv_figure *out);

#endif
