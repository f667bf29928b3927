/* SPDX-License-Identifier: Apache-2.0 */
/* regret.c: see regret.h. */
#include "report/analysis/regret.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/analysis/zones.h"

/* A case of the question: ln(time by value / time by pointer), over either half of its blocks. */
struct choice {
    const char *name;
    uint32_t bytes;
    double halves[2];
    enum bv_verdict verdict;
    bool is_condition;
};

struct choices {
    struct choice *items;
    size_t count;
};

static bool is_of_question(const struct bv_case_summary *row, unsigned k)
{
    const char *other = row->info->arms[k + 1];
    return !row->is_null && !row->is_planted && !bv_span_is(row->name.family, "inline") &&
           row->contests[k].sample.count > 1 && strcmp(row->info->arms[0], "value") == 0 &&
           (strcmp(other, "pointer") == 0 || strcmp(other, "outparam") == 0);
}

/* Whether a contest is one of the conditions of passing one struct (zones.h). */
static bool is_condition(const struct bv_summary *summary, size_t case_index, const char *other)
{
    for (size_t i = 0; i < summary->series_count; i++) {
        const struct bv_series *series = &summary->series[i];
        unsigned arm = bv_zones_arm(series);
        for (size_t at = 0; arm > 0 && at < series->case_count; at++)
            if (series->cases[at] == case_index && strcmp(series->arms[arm], other) == 0)
                return true;
    }
    return false;
}

static enum bv_status collect(const struct bv_summary *summary, struct choices *out)
{
    size_t most = 0;
    for (size_t i = 0; i < summary->case_count; i++)
        for (unsigned k = 0; k + 1 < summary->cases[i].info->arm_count; k++)
            most = summary->cases[i].contests[k].sample.count > most
                       ? summary->cases[i].contests[k].sample.count
                       : most;
    double *half = malloc((most + 1) * sizeof half[0]);
    struct choices found = {calloc(summary->case_count * BV_CONTEST_MAX + 1, sizeof found.items[0]),
                            0};
    if (!half || !found.items) {
        free(half);
        free(found.items);
        return BV_E_NOMEM;
    }
    for (size_t i = 0; i < summary->case_count; i++) {
        const struct bv_case_summary *row = &summary->cases[i];
        for (unsigned k = 0; k + 1 < row->info->arm_count; k++) {
            if (!is_of_question(row, k))
                continue;
            const struct bv_contest *contest = &row->contests[k];
            struct choice *choice = &found.items[found.count++];
            *choice =
                (struct choice){.name = row->info->name,
                                .bytes = row->info->size_bytes,
                                .verdict = contest->verdict,
                                .is_condition = is_condition(summary, i, row->info->arms[k + 1])};
            for (size_t h = 0; h < 2; h++) {
                size_t count = 0;
                for (size_t b = h; b < contest->sample.count; b += 2)
                    half[count++] = contest->sample.values[b];
                choice->halves[h] = bv_median(half, count);
            }
        }
    }
    free(half);
    *out = found;
    return BV_OK;
}

/* ln of what the choice costs beyond the faster arm. */
static double cost_of(double effect, bool by_value)
{
    return by_value ? fmax(effect, 0) : fmax(-effect, 0);
}

static void add_regret(struct bv_regret *regret, double *sum, const struct choices *choices,
                       uint64_t value_up_to, unsigned half, bool conditions_only)
{
    for (size_t i = 0; i < choices->count; i++) {
        const struct choice *choice = &choices->items[i];
        if (conditions_only && !choice->is_condition)
            continue;
        bool by_value = choice->bytes <= value_up_to;
        double cost = cost_of(choice->halves[half], by_value);
        regret->cases++;
        *sum += cost;
        regret->wrong += choice->verdict == (by_value ? BV_VERDICT_POINTER : BV_VERDICT_VALUE);
        if (expm1(cost) > regret->worst) {
            regret->worst = expm1(cost);
            regret->worst_case = choice->name;
        }
    }
    regret->mean = regret->cases ? expm1(*sum / (double)regret->cases) : 0;
}

