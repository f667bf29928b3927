/* SPDX-License-Identifier: Apache-2.0 */
/* figure.c: a series to curves. */
#include "report/figure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/sketch.h"

static bool add_gaps(struct bv_figure *figure, const struct bv_summary *summary,
                     const struct bv_series *series)
{
    double *gaps = realloc(figure->gaps,
                           (figure->gap_count + series->case_count + 1) * sizeof figure->gaps[0]);
    if (!gaps)
        return false;
    figure->gaps = gaps;
    for (size_t i = 0; i < series->case_count; i++) {
        enum bv_case_state state = summary->cases[series->cases[i]].info->state;
        if (state == BV_CASE_FAILED || state == BV_CASE_UNAVAILABLE)
            gaps[figure->gap_count++] = bv_sketch_size(summary, series, i);
    }
    return true;
}

enum bv_status bv_figure_times(const struct bv_summary *summary, const struct bv_series *series,
                               const struct bv_audit *audit, const char *id, struct bv_figure *out)
{
    struct bv_figure figure = {.x = {.label = "size of the struct"}, .y = {.label = "time a call"}};
    snprintf(figure.id, sizeof figure.id, "%s", id);
    if (!bv_sketch_title(&figure, series, NULL) ||
        !bv_sketch_reserve(&figure, series->arm_count * series->case_count))
        goto failed;
    for (unsigned arm = 0; arm < series->arm_count; arm++) {
        struct bv_curve *curve = bv_sketch_times(&figure, summary, series, arm, series->arms[arm]);
        curve->colour = curve->style = arm;
        bv_sketch_drop_if_empty(&figure);
    }
    if (figure.curve_count > 0 && !add_gaps(&figure, summary, series))
        goto failed;
    figure.guide_count = bv_guides(summary, series, audit, figure.guides);
    bv_figure_share_scales(&(struct bv_figure *){&figure}, 1);
    *out = figure;
    return BV_OK;
failed:
    bv_figure_finish(&figure);
    return BV_E_NOMEM;
}

static bool label_ratio(struct bv_curve *curve, const struct bv_series *series, unsigned arm,
                        bool many_series)
{
    struct bv_span site = bv_name_value(&series->parts, "site");
    struct bv_text words = {0};
    if (many_series) {
        bv_text_put_span(&words, site.start, site.length);
        bv_text_put(&words, series->arm_count > 2 ? ": " : "");
    }
    if (!many_series || series->arm_count > 2)
        bv_text_format(&words, "%s / %s", series->arms[0], series->arms[arm]);
    return bv_sketch_label(curve->label, sizeof curve->label, &words);
}

static bool add_ratio(struct bv_figure *figure, const struct bv_summary *summary,
                      const struct bv_series *series, unsigned arm, bool many_series)
{
    if (figure->curve_count == BV_FIGURE_STYLES) {
        figure->curves_left_out++;
        return true;
    }
    struct bv_curve *curve = bv_sketch_curve(figure);
    if (!label_ratio(curve, series, arm, many_series))
        return false;
    for (size_t i = 0; i < series->case_count; i++) {
        const struct bv_contest *contest = bv_series_contest(summary, series, i, arm);
        if (contest)
            bv_sketch_point(figure, curve, summary, series, i, bv_sketch_ratio(contest->effect));
    }
    bv_sketch_drop_if_empty(figure);
    return true;
}

enum bv_status bv_figure_ratios(const struct bv_summary *summary,
                                const struct bv_series *const *series, size_t count,
                                const struct bv_audit *audit, const char *id, struct bv_figure *out)
{
    struct bv_figure figure = {.x = {.label = "size of the struct"}, .band = summary->margin};
    snprintf(figure.id, sizeof figure.id, "%s", id);
    size_t most = 0;
    for (size_t k = 0; k < count; k++)
        most += series[k]->arm_count * series[k]->case_count;
    if (!bv_sketch_title(&figure, series[0], "site") || !bv_sketch_reserve(&figure, most))
        goto failed;
    for (size_t k = 0; k < count; k++) {
        for (unsigned arm = 1; arm < series[k]->arm_count; arm++)
            if (!add_ratio(&figure, summary, series[k], arm, count > 1))
                goto failed;
        if (!add_gaps(&figure, summary, series[k]))
            goto failed;
    }
    if (figure.curve_count > 0)
        bv_sketch_halves(&figure, series[0]->arms[0],
                         series[0]->arm_count == 2 ? series[0]->arms[1] : NULL);
    figure.guide_count = bv_guides(summary, series[0], audit, figure.guides);
    bv_figure_share_scales(&(struct bv_figure *){&figure}, 1);
    *out = figure;
    return BV_OK;
failed:
    bv_figure_finish(&figure);
    return BV_E_NOMEM;
}

void bv_figure_finish(struct bv_figure *figure)
{
    if (!figure)
        return;
    free(figure->points);
    free(figure->gaps);
    *figure = (struct bv_figure){0};
}
