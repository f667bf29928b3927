/* SPDX-License-Identifier: Apache-2.0 */
/* kinds.c: all runs become one table of quantities, a column a run, by pooling their medians. */
#include "report/compare/kinds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/bundle/net_time.h"
#include "lib/stats/spread.h"
#include "report/analysis/name.h"
#include "report/compare/pool.h"

static const double RATE = 0.05;

/* The quantities of one sort. */
struct table {
    struct bv_spread_table spread;
    double *values;
    uint32_t *groups;
};

static void table_finish(struct table *table)
{
    free(table->values);
    free(table->groups);
}

/* Arms that a table has a quantity of: all for times, all but the first for ratios. */
static size_t arms_of(const struct bv_case_info *info, enum bv_quantity quantity)
{
    struct bv_name name = bv_name_parse(info->name);
    if (bv_span_is(name.family, "null") || bv_span_is(name.family, "planted"))
        return 0;
    return info->arm_count - (quantity == BV_QUANTITY_RATIO);
}

/* Where the quantities of each case begin, and, behind them, how many there are. */
static void place_cases(const struct bv_result *all, enum bv_quantity quantity, size_t *starts)
{
    starts[0] = 0;
    for (size_t i = 0; i < all->case_count; i++)
        starts[i + 1] = starts[i] + arms_of(&all->cases[i], quantity);
}

/* Runs stand one after the other, and the rows of each by case and arm. */
static void fill(const struct bv_result *all, enum bv_quantity quantity, const size_t *starts,
                 size_t run_count, double *values)
{
    size_t skipped = quantity == BV_QUANTITY_RATIO;
    const struct bv_row *first = NULL;
    for (size_t i = 0; i < all->row_count; i++) {
        const struct bv_row *row = &all->rows[i];
        size_t at = starts[row->case_index] + row->arm_index - skipped;
        if (row->arm_index == 0)
            first = row;
        if (row->arm_index < skipped || starts[row->case_index] == starts[row->case_index + 1])
            continue;
        if (quantity == BV_QUANTITY_TIME)
            values[at * run_count + row->block] = log(bv_net_of(row).ns);
        else if (first && first->case_index == row->case_index && first->block == row->block)
            values[at * run_count + row->block] = bv_net_effect(first, row);
    }
}

static enum bv_status table_init(const struct bv_result *all, enum bv_quantity quantity,
                                 const struct bv_kinds *kinds, struct table *out)
{
    size_t *starts = malloc((all->case_count + 1) * sizeof starts[0]);
    if (starts)
        place_cases(all, quantity, starts);
    size_t count = starts ? starts[all->case_count] : 0;
    out->values = malloc((count * kinds->run_count + 1) * sizeof out->values[0]);
    out->groups = malloc((kinds->run_count + 1) * sizeof out->groups[0]);
    out->spread.values = out->values;
    out->spread.groups = out->groups;
    out->spread.quantity_count = count;
    out->spread.member_count = kinds->run_count;
    out->spread.group_count = kinds->kind_count;
    enum bv_status status = starts && out->values && out->groups ? BV_OK : BV_E_NOMEM;
    if (status == BV_OK) {
        for (size_t i = 0; i < count * kinds->run_count; i++)
            out->values[i] = NAN;
        for (size_t i = 0; i < kinds->run_count; i++)
            out->groups[i] = kinds->runs[i].kind;
        fill(all, quantity, starts, kinds->run_count, out->values);
    }
    free(starts);
    return status;
}

/* Median of what is known of a row of the table on the runs of a kind; NAN: nothing is. */
static double centre_of(const struct table *table, size_t quantity, uint32_t kind, double *room)
{
    const double *values = table->values + quantity * table->spread.member_count;
    size_t count = 0;
    for (size_t i = 0; i < table->spread.member_count; i++)
        if (table->groups[i] == kind && !isnan(values[i]))
            room[count++] = values[i];
    return count > 0 ? bv_median_selected(room, count) : (double)NAN;
}

static double median_of_known(double *values, size_t count)
{
    size_t known = 0;
    for (size_t i = 0; i < count; i++)
        if (isfinite(values[i]))
            values[known++] = values[i];
    return known > 0 ? bv_median_selected(values, known) : (double)NAN;
}

