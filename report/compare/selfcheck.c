/* SPDX-License-Identifier: Apache-2.0 */
/* selfcheck.c: what the truth is, and how often a run told it. */
#include "report/compare/selfcheck.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare/repetition.h"

static void settle(struct bv_check *check, enum bv_check_id id, double measured, size_t count)
{
    if (isnan(check->target))
        check->target = bv_check_kind(id)->target;
    check->measured = count > 0 ? measured : (double)NAN;
    check->count = count;
    if (isnan(check->measured))
        snprintf(check->detail, sizeof check->detail, "not measured");
    check->verdict = bv_check_verdict_of(id, check);
}

static double share(size_t part, size_t of)
{
    return of == 0 ? NAN : (double)part / (double)of;
}

static bool holds(struct bv_interval interval, double truth)
{
    return interval.low <= truth && truth <= interval.high;
}

/* The truth of a planted case; 0 where its name does not tell. */
static unsigned planted_more(const struct bv_case_summary *row)
{
    struct bv_span more = bv_name_value(&row->name, "more");
    return more.length == 1 && more.start[0] >= '1' && more.start[0] <= '9'
               ? (unsigned)(more.start[0] - '0')
               : 0;
}

/* Contests of a run as a table to be judged. */
struct table {
    struct bv_sample *samples;
    enum bv_verdict *verdicts;
    double *p;
    const struct bv_case_summary **rows;
    size_t count;
};

static void table_finish(struct table *table)
{
    free(table->samples);
    free(table->verdicts);
    free(table->p);
    free(table->rows);
}

static enum bv_status table_init(struct table *table, size_t most)
{
    *table = (struct table){
        .samples = calloc(most + 1, sizeof table->samples[0]),
        .verdicts = calloc(most + 1, sizeof table->verdicts[0]),
        .p = calloc(most + 1, sizeof table->p[0]),
        .rows = calloc(most + 1, sizeof table->rows[0]),
    };
    return table->samples && table->verdicts && table->p && table->rows ? BV_OK : BV_E_NOMEM;
}

/* With fewer blocks there may be no verdict and no interval, which would be right every time. */
static bool is_long(const struct bv_contest *contest)
{
    return contest->sample.count >= BV_BLOCKS_FOR_VERDICT;
}

/* Cases with two arms, as all nulls and planted ones have. */
static void table_add(struct table *table, const struct bv_case_summary *row)
{
    const struct bv_contest *contest = &row->contests[0];
    if (!is_long(contest))
        return;
    table->rows[table->count] = row;
    table->samples[table->count++] = contest->sample;
}

static bool is_win(enum bv_verdict verdict)
{
    return verdict == BV_VERDICT_VALUE || verdict == BV_VERDICT_POINTER;
}

/* Tables of nulls, one a run: is there a false verdict in it? */
static enum bv_status judge_nulls(const struct bv_selfcheck_input *in, bool twins,
                                  struct table *table, struct bv_selfcheck *out)
{
    enum bv_check_id id = twins ? BV_CHECK_TWIN_VERDICTS : BV_CHECK_AA_VERDICTS;
    size_t nulls = 0, covered = 0, tables = 0, bad = 0, wins = 0;
    double reach = 0;
    for (size_t r = 0; r < in->run_count; r++) {
        const struct bv_summary *run = in->runs[r];
        size_t wrong = 0;
        table->count = 0;
        for (size_t i = 0; i < run->case_count; i++)
            if (run->cases[i].is_null && bv_repetition_is_twin(&run->cases[i]) == twins)
                table_add(table, &run->cases[i]);
        enum bv_status status = bv_verdicts(table->samples, NULL, table->count, log1p(0.01),
                                            run->alpha, table->verdicts, table->p);
        if (status != BV_OK)
            return status;
        for (size_t i = 0; i < table->count; i++) {
            struct bv_interval effect = table->rows[i]->contests[0].effect;
            wrong += is_win(table->verdicts[i]);
            covered += holds(effect, 0);
            reach = fmax(reach, fmax(fabs(effect.low), fabs(effect.high)));
        }
        nulls += table->count;
        tables += table->count > 0;
        bad += wrong > 0;
        wins += wrong;
    }
    struct bv_check *check = &out->checks[id];
    snprintf(check->detail, sizeof check->detail,
             "%zu false verdicts in %zu tables, at the margin of 1 %%; the intervals reach %.3g %%",
             wins, tables, 100 * expm1(reach));
    settle(check, id, share(bad, tables), nulls);
    if (twins)
        return BV_OK;
    check = &out->checks[BV_CHECK_AA_COVERAGE];
    snprintf(check->detail, sizeof check->detail, "%zu of %zu; here the truth is known", covered,
             nulls);
    settle(check, BV_CHECK_AA_COVERAGE, share(covered, nulls), nulls);
    return BV_OK;
}

