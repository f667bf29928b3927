/* SPDX-License-Identifier: Apache-2.0 */
/* compare.c: see compare.h. */
#include "report/compare/compare.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare/story.h"

/* A shift that is being found. */
struct work {
    struct bv_comparison *out;
    struct bv_blockfacts *facts; /* by side */
    size_t room;                 /* for shifts */
};

static bool same_fact(const struct bv_result *a, const struct bv_result *b, const char *name)
{
    const char *x = bv_facts_get(&a->key, name), *y = bv_facts_get(&b->key, name);
    return x && y && strcmp(x, y) == 0;
}

static const struct bv_result *result_of(const struct bv_comparison *out, size_t side)
{
    return out->sides[side].summary->result;
}

static bool same_run(const struct bv_result *a, const struct bv_result *b)
{
    return a->seed == b->seed && a->elapsed_s == b->elapsed_s && a->started_utc && b->started_utc &&
           strcmp(a->started_utc, b->started_utc) == 0;
}

static enum bv_status look_at_sides(struct work *work)
{
    struct bv_comparison *out = work->out;
    const struct bv_result *first = result_of(out, 0);
    enum bv_status status = BV_OK;
    bool clocks = true;
    out->same_run = bv_fact_differences_comparable(&out->differences) &&
                    out->differences.counts[BV_ABOUT_CODE][BV_AGREE_DIFFERENT] == 0;
    for (size_t i = 0; status == BV_OK && i < out->side_count; i++) {
        const struct bv_result *own = result_of(out, i);
        out->same_kernels[i] =
            same_fact(first, own, "kernel_hash") && first->layouts == own->layouts;
        out->same_build[i] =
            same_fact(first, own, "compiler") && same_fact(first, own, "compiler.flags");
        out->same_run &= same_run(first, own);
        status = bv_blockfacts_init(own, &work->facts[i]);
        if (status == BV_OK)
            status = bv_blockfacts_clock(&work->facts[i], &out->clock_ghz[i]);
        clocks &= isfinite(out->clock_ghz[i]);
    }
    out->is_clocked = clocks && bv_fact_differences_comparable(&out->differences);
    return status;
}

static struct bv_run_difference *add_shift(struct work *work)
{
    struct bv_comparison *out = work->out;
    if (out->shift_count == work->room) {
        size_t room = work->room ? 2 * work->room : 256;
        struct bv_run_difference *more = realloc(out->shifts, room * sizeof more[0]);
        if (!more)
            return NULL;
        out->shifts = more;
        work->room = room;
    }
    return &out->shifts[out->shift_count++];
}

static struct bv_block_sample block_sample_of(const struct bv_case_summary *row, uint32_t arm,
                                              enum bv_quantity quantity,
                                              const struct bv_blockfacts *facts)
{
    if (quantity == BV_QUANTITY_TIME)
        return (struct bv_block_sample){row->times[arm].sample, row->times[arm].blocks, facts};
    const struct bv_contest *contest = &row->contests[arm - 1];
    return (struct bv_block_sample){contest->sample, contest->blocks, facts};
}

static bool is_winner(enum bv_verdict verdict)
{
    return verdict == BV_VERDICT_VALUE || verdict == BV_VERDICT_POINTER;
}

/* Compare one quantity, if both sides have it. */
static enum bv_status compare_one(struct work *work, const struct bv_run_difference *like,
                                  const struct bv_case_summary *first,
                                  const struct bv_case_summary *second)
{
    struct bv_comparison *out = work->out;
    const struct bv_block_sample a =
        block_sample_of(first, like->arm, like->quantity, &work->facts[0]);
    const struct bv_block_sample b =
        block_sample_of(second, like->second_arm, like->quantity, &work->facts[like->side]);
    if (a.sample.count == 0 || b.sample.count == 0)
        return BV_OK;
    struct bv_run_difference *shift = add_shift(work);
    if (!shift)
        return BV_E_NOMEM;
    *shift = *like;
    bool may_pair = out->same_kernels[like->side];
    bool clocked = like->quantity == BV_QUANTITY_TIME && out->is_clocked;
    enum bv_status status = bv_run_difference_find(&a, &b, may_pair, clocked, like->margin,
                                                   &shift->difference, &shift->basis);
    if (status == BV_OK && like->quantity == BV_QUANTITY_TIME && out->options.fail_over > 0) {
        struct bv_difference limit;
        struct bv_run_difference_basis basis;
        status = bv_run_difference_find(&a, &b, may_pair, clocked, log1p(out->options.fail_over),
                                        &limit, &basis);
        shift->p_slower = limit.change.estimate > 0 ? limit.p_beyond : 1;
    }
    return status;
}

