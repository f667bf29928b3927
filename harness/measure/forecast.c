/* SPDX-License-Identifier: Apache-2.0 */
/* forecast.c: the floor of blocks, and what blocks cost. */
#include "harness/measure/forecast.h"

#include <math.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/kernels/allocator.h"
#include "lib/base/memory.h"
#include "lib/base/plural.h"
#include "lib/stats/stats.h"

#define LEFT_OUT "left out: " /* how the reason of such a case begins */

/* Seconds, on a virtual machine with a Zen 3 core: a process until its first visit, a visit, and
 * what a collector adds: its start, a MiB of live heap built and collected, a case's cycles. */
static const double PROCESS_S = 0.012, VISIT_S = 0.0013, COLLECTOR_S = 0.01, MIB_S = 0.004,
                    CYCLES_S = 0.01, CYCLES_MIB_S = 0.007;
/* What some visits take besides: a byte of a working set; a visit of regime slow. */
static const double SET_BYTE_S = 14e-9, SLOW_S = 0.05;
static const double ALPHA = 0.05;
/* An estimate that is half as large again as it should be must not cost a case its verdict. */
static const double ROOM = 0.8;

enum { REGIMES_MAX = 64, SERIES_BYTES = 512 };

static bool is_open(const struct bv_case_info *info)
{
    return info->state == BV_CASE_OPEN;
}

static bool is_check(const struct bv_case_info *info)
{
    return strncmp(info->name, "null/", 5) == 0 || strncmp(info->name, "planted/", 8) == 0;
}

static double bytes_of(const struct bv_result *result, const char *cache)
{
    const char *bytes = bv_facts_get(&result->key, cache);
    return bytes == NULL ? 0 : strtod(bytes, NULL);
}

/* The working set of a case of scan, as working_set.c makes it. */
static double set_bytes(const struct bv_result *result, const char *name)
{
    const double mib = 1 << 20;
    if (strncmp(name, "scan/set:l2/", 12) == 0)
        return bytes_of(result, "cache.l2") / 2;
    if (strncmp(name, "scan/set:l3/", 12) == 0)
        return bytes_of(result, "cache.l3") / 2;
    if (strncmp(name, "scan/set:beyond/", 16) == 0)
        return fmin(256 * mib, fmax(64 * mib, 2 * bytes_of(result, "cache.l3")));
    return 0;
}

/* visits_s   what a visit took, by case; NULL: not known yet */
static double case_s(const struct bv_result *result, const struct bv_regime *regimes,
                     const double *visits_s, size_t i)
{
    const char *name = result->cases[i].name;
    struct bv_regime regime = regimes[i];
    if (visits_s != NULL)
        return visits_s[i];
    return VISIT_S + (regime.collector ? CYCLES_S + CYCLES_MIB_S * regime.live_mib : 0) +
           SET_BYTE_S * set_bytes(result, name) + (regime.slow ? SLOW_S : 0);
}

static double process_s(struct bv_regime regime)
{
    return PROCESS_S + (regime.collector ? COLLECTOR_S + MIB_S * regime.live_mib : 0);
}

/* The cases of the regimes that are open; and one block of each, s. */
struct load {
    struct bv_regime regimes[REGIMES_MAX];
    double block_s[REGIMES_MAX];
    size_t count, cases, contests;
};

static void weigh(const struct bv_result *result, const struct bv_regime *regimes,
                  const double *visits_s, struct load *load)
{
    *load = (struct load){.count = 0};
    for (size_t i = 0; i < result->case_count; i++) {
        if (!is_open(&result->cases[i]))
            continue;
        size_t r = 0;
        while (r < load->count && !bv_regime_equal(load->regimes[r], regimes[i]))
            r++;
        if (r == load->count && r < REGIMES_MAX) {
            load->regimes[load->count++] = regimes[i];
            load->block_s[r] = process_s(regimes[i]);
        }
        if (r < REGIMES_MAX)
            load->block_s[r] += case_s(result, regimes, visits_s, i);
        load->cases++;
        load->contests += is_check(&result->cases[i]) ? 0 : result->cases[i].arm_count - 1;
    }
}

static uint32_t floor_of(const struct load *load)
{
    return (uint32_t)bv_blocks_floor(load->contests > 0 ? load->contests : 1,
                                     ALPHA * bv_end_share(1));
}

static double floor_s(const struct load *load)
{
    double sum_s = 0;
    for (size_t r = 0; r < load->count; r++)
        sum_s += load->block_s[r];
    return sum_s * floor_of(load);
}

struct bv_forecast bv_forecast_of(const struct bv_result *result, const struct bv_regime *regimes)
{
    struct load load;
    weigh(result, regimes, NULL, &load);
    struct bv_forecast forecast = {
        .cases = load.cases,
        .contests = load.contests,
        .regimes = load.count,
        .blocks_floor = floor_of(&load),
        .floor_s = floor_s(&load),
        .blocks_max = result->blocks_max,
        .blocks = result->blocks_max,
    };
    const struct bv_regime ordinary = {0};
    double left_s = result->budget_s - forecast.floor_s;
    for (size_t r = 0; r < load.count; r++)
        if (bv_regime_equal(load.regimes[r], ordinary) || load.count == 1) {
            double blocks = left_s > 0
                                ? forecast.blocks_floor + left_s / load.block_s[r]
                                : forecast.blocks_floor * result->budget_s / forecast.floor_s;
            forecast.blocks = fmin(forecast.blocks, blocks);
        }
    return forecast;
}

