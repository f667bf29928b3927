/* SPDX-License-Identifier: Apache-2.0 */
/* summary.c: rows to blocks' effects, effects to intervals and verdicts. */
#include "report/analysis/summary.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/bundle/net_time.h"
#include "report/analysis/case_tally.h"
#include "report/analysis/drift.h"
#include "report/analysis/independence.h"
#include "report/analysis/interruptions.h"
#include "report/analysis/series.h"
#include "report/analysis/verdict.h"

/* What contests and times point into: of each as many as there are rows, one after the other. */
struct store {
    double *effects, *effect_errors, *log_ns, *ns_errors;
    uint32_t *effect_blocks, *ns_blocks;
    size_t effect_count, ns_count;
};

static void store_finish(struct store *store)
{
    free(store->effects);
    free(store->effect_errors);
    free(store->log_ns);
    free(store->ns_errors);
    free(store->effect_blocks);
    free(store->ns_blocks);
}

const char *bv_doubt_words(unsigned index)
{
    static const char *const words[BV_DOUBT_COUNT] = {
        "too few blocks",
        "moved between cores",
        "often preempted",
        "often page-faulted",
        "as fast as the empty loop",
        "often without the processor: the hypervisor took it",
        "the clock changed within blocks",
        "shared its CPU with another process",
        "changed its speed within visits",
        "its machine code breaks the rules",
        "throttled by quota",
        "bound to no CPU",
    };
    assert(index < BV_DOUBT_COUNT);
    return words[index];
}

static bool case_is_usable(const struct bv_case_info *info)
{
    /* Times of a case that gave wrong checksums are times of something else. */
    return info->state == BV_CASE_OPEN || info->state == BV_CASE_PRECISE;
}

bool bv_summary_is_go(const struct bv_summary *summary)
{
    const char *compiler = bv_facts_get(&summary->result->key, "compiler");
    return compiler && (strncmp(compiler, "go ", 3) == 0 || strncmp(compiler, "gccgo ", 6) == 0);
}

bool bv_summary_takes(const struct bv_summary *summary, const struct bv_row *row)
{
    return case_is_usable(&summary->result->cases[row->case_index]) && bv_net_exists(row);
}

/* Row indices grouped by case, in file order within a case: starts[i] .. starts[i + 1]. */
static uint32_t *rows_by_case(const struct bv_result *result, size_t *starts)
{
    uint32_t *order = malloc((result->row_count + 1) * sizeof order[0]);
    if (!order)
        return NULL;
    for (size_t i = 0; i < result->row_count; i++) {
        assert(result->rows[i].case_index < result->case_count);
        starts[result->rows[i].case_index + 1]++;
    }
    for (size_t i = 0; i < result->case_count; i++)
        starts[i + 1] += starts[i];
    for (size_t i = result->row_count; i-- > 0;)
        order[--starts[result->rows[i].case_index + 1]] = (uint32_t)i;
    /* Each start now stands one place late: starts[i + 1] is where case i begins. */
    for (size_t i = 0; i < result->case_count; i++)
        starts[i] = starts[i + 1];
    starts[result->case_count] = result->row_count;
    return order;
}

static int compare_visits(const void *a, const void *b)
{
    const struct bv_row *x = *(const struct bv_row *const *)a;
    const struct bv_row *y = *(const struct bv_row *const *)b;
    if (x->block != y->block)
        return x->block < y->block ? -1 : 1;
    return x->arm_index < y->arm_index ? -1 : x->arm_index > y->arm_index;
}

static struct bv_interval interval_ns(struct bv_sample log_ns)
{
    if (log_ns.count == 0)
        return (struct bv_interval){NAN, NAN, NAN};
    struct bv_interval interval = bv_block_interval(log_ns, BV_CONFIDENCE);
    return (struct bv_interval){exp(interval.estimate), exp(interval.low), exp(interval.high)};
}

/* Whether all of a case's intervals are as narrow as asked. One that is still open may be: it has
 * not met as many blocks as a case needs to retire. */
static bool is_narrow(const struct bv_case_summary *out, double width)
{
    for (unsigned k = 0; k + 1 < out->info->arm_count; k++)
        if (!(out->contests[k].effect.high - out->contests[k].effect.low < width))
            return false;
    return true;
}

