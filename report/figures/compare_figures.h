/* SPDX-License-Identifier: Apache-2.0 */
/* compare_figures.h: the figures of a comparison. */
#ifndef BV_COMPARE_FIGURES_H
#define BV_COMPARE_FIGURES_H

#include "report/compare/compare.h"
#include "report/figures/figure.h"
#include "report/figures/map.h"

enum { BV_COMPARE_MAPS_MAX = 6 };

/* A series and arm that at least two sides have. */
struct bv_compared_plot {
    const struct bv_matched_series *series;
    unsigned arm;                   /* of series->lead */
    struct bv_figure ratios, times; /* times of the first arm */
};

struct bv_compare_figures {
    unsigned looks[BV_SIDES_MAX];   /* by side: the colour goes with the machine, not the place */
    struct bv_compared_plot *plots; /* by family; those with changes, and the plainest */
    size_t plot_count;
    size_t left_out;                         /* series and arms that are not drawn */
    struct bv_map maps[BV_COMPARE_MAPS_MAX]; /* of the first sides */
    size_t map_count;
    struct bv_figure kinds; /* where runs were pooled */
    struct bv_figure story; /* where there is one */
};

/* Choose and fill in the figures.
 * per_family   at most so many plots of a family
 * out          written only on BV_OK; bv_compare_figures_finish it before the comparison goes
 * Errors       BV_E_NOMEM */
enum bv_status bv_compare_figures_init(const struct bv_comparison *comparison, size_t per_family,
                                       struct bv_compare_figures *out, struct bv_error *err);

/* Release; a zeroed one is fine. */
void bv_compare_figures_finish(struct bv_compare_figures *figure_set);

#endif
