/* SPDX-License-Identifier: Apache-2.0 */
/* figure_builder.h: a figure while it grows: room, titles, curves and their points. */
#ifndef BV_FIGURE_BUILDER_H
#define BV_FIGURE_BUILDER_H

#include "lib/base/text.h"
#include "report/analysis/summary.h"
#include "report/figures/figure.h"

/* Move a text into a label of that size and release it. Returns  false: out of memory */
bool bv_figure_builder_label(char *label, size_t size, struct bv_text *words);

/* Name the figure after a series. skip: a key that is not told; NULL: none */
bool bv_figure_builder_title(struct bv_figure *figure, const struct bv_series *series,
                             const char *skip);

/* Make room for the points of all curves. */
bool bv_figure_builder_reserve(struct bv_figure *figure, size_t count);

/* Begin a curve, with the next colour and style. */
struct bv_curve *bv_figure_builder_curve(struct bv_figure *figure);

/* Drop the last curve, if it has no points. */
void bv_figure_builder_drop_if_empty(struct bv_figure *figure);

/* The size of a case of a series, as it is drawn: the axis is logarithmic, and 0 stands at 1. */
double bv_figure_builder_size(const struct bv_summary *summary, const struct bv_series *series,
                              size_t at);

/* Add a point, of a case of a series, to the last curve. */
void bv_figure_builder_point(struct bv_figure *figure, struct bv_curve *curve,
                             const struct bv_summary *summary, const struct bv_series *series,
                             size_t at, struct bv_interval y);

/* Add a curve of the times of an arm, perhaps without points. */
struct bv_curve *bv_figure_builder_times(struct bv_figure *figure, const struct bv_summary *summary,
                                         const struct bv_series *series, unsigned arm,
                                         const char *label);

struct bv_interval bv_figure_builder_ratio(struct bv_interval effect);

/* Mark the size from which the pointer of a curve wins, at its height there.
 * at       of the curve, which has a finding of its own */
void bv_figure_builder_mark(struct bv_figure *figure, size_t at, const struct bv_finding *finding);

/* Say what the two halves of a plot of ratios mean, where all curves agree on the arms.
 * arm      the one that the first is held against; NULL: several */
void bv_figure_builder_halves(struct bv_figure *figure, const char *first, const char *arm);

#endif