/* visits  by block and arm */
static void summarise_case(const struct bv_row *const *visits, size_t visit_count,
                           const struct bv_interruptions *interruptions,
                           const struct bv_result *result, struct store *store,
                           struct bv_case_summary *out, size_t *dropped)
{
    bool looks = result->schema >= BV_SCHEMA_LOOKS;
    struct bv_case_tally tally = {
        .step_ns = result->clock_step_ns, .looks = looks, .unbound = result->cpu < 0};
    uint32_t arm_count = out->info->arm_count;
    size_t per_arm[BV_TALLY_ARMS] = {0};
    for (size_t i = 0; i < visit_count; i++) {
        assert(visits[i]->arm_index < arm_count);
        per_arm[visits[i]->arm_index]++;
    }
    for (unsigned arm = 0; arm < BV_TALLY_ARMS; arm++) {
        tally.allocations[arm] = NAN;
        tally.log_ns[arm] = store->log_ns + store->ns_count;
        tally.ns_errors[arm] = store->ns_errors + store->ns_count;
        tally.ns_blocks[arm] = store->ns_blocks + store->ns_count;
        store->ns_count += per_arm[arm];
    }
    for (unsigned k = 0; k < BV_CONTEST_MAX; k++) {
        tally.effects[k] = store->effects + store->effect_count;
        tally.effect_errors[k] = store->effect_errors + store->effect_count;
        tally.effect_blocks[k] = store->effect_blocks + store->effect_count;
        store->effect_count += per_arm[k + 1];
    }
    for (size_t i = 0; i < visit_count;) {
        const struct bv_row *rows[BV_TALLY_ARMS] = {NULL};
        uint32_t block = visits[i]->block;
        bool any = false;
        for (; i < visit_count && visits[i]->block == block; i++) {
            const struct bv_row **slot = &rows[visits[i]->arm_index];
            if (*slot || !bv_net_exists(visits[i])) {
                ++*dropped;
                continue;
            }
            *slot = visits[i];
            any = true;
        }
        if (any)
            bv_case_tally_add(&tally, rows, bv_interruptions_of(interruptions, block));
    }
    out->blocks = (uint32_t)tally.ns_count[0];
    for (unsigned arm = 0; arm < arm_count; arm++) {
        struct bv_sample log_ns = {tally.log_ns[arm], tally.ns_count[arm], tally.resolutions[arm],
                                   looks ? tally.ns_errors[arm] : NULL, 0};
        out->times[arm] = (struct bv_times){log_ns, tally.ns_blocks[arm]};
        out->ns[arm] = interval_ns(log_ns);
        out->allocations[arm] = tally.allocations[arm];
    }
    for (unsigned k = 0; k + 1 < arm_count; k++) {
        struct bv_contest *contest = &out->contests[k];
        contest->sample = (struct bv_sample){tally.effects[k], tally.effect_count[k],
                                             fmax(tally.resolutions[0], tally.resolutions[k + 1]),
                                             looks ? tally.effect_errors[k] : NULL, 0};
        contest->blocks = tally.effect_blocks[k];
        if (contest->sample.count > 0)
            contest->effect = bv_block_interval(contest->sample, BV_CONFIDENCE);
    }
    out->is_narrow = out->blocks > 0 && is_narrow(out, result->precision);
    out->doubts = bv_case_tally_doubts(&tally, out);
}

/* What was measured is then something else than its name says. */
static void doubt_code(struct bv_summary *summary, const struct bv_audit *audit)
{
    for (size_t i = 0; audit && i < audit->case_count; i++)
        for (size_t k = 0; bv_audit_is_broken(&audit->cases[i]) && k < summary->case_count; k++) {
            struct bv_case_summary *row = &summary->cases[k];
            if (row->blocks == 0 || strcmp(row->info->name, audit->cases[i].name) != 0)
                continue;
            summary->doubtful += row->doubts == 0;
            row->doubts |= BV_DOUBT_CODE;
            for (unsigned d = 0; d < BV_DOUBT_COUNT; d++)
                summary->doubts[d] += BV_DOUBT_CODE == 1u << d;
        }
}