/* How far each run is from its kind, and each kind from the first one. */
static enum bv_status find_levels(struct bv_kinds *out, const struct table *table,
                                  enum bv_quantity quantity)
{
    size_t quantities = table->spread.quantity_count, runs = out->run_count;
    double *centres = malloc((quantities * out->kind_count + 1) * sizeof centres[0]);
    double *room = malloc((quantities + runs + 1) * sizeof room[0]);
    if (!centres || !room) {
        free(centres);
        free(room);
        return BV_E_NOMEM;
    }
    for (size_t q = 0; q < quantities; q++)
        for (uint32_t g = 0; g < out->kind_count; g++)
            centres[g * quantities + q] = centre_of(table, q, g, room);
    for (size_t i = 0; i < runs; i++) {
        const double *own = centres + out->runs[i].kind * quantities;
        for (size_t q = 0; q < quantities; q++)
            room[q] = table->values[q * runs + i] - own[q];
        out->runs[i].level[quantity] = median_of_known(room, quantities);
    }
    for (size_t g = 0; g < out->kind_count; g++) {
        for (size_t q = 0; q < quantities; q++)
            room[q] = centres[g * quantities + q] - centres[q];
        out->kinds[g].level[quantity] = median_of_known(room, quantities);
    }
    free(centres);
    free(room);
    return BV_OK;
}

/* Judge the runs of one kind. */
static enum bv_status judge_kind(struct bv_kinds *out, uint32_t kind, enum bv_quantity quantity,
                                 double *levels, uint32_t *which)
{
    size_t count = 0;
    double *scores = levels + out->run_count;
    for (uint32_t i = 0; i < out->run_count; i++)
        if (out->runs[i].kind == kind && isfinite(out->runs[i].level[quantity])) {
            levels[count] = out->runs[i].level[quantity];
            which[count++] = i;
        }
    if (count < BV_OUTLIER_LEAST || !(out->kinds[kind].limit > 0))
        return BV_OK;
    enum bv_status status = bv_outlier_scores(levels, count, scores);
    for (size_t i = 0; status == BV_OK && i < count; i++) {
        struct bv_kind_run *run = &out->runs[which[i]];
        run->score[quantity] = scores[i];
        run->is_outlier[quantity] = fabs(scores[i]) > out->kinds[kind].limit &&
                                    fabs(run->level[quantity]) > BV_MARGIN_LEAST;
    }
    return status;
}

static enum bv_status find_limits(struct bv_kinds *out)
{
    size_t judged = 0;
    for (size_t g = 0; g < out->kind_count; g++)
        judged += out->kinds[g].run_count >= BV_OUTLIER_LEAST;
    for (size_t g = 0; g < out->kind_count; g++) {
        struct bv_kind *kind = &out->kinds[g];
        size_t same = 0;
        kind->limit = NAN;
        if (kind->run_count < BV_OUTLIER_LEAST)
            continue;
        out->judged += kind->run_count;
        while (out->kinds[same].run_count != kind->run_count)
            same++;
        if (same < g)
            kind->limit = out->kinds[same].limit;
        else if (bv_outlier_limit(kind->run_count, out->rate / (double)(judged * BV_QUANTITY_COUNT),
                                  &kind->limit) != BV_OK)
            return BV_E_NOMEM;
    }
    return BV_OK;
}

static enum bv_status judge(struct bv_kinds *out)
{
    double *levels = malloc((2 * out->run_count + 1) * sizeof levels[0]);
    uint32_t *which = malloc((out->run_count + 1) * sizeof which[0]);
    enum bv_status status = levels && which ? find_limits(out) : BV_E_NOMEM;
    for (enum bv_quantity q = 0; q < BV_QUANTITY_COUNT; q++)
        for (uint32_t g = 0; status == BV_OK && g < out->kind_count; g++)
            status = judge_kind(out, g, q, levels, which);
    for (size_t i = 0; status == BV_OK && i < out->run_count; i++)
        out->outlier_count +=
            out->runs[i].is_outlier[BV_QUANTITY_RATIO] || out->runs[i].is_outlier[BV_QUANTITY_TIME];
    free(levels);
    free(which);
    return status;
}

