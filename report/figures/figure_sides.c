/* SPDX-License-Identifier: Apache-2.0 */
/* figure_sides.c: one series on the sides of a comparison. */
#include "report/figures/figure_sides.h"

#include <math.h>
#include <stdio.h>

#include "report/figures/figure_builder.h"
#include "report/figures/figure_scale.h"

static struct bv_interval side_at(const struct bv_figure_side *side, size_t at, bool ratios)
{
    if (!ratios)
        return bv_series_ns(side->summary, side->series, at, side->arm);
    const struct bv_contest *contest =
        bv_series_contest(side->summary, side->series, at, side->arm);
    return contest ? bv_figure_builder_ratio(contest->effect) : (struct bv_interval){NAN, NAN, NAN};
}

static void add_side(struct bv_figure *figure, const struct bv_figure_side *side, bool ratios)
{
    struct bv_curve *curve = bv_figure_builder_curve(figure);
    curve->colour = side->look % BV_FIGURE_STYLES;
    curve->style = (side->look + 2 * (side->look / BV_FIGURE_STYLES)) % BV_FIGURE_STYLES;
    bv_text_cut(curve->label, sizeof curve->label, side->label);
    for (size_t i = 0; i < side->series->case_count; i++) {
        struct bv_interval y = side_at(side, i, ratios);
        if (!isnan(y.estimate))
            bv_figure_builder_point(figure, curve, side->summary, side->series, i, y);
    }
    bv_figure_builder_drop_if_empty(figure);
}

enum bv_status bv_figure_sides(const struct bv_figure_side *sides, size_t count, bool ratios,
                               const char *id, struct bv_figure *out)
{
    struct bv_figure figure = {.x = {.label = "size of the struct"}};
    size_t most = 0;
    snprintf(figure.id, sizeof figure.id, "%s", id);
    for (size_t i = 0; i < count; i++) {
        most += sides[i].series->case_count;
        if (ratios)
            figure.band = fmax(figure.band, sides[i].summary->margin);
    }
    if (count > 0 && !bv_figure_builder_title(&figure, sides[0].series, NULL))
        return BV_E_NOMEM;
    if (!bv_figure_builder_reserve(&figure, most))
        return BV_E_NOMEM;
    for (size_t i = 0; i < count; i++)
        if (figure.curve_count < BV_FIGURE_CURVES_MAX)
            add_side(&figure, &sides[i], ratios);
        else
            figure.curves_left_out++;
    if (count > 0 && ratios)
        bv_figure_builder_halves(&figure, sides[0].series->arms[0],
                                 sides[0].arm > 0 ? sides[0].series->arms[sides[0].arm] : NULL);
    else if (count > 0)
        snprintf(figure.y.label, sizeof figure.y.label, "time of %.60s",
                 sides[0].series->arms[sides[0].arm]);
    bv_figure_share_scales(&(struct bv_figure *){&figure}, 1);
    *out = figure;
    return BV_OK;
}