/* The threshold, 0 or a size of a case, with the least mean cost; of equals the smallest. */
static uint32_t fit(const struct choices *choices, unsigned half, bool conditions_only)
{
    uint32_t best = 0;
    double least = INFINITY;
    for (size_t t = 0; t <= choices->count; t++) {
        uint32_t threshold = t < choices->count ? choices->items[t].bytes : 0;
        double sum = 0;
        for (size_t i = 0; i < choices->count; i++)
            if (!conditions_only || choices->items[i].is_condition)
                sum +=
                    cost_of(choices->items[i].halves[half], choices->items[i].bytes <= threshold);
        if (sum < least || (sum <= least && threshold < best)) {
            least = sum;
            best = threshold;
        }
    }
    return best;
}

/* Judge thresholds, one for each half of the blocks. Every rule is judged on halves, as byval's own
 * must be, whose threshold was fitted to the other half: a noisy median costs all of them alike.
 * all_up_to, passing_up_to   of the rule on half 0 and on half 1, over all cases and over the
 * conditions of passing one struct */
static void judge(const struct choices *choices, const uint64_t all_up_to[2],
                  const uint64_t passing_up_to[2], struct bv_policy *policy)
{
    double sums[2] = {0};
    for (unsigned h = 0; h < 2; h++) {
        add_regret(&policy->all, &sums[0], choices, all_up_to[h], h, false);
        add_regret(&policy->passing, &sums[1], choices, passing_up_to[h], h, true);
    }
    /* Each case was judged twice. */
    policy->all.cases /= 2;
    policy->passing.cases /= 2;
    policy->all.wrong = (policy->all.wrong + 1) / 2;
    policy->passing.wrong = (policy->passing.wrong + 1) / 2;
}

static void judge_held_out(const struct choices *choices, struct bv_policy *policy)
{
    uint64_t all[2], passing[2];
    for (unsigned h = 0; h < 2; h++) {
        all[1 - h] = policy->all_fitted[h] = fit(choices, h, false);
        passing[1 - h] = policy->passing_fitted[h] = fit(choices, h, true);
    }
    judge(choices, all, passing, policy);
}

static int compare(const void *a, const void *b)
{
    const struct bv_policy *x = a, *y = b;
    if (x->all.mean != y->all.mean)
        return x->all.mean < y->all.mean ? -1 : 1;
    if (x->value_up_to_bytes != y->value_up_to_bytes)
        return x->value_up_to_bytes < y->value_up_to_bytes ? -1 : 1;
    return strcmp(x->tool, y->tool);
}

enum bv_status bv_policies_judge(const struct bv_summary *summary, const struct bv_rules *rules,
                                 struct bv_policies *out)
{
    struct choices choices;
    struct bv_policies policies = {calloc(rules->count + 3, sizeof policies.items[0]), 0};
    if (!policies.items || collect(summary, &choices) != BV_OK) {
        bv_policies_finish(&policies);
        return BV_E_NOMEM;
    }
    if (choices.count > 0) {
        for (size_t i = 0; i < rules->count; i++)
            policies.items[policies.count++] =
                (struct bv_policy){.tool = rules->items[i].tool,
                                   .option = rules->items[i].option,
                                   .source = rules->items[i].source,
                                   .value_up_to_bytes = rules->items[i].value_up_to_bytes};
        policies.items[policies.count++] =
            (struct bv_policy){.tool = "always by value", .value_up_to_bytes = UINT64_MAX};
        policies.items[policies.count++] =
            (struct bv_policy){.tool = "always by pointer", .value_up_to_bytes = 0};
        for (size_t i = 0; i < policies.count; i++) {
            struct bv_policy *policy = &policies.items[i];
            const uint64_t both[2] = {policy->value_up_to_bytes, policy->value_up_to_bytes};
            judge(&choices, both, both, policy);
        }
        struct bv_policy *own = &policies.items[policies.count++];
        *own = (struct bv_policy){.tool = "byval, held out", .is_held_out = true};
        judge_held_out(&choices, own);
        qsort(policies.items, policies.count, sizeof policies.items[0], compare);
    }
    free(choices.items);
    *out = policies;
    return BV_OK;
}

void bv_policies_finish(struct bv_policies *policies)
{
    free(policies->items);
    *policies = (struct bv_policies){0};
}