/* A planted case is found where its verdict is the cheaper arm, beyond the run's own margin. What
 * is no larger than the margin cannot be, and must be shown to differ from 0 instead. */
static enum bv_status judge_planted(const struct bv_selfcheck_input *in, unsigned more,
                                    enum bv_check_id id, struct table *table,
                                    struct bv_selfcheck *out, size_t *right)
{
    size_t contests = 0, found = 0, beyond_zero = 0;
    double least = INFINITY, most = -INFINITY;
    for (size_t r = 0; r < in->run_count; r++) {
        const struct bv_summary *run = in->runs[r];
        bool above = log1p(more / 100.0) > run->margin;
        table->count = 0;
        for (size_t i = 0; i < run->case_count; i++)
            if (run->cases[i].is_planted && planted_more(&run->cases[i]) == more)
                table_add(table, &run->cases[i]);
        enum bv_status status =
            bv_verdicts(table->samples, NULL, table->count, above ? run->margin : 0, run->alpha,
                        table->verdicts, table->p);
        if (status != BV_OK)
            return status;
        for (size_t i = 0; i < table->count; i++) {
            bool in_a = bv_span_is(bv_name_value(&table->rows[i]->name, "in"), "a");
            double estimate = table->rows[i]->contests[0].effect.estimate * (in_a ? 1 : -1);
            enum bv_verdict truth = in_a ? BV_VERDICT_POINTER : BV_VERDICT_VALUE;
            found += table->verdicts[i] == truth;
            *right += estimate > 0 && (!is_win(table->verdicts[i]) || table->verdicts[i] == truth);
            least = fmin(least, estimate);
            most = fmax(most, estimate);
        }
        beyond_zero += above ? 0 : table->count;
        contests += table->count;
    }
    struct bv_check *check = &out->checks[id];
    snprintf(check->detail, sizeof check->detail, "%zu of %zu%s; estimates from %.3f %% to %.3f %%",
             found, contests,
             beyond_zero > 0 ? ", shown to differ from 0: it is not above the margin" : "",
             100 * expm1(least), 100 * expm1(most));
    settle(check, id, share(found, contests), contests);
    return BV_OK;
}

static enum bv_status judge_all_planted(const struct bv_selfcheck_input *in, struct table *table,
                                        struct bv_selfcheck *out)
{
    static const struct {
        unsigned more;
        enum bv_check_id id;
    } planted[] = {{1, BV_CHECK_PLANTED_1}, {2, BV_CHECK_PLANTED_2}, {5, BV_CHECK_PLANTED_5}};
    size_t right = 0, contests = 0;
    for (size_t i = 0; i < sizeof planted / sizeof planted[0]; i++) {
        enum bv_status status =
            judge_planted(in, planted[i].more, planted[i].id, table, out, &right);
        if (status != BV_OK)
            return status;
        contests += out->checks[planted[i].id].count;
    }
    struct bv_check *check = &out->checks[BV_CHECK_SIGN];
    snprintf(check->detail, sizeof check->detail, "%zu of %zu", right, contests);
    settle(check, BV_CHECK_SIGN, share(right, contests), contests);
    return BV_OK;
}

static void judge_repetition(const struct bv_selfcheck_input *in, const struct bv_repetition *of,
                             struct bv_selfcheck *out)
{
    double margin = NAN;
    for (size_t r = 0; r < in->run_count; r++)
        margin = fmin(margin, in->runs[r]->margin);
    struct bv_check *check = &out->checks[BV_CHECK_FLOOR];
    check->target = expm1(margin);
    snprintf(check->detail, sizeof check->detail, "largest: %.150s",
             of->floor_name ? of->floor_name : "none");
    settle(check, BV_CHECK_FLOOR, expm1(of->floor), in->run_count);
    check = &out->checks[BV_CHECK_COVERAGE];
    snprintf(check->detail, sizeof check->detail, "%zu of %zu; most misses, %zu of %zu: %.100s",
             of->covered, of->intervals, of->worst, in->run_count,
             of->worst_name ? of->worst_name : "none");
    settle(check, BV_CHECK_COVERAGE, share(of->covered, of->intervals), of->intervals);
    check = &out->checks[BV_CHECK_SPREAD];
    snprintf(check->detail, sizeof check->detail,
             "%zu of %zu; more than above: what changes from run to run, and not within one",
             of->covered_dealt, of->intervals);
    settle(check, BV_CHECK_SPREAD, share(of->covered_dealt, of->intervals), of->intervals);
    check = &out->checks[BV_CHECK_STOPPING];
    snprintf(check->detail, sizeof check->detail, "%zu of %zu; %zu would have stopped early",
             of->covered_at_stop, of->intervals, of->stopped);
    settle(check, BV_CHECK_STOPPING, share(of->covered_at_stop, of->intervals), of->intervals);
    check = &out->checks[BV_CHECK_MISS];
    snprintf(check->detail, sizeof check->detail, "farthest: %.150s",
             of->farthest_name ? of->farthest_name : "none");
    settle(check, BV_CHECK_MISS, of->farthest, of->intervals);
}