static enum bv_status summarise_cases(struct bv_summary *summary, struct store *store)
{
    const struct bv_result *result = summary->result;
    enum bv_status status = BV_E_NOMEM;
    size_t *starts = calloc(result->case_count + 2, sizeof starts[0]);
    uint32_t *order = starts ? rows_by_case(result, starts) : NULL;
    const struct bv_row **visits = malloc((result->row_count + 1) * sizeof(const struct bv_row *));
    struct bv_interruptions interruptions = {0};
    if (!starts || !order || !visits || bv_interruptions_init(result, &interruptions) != BV_OK)
        goto done;
    for (size_t i = 0; i < result->case_count; i++) {
        struct bv_case_summary *out = &summary->cases[i];
        out->info = &result->cases[i];
        assert(out->info->arm_count <= BV_TALLY_ARMS);
        out->name = bv_name_parse(out->info->name);
        out->is_null = bv_span_is(out->name.family, "null");
        out->is_planted = bv_span_is(out->name.family, "planted");
        for (unsigned arm = 0; arm < BV_TALLY_ARMS; arm++) {
            out->ns[arm] = (struct bv_interval){NAN, NAN, NAN};
            out->allocations[arm] = NAN;
        }
        summary->states[out->info->state]++;
        if (!case_is_usable(out->info))
            continue;
        size_t count = starts[i + 1] - starts[i];
        for (size_t k = 0; k < count; k++)
            visits[k] = &result->rows[order[starts[i] + k]];
        qsort(visits, count, sizeof(const struct bv_row *), compare_visits);
        summarise_case(visits, count, &interruptions, result, store, out, &summary->rows_dropped);
        summary->narrow += out->is_narrow;
        summary->wide += out->blocks > 0 && !out->is_narrow;
        summary->doubtful += out->blocks > 0 && out->doubts != 0;
        for (unsigned d = 0; d < BV_DOUBT_COUNT; d++)
            summary->doubts[d] += out->blocks > 0 && (out->doubts & 1u << d);
    }
    status = BV_OK;
done:
    bv_interruptions_finish(&interruptions);
    free(visits);
    free(order);
    free(starts);
    return status;
}

static int compare_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static enum bv_status count_blocks(struct bv_summary *summary)
{
    const struct bv_result *result = summary->result;
    uint32_t *blocks = malloc((result->row_count + 1) * sizeof blocks[0]);
    if (!blocks)
        return BV_E_NOMEM;
    for (size_t i = 0; i < result->row_count; i++)
        blocks[i] = result->rows[i].block;
    qsort(blocks, result->row_count, sizeof blocks[0], compare_numbers);
    for (size_t i = 0; i < result->row_count; i++)
        summary->blocks += i == 0 || blocks[i] != blocks[i - 1];
    free(blocks);
    return BV_OK;
}

enum bv_status bv_summary_create(const struct bv_result *result,
                                 const struct bv_summary_options *options, struct bv_summary **out,
                                 struct bv_error *err)
{
    struct store *store = calloc(1, sizeof *store);
    struct bv_summary *summary = calloc(1, sizeof *summary);
    enum bv_status status = BV_E_NOMEM;
    if (!store || !summary)
        goto failed;
    *summary = (struct bv_summary){
        .result = result,
        .bundle = options->bundle,
        .case_count = result->case_count,
        .cases = calloc(result->case_count + 1, sizeof summary->cases[0]),
        .alpha = options->alpha > 0 ? options->alpha : 0.05,
        .storage = store,
    };
    size_t most = result->row_count + 1;
    store->effects = malloc(most * sizeof store->effects[0]);
    store->effect_errors = malloc(most * sizeof store->effect_errors[0]);
    store->log_ns = malloc(most * sizeof store->log_ns[0]);
    store->ns_errors = malloc(most * sizeof store->ns_errors[0]);
    store->effect_blocks = malloc(most * sizeof store->effect_blocks[0]);
    store->ns_blocks = malloc(most * sizeof store->ns_blocks[0]);
    if (!summary->cases || !store->effects || !store->effect_errors || !store->log_ns ||
        !store->ns_errors || !store->effect_blocks || !store->ns_blocks)
        goto failed;
    if ((status = summarise_cases(summary, store)) != BV_OK)
        goto failed;
    doubt_code(summary, options->audit);
    if ((status = count_blocks(summary)) != BV_OK || (status = bv_drift_find(summary)) != BV_OK ||
        (status = bv_independence_find(summary, &summary->serial_correlation)) != BV_OK ||
        (status = bv_verdicts_judge(
             summary, log1p(options->margin > 0 ? options->margin : 0.01))) != BV_OK ||
        (status = bv_series_build(summary, options->resamples ? options->resamples : 2000)) !=
            BV_OK)
        goto failed;
    *out = summary;
    return BV_OK;
failed:
    if (summary && summary->storage)
        bv_summary_destroy(summary);
    else {
        free(summary);
        free(store);
    }
    return bv_fail(err, status,
                   "out of memory while summing up %zu rows: free some, or report on "
                   "fewer cases",
                   result->row_count);
}

void bv_summary_destroy(struct bv_summary *summary)
{
    if (!summary)
        return;
    bv_series_free(summary);
    struct store *store = summary->storage;
    if (store)
        store_finish(store);
    free(store);
    free(summary->cases);
    free(summary);
}
