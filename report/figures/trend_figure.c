/* SPDX-License-Identifier: Apache-2.0 */
/* trend_figure.c: see trend_figure.h. */
#include "report/figures/trend_figure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/words/difference_words.h"
#include "report/words/side_words.h"

enum { LABELS = 6 };

/* Letters of the runs, few enough that they do not touch. */
static void label_runs(struct bv_axis *axis, size_t count)
{
    size_t step = (count + BV_FIGURE_TICS_MAX - 1) / BV_FIGURE_TICS_MAX;
    axis->low = 0.5;
    axis->high = (double)count + 0.5;
    for (size_t i = 0; i < count; i += step) {
        struct bv_text letter = {0};
        struct bv_tic *tic = &axis->tics[axis->tic_count++];
        bv_words_letter(&letter, i);
        tic->at = (double)i + 1;
        bv_text_cut(tic->label, sizeof tic->label, letter.data ? letter.data : "");
        bv_text_finish(&letter);
    }
}

/* Linear, and close around the levels: what changes is small against what is. */
static void label_levels(struct bv_axis *axis, double low, double high)
{
    double room = fmax(high - low, 0.02 * high) * 0.1;
    axis->low = fmax(0, low - room); /* neither ratios nor times go below */
    axis->high = high + room;
    double step = pow(10, floor(log10(axis->high - axis->low)) - 1);
    static const double grow[] = {2, 2.5, 2};
    for (unsigned i = 0; (axis->high - axis->low) / step > LABELS; i = (i + 1) % 3)
        step *= grow[i];
    for (double at = ceil(axis->low / step) * step + 0.0;
         at <= axis->high && axis->tic_count < BV_FIGURE_TICS_MAX; at += step) {
        struct bv_tic *tic = &axis->tics[axis->tic_count++];
        tic->at = at;
        snprintf(tic->label, sizeof tic->label, "%.6g", at);
    }
}

static bool set_words(struct bv_figure *figure, const struct bv_trend *trend,
                      const struct bv_trend_line *line)
{
    const char *name = trend->comparison->match.cases[line->case_index].name;
    struct bv_text label = {0};
    bv_text_cut(figure->title, sizeof figure->title, name);
    bool ratio = line->quantity == BV_QUANTITY_RATIO;
    if (ratio)
        bv_text_format(&label, "time of %s / time of %s", line->info->arms[0],
                       line->info->arms[line->arm]);
    else
        bv_text_format(&label, "ns a call, %s", line->info->arms[line->arm]);
    bool whole = !label.failed;
    if (whole)
        bv_text_cut(figure->y.label, sizeof figure->y.label, label.data);
    bv_text_finish(&label);
    return whole;
}

static void mark_changes(struct bv_figure *figure, const struct bv_trend_line *line)
{
    for (size_t i = 0; i < line->change_count && figure->landmark_count < BV_LANDMARKS_MAX; i++) {
        struct bv_landmark *landmark = &figure->landmarks[figure->landmark_count++];
        struct bv_text words = {0};
        landmark->x = (double)line->changes[i].at + 0.5;
        bv_words_signed_percent(&words, line->changes[i].change.estimate);
        bv_text_cut(landmark->label, sizeof landmark->label, words.data ? words.data : "");
        bv_text_finish(&words);
    }
}

enum bv_status bv_figure_trend(const struct bv_trend *trend, const struct bv_trend_line *line,
                               const char *id, struct bv_figure *out)
{
    size_t count = trend->comparison->side_count;
    double low = INFINITY, high = -INFINITY;
    struct bv_figure figure = {.x = {.label = "run, in the order of time"}};
    struct bv_curve *curve = &figure.curves[0];
    snprintf(figure.id, sizeof figure.id, "%s", id);
    figure.points = malloc((count + 1) * sizeof figure.points[0]);
    if (!figure.points || !set_words(&figure, trend, line)) {
        bv_figure_finish(&figure);
        return BV_E_NOMEM;
    }
    bv_text_cut(curve->label, sizeof curve->label, "median over blocks");
    curve->points = figure.points;
    for (size_t i = 0; i < count; i++) {
        struct bv_interval y = line->levels[i];
        if (isnan(y.estimate))
            continue;
        bool known = isfinite(y.low) && isfinite(y.high) && y.low > 0;
        const struct bv_matched_case *matched = &trend->comparison->match.cases[line->case_index];
        figure.points[figure.point_count++] =
            (struct bv_point){(double)i + 1, y.estimate, known ? y.low : NAN, known ? y.high : NAN,
                              matched->on[i]->doubts != 0};
        low = fmin(low, known ? fmax(y.low, y.estimate / 2) : y.estimate);
        high = fmax(high, known ? fmin(y.high, y.estimate * 2) : y.estimate);
    }
    curve->count = figure.point_count;
    figure.curve_count = curve->count > 0;
    label_runs(&figure.x, count);
    if (figure.curve_count > 0)
        label_levels(&figure.y, low, high);
    mark_changes(&figure, line);
    *out = figure;
    return BV_OK;
}
