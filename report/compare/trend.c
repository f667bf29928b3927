/* SPDX-License-Identifier: Apache-2.0 */
/* trend.c: see trend.h. */
#include "report/compare/trend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare/blockfacts.h"

struct work {
    const struct bv_comparison *comparison;
    struct bv_blockfacts *facts; /* by side */
    double *values, *errors;     /* of one line, run after run */
    size_t counts[BV_SIDES_MAX];
    struct bv_trend *out;
    struct bv_changepoint *changes; /* of all lines */
    size_t change_count;
    struct bv_interval *levels; /* of all lines */
    double margin;
};

/* The values of a line on a side, behind those that are there; NULL row: none. */
static struct bv_sample take(struct work *work, const struct bv_trend_line *line, size_t side,
                             double *values, double *errors)
{
    const struct bv_sample none = {values, 0, 0, NULL, 0};
    const struct bv_comparison *comparison = work->comparison;
    const struct bv_case_summary *row = comparison->match.cases[line->case_index].on[side];
    int arm = bv_is_measured(row) ? bv_arm_called(row->info, line->info->arms[line->arm]) : -1;
    if (arm < 0)
        return none;
    if (line->quantity == BV_QUANTITY_RATIO) {
        if (arm == 0 || strcmp(row->info->arms[0], line->info->arms[0]) != 0)
            return none;
        struct bv_sample own = row->contests[arm - 1].sample;
        for (size_t i = 0; i < own.count; i++) {
            values[i] = own.values[i];
            errors[i] = bv_sample_error(&own, i);
        }
        return (struct bv_sample){values, own.count, own.resolution, errors, 0};
    }
    const struct bv_times *times = &row->times[arm];
    struct bv_sample own = times->sample;
    for (size_t i = 0; i < own.count; i++) {
        values[i] = own.values[i];
        errors[i] = bv_sample_error(&own, i);
        if (comparison->is_clocked) {
            const struct bv_blockfact *fact =
                bv_blockfacts_of(&work->facts[side], times->blocks[i]);
            values[i] += (fact ? fact->log_ghz : log(comparison->clock_ghz[side])) -
                         log(comparison->clock_ghz[0]);
        }
    }
    return (struct bv_sample){values, own.count, own.resolution, errors, 0};
}

static enum bv_status find_line(struct work *work, struct bv_trend_line *line, size_t line_count)
{
    size_t sides = work->comparison->side_count;
    struct bv_sample all = {work->values, 0, 0, work->errors, 0};
    line->levels = work->levels + (size_t)(line - work->out->lines) * sides;
    for (size_t i = 0; i < sides; i++) {
        struct bv_sample own =
            take(work, line, i, work->values + all.count, work->errors + all.count);
        work->counts[i] = own.count;
        all.count += own.count;
        all.resolution = fmax(all.resolution, own.resolution);
        line->levels[i] = (struct bv_interval){NAN, NAN, NAN};
        if (own.count > 0) {
            struct bv_interval level = bv_block_interval(own, BV_CONFIDENCE);
            line->levels[i] =
                (struct bv_interval){exp(level.estimate), exp(level.low), exp(level.high)};
        }
    }
    struct bv_changepoint *changes = work->changes + (size_t)(line - work->out->lines) * sides;
    line->changes = changes;
    enum bv_status status =
        bv_changepoints_find(all, work->counts, sides, work->margin,
                             work->out->alpha / (double)line_count, changes, &line->change_count);
    for (size_t i = 0; status == BV_OK && i < line->change_count; i++)
        changes[i].p = fmin(1, changes[i].p * (double)line_count);
    return status;
}

/* The lines there are: of each case that two runs or more measured, its ratios and times. */
static size_t list_lines(const struct bv_comparison *comparison, struct bv_trend_line *lines)
{
    size_t count = 0;
    for (uint32_t i = 0; i < comparison->match.case_count; i++) {
        const struct bv_matched_case *matched = &comparison->match.cases[i];
        const struct bv_case_info *info = NULL;
        size_t measured = 0;
        for (size_t side = 0; side < comparison->side_count; side++) {
            if (!bv_is_measured(matched->on[side]))
                continue;
            info = info ? info : matched->on[side]->info;
            measured++;
        }
        for (uint32_t arm = 0; measured > 1 && arm < info->arm_count; arm++)
            for (enum bv_quantity q = 0; q < BV_QUANTITY_COUNT; q++) {
                if (q == BV_QUANTITY_RATIO && arm == 0)
                    continue;
                if (lines)
                    lines[count] = (struct bv_trend_line){
                        .case_index = i, .arm = arm, .quantity = q, .info = info};
                count++;
            }
    }
    return count;
}