static size_t series_length(const char *name)
{
    const char *size = strstr(name, "/size:");
    return size == NULL ? strlen(name) : (size_t)(size - name);
}

static bool is_first(const struct bv_case_info *info, const regex_t *first)
{
    return regexec(first, info->name, 0, NULL, 0) == 0;
}

/* Leave out the series of a case, but for what is kept longest, unless the case is of that.
 * Returns  how many cases that was */
static size_t leave_out(struct bv_result *result, const struct bv_case_info *go,
                        const regex_t *first, const char *reason)
{
    const char *name = go->name;
    bool all = is_first(go, first);
    char series[SERIES_BYTES];
    size_t length = series_length(name), count = 0;
    if (length >= sizeof series)
        return 0;
    memcpy(series, name, length);
    for (size_t i = 0; i < result->case_count; i++) {
        struct bv_case_info *info = &result->cases[i];
        if (!is_open(info) || series_length(info->name) != length ||
            memcmp(info->name, series, length) != 0 || (!all && is_first(info, first)))
            continue;
        info->state = BV_CASE_UNAVAILABLE;
        info->reason = reason;
        count++;
    }
    return count;
}

/* The open case to be left out next: the one whose visits take longest, of equal ones the last;
 * when there are none but what the expression matches, the last of these. Checks stay. NULL: none.
 */
static const struct bv_case_info *next_to_go(const struct bv_result *result,
                                             const struct bv_regime *regimes,
                                             const double *visits_s, const regex_t *first)
{
    const struct bv_case_info *found = NULL;
    double most_s = 0;
    bool found_first = true;
    for (size_t i = 0; i < result->case_count; i++) {
        const struct bv_case_info *info = &result->cases[i];
        if (!is_open(info) || is_check(info))
            continue;
        bool this_first = is_first(info, first);
        double this_s = case_s(result, regimes, visits_s, i);
        bool is_later = this_first || this_s >= most_s;
        if (found != NULL && (this_first != found_first ? this_first : !is_later))
            continue;
        found = info;
        most_s = this_s;
        found_first = this_first;
    }
    return found;
}

enum bv_status bv_forecast_trim(struct bv_result *result, const struct bv_regime *regimes,
                                const double *visits_s, const char *first, struct bv_error *err)
{
    struct load load;
    regex_t first_re;
    char text[200];
    weigh(result, regimes, visits_s, &load);
    if (!isfinite(result->budget_s) || floor_s(&load) <= ROOM * result->budget_s ||
        result->blocks_max < floor_of(&load))
        return BV_OK;
    snprintf(text, sizeof text,
             LEFT_OUT "in %g s %zu cases get too few blocks for any verdict; --budget %.0f, or a "
                      "filter, measures it",
             result->budget_s, load.cases, ceil(floor_s(&load) / ROOM));
    const char *reason = bv_result_keep(result, text);
    if (reason == NULL || regcomp(&first_re, first, REG_EXTENDED | REG_NOSUB) != 0)
        return bv_no_memory(err);
    for (const struct bv_case_info *go;
         floor_s(&load) > ROOM * result->budget_s &&
         (go = next_to_go(result, regimes, visits_s, &first_re)) != NULL;) {
        size_t before = load.cases;
        if (leave_out(result, go, &first_re, reason) == 0)
            break;
        weigh(result, regimes, visits_s, &load);
        if (load.contests == 0 || load.cases == before)
            break;
    }
    regfree(&first_re);
    return BV_OK;
}

bool bv_forecast_left_out(const struct bv_case_info *info)
{
    return info->state == BV_CASE_UNAVAILABLE && info->reason != NULL &&
           strncmp(info->reason, LEFT_OUT, sizeof LEFT_OUT - 1) == 0;
}

void bv_forecast_words(const struct bv_forecast *f, double budget_s, char *out, size_t bytes)
{
    double blocks = fmax(1, round(f->blocks)), wanted_s = ceil(f->floor_s / ROOM);
    if (!isfinite(budget_s)) {
        snprintf(out, bytes, "%zu case%s, without a budget", f->cases, bv_plural(f->cases));
        return;
    }
    int n = snprintf(out, bytes, "%zu case%s in %g s: some %.0f block%s each", f->cases,
                     bv_plural(f->cases), budget_s, blocks, bv_plural((size_t)blocks));
    if (n < 0 || (size_t)n >= bytes)
        return;
    out += n;
    bytes -= (size_t)n;
    if (f->blocks_max < f->blocks_floor)
        snprintf(out, bytes,
                 ", too few for a verdict over so many, which takes %u: --blocks asks for no more",
                 f->blocks_floor);
    else if (f->blocks < f->blocks_floor)
        snprintf(
            out, bytes,
            ", too few for a verdict over so many, which takes %u; --budget %.0f, or a filter, "
            "decides them",
            f->blocks_floor, wanted_s);
    else if (f->left_out > 0)
        snprintf(out, bytes, "; %zu more are left out: --budget %.0f, or a filter, measures them",
                 f->left_out, wanted_s);
    else
        snprintf(out, bytes, "; %u that agree decide a difference", f->blocks_floor);
}
