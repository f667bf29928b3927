/* SPDX-License-Identifier: Apache-2.0 */
/* verdict.c: see verdict.h. */
#include "report/analysis/verdict.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The contests of all cases that are nulls, or of all that are not, as one table. */
struct table {
    struct bv_contest **contests;
    struct bv_null *nulls;
    struct bv_sample *samples;
    double *shares; /* of the table's error, that the end of the session may spend */
    enum bv_verdict *verdicts, *likely;
    double *p;
    size_t count;
};

static void table_finish(struct table *table)
{
    free(table->p);
    free(table->likely);
    free(table->verdicts);
    free(table->shares);
    free(table->samples);
    free(table->nulls);
    free(table->contests);
}

/* What is older than the looks was judged once. */
static double share_of(const struct bv_result *result)
{
    return result->schema < BV_SCHEMA_LOOKS ? 1 : bv_end_share(result->sessions);
}

static enum bv_status table_init(const struct bv_summary *summary, bool nulls, struct table *table)
{
    size_t most = summary->case_count * BV_CONTEST_MAX + 1;
    *table = (struct table){
        .contests = malloc(most * sizeof(struct bv_contest *)),
        .nulls = malloc(most * sizeof table->nulls[0]),
        .samples = malloc(most * sizeof table->samples[0]),
        .shares = malloc(most * sizeof table->shares[0]),
        .verdicts = malloc(most * sizeof table->verdicts[0]),
        .likely = malloc(most * sizeof table->likely[0]),
        .p = malloc(most * sizeof table->p[0]),
    };
    if (!table->contests || !table->nulls || !table->samples || !table->shares ||
        !table->verdicts || !table->likely || !table->p)
        return BV_E_NOMEM;
    for (size_t i = 0; i < summary->case_count; i++) {
        struct bv_case_summary *row = &summary->cases[i];
        bool ours = row->is_null == nulls && !row->is_planted;
        for (unsigned k = 0; ours && k < BV_CONTEST_MAX; k++) {
            struct bv_contest *contest = &row->contests[k];
            if (contest->sample.count == 0)
                continue;
            size_t at = table->count++;
            table->contests[at] = contest;
            table->samples[at] = contest->sample;
            table->shares[at] = contest->share = share_of(summary->result);
            table->nulls[at] =
                (struct bv_null){contest->sample, contest->effect,
                                 bv_span_is(bv_name_value(&row->name, "kind"), "twin")};
        }
    }
    return BV_OK;
}

/* A verdict is likely, too. */
static void table_store(const struct table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        table->contests[i]->verdict = table->verdicts[i];
        table->contests[i]->likely = table->likely[i];
        table->contests[i]->p = table->p[i];
    }
}

/* What the median does not say: blocks differ by their layouts, mostly, in lumps. */
static void spread_over_layouts(struct bv_contest *contest, double margin)
{
    size_t first = 0, other = 0;
    double sum = 0;
    for (size_t i = 0; i < contest->sample.count; i++) {
        double error = bv_sample_error(&contest->sample, i), effect = contest->sample.values[i];
        sum += effect;
        first += effect + error < -margin;
        other += effect - error > margin;
    }
    contest->mean = sum / (double)contest->sample.count;
    contest->share_first = (double)first / (double)contest->sample.count;
    contest->share_other = (double)other / (double)contest->sample.count;
}

/* Half of the contests hide more from the clock, half less. */
static double hidden_of(const struct table *table, double step_ns)
{
    double *room = table->p; /* not written yet */
    for (size_t i = 0; i < table->count; i++)
        room[i] = table->samples[i].resolution;
    return table->count == 0 || isnan(step_ns) ? (double)NAN : bv_median(room, table->count);
}

enum bv_status bv_verdicts_judge(struct bv_summary *summary, double least)
{
    struct table nulls = {0}, table = {0};
    enum bv_status status = table_init(summary, true, &nulls);
    if (status == BV_OK)
        status = table_init(summary, false, &table);
    if (status == BV_OK)
        status = bv_noise_find(nulls.nulls, nulls.count, least, summary->alpha, nulls.verdicts,
                               nulls.p, &summary->noise);
    if (status == BV_OK) {
        memcpy(nulls.likely, nulls.verdicts, nulls.count * sizeof nulls.likely[0]);
        for (size_t i = 0; i < nulls.count; i++)
            spread_over_layouts(nulls.contests[i], least);
        table_store(&nulls);
        summary->hidden = hidden_of(&table, summary->result->clock_step_ns);
        summary->margin = bv_noise_margin(&summary->noise, least);
        status = bv_verdicts(table.samples, table.shares, table.count, summary->margin,
                             summary->alpha, table.verdicts, table.p);
    }
    if (status == BV_OK)
        status = bv_likely(table.samples, table.shares, table.count, summary->margin,
                           summary->alpha, table.likely);
    if (status == BV_OK) {
        for (size_t i = 0; i < table.count; i++) {
            if (table.verdicts[i] != BV_VERDICT_UNDECIDED)
                table.likely[i] = table.verdicts[i];
            spread_over_layouts(table.contests[i], summary->margin);
        }
        table_store(&table);
        for (size_t i = 0; i < table.count; i++)
            summary->verdicts[table.verdicts[i]]++;
    }
    table_finish(&table);
    table_finish(&nulls);
    return status;
}
