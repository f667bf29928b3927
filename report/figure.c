/* SPDX-License-Identifier: Apache-2.0 */
/* figure.c: summary to curves. */
#include "report/figure.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/axis.h"
#include "report/words.h"

/* Move a text into a label and release it. */
static bool take_label(char *label, size_t size, struct bv_text *words)
{
    bool whole = !words->failed;
    if (whole)
        bv_text_cut(label, size, words->data ? words->data : "");
    bv_text_finish(words);
    return whole;
}

static bool set_title(struct bv_figure *figure, const struct bv_series *series, const char *skip)
{
    struct bv_text words = {0};
    bv_words_series(&words, &series->parts, skip);
    return take_label(figure->title, sizeof figure->title, &words);
}

/* Make room for the points of all curves. */
static bool reserve_points(struct bv_figure *figure, size_t count)
{
    figure->points = malloc((count + 1) * sizeof figure->points[0]);
    return figure->points != NULL;
}

static struct bv_curve *add_curve(struct bv_figure *figure)
{
    struct bv_curve *curve = &figure->curves[figure->curve_count];
    curve->points = figure->points + figure->point_count;
    curve->colour = curve->style = (unsigned)figure->curve_count++ % BV_FIGURE_STYLES;
    return curve;
}

static void drop_if_empty(struct bv_figure *figure)
{
    if (figure->curves[figure->curve_count - 1].count == 0)
        figure->curve_count--;
}

static void add_point(struct bv_figure *figure, struct bv_curve *curve, double x,
                      struct bv_interval y, bool doubtful)
{
    bool known = isfinite(y.low) && isfinite(y.high) && y.low > 0;
    figure->points[figure->point_count++] =
        (struct bv_point){x, y.estimate, known ? y.low : NAN, known ? y.high : NAN, doubtful};
    curve->count++;
}

static double size_at(const struct bv_summary *summary, const struct bv_series *series, size_t at)
{
    uint32_t bytes = summary->cases[series->cases[at]].info->size_bytes;
    return bytes > 0 ? bytes : 1;
}

static bool doubtful_at(const struct bv_summary *summary, const struct bv_series *series, size_t at)
{
    return summary->cases[series->cases[at]].doubts != 0;
}

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
            gaps[figure->gap_count++] = size_at(summary, series, i);
    }
    return true;
}

struct extent {
    double x_low, x_high, y_low, y_high;
};

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

static struct bv_curve *add_times(struct bv_figure *figure, const struct bv_summary *summary,
                                  const struct bv_series *series, unsigned arm, const char *label)
{
    struct bv_curve *curve = add_curve(figure);
    bv_text_cut(curve->label, sizeof curve->label, label);
    for (size_t i = 0; i < series->case_count; i++) {
        struct bv_interval ns = bv_series_ns(summary, series, i, arm);
        if (!isnan(ns.estimate))
            add_point(figure, curve, size_at(summary, series, i), ns,
                      doubtful_at(summary, series, i));
    }
    return curve;
}

