/* SPDX-License-Identifier: Apache-2.0 */
/* repetition.c: see repetition.h. */
#include "report/compare/repetition.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool holds(struct bv_interval interval, double truth)
{
    return interval.low <= truth && truth <= interval.high;
}

/* The effects of a case in a run, in the order of its blocks. */
struct effects {
    struct bv_sample sample;
    struct bv_interval interval;
};

/* A case in all runs that measured it. */
struct repeated {
    struct effects *runs, *dealt;
    size_t count;
    double *pool, *dealt_values, *dealt_errors, *widths; /* room */
};

static void repeated_finish(struct repeated *repeated)
{
    free(repeated->runs);
    free(repeated->dealt);
    free(repeated->pool);
    free(repeated->dealt_values);
    free(repeated->dealt_errors);
    free(repeated->widths);
}

static enum bv_status repeated_init(struct repeated *repeated, size_t runs, size_t effects)
{
    *repeated = (struct repeated){
        .runs = calloc(runs + 1, sizeof repeated->runs[0]),
        .dealt = calloc(runs + 1, sizeof repeated->dealt[0]),
        .pool = calloc(effects + 1, sizeof(double)),
        .dealt_values = calloc(effects + 1, sizeof(double)),
        .dealt_errors = calloc(effects + 1, sizeof(double)),
        .widths = calloc(runs + 1, sizeof(double)),
    };
    return repeated->runs && repeated->dealt && repeated->pool && repeated->dealt_values &&
                   repeated->dealt_errors && repeated->widths
               ? BV_OK
               : BV_E_NOMEM;
}

static const struct bv_contest *find_contest(const struct bv_summary *run, size_t hint,
                                             const char *name)
{
    for (size_t i = 0; i < run->case_count; i++) {
        const struct bv_case_summary *row = &run->cases[(hint + i) % run->case_count];
        if (strcmp(row->info->name, name) == 0)
            return row->contests[0].sample.count >= BV_BLOCKS_FOR_VERDICT ? &row->contests[0]
                                                                          : NULL;
    }
    return NULL;
}

static void gather(const struct bv_summary *const *runs, size_t run_count, size_t at,
                   struct repeated *out)
{
    const char *name = runs[0]->cases[at].info->name;
    out->count = 0;
    for (size_t r = 0; r < run_count; r++) {
        const struct bv_contest *contest = find_contest(runs[r], at, name);
        if (contest)
            out->runs[out->count++] = (struct effects){contest->sample, contest->effect};
    }
}

/* Deal the blocks anew, so that each run has blocks from the whole time: what differs from run to
 * run then differs within each. */
static void deal(struct repeated *repeated)
{
    size_t least = repeated->count > 0 ? repeated->runs[0].sample.count : 0;
    for (size_t r = 0; r < repeated->count; r++)
        least = least < repeated->runs[r].sample.count ? least : repeated->runs[r].sample.count;
    for (size_t r = 0; r < repeated->count; r++) {
        double *values = repeated->dealt_values + r * least;
        double *errors = repeated->dealt_errors + r * least;
        struct bv_sample sample = {values, least, 0, errors, 0};
        for (size_t b = 0; b < least; b++) {
            struct bv_sample from = repeated->runs[(r + b) % repeated->count].sample;
            values[b] = from.values[b];
            errors[b] = bv_sample_error(&from, b);
        }
        repeated->dealt[r] = (struct effects){sample, bv_block_interval(sample, BV_CONFIDENCE)};
    }
}

/* The median effect of all runs but one. except   count: of all */
static double pooled(const struct effects *runs, size_t count, size_t except, double *room)
{
    size_t effects = 0;
    for (size_t r = 0; r < count; r++) {
        if (r == except)
            continue;
        memcpy(room + effects, runs[r].sample.values, runs[r].sample.count * sizeof(double));
        effects += runs[r].sample.count;
    }
    return effects == 0 ? (double)NAN : bv_median(room, effects);
}

/* The interval at which a case would have retired, had this width been asked for: at the first
 * count at which one may look, or at the end. */