static enum bv_status find_spreads(struct bv_kinds *out, const struct bv_spread_table *table,
                                   enum bv_quantity quantity)
{
    size_t kinds = out->kind_count;
    struct bv_interval *within = malloc((kinds + 1) * sizeof within[0]);
    struct bv_interval *apart = malloc((kinds + 1) * sizeof apart[0]);
    enum bv_status status =
        within && apart ? bv_spread_find(table, within, apart, &out->within[quantity]) : BV_E_NOMEM;
    for (size_t g = 0; status == BV_OK && g < kinds; g++) {
        out->kinds[g].within[quantity] = within[g];
        out->kinds[g].apart[quantity] = apart[g];
    }
    free(within);
    free(apart);
    return status;
}

static enum bv_status find_quantity(struct bv_kinds *out, const struct bv_result *all,
                                    enum bv_quantity quantity)
{
    struct table table;
    enum bv_status status = table_init(all, quantity, out, &table);
    out->quantity_count[quantity] = table.spread.quantity_count;
    if (status == BV_OK)
        status = find_levels(out, &table, quantity);
    if (status == BV_OK)
        status = find_spreads(out, &table.spread, quantity);
    table_finish(&table);
    return status;
}

static double log_ghz_of(const struct bv_result *median)
{
    const double *ghz = median->blocks[0].canary_ghz;
    return ghz[0] > 0 && ghz[1] > 0 ? log((ghz[0] + ghz[1]) / 2) : (double)NAN;
}

static enum bv_status find_clocks(struct bv_kinds *out, const struct bv_kind_member *members)
{
    double *room = malloc((out->run_count + 1) * sizeof room[0]);
    if (!room)
        return BV_E_NOMEM;
    for (size_t g = 0; g < out->kind_count; g++) {
        size_t count = 0;
        for (size_t i = 0; i < out->run_count; i++)
            if (out->runs[i].kind == g)
                room[count++] = log_ghz_of(members[i].median);
        double middle = median_of_known(room, count);
        for (size_t i = 0; i < out->run_count; i++)
            if (out->runs[i].kind == g)
                out->runs[i].clock = log_ghz_of(members[i].median) - middle;
    }
    free(room);
    return BV_OK;
}

/* Sort the runs into kinds, in the order of their first ones. */
static void sort_runs(struct bv_kinds *out, const struct bv_kind_member *members)
{
    for (size_t i = 0; i < out->run_count; i++) {
        size_t kind = 0;
        while (kind < out->kind_count && strcmp(out->kinds[kind].name, members[i].kind) != 0)
            kind++;
        if (kind == out->kind_count)
            out->kinds[out->kind_count++] = (struct bv_kind){.name = members[i].kind};
        out->kinds[kind].run_count++;
        out->runs[i] = (struct bv_kind_run){
            .name = members[i].name, .kind = (uint32_t)kind, .score = {NAN, NAN}, .clock = NAN};
    }
}

enum bv_status bv_kinds_find(const struct bv_kind_member *members, size_t count,
                             struct bv_kinds *out)
{
    struct bv_result all = {0};
    const struct bv_result **medians = malloc(count * sizeof(const struct bv_result *));
    struct bv_kinds kinds = {
        .kinds = calloc(count, sizeof kinds.kinds[0]),
        .runs = calloc(count, sizeof kinds.runs[0]),
        .run_count = count,
        .rate = RATE,
    };
    enum bv_status status = medians && kinds.kinds && kinds.runs ? BV_OK : BV_E_NOMEM;
    if (status == BV_OK) {
        sort_runs(&kinds, members);
        for (size_t i = 0; i < count; i++)
            medians[i] = members[i].median;
        status = bv_runs_pool(medians, count, &all);
    }
    for (enum bv_quantity q = 0; status == BV_OK && q < BV_QUANTITY_COUNT; q++)
        status = find_quantity(&kinds, &all, q);
    if (status == BV_OK)
        status = find_clocks(&kinds, members);
    if (status == BV_OK)
        status = judge(&kinds);
    bv_result_finish(&all);
    free(medians);
    if (status == BV_OK)
        *out = kinds;
    else
        bv_kinds_finish(&kinds);
    return status;
}

void bv_kinds_finish(struct bv_kinds *kinds)
{
    free(kinds->kinds);
    free(kinds->runs);
    *kinds = (struct bv_kinds){0};
}