static void judge_costs(const struct bv_slice_costs *costs, struct bv_selfcheck *out)
{
    struct bv_check *check = &out->checks[BV_CHECK_CLOCK];
    snprintf(check->detail, sizeof check->detail, "%.1f ns of %.0f ns, in both arms alike",
             costs->clock_ns, costs->slice_ns);
    settle(check, BV_CHECK_CLOCK, costs->clock_ns / costs->slice_ns, costs->count);
    check = &out->checks[BV_CHECK_SHIM];
    snprintf(check->detail, sizeof check->detail, "medians differ by %+.3f %%",
             100 * expm1(costs->shim_ratio));
    settle(check, BV_CHECK_SHIM, fabs(expm1(costs->shim_ratio)), costs->count);
}

static bool same_draw(const struct bv_block_info *a, const struct bv_block_info *b)
{
    return a->layout == b->layout && a->env_bytes == b->env_bytes &&
           a->stack_bytes == b->stack_bytes;
}

/* Whether two results visited the same cases in the same order in a block. */
static bool same_visits(const struct bv_result *a, const struct bv_result *b, uint32_t block)
{
    size_t i = 0, k = 0;
    while (i < a->row_count && a->rows[i].block != block)
        i++;
    while (k < b->row_count && b->rows[k].block != block)
        k++;
    for (; i < a->row_count && a->rows[i].block == block; i++, k++)
        if (k == b->row_count || b->rows[k].block != block ||
            strcmp(a->cases[a->rows[i].case_index].name, b->cases[b->rows[k].case_index].name) != 0)
            return false;
    return k == b->row_count || b->rows[k].block != block;
}

/* Blocks of b that were drawn as those of a. */
static size_t count_alike(const struct bv_result *a, const struct bv_result *b)
{
    size_t alike = 0;
    for (size_t i = 0; i < a->block_count && i < b->block_count; i++)
        alike += same_draw(&a->blocks[i], &b->blocks[i]) && same_visits(a, b, a->blocks[i].block);
    return alike;
}

/* The same seed must give the same blocks, and no other seed may. */
static void judge_plan(const struct bv_selfcheck_input *in, struct bv_selfcheck *out)
{
    struct bv_check *check = &out->checks[BV_CHECK_PLAN];
    size_t alike = 0, others = 0, count = in->again ? in->again->block_count : 0;
    if (in->run_count > 0 && in->again) {
        alike = count_alike(in->runs[0]->result, in->again);
        for (size_t r = 1; r < in->run_count; r++)
            others += count_alike(in->runs[r]->result, in->again);
    }
    snprintf(check->detail, sizeof check->detail,
             "%zu of %zu in layout, environment, stack and order of visits; %zu with other seeds",
             alike, count, others);
    settle(check, BV_CHECK_PLAN, others > 0 ? 0 : share(alike, count), count);
}

enum bv_status bv_selfcheck_judge(const struct bv_selfcheck_input *in, struct bv_selfcheck *out,
                                  struct bv_error *err)
{
    size_t most_cases = 0;
    for (size_t r = 0; r < in->run_count; r++)
        most_cases = most_cases > in->runs[r]->case_count ? most_cases : in->runs[r]->case_count;
    struct table table = {0};
    struct bv_repetition repetition;
    enum bv_status status = table_init(&table, most_cases);
    *out = (struct bv_selfcheck){0};
    for (int i = 0; i < BV_CHECK_COUNT; i++)
        out->checks[i].target = NAN;
    if (status == BV_OK)
        status = bv_repetition_judge(in->runs, in->run_count, &repetition);
    if (status == BV_OK)
        status = judge_nulls(in, false, &table, out);
    if (status == BV_OK)
        status = judge_nulls(in, true, &table, out);
    if (status == BV_OK)
        status = judge_all_planted(in, &table, out);
    if (status != BV_OK) {
        bv_fail(err, BV_E_NOMEM, "out of memory while judging");
    } else {
        judge_repetition(in, &repetition, out);
        judge_costs(&in->costs, out);
        judge_plan(in, out);
    }
    table_finish(&table);
    return status;
}