static struct bv_interval interval_at_stop(const struct effects *run, double asked)
{
    struct bv_sample until = run->sample;
    for (until.count = BV_BLOCKS_FOR_VERDICT; until.count < run->sample.count; until.count++)
        if (bv_precise_enough(until, asked))
            return bv_block_interval(until, BV_CONFIDENCE);
    return run->interval;
}

/* A width that half of the runs reach when three quarters of their blocks are done: chance decides
 * where they stop, and a rule that stops at lucky moments would show. */
static double width_to_ask(const struct repeated *repeated)
{
    for (size_t r = 0; r < repeated->count; r++) {
        struct bv_sample until = repeated->runs[r].sample;
        until.count = until.count * 3 / 4;
        struct bv_interval at = bv_block_interval(until, BV_CONFIDENCE);
        repeated->widths[r] = at.high - at.low;
    }
    return bv_median(repeated->widths, repeated->count);
}

/* The share of the blocks of all runs but one whose effects lie between two values. A median that
 * stands in the gap between two lumps jumps from one to the other when a block more falls on this
 * side, so how far an interval lies from it in effect says nothing; in blocks it does. */
static double share_between(const struct repeated *repeated, size_t except, double a, double b)
{
    size_t between = 0, all = 0;
    double low = fmin(a, b), high = fmax(a, b);
    for (size_t r = 0; r < repeated->count; r++) {
        const struct bv_sample *sample = &repeated->runs[r].sample;
        for (size_t i = 0; i < sample->count && r != except; i++, all++)
            between += sample->values[i] > low && sample->values[i] < high;
    }
    return all == 0 ? 0 : (double)between / (double)all;
}

static void judge_case(struct repeated *repeated, const char *name, struct bv_repetition *out)
{
    size_t count = repeated->count, covered = 0;
    if (count < 2)
        return;
    double asked = width_to_ask(repeated);
    deal(repeated);
    for (size_t r = 0; r < count; r++) {
        struct bv_interval own = repeated->runs[r].interval;
        struct bv_interval stopped = interval_at_stop(&repeated->runs[r], asked);
        double truth = pooled(repeated->runs, count, r, repeated->pool);
        double miss = holds(own, truth)
                          ? 0
                          : share_between(repeated, r, own.low > truth ? own.low : own.high, truth);
        if (miss > out->farthest) {
            out->farthest = miss;
            out->farthest_name = name;
        }
        covered += holds(own, truth);
        out->covered_at_stop += holds(stopped, truth);
        out->stopped += stopped.low != own.low || stopped.high != own.high;
        truth = pooled(repeated->dealt, count, r, repeated->pool);
        out->covered_dealt += holds(repeated->dealt[r].interval, truth);
    }
    out->intervals += count;
    out->covered += covered;
    if (out->worst_name == NULL || count - covered > out->worst) {
        out->worst = count - covered;
        out->worst_name = name;
    }
}

bool bv_repetition_is_twin(const struct bv_case_summary *row)
{
    return row->is_null && bv_span_is(bv_name_value(&row->name, "kind"), "twin");
}

static void judge_floor(const struct repeated *repeated, const char *name,
                        struct bv_repetition *out)
{
    double all = fabs(pooled(repeated->runs, repeated->count, repeated->count, repeated->pool));
    if (isnan(all) || all <= out->floor)
        return;
    out->floor = all;
    out->floor_name = name;
}

enum bv_status bv_repetition_judge(const struct bv_summary *const *runs, size_t run_count,
                                   struct bv_repetition *out)
{
    size_t effects = 0;
    struct repeated repeated;
    for (size_t r = 0; r < run_count; r++)
        effects += runs[r]->result->block_count;
    enum bv_status status = repeated_init(&repeated, run_count, effects);
    *out = (struct bv_repetition){.floor = NAN};
    for (size_t i = 0; status == BV_OK && run_count > 0 && i < runs[0]->case_count; i++) {
        const struct bv_case_summary *row = &runs[0]->cases[i];
        bool is_twin = bv_repetition_is_twin(row);
        if (row->is_planted || (row->is_null && !is_twin))
            continue;
        gather(runs, run_count, i, &repeated);
        judge_case(&repeated, row->info->name, out);
        if (is_twin)
            judge_floor(&repeated, row->info->name, out);
    }
    repeated_finish(&repeated);
    return status;
}
