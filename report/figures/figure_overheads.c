/* SPDX-License-Identifier: Apache-2.0 */
/* figure_overheads.c: what copying costs, against what a pointer costs by where its object lives.
 */
#include "report/figures/figure_overheads.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

#include "report/figures/figure_builder.h"
#include "report/figures/figure_scale.h"

/* The series whose value arm stands for copying: the one with most sizes. */
static const struct bv_series *widest(const struct bv_overhead *overheads, size_t count)
{
    const struct bv_series *best = NULL;
    for (size_t i = 0; i < count; i++) {
        assert(overheads[i].series);
        if (!best || overheads[i].series->findings[0].size_count > best->findings[0].size_count)
            best = overheads[i].series;
    }
    return best;
}

enum bv_status bv_figure_overheads(const struct bv_summary *summary,
                                   const struct bv_overhead *overheads, size_t count,
                                   const char *id, struct bv_figure *out)
{
    struct bv_figure figure = {
        .title = "make an object, pass it once, give it back",
        .x = {.label = "size of the struct"},
        .y = {.label = "time an object"},
    };
    const struct bv_series *copying = widest(overheads, count);
    size_t most = copying ? copying->case_count : 0;
    snprintf(figure.id, sizeof figure.id, "%s", id);
    for (size_t i = 0; i < count; i++)
        most += overheads[i].series->case_count;
    if (!bv_figure_builder_reserve(&figure, most))
        return BV_E_NOMEM;
    if (copying) {
        bv_figure_builder_times(&figure, summary, copying, 0, "by value: copied")->is_strong = true;
        figure.landmark_count = bv_landmarks_find(summary, copying, NULL, figure.landmarks);
    }
    unsigned in_group[BV_OVERHEAD_GC + 1] = {0};
    for (size_t i = 0; i < count; i++) {
        const struct bv_overhead *o = &overheads[i];
        if (figure.curve_count == BV_FIGURE_CURVES_MAX) {
            figure.curves_left_out++;
            continue;
        }
        struct bv_curve *curve = bv_figure_builder_times(&figure, summary, o->series, 1, o->label);
        curve->colour = 1 + o->group;
        curve->style = in_group[o->group]++ % BV_FIGURE_STYLES;
        bv_figure_builder_mark(&figure, figure.curve_count - 1, &o->series->findings[0]);
    }
    bv_figure_share_scales(&(struct bv_figure *){&figure}, 1);
    *out = figure;
    return BV_OK;
}
