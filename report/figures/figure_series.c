/* SPDX-License-Identifier: Apache-2.0 */
/* figure_series.c: a series to curves. */
#include "report/figures/figure_series.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/figures/figure_builder.h"
#include "report/figures/figure_scale.h"

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
            gaps[figure->gap_count++] = bv_figure_builder_size(summary, series, i);
    }
    return true;
}

enum bv_status bv_figure_times(const struct bv_summary *summary, const struct bv_series *series,
                               const struct bv_audit *audit, const char *id, struct bv_figure *out)
{
    struct bv_figure figure = {.x = {.label = "size of the struct"}, .y = {.label = "time a call"}};
    snprintf(figure.id, sizeof figure.id, "%s", id);
    if (!bv_figure_builder_title(&figure, series, NULL) ||
        !bv_figure_builder_reserve(&figure, series->arm_count * series->case_count))
        goto failed;
    for (unsigned arm = 0; arm < series->arm_count; arm++) {
        struct bv_curve *curve =
            bv_figure_builder_times(&figure, summary, series, arm, series->arms[arm]);
        curve->colour = curve->style = arm;
        bv_figure_builder_drop_if_empty(&figure);
    }
    if (figure.curve_count > 0 && !add_gaps(&figure, summary, series))
        goto failed;
    figure.landmark_count = bv_landmarks_find(summary, series, audit, figure.landmarks);
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
    return bv_figure_builder_label(curve->label, sizeof curve->label, &words);
}

static bool add_ratio(struct bv_figure *figure, const struct bv_summary *summary,
                      const struct bv_series *series, unsigned arm, bool many_series)
{
    if (figure->curve_count == BV_FIGURE_STYLES) {
        figure->curves_left_out++;
        return true;
    }
    struct bv_curve *curve = bv_figure_builder_curve(figure);
    if (!label_ratio(curve, series, arm, many_series))
        return false;
    for (size_t i = 0; i < series->case_count; i++) {
        const struct bv_contest *contest = bv_series_contest(summary, series, i, arm);
        if (contest)
            bv_figure_builder_point(figure, curve, summary, series, i,
                                    bv_figure_builder_ratio(contest->effect));
    }
    bv_figure_builder_drop_if_empty(figure);
    return true;
}

/* So many of a sample's blocks, evenly chosen from its lowest to its highest, and spread evenly
 * over the room beside each other: as the fractions of a multiple of the golden ratio are. */
static void put_dots(struct bv_figure *figure, double x, const struct bv_sample *sample,
                     double *room, size_t most)
{
    static const double golden = 0.61803398874989485;
    size_t count = sample->count < most ? sample->count : most;
    memcpy(room, sample->values, sample->count * sizeof room[0]);
    bv_values_sort(room, sample->count);
    for (size_t i = 0; i < count; i++) {
        double turn = golden * (double)(i + 1);
        figure->dots[figure->dot_count++] = (struct bv_dot){
            x, exp(room[(2 * i + 1) * sample->count / (2 * count)]), turn - floor(turn) - 0.5};
    }
}

/* Add the blocks of the last curve. */
static bool add_dots(struct bv_figure *figure, const struct bv_summary *summary,
                     const struct bv_series *series, unsigned arm)
{
    size_t sizes = 0, blocks = 0;
    for (size_t i = 0; i < series->case_count; i++) {
        const struct bv_contest *contest = bv_series_contest(summary, series, i, arm);
        sizes += contest != NULL;
        blocks = contest && contest->sample.count > blocks ? contest->sample.count : blocks;
    }
    if (sizes == 0)
        return true;
    size_t most = BV_FIGURE_DOTS_MAX / sizes;
    most = most < BV_FIGURE_DOTS_A_SIZE ? most : BV_FIGURE_DOTS_A_SIZE;
    double *room = malloc((blocks + 1) * sizeof room[0]);
    figure->dots = malloc((sizes * most + 1) * sizeof figure->dots[0]);
    figure->dot_curve = figure->curve_count - 1;
    bool whole = room && figure->dots;
    for (size_t i = 0; whole && i < series->case_count; i++) {
        const struct bv_contest *contest = bv_series_contest(summary, series, i, arm);
        if (contest)
            put_dots(figure, bv_figure_builder_size(summary, series, i), &contest->sample, room,
                     most);
    }
    free(room);
    return whole;
}

enum bv_status bv_figure_ratios(const struct bv_summary *summary,
                                const struct bv_series *const *series, size_t count,
                                const struct bv_series *strip, const struct bv_audit *audit,
                                const char *id, struct bv_figure *out)
{
    struct bv_figure figure = {.x = {.label = "size of the struct"}, .band = summary->margin};
    snprintf(figure.id, sizeof figure.id, "%s", id);
    size_t most = 0;
    for (size_t k = 0; k < count; k++)
        most += series[k]->arm_count * series[k]->case_count;
    if (!bv_figure_builder_title(&figure, series[0], "site") ||
        !bv_figure_builder_reserve(&figure, most))
        goto failed;
    for (size_t k = 0; k < count; k++) {
        for (unsigned arm = 1; arm < series[k]->arm_count; arm++) {
            size_t before = figure.curve_count;
            if (!add_ratio(&figure, summary, series[k], arm, count > 1))
                goto failed;
            if (series[k] == strip && arm == 1 && figure.curve_count > before &&
                !add_dots(&figure, summary, strip, arm))
                goto failed;
        }
        if (!add_gaps(&figure, summary, series[k]))
            goto failed;
    }
    if (figure.curve_count > 0)
        bv_figure_builder_halves(&figure, series[0]->arms[0],
                                 series[0]->arm_count == 2 ? series[0]->arms[1] : NULL);
    figure.landmark_count = bv_landmarks_find(summary, series[0], audit, figure.landmarks);
    bv_figure_share_scales(&(struct bv_figure *){&figure}, 1);
    *out = figure;
    return BV_OK;
failed:
    bv_figure_finish(&figure);
    return BV_E_NOMEM;
}
