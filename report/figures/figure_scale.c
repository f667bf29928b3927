/* SPDX-License-Identifier: Apache-2.0 */
/* figure_scale.c: axes that hold what is drawn, and figures that share them. */
#include "report/figures/figure_scale.h"

#include <math.h>
#include <stdio.h>

#include "report/figures/axis.h"

struct extent {
    double x_low, x_high, y_low, y_high;
};

/* Nine of ten dots a size, but no more than an interval may. */
static void extend_by_dots(struct extent *e, const struct bv_figure *figure)
{
    for (size_t start = 0, end; start < figure->dot_count; start = end) {
        for (end = start; end < figure->dot_count && figure->dots[end].x == figure->dots[start].x;)
            end++;
        size_t margin = (end - start) / 20; /* dots of a size ascend */
        double middle = figure->dots[(start + end) / 2].y;
        e->y_low = fmin(e->y_low, fmax(figure->dots[start + margin].y, middle / 2));
        e->y_high = fmax(e->y_high, fmin(figure->dots[end - 1 - margin].y, middle * 2));
    }
}

/* An interval may stretch the axis, but not past twice its estimate: one case that nothing is known
 * about must not flatten the others. */
static struct extent extent_of(const struct bv_figure *figure)
{
    struct extent e = {INFINITY, 0, INFINITY, 0};
    for (size_t k = 0; k < figure->curve_count; k++) {
        for (size_t i = 0; i < figure->curves[k].count; i++) {
            const struct bv_point *p = &figure->curves[k].points[i];
            e.x_low = fmin(e.x_low, p->x);
            e.x_high = fmax(e.x_high, p->x);
            e.y_low = fmin(e.y_low, fmax(isnan(p->low) ? p->y : p->low, p->y / 2));
            e.y_high = fmax(e.y_high, fmin(isnan(p->high) ? p->y : p->high, p->y * 2));
        }
    }
    extend_by_dots(&e, figure);
    for (size_t i = 0; i < figure->gap_count; i++) {
        e.x_low = fmin(e.x_low, figure->gaps[i]);
        e.x_high = fmax(e.x_high, figure->gaps[i]);
    }
    return e;
}

static bool is_cut(const struct bv_figure *figure)
{
    for (size_t k = 0; k < figure->curve_count; k++)
        for (size_t i = 0; i < figure->curves[k].count; i++)
            if (figure->curves[k].points[i].y > figure->y.high ||
                figure->curves[k].points[i].y < figure->y.low)
                return true;
    return false;
}

void bv_figure_share_scales(struct bv_figure *const *figures, size_t count)
{
    struct extent all = {INFINITY, 0, INFINITY, 0};
    for (size_t i = 0; i < count; i++) {
        if (figures[i]->curve_count == 0)
            continue;
        struct extent e = extent_of(figures[i]);
        all = (struct extent){fmin(all.x_low, e.x_low), fmax(all.x_high, e.x_high),
                              fmin(all.y_low, e.y_low), fmax(all.y_high, e.y_high)};
    }
    for (size_t i = 0; i < count; i++) {
        struct bv_figure *figure = figures[i];
        if (figure->curve_count == 0)
            continue;
        figure->x.tic_count = figure->y.tic_count = 0;
        bv_axis_bytes(&figure->x, all.x_low, all.x_high);
        if (figure->band > 0)
            bv_axis_ratio(&figure->y, fmin(all.y_low, exp(-2 * figure->band)),
                          fmax(all.y_high, exp(2 * figure->band)));
        else
            bv_axis_ns(&figure->y, all.y_low, all.y_high);
        figure->cut = is_cut(figure);
    }
}

bool bv_figure_from_0(const struct bv_figure *figure, struct bv_figure *out)
{
    if (figure->band > 0 || !figure->y.log)
        return false;
    *out = *figure;
    snprintf(out->id, sizeof out->id, "%.56s-from-0", figure->id);
    /* Its own reach: on a scale that a whole family shares, most would lie on the floor. */
    bv_axis_ns_from_0(&out->y, extent_of(figure).y_high * 1.08);
    return true;
}