static enum bv_status compare_case(struct work *work, uint32_t case_index, uint32_t side)
{
    struct bv_comparison *out = work->out;
    const struct bv_matched_case *matched = &out->match.cases[case_index];
    const struct bv_case_summary *first = matched->on[0], *second = matched->on[side];
    struct bv_run_difference shift = {
        .case_index = case_index,
        .side = side,
        .p_slower = 1,
        .margin = fmax(out->sides[0].summary->margin, out->sides[side].summary->margin),
        .code = out->same_kernels[side]
                    ? BV_CODE_SAME
                    : bv_code_compare(out->sides[0].audit, out->sides[side].audit, matched->name),
    };
    if (!bv_is_measured(first) || !bv_is_measured(second))
        return BV_OK;
    if (shift.code == BV_CODE_OTHER && out->same_build[side]) {
        out->other_source++;
        return BV_OK;
    }
    enum bv_status status = BV_OK;
    bool same_first = strcmp(first->info->arms[0], second->info->arms[0]) == 0;
    for (uint32_t arm = 0; status == BV_OK && arm < first->info->arm_count; arm++) {
        int other = bv_arm_called(second->info, first->info->arms[arm]);
        if (other < 0)
            continue;
        shift.arm = arm;
        shift.second_arm = (uint32_t)other;
        shift.quantity = BV_QUANTITY_TIME;
        status = compare_one(work, &shift, first, second);
        shift.quantity = BV_QUANTITY_RATIO;
        if (status == BV_OK && arm > 0 && other > 0 && same_first)
            status = compare_one(work, &shift, first, second);
    }
    return status;
}

static enum bv_status compare_cases(struct work *work)
{
    struct bv_comparison *out = work->out;
    enum bv_status status = BV_OK;
    for (uint32_t i = 0; i < out->match.case_count; i++) {
        const struct bv_matched_case *matched = &out->match.cases[i];
        bool common = false;
        for (uint32_t side = 0; side < out->side_count; side++) {
            out->missing += !bv_is_measured(matched->on[side]);
            common |=
                side > 0 && bv_is_measured(matched->on[0]) && bv_is_measured(matched->on[side]);
        }
        out->common += common;
        for (uint32_t side = 1; status == BV_OK && side < out->side_count; side++)
            status = compare_case(work, i, side);
    }
    return status;
}

static void judge_shift(struct bv_comparison *out, struct bv_run_difference *shift)
{
    struct bv_difference *d = &shift->difference;
    double alpha = out->options.alpha;
    shift->p = fmin(d->p_beyond, d->p_within);
    if (d->p_beyond <= alpha)
        shift->change = d->change.estimate > 0 ? BV_CHANGE_HIGHER : BV_CHANGE_LOWER;
    else if (d->p_within <= alpha)
        shift->change = BV_CHANGE_SAME;
    shift->slower = shift->p_slower <= alpha;
    if (shift->quantity == BV_QUANTITY_RATIO) {
        const struct bv_matched_case *matched = &out->match.cases[shift->case_index];
        enum bv_verdict a = matched->on[0]->contests[shift->arm - 1].verdict;
        enum bv_verdict b = matched->on[shift->side]->contests[shift->second_arm - 1].verdict;
        bool credible = d->p_beyond <= alpha;
        shift->verdicts[0] = a;
        shift->verdicts[1] = b;
        shift->flips = a != b && a != BV_VERDICT_UNDECIDED && b != BV_VERDICT_UNDECIDED &&
                       (credible || (is_winner(a) && is_winner(b)));
    }
    out->changes[shift->quantity][shift->change]++;
    out->flips += shift->flips;
    out->slower += shift->slower;
}

static enum bv_status judge(struct bv_comparison *out)
{
    double **p = malloc((out->shift_count + 1) * sizeof(double *));
    if (!p)
        return BV_E_NOMEM;
    for (enum bv_quantity q = 0; q < BV_QUANTITY_COUNT; q++) {
        for (unsigned family = 0; family < 3; family++) {
            size_t count = 0;
            for (size_t i = 0; i < out->shift_count; i++) {
                struct bv_run_difference *s = &out->shifts[i];
                if (s->quantity == q)
                    p[count++] = family == 0   ? &s->difference.p_beyond
                                 : family == 1 ? &s->difference.p_within
                                               : &s->p_slower;
            }
            bv_holm(p, count, count);
            if (q == BV_QUANTITY_RATIO)
                out->ratio_count = count;
        }
    }
    for (size_t i = 0; i < out->shift_count; i++)
        judge_shift(out, &out->shifts[i]);
    free(p);
    return BV_OK;
}