static size_t most_values(const struct bv_comparison *comparison)
{
    size_t sum = 1;
    for (size_t i = 0; i < comparison->side_count; i++) {
        const struct bv_summary *summary = comparison->sides[i].summary;
        size_t most = 0;
        for (size_t k = 0; k < summary->case_count; k++)
            for (unsigned arm = 0; arm < 1 + BV_CONTEST_MAX; arm++)
                most = summary->cases[k].times[arm].sample.count > most
                           ? summary->cases[k].times[arm].sample.count
                           : most;
        sum += most;
    }
    return sum;
}

static double largest(const struct bv_trend_line *line)
{
    double largest = 0;
    for (size_t i = 0; i < line->change_count; i++)
        largest = fmax(largest, fabs(line->changes[i].change.estimate));
    return largest;
}

static int by_importance(const void *a, const void *b)
{
    const struct bv_trend_line *x = a, *y = b;
    double p = largest(x), q = largest(y);
    if (x->quantity != y->quantity && (p > 0) == (q > 0))
        return x->quantity < y->quantity ? -1 : 1;
    if (p != q)
        return p > q ? -1 : 1;
    if (x->case_index != y->case_index)
        return x->case_index < y->case_index ? -1 : 1;
    return (x->arm > y->arm) - (x->arm < y->arm);
}

static enum bv_status find_all(struct work *work)
{
    const struct bv_comparison *comparison = work->comparison;
    enum bv_status status = BV_OK;
    for (size_t i = 0; status == BV_OK && i < comparison->side_count; i++) {
        work->margin = fmax(work->margin, comparison->sides[i].summary->margin);
        status = bv_blockfacts_init(comparison->sides[i].summary->result, &work->facts[i]);
    }
    for (size_t i = 0; status == BV_OK && i < work->out->line_count; i++) {
        status = find_line(work, &work->out->lines[i], work->out->line_count);
        work->out->changed += status == BV_OK && work->out->lines[i].change_count > 0;
    }
    return status;
}

enum bv_status bv_trend_init(const struct bv_comparison *comparison, struct bv_trend *out,
                             struct bv_error *err)
{
    struct bv_blockfacts facts[BV_SIDES_MAX] = {{0}};
    size_t count = list_lines(comparison, NULL), sides = comparison->side_count;
    struct bv_trend trend = {
        .comparison = comparison,
        .lines = calloc(count + 1, sizeof trend.lines[0]),
        .line_count = count,
        .alpha = comparison->options.alpha,
    };
    struct work work = {
        .comparison = comparison,
        .facts = facts,
        .values = malloc(most_values(comparison) * sizeof work.values[0]),
        .errors = malloc(most_values(comparison) * sizeof work.errors[0]),
        .out = &trend,
        .changes = malloc((count * sides + 1) * sizeof work.changes[0]),
        .levels = malloc((count * sides + 1) * sizeof work.levels[0]),
    };
    trend.changes = work.changes;
    trend.levels = work.levels;
    enum bv_status status = trend.lines && work.values && work.errors && work.changes && work.levels
                                ? BV_OK
                                : BV_E_NOMEM;
    if (status == BV_OK) {
        list_lines(comparison, trend.lines);
        status = find_all(&work);
    }
    if (status == BV_OK)
        qsort(trend.lines, count, sizeof trend.lines[0], by_importance);
    for (size_t i = 0; i < sides; i++)
        bv_blockfacts_finish(&facts[i]);
    free(work.values);
    free(work.errors);
    if (status == BV_OK) {
        *out = trend;
        return BV_OK;
    }
    bv_trend_finish(&trend);
    return bv_fail(err, status, "out of memory while looking for changes over %zu runs", sides);
}

void bv_trend_finish(struct bv_trend *trend)
{
    free(trend->lines);
    free(trend->changes);
    free(trend->levels);
    *trend = (struct bv_trend){0};
}
