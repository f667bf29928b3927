/* SPDX-License-Identifier: Apache-2.0 */
/* price.c: see price.h. */
#include "scan/price.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/memory.h"

const char *bv_condition_name(enum bv_condition condition)
{
    static const char *const names[BV_CONDITION_COUNT] = {"wait", "overlap"};
    return names[condition];
}

/* The median over blocks of what the value took more than the pointer. */
static bool difference_of(const struct bv_case_summary *of, struct bv_interval *out)
{
    const struct bv_times *value = &of->times[0], *pointer = &of->times[1];
    double *values = NULL;
    size_t count = 0;
    bool starved = false;
    for (size_t v = 0, p = 0; v < value->sample.count && p < pointer->sample.count && !starved;) {
        if (value->blocks[v] == pointer->blocks[p]) {
            double ns = exp(value->sample.values[v]) - exp(pointer->sample.values[p]);
            starved = !BV_APPEND(values, count, ns);
        }
        bool goes_on = value->blocks[v] <= pointer->blocks[p];
        p += value->blocks[v] >= pointer->blocks[p];
        v += goes_on;
    }
    *out = (struct bv_interval){(double)NAN, (double)NAN, (double)NAN};
    if (count > 0)
        *out =
            bv_block_interval((struct bv_sample){.values = values, .count = count}, BV_CONFIDENCE);
    free(values);
    return !starved;
}

static bool is_condition(const struct bv_series *series, enum bv_condition condition)
{
    static const char *const names[BV_CONDITION_COUNT] = {
        "arg/class:int/reads:one/mode:latency/site:stack",
        "arg/class:int/reads:one/mode:throughput/site:stack"};
    return strcmp(series->name, names[condition]) == 0 && series->arm_count == 2;
}

static bool add_series(const struct bv_summary *summary, const struct bv_series *series,
                       const struct bv_audit *audit, enum bv_condition condition,
                       struct bv_prices *out)
{
    for (size_t i = 0; i < series->case_count; i++) {
        const struct bv_case_summary *of = &summary->cases[series->cases[i]];
        const struct bv_audit_arm *arm = bv_audit_find(audit, of->info->name, "value");
        struct bv_price_point point = {.bytes = of->info->size_bytes,
                                       .ways = arm != NULL ? arm->ways : 0};
        if (!difference_of(of, &point.ns))
            return false;
        if (!isnan(point.ns.estimate) && isfinite(point.ns.low) && isfinite(point.ns.high) &&
            !BV_APPEND(out->points[condition], out->counts[condition], point))
            return false;
    }
    return true;
}

enum bv_status bv_prices_create(const struct bv_summary *summary, const struct bv_audit *audit,
                                struct bv_prices *out, struct bv_error *err)
{
    *out = (struct bv_prices){0};
    for (size_t i = 0; i < summary->series_count; i++)
        for (int c = 0; c < BV_CONDITION_COUNT; c++)
            if (is_condition(&summary->series[i], (enum bv_condition)c) &&
                !add_series(summary, &summary->series[i], audit, (enum bv_condition)c, out)) {
                bv_prices_finish(out);
                return bv_no_memory(err);
            }
    return BV_OK;
}

static unsigned way_of(enum bv_strategy strategy)
{
    switch (strategy) {
    case BV_STRATEGY_REP_MOVS:
        return 1u << BV_WAY_REP_MOVS;
    case BV_STRATEGY_MEMCPY:
        return 1u << BV_WAY_MEMCPY;
    default:
        return 1u << BV_WAY_MOVES; /* loops and duffcopy are moves, too */
    }
}

/* The nearest points below and above, of those that were copied in one of the ways. */
static bool find_between(const struct bv_price_point *points, size_t count, double bytes,
                         unsigned ways, const struct bv_price_point **low,
                         const struct bv_price_point **high)
{
    *low = *high = NULL;
    for (size_t i = 0; i < count; i++) {
        if (ways != 0 && (points[i].ways & ways) == 0)
            continue;
        if (points[i].bytes <= bytes)
            *low = &points[i];
        if (points[i].bytes >= bytes && *high == NULL)
            *high = &points[i];
    }
    return *low != NULL && *high != NULL;
}

static double between(double a, double b, double share)
{
    return a + (b - a) * share;
}

struct bv_interval bv_price_of(const struct bv_prices *prices, enum bv_condition condition,
                               double bytes, enum bv_strategy strategy)
{
    const struct bv_price_point *low, *high, *points = prices->points[condition];
    size_t count = prices->counts[condition];
    if (isnan(bytes) || (!find_between(points, count, bytes, way_of(strategy), &low, &high) &&
                         !find_between(points, count, bytes, 0, &low, &high)))
        return (struct bv_interval){(double)NAN, (double)NAN, (double)NAN};
    double share = low == high || low->bytes == high->bytes
                       ? 0
                       : (bytes - low->bytes) / ((double)high->bytes - low->bytes);
    return (struct bv_interval){between(low->ns.estimate, high->ns.estimate, share),
                                between(low->ns.low, high->ns.low, share),
                                between(low->ns.high, high->ns.high, share)};
}

void bv_prices_finish(struct bv_prices *prices)
{
    for (int c = 0; c < BV_CONDITION_COUNT; c++)
        free(prices->points[c]);
    *prices = (struct bv_prices){0};
}