bool bv_run_difference_matters(const struct bv_run_difference *shift)
{
    return shift->flips || shift->slower || shift->change == BV_CHANGE_LOWER ||
           shift->change == BV_CHANGE_HIGHER;
}

/* How much of the change is credible: the distance of its interval from no change. */
static double credible(const struct bv_run_difference *shift)
{
    struct bv_interval change = shift->difference.change;
    return fmax(0, fmax(change.low, -change.high));
}

static unsigned rank(const struct bv_run_difference *shift)
{
    return bv_run_difference_matters(shift) ? 1 + shift->flips : 0;
}

static int by_importance(const void *a, const void *b)
{
    const struct bv_run_difference *x = a, *y = b;
    if (x->quantity != y->quantity)
        return x->quantity < y->quantity ? -1 : 1;
    if (rank(x) != rank(y))
        return rank(x) > rank(y) ? -1 : 1;
    double p = credible(x), q = credible(y);
    if (p != q)
        return p > q ? -1 : 1;
    if (x->case_index != y->case_index)
        return x->case_index < y->case_index ? -1 : 1;
    if (x->arm != y->arm)
        return x->arm < y->arm ? -1 : 1;
    return (x->side > y->side) - (x->side < y->side);
}

static enum bv_status compare_all(struct bv_comparison *out)
{
    const struct bv_summary *summaries[BV_SIDES_MAX];
    const struct bv_result *results[BV_SIDES_MAX];
    struct bv_blockfacts facts[BV_SIDES_MAX] = {{0}};
    struct work work = {.out = out, .facts = facts};
    for (size_t i = 0; i < out->side_count; i++) {
        summaries[i] = out->sides[i].summary;
        results[i] = summaries[i]->result;
    }
    enum bv_status status = bv_fact_differences_find(results, out->side_count, &out->differences);
    if (status == BV_OK)
        status = bv_match_init(summaries, out->side_count, &out->match);
    if (status == BV_OK)
        status = look_at_sides(&work);
    if (status == BV_OK)
        status = compare_cases(&work);
    if (status == BV_OK)
        status = judge(out);
    if (status == BV_OK && out->shift_count > 0)
        qsort(out->shifts, out->shift_count, sizeof out->shifts[0], by_importance);
    for (size_t i = 0; i < out->side_count; i++)
        bv_blockfacts_finish(&facts[i]);
    return status;
}

static enum bv_status find_story(struct bv_comparison *out)
{
    bool told = false;
    out->story = malloc(sizeof *out->story);
    enum bv_status status = out->story ? bv_story_find(out, out->story, &told) : BV_E_NOMEM;
    if (!told) {
        free(out->story);
        out->story = NULL;
    }
    return status;
}

enum bv_status bv_comparison_create(const struct bv_side *sides, size_t side_count,
                                    const struct bv_compare_options *options,
                                    struct bv_comparison **out, struct bv_error *err)
{
    assert(side_count >= 2 && side_count <= BV_SIDES_MAX);
    struct bv_comparison *comparison = calloc(1, sizeof *comparison);
    enum bv_status status = comparison ? BV_OK : BV_E_NOMEM;
    if (status == BV_OK) {
        comparison->sides = sides;
        comparison->side_count = side_count;
        comparison->options = *options;
        if (!(comparison->options.alpha > 0))
            comparison->options.alpha = 0.05;
        status = compare_all(comparison);
    }
    if (status == BV_OK)
        status = find_story(comparison);
    if (status == BV_OK) {
        *out = comparison;
        return BV_OK;
    }
    bv_comparison_destroy(comparison);
    return bv_fail(err, status, "out of memory while comparing %zu runs: compare fewer",
                   side_count);
}

void bv_comparison_destroy(struct bv_comparison *comparison)
{
    if (!comparison)
        return;
    bv_fact_differences_finish(&comparison->differences);
    bv_match_finish(&comparison->match);
    free(comparison->shifts);
    free(comparison->story);
    free(comparison);
}
