/* SPDX-License-Identifier: Apache-2.0 */
/* figure_builder.c: see figure_builder.h. */
#include "report/figures/figure_builder.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/words/finding_words.h"
#include "report/words/words.h"

bool bv_figure_builder_label(char *label, size_t size, struct bv_text *words)
{
    bool whole = !words->failed;
    if (whole)
        bv_text_cut(label, size, words->data ? words->data : "");
    bv_text_finish(words);
    return whole;
}

bool bv_figure_builder_title(struct bv_figure *figure, const struct bv_series *series,
                             const char *skip)
{
    struct bv_text words = {0};
    bv_words_series(&words, &series->parts, skip);
    return bv_figure_builder_label(figure->title, sizeof figure->title, &words);
}

bool bv_figure_builder_reserve(struct bv_figure *figure, size_t count)
{
    figure->points = malloc((count + 1) * sizeof figure->points[0]);
    return figure->points != NULL;
}

struct bv_curve *bv_figure_builder_curve(struct bv_figure *figure)
{
    struct bv_curve *curve = &figure->curves[figure->curve_count];
    curve->points = figure->points + figure->point_count;
    curve->colour = curve->style = (unsigned)figure->curve_count++ % BV_FIGURE_STYLES;
    return curve;
}

void bv_figure_builder_drop_if_empty(struct bv_figure *figure)
{
    if (figure->curves[figure->curve_count - 1].count == 0)
        figure->curve_count--;
}

double bv_figure_builder_size(const struct bv_summary *summary, const struct bv_series *series,
                              size_t at)
{
    uint32_t bytes = summary->cases[series->cases[at]].info->size_bytes;
    return bytes > 0 ? bytes : 1;
}

void bv_figure_builder_point(struct bv_figure *figure, struct bv_curve *curve,
                             const struct bv_summary *summary, const struct bv_series *series,
                             size_t at, struct bv_interval y)
{
    bool known = isfinite(y.low) && isfinite(y.high) && y.low > 0;
    figure->points[figure->point_count++] = (struct bv_point){
        bv_figure_builder_size(summary, series, at), y.estimate, known ? y.low : NAN,
        known ? y.high : NAN, summary->cases[series->cases[at]].doubts != 0};
    curve->count++;
}

void bv_figure_builder_halves(struct bv_figure *figure, const char *first, const char *arm)
{
    snprintf(figure->above, sizeof figure->above, "%.28s cheaper \xe2\x86\x92",
             arm ? arm : "other");
    snprintf(figure->below, sizeof figure->below, "\xe2\x86\x90 %.28s cheaper", first);
    const char *other = arm ? arm : "the other arm";
    if (strlen(first) + strlen(other) <= 22)
        snprintf(figure->y.label, sizeof figure->y.label, "time of %s / time of %s", first, other);
    else /* as long as the axis is high, and no longer */
        snprintf(figure->y.label, sizeof figure->y.label, "ratio of the times");
}

struct bv_curve *bv_figure_builder_times(struct bv_figure *figure, const struct bv_summary *summary,
                                         const struct bv_series *series, unsigned arm,
                                         const char *label)
{
    struct bv_curve *curve = bv_figure_builder_curve(figure);
    bv_text_cut(curve->label, sizeof curve->label, label);
    for (size_t i = 0; i < series->case_count; i++) {
        struct bv_interval ns = bv_series_ns(summary, series, i, arm);
        if (!isnan(ns.estimate))
            bv_figure_builder_point(figure, curve, summary, series, i, ns);
    }
    return curve;
}

struct bv_interval bv_figure_builder_ratio(struct bv_interval effect)
{
    return (struct bv_interval){exp(effect.estimate), exp(effect.low), exp(effect.high)};
}

void bv_figure_builder_mark(struct bv_figure *figure, size_t at, const struct bv_finding *finding)
{
    const struct bv_curve *curve = &figure->curves[at];
    struct bv_mark *mark = &figure->marks[figure->mark_count++];
    struct bv_text words = {0};
    *mark = (struct bv_mark){at, NAN, NAN, NAN, NAN, ""};
    bv_words_cell(&words, finding, "never", "always");
    (void)bv_figure_builder_label(mark->label, sizeof mark->label, &words);
    for (size_t i = 0; i < curve->count; i++)
        if (curve->points[i].x == finding->b_from.estimate) {
            mark->x = curve->points[i].x;
            mark->y = curve->points[i].y;
        }
    if (finding->b_from.low > 0 && finding->blocks_least >= BV_BLOCKS_FOR_INTERVAL) {
        mark->low = finding->b_from.low;
        mark->high = finding->b_from.high ? (double)finding->b_from.high : INFINITY;
    }
}
