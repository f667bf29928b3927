/* SPDX-License-Identifier: Apache-2.0 */
/* run_median.c: see run_median.h. */
#include "report/compare/run_median.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/bundle/net_time.h"
#include "lib/stats/outlier.h"

enum { ARMS = sizeof(((struct bv_case_info *)0)->arms) / sizeof(char *) };

/* The rows of a case, by block and arm. */
struct visits {
    const struct bv_row **rows;
    size_t count;
    double *room; /* for a value a row */
};

typedef double quantity(const struct bv_row *row, const struct bv_row *first);

static double log_ns(const struct bv_row *row, const struct bv_row *first)
{
    (void)first;
    return log(bv_net_of(row).ns);
}

static double effect(const struct bv_row *row, const struct bv_row *first)
{
    return first ? bv_net_effect(first, row) : (double)NAN;
}

static double empty_ns(const struct bv_row *row, const struct bv_row *first)
{
    (void)first;
    return row->empty_ns;
}

static double cpu_share(const struct bv_row *row, const struct bv_row *first)
{
    (void)first;
    return row->cpu_ns / row->real_ns;
}

#define FIELD(name)                                                                                \
    static double name##_of(const struct bv_row *row, const struct bv_row *first)                  \
    {                                                                                              \
        (void)first;                                                                               \
        return (double)row->name;                                                                  \
    }
FIELD(rounds)
FIELD(calls)
FIELD(spread)
FIELD(switches)
FIELD(migrations)
FIELD(faults)

/* Median over the blocks of what an arm's rows say; NAN where none of them says it. */
static double median_of(const struct visits *visits, uint32_t arm, quantity *of)
{
    const struct bv_row *first = NULL;
    size_t count = 0;
    for (size_t i = 0; i < visits->count; i++) {
        const struct bv_row *row = visits->rows[i];
        if (row->arm_index == 0)
            first = row;
        if (row->arm_index != arm || !bv_net_exists(row))
            continue;
        bool has_first = first && first->block == row->block && bv_net_exists(first);
        double value = of(row, has_first ? first : NULL);
        if (isfinite(value))
            visits->room[count++] = value;
    }
    return count > 0 ? bv_median_selected(visits->room, count) : (double)NAN;
}

static double metric_median(const struct visits *visits, uint32_t arm, int metric)
{
    size_t count = 0;
    for (size_t i = 0; i < visits->count; i++)
        if (visits->rows[i]->arm_index == arm && isfinite(visits->rows[i]->metrics[metric]))
            visits->room[count++] = visits->rows[i]->metrics[metric];
    return count > 0 ? bv_median_selected(visits->room, count) : (double)NAN;
}

static uint32_t whole(double number)
{
    return isnan(number) ? 0 : (uint32_t)floor(number);
}

/* first    the row of the first arm; NULL: this is it, or it has none */
static struct bv_row row_of(const struct visits *visits, uint32_t arm, const struct bv_row *first)
{
    double net_ns = exp(median_of(visits, arm, log_ns));
    struct bv_row row = {
        .arm_index = arm,
        .rounds = whole(median_of(visits, arm, rounds_of)),
        .calls = (uint64_t)median_of(visits, arm, calls_of),
        .empty_ns = median_of(visits, arm, empty_ns),
        .spread = median_of(visits, arm, spread_of),
        .switches = whole(median_of(visits, arm, switches_of)),
        .migrations = whole(median_of(visits, arm, migrations_of)),
        .faults = whole(median_of(visits, arm, faults_of)),
    };
    for (int i = 0; i < BV_METRIC_COUNT; i++)
        row.metrics[i] = metric_median(visits, arm, i);
    row.real_ns = net_ns + row.empty_ns;
    row.cpu_ns = row.real_ns * median_of(visits, arm, cpu_share);
    if (first)
        row.log_ratio =
            median_of(visits, arm, effect) + bv_net_of(&row).log_net - bv_net_of(first).log_net;
    return row;
}

static bool is_measured(const struct visits *visits, uint32_t arm)
{
    for (size_t i = 0; i < visits->count; i++)
        if (visits->rows[i]->arm_index == arm && bv_net_exists(visits->rows[i]))
            return true;
    return false;
}

/* A case without a time of its first arm has no rows. */
static enum bv_status add_case(const struct visits *visits, uint32_t case_index, uint32_t arm_count,
                               struct bv_result *out)
{
    struct bv_row first;
    enum bv_status status = BV_OK;
    for (uint32_t arm = 0; status == BV_OK && arm < arm_count; arm++) {
        if (!is_measured(visits, arm)) {
            if (arm == 0)
                return BV_OK;
            continue;
        }
        struct bv_row row = row_of(visits, arm, arm == 0 ? NULL : &first);
        if (arm == 0)
            first = row;
        if (!isfinite(row.log_ratio)) /* in no block with the first arm */
            continue;
        row.case_index = case_index;
        status = bv_result_add_row(out, &row);
    }
    return status;
}