enum bv_status bv_figure_times(const struct bv_summary *summary, const struct bv_series *series,
                               const struct bv_audit *audit, const char *id, struct bv_figure *out)
{
    struct bv_figure figure = {.x = {.label = "size of the struct"}, .y = {.label = "time a call"}};
    snprintf(figure.id, sizeof figure.id, "%s", id);
    if (!set_title(&figure, series, NULL) ||
        !reserve_points(&figure, series->arm_count * series->case_count))
        goto failed;
    for (unsigned arm = 0; arm < series->arm_count; arm++) {
        struct bv_curve *curve = add_times(&figure, summary, series, arm, series->arms[arm]);
        curve->colour = curve->style = arm;
        drop_if_empty(&figure);
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

static struct bv_interval as_ratio(struct bv_interval effect)
{
    return (struct bv_interval){exp(effect.estimate), exp(effect.low), exp(effect.high)};
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
    return take_label(curve->label, sizeof curve->label, &words);
}

static bool add_ratio(struct bv_figure *figure, const struct bv_summary *summary,
                      const struct bv_series *series, unsigned arm, bool many_series)
{
    if (figure->curve_count == BV_FIGURE_STYLES) {
        figure->curves_left_out++;
        return true;
    }
    struct bv_curve *curve = add_curve(figure);
    if (!label_ratio(curve, series, arm, many_series))
        return false;
    for (size_t i = 0; i < series->case_count; i++) {
        const struct bv_contest *contest = bv_series_contest(summary, series, i, arm);
        if (contest)
            add_point(figure, curve, size_at(summary, series, i), as_ratio(contest->effect),
                      doubtful_at(summary, series, i));
    }
    drop_if_empty(figure);
    return true;
}

/* What the two halves of the plot mean, where all curves agree on the arms.
 * arm      the one that the first is held against; NULL: several */
static void name_halves(struct bv_figure *figure, const char *first, const char *arm)
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

enum bv_status bv_figure_ratios(const struct bv_summary *summary,
                                const struct bv_series *const *series, size_t count,
                                const struct bv_audit *audit, const char *id, struct bv_figure *out)
{
    struct bv_figure figure = {.x = {.label = "size of the struct"}, .band = summary->margin};
    snprintf(figure.id, sizeof figure.id, "%s", id);
    size_t most = 0;
    for (size_t k = 0; k < count; k++)
        most += series[k]->arm_count * series[k]->case_count;
    if (!set_title(&figure, series[0], "site") || !reserve_points(&figure, most))
        goto failed;
    for (size_t k = 0; k < count; k++) {
        for (unsigned arm = 1; arm < series[k]->arm_count; arm++)
            if (!add_ratio(&figure, summary, series[k], arm, count > 1))
                goto failed;
        if (!add_gaps(&figure, summary, series[k]))
            goto failed;
    }
    if (figure.curve_count > 0)
        name_halves(&figure, series[0]->arms[0],
                    series[0]->arm_count == 2 ? series[0]->arms[1] : NULL);
    figure.guide_count = bv_guides(summary, series[0], audit, figure.guides);
    bv_figure_share_scales(&(struct bv_figure *){&figure}, 1);
    *out = figure;
    return BV_OK;
failed:
    bv_figure_finish(&figure);
    return BV_E_NOMEM;
}

/* Mark the size from which the last curve, a pointer's, wins, at the height of its cost there. */
static void add_mark(struct bv_figure *figure, const struct bv_finding *finding)
{
    const struct bv_curve *curve = &figure->curves[figure->curve_count - 1];
    struct bv_mark *mark = &figure->marks[figure->mark_count++];
    struct bv_text words = {0};
    *mark = (struct bv_mark){figure->curve_count - 1, NAN, NAN, NAN, NAN, ""};
    bv_words_cell(&words, finding, "never", "always");
    (void)take_label(mark->label, sizeof mark->label, &words);
    for (size_t i = 0; i < curve->count; i++)
        if (curve->points[i].x == finding->b_from.estimate) {
            mark->x = curve->points[i].x;
            mark->y = curve->points[i].y;
        }
    if (finding->b_from.low > 0 && finding->blocks_least >= BV_BLOCKS_LEAST) {
        mark->low = finding->b_from.low;
        mark->high = finding->b_from.high ? (double)finding->b_from.high : INFINITY;
    }
}

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
    if (!reserve_points(&figure, most))
        return BV_E_NOMEM;
    if (copying) {
        add_times(&figure, summary, copying, 0, "by value: copied")->is_strong = true;
        figure.guide_count = bv_guides(summary, copying, NULL, figure.guides);
    }
    unsigned in_group[BV_OVERHEAD_GC + 1] = {0};
    for (size_t i = 0; i < count; i++) {
        const struct bv_overhead *o = &overheads[i];
        struct bv_curve *curve = add_times(&figure, summary, o->series, 1, o->label);
        curve->colour = 1 + o->group;
        curve->style = in_group[o->group]++ % BV_FIGURE_STYLES;
        add_mark(&figure, &o->series->findings[0]);
    }
    bv_figure_share_scales(&(struct bv_figure *){&figure}, 1);
    *out = figure;
    return BV_OK;
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

static struct bv_interval side_at(const struct bv_figure_side *side, size_t at, bool ratios)
{
    if (!ratios)
        return bv_series_ns(side->summary, side->series, at, side->arm);
    const struct bv_contest *contest =
        bv_series_contest(side->summary, side->series, at, side->arm);
    return contest ? as_ratio(contest->effect) : (struct bv_interval){NAN, NAN, NAN};
}

static void add_side(struct bv_figure *figure, const struct bv_figure_side *side, bool ratios)
{
    struct bv_curve *curve = add_curve(figure);
    curve->colour = side->look % BV_FIGURE_STYLES;
    curve->style = (side->look + 2 * (side->look / BV_FIGURE_STYLES)) % BV_FIGURE_STYLES;
    bv_text_cut(curve->label, sizeof curve->label, side->label);
    for (size_t i = 0; i < side->series->case_count; i++) {
        struct bv_interval y = side_at(side, i, ratios);
        if (!isnan(y.estimate))
            add_point(figure, curve, size_at(side->summary, side->series, i), y,
                      doubtful_at(side->summary, side->series, i));
    }
    drop_if_empty(figure);
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
    if (count > 0 && !set_title(&figure, sides[0].series, NULL))
        return BV_E_NOMEM;
    if (!reserve_points(&figure, most))
        return BV_E_NOMEM;
    for (size_t i = 0; i < count; i++)
        if (figure.curve_count < BV_FIGURE_CURVES_MAX)
            add_side(&figure, &sides[i], ratios);
        else
            figure.curves_left_out++;
    if (count > 0 && ratios)
        name_halves(&figure, sides[0].series->arms[0],
                    sides[0].arm > 0 ? sides[0].series->arms[sides[0].arm] : NULL);
    else if (count > 0)
        snprintf(figure.y.label, sizeof figure.y.label, "time of %.60s",
                 sides[0].series->arms[sides[0].arm]);
    bv_figure_share_scales(&(struct bv_figure *){&figure}, 1);
    *out = figure;
    return BV_OK;
}

void bv_figure_finish(struct bv_figure *figure)
{
    if (!figure)
        return;
    free(figure->points);
    free(figure->gaps);
    *figure = (struct bv_figure){0};
}
