/* SPDX-License-Identifier: Apache-2.0 */
/* kind_figure.c: see kind_figure.h. */
#include "report/figures/kind_figure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/figures/axis.h"
#include "report/figures/figure_builder.h"
#include "report/words/side_words.h"

static int by_place(const void *a, const void *b)
{
    const struct bv_dot *p = a, *q = b;
    if (p->x != q->x)
        return p->x < q->x ? -1 : 1;
    return (p->y > q->y) - (p->y < q->y);
}

/* Side by side where they are many: the golden section puts neighbours far apart. */
static void set_aside(struct bv_dot *dots, size_t count)
{
    for (size_t i = 0; i < count; i++)
        dots[i].aside = fmod(0.618033988749895 * (double)(i + 1), 1) - 0.5;
}

static bool label_kind(struct bv_figure *figure, const struct bv_kinds *kinds, size_t kind)
{
    struct bv_text words = {0}, letter = {0};
    struct bv_tic *tic = &figure->x.tics[figure->x.tic_count++];
    bv_words_letter(&letter, kind);
    bv_words_letter(&words, kind);
    bv_text_format(&words, ": %s", kinds->kinds[kind].name);
    tic->at = (double)kind + 1;
    bool whole = bv_figure_builder_label(tic->label, sizeof tic->label, &letter);
    struct bv_curve *curve = &figure->curves[figure->curve_count - 1];
    return bv_figure_builder_label(curve->label, sizeof curve->label, &words) && whole;
}

static void add_runs(struct bv_figure *figure, const struct bv_kinds *kinds)
{
    for (size_t i = 0; i < kinds->run_count; i++) {
        const struct bv_kind_run *run = &kinds->runs[i];
        double level =
            run->level[BV_QUANTITY_TIME] + kinds->kinds[run->kind].level[BV_QUANTITY_TIME];
        if (run->kind < BV_FIGURE_CURVES_MAX && isfinite(level) &&
            figure->dot_count < BV_FIGURE_DOTS_MAX)
            figure->dots[figure->dot_count++] = (struct bv_dot){run->kind + 1.0, exp(level), 0};
    }
    qsort(figure->dots, figure->dot_count, sizeof figure->dots[0], by_place);
    set_aside(figure->dots, figure->dot_count);
}

/* The axes hold every run: those that are far off are what is looked for. */
static void set_axes(struct bv_figure *figure)
{
    double low = 1, high = 1;
    for (size_t i = 0; i < figure->point_count; i++) {
        low = fmin(low, figure->points[i].y);
        high = fmax(high, figure->points[i].y);
    }
    for (size_t i = 0; i < figure->dot_count; i++) {
        low = fmin(low, figure->dots[i].y);
        high = fmax(high, figure->dots[i].y);
    }
    figure->x.low = 0.5;
    figure->x.high = (double)figure->x.tic_count + 0.5;
    bv_axis_ratio(&figure->y, low, high);
}

enum bv_status bv_figure_kinds(const struct bv_kinds *kinds, struct bv_figure *out)
{
    struct bv_figure figure = {
        .id = "kinds-times",
        .title = "all times of a run, in the middle",
        .above = "slower \xe2\x86\x92",
        .below = "\xe2\x86\x90 faster",
        .band = BV_MARGIN_LEAST,
        .x = {.label = "kind"},
        .y = {.label = "time on a run / time on kind A"},
        .dots_are_runs = true,
    };
    bool whole = bv_figure_builder_reserve(&figure, kinds->kind_count);
    figure.dots = malloc((kinds->run_count + 1) * sizeof figure.dots[0]);
    whole = whole && figure.dots;
    for (size_t i = 0; whole && i < kinds->kind_count; i++) {
        double level = kinds->kinds[i].level[BV_QUANTITY_TIME];
        if (figure.curve_count == BV_FIGURE_CURVES_MAX) {
            figure.curves_left_out++;
            continue;
        }
        struct bv_curve *curve = bv_figure_builder_curve(&figure);
        whole = label_kind(&figure, kinds, i);
        if (!isfinite(level))
            continue;
        figure.points[figure.point_count++] =
            (struct bv_point){(double)i + 1, exp(level), NAN, NAN, false};
        curve->count = 1;
    }
    if (!whole) {
        bv_figure_finish(&figure);
        return BV_E_NOMEM;
    }
    add_runs(&figure, kinds);
    set_axes(&figure);
    if (figure.dot_count == 0)
        figure.curve_count = 0;
    *out = figure;
    return BV_OK;
}