static int by_visit(const void *a, const void *b)
{
    const struct bv_row *x = *(const struct bv_row *const *)a;
    const struct bv_row *y = *(const struct bv_row *const *)b;
    if (x->case_index != y->case_index)
        return x->case_index < y->case_index ? -1 : 1;
    if (x->block != y->block)
        return x->block < y->block ? -1 : 1;
    return (x->arm_index > y->arm_index) - (x->arm_index < y->arm_index);
}

static enum bv_status add_rows(const struct bv_result *run, struct bv_result *out)
{
    const struct bv_row **rows = malloc((run->row_count + 1) * sizeof(const struct bv_row *));
    double *room = malloc((run->row_count + run->block_count + 1) * sizeof room[0]);
    enum bv_status status = rows && room ? BV_OK : BV_E_NOMEM;
    for (size_t i = 0; status == BV_OK && i < run->row_count; i++)
        rows[i] = &run->rows[i];
    if (status == BV_OK && run->row_count > 0)
        qsort(rows, run->row_count, sizeof(const struct bv_row *), by_visit);
    for (size_t i = 0, end; status == BV_OK && i < run->row_count; i = end) {
        uint32_t case_index = rows[i]->case_index;
        for (end = i; end < run->row_count && rows[end]->case_index == case_index;)
            end++;
        const struct visits visits = {rows + i, end - i, room};
        status = add_case(&visits, case_index, run->cases[case_index].arm_count, out);
    }
    free(room);
    free(rows);
    return status;
}

/* Median of the blocks' clocks before (0) or after (1); NAN where one of them does not know it. */
static double ghz_of(const struct bv_result *run, unsigned which, double *room)
{
    for (size_t i = 0; i < run->block_count; i++) {
        room[i] = run->blocks[i].canary_ghz[which];
        if (!(room[i] > 0) || !isfinite(room[i]))
            return NAN;
    }
    return run->block_count > 0 ? bv_median_selected(room, run->block_count) : (double)NAN;
}

static enum bv_status add_block(const struct bv_result *run, uint32_t number, struct bv_result *out)
{
    struct bv_block_info block = {.layout = number};
    double *room = malloc((run->block_count + 1) * sizeof room[0]);
    if (!room)
        return BV_E_NOMEM;
    for (size_t i = 0; i < run->block_count; i++) {
        block.seconds += run->blocks[i].seconds;
        block.steal_s += run->blocks[i].steal_s;
        block.throttled_s += run->blocks[i].throttled_s;
    }
    for (unsigned i = 0; i < 2; i++)
        block.canary_ghz[i] = ghz_of(run, i, room);
    free(room);
    return bv_result_add_block(out, &block);
}

/* A copy; NULL stays NULL.
 * lost     becomes true when out of memory */
static const char *keep(struct bv_result *out, const char *text, bool *lost)
{
    const char *kept = bv_result_keep(out, text);
    *lost |= text && !kept;
    return kept;
}

static bool keep_facts(struct bv_result *out, const struct bv_facts *facts, struct bv_facts *to)
{
    bool lost = false;
    for (size_t i = 0; i < facts->count && !lost; i++) {
        const char *name = keep(out, facts->items[i].name, &lost);
        lost |= bv_facts_add(to, name, keep(out, facts->items[i].value, &lost)) != BV_OK;
    }
    return !lost;
}

static bool keep_cases(struct bv_result *out, const struct bv_result *run)
{
    bool lost = false;
    for (size_t i = 0; i < run->case_count && !lost; i++) {
        struct bv_case_info info = run->cases[i];
        info.name = keep(out, info.name, &lost);
        info.reason = keep(out, info.reason, &lost);
        for (uint32_t arm = 0; arm < info.arm_count; arm++)
            info.arms[arm] = keep(out, info.arms[arm], &lost);
        lost |= bv_result_add_case(out, &info) != BV_OK;
    }
    return !lost;
}

enum bv_status bv_run_median(const struct bv_result *run, uint32_t number, struct bv_result *out)
{
    bool lost = false;
    struct bv_result median = {
        .schema = run->schema,
        .seed = run->seed,
        .elapsed_s = run->elapsed_s,
        .precision = run->precision,
        .sessions = run->sessions,
        .layouts = run->layouts,
        .cpu = run->cpu,
    };
    median.byval_version = keep(&median, run->byval_version, &lost);
    median.host_name = keep(&median, run->host_name, &lost);
    median.started_utc = keep(&median, run->started_utc, &lost);
    median.preset = keep(&median, run->preset, &lost);
    median.stopped = keep(&median, run->stopped, &lost);
    bool kept = !lost && keep_facts(&median, &run->key, &median.key) &&
                keep_facts(&median, &run->state_before, &median.state_before) &&
                keep_cases(&median, run);
    enum bv_status status = kept ? add_rows(run, &median) : BV_E_NOMEM;
    if (status == BV_OK)
        status = add_block(run, number, &median);
    if (status == BV_OK)
        *out = median;
    else
        bv_result_finish(&median);
    return status;
}
