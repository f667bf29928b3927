/* SPDX-License-Identifier: Apache-2.0 */
/* report_figures.h: chooses which figures a report shows. */
#ifndef BV_REPORT_FIGURES_H
#define BV_REPORT_FIGURES_H

#include "report/analysis/overhead.h"
#include "report/figures/figure.h"
#include "report/figures/map.h"

/* The series that differ in nothing but site: times of the plainest, ratios of all. */
struct bv_series_group {
    const struct bv_series *const *series; /* in the summary's order */
    size_t series_count;
    const struct bv_series *lead;   /* the plainest: its times are drawn */
    struct bv_figure times, ratios; /* without curves where the group is not drawn */
};

struct bv_report_figures {
    struct bv_series_group *groups; /* by family, the families in the summary's order */
    size_t count;
    size_t drawn; /* groups with figures */
    struct bv_overhead overheads[BV_OVERHEAD_MAX];
    size_t overhead_count;
    struct bv_figure answer; /* of the overheads; without curves where there are none */
    struct bv_map map;
    size_t main; /* the group of the summary's main series; count: none */
    const struct bv_series **storage;
};

/* Choose and fill in the figures.
 * audit        of the kernels; NULL: there is none
 * per_family   at most so many groups a family are drawn, the plainest first: the rest would be a
 *              wall of plots, and stands in the tables
 * out          written only on BV_OK; bv_report_figures_finish it before the summary goes
 * Errors       BV_E_NOMEM */
enum bv_status bv_report_figures_init(const struct bv_summary *summary,
                                      const struct bv_audit *audit, size_t per_family,
                                      struct bv_report_figures *out, struct bv_error *err);

/* The group that a series of the summary belongs to, drawn or not. */
const struct bv_series_group *bv_report_figures_find(const struct bv_report_figures *figure_set,
                                                     const struct bv_series *series);

/* NULL and a zeroed figure_set are fine. */
void bv_report_figures_finish(struct bv_report_figures *figure_set);

#endif
