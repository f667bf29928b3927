/* SPDX-License-Identifier: Apache-2.0 */
/* schedule.c: cases retire one by one; regimes take turns. */
#include "harness/measure/schedule.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/kernels/allocator.h"
#include "lib/base/memory.h"
#include "lib/stats/stats.h"

/* The error of a table that its verdicts may spend. */
static const double ALPHA = 0.05;
/* A win is looked for at twice the least margin: the run's own may grow with its noise floor. */
static const double LOOK_MARGIN = 2 * BV_MARGIN_LEAST;

/* Blocks that a case should have at the end whose contests a look has decided: it rests, and is
 * visited now and then only, over all of the run. What a machine does besides changes over seconds
 * and minutes: the first moments alone would give an interval that is too sure of itself. */
enum { RESTING_BLOCKS = 96 };

/* The cases that one kind of process can measure. */
struct group {
    struct bv_regime regime;
    char name[32];
    uint32_t blocks;
    double case_s;  /* a visit's share of its last block's time */
    double begun_s; /* when the last block did, since the run began */
};

struct bv_schedule {
    struct bv_result *result;
    struct bv_tracks *tracks;
    uint32_t *group_of; /* by case */
    bool *rests;        /* by case */
    bool all_rest;      /* nothing is undecided: what time is left makes intervals narrower */
    struct group *groups;
    uint32_t group_count;
};

static uint32_t find_group(struct bv_schedule *s, struct bv_regime regime)
{
    uint32_t i = 0;
    while (i < s->group_count && !bv_regime_equal(s->groups[i].regime, regime))
        i++;
    if (i == s->group_count) {
        struct group *group = &s->groups[s->group_count++];
        *group = (struct group){.regime = regime};
        bv_regime_name(regime, group->name, sizeof group->name);
    }
    return i;
}

static bool is_open(const struct bv_schedule *s, size_t case_index)
{
    return s->result->cases[case_index].state == BV_CASE_OPEN;
}

uint32_t bv_schedule_open(const struct bv_schedule *s)
{
    uint32_t count = 0;
    for (size_t i = 0; i < s->result->case_count; i++)
        count += is_open(s, i);
    return count;
}

/* When a case is due, since the run began: at once, unless it rests; INFINITY: no more. */
static double due_s(const struct bv_schedule *s, size_t case_index)
{
    size_t blocks = bv_track_blocks(s->tracks, case_index);
    if (!is_open(s, case_index))
        return INFINITY;
    if (!s->rests[case_index] || (s->all_rest && isfinite(s->result->budget_s)))
        return 0;
    if (blocks >= RESTING_BLOCKS)
        return INFINITY;
    return isfinite(s->result->budget_s) ? s->result->budget_s * (double)blocks / RESTING_BLOCKS
                                         : 0;
}

static bool is_due(const struct bv_schedule *s, size_t case_index)
{
    return due_s(s, case_index) <= s->result->elapsed_s;
}

/* When a group has a case that is due. */
static double group_due_s(const struct bv_schedule *s, uint32_t group)
{
    double first = INFINITY;
    for (size_t i = 0; i < s->result->case_count; i++)
        if (s->group_of[i] == group)
            first = fmin(first, due_s(s, i));
    return first;
}

static uint32_t group_due(const struct bv_schedule *s, uint32_t group)
{
    uint32_t count = 0;
    for (size_t i = 0; i < s->result->case_count; i++)
        count += s->group_of[i] == group && is_due(s, i);
    return count;
}

bool bv_schedule_visits(const struct bv_schedule *s, size_t case_index, struct bv_regime regime)
{
    return is_due(s, case_index) &&
           bv_regime_equal(s->groups[s->group_of[case_index]].regime, regime);
}

const struct bv_tracks *bv_schedule_tracks(const struct bv_schedule *s)
{
    return s->tracks;
}

/* As asked, or so that all blocks that there may be fit into the budget. */
static double spacing_s(const struct bv_schedule *s)
{
    return fmin(s->result->spacing_s, s->result->budget_s / s->result->blocks_max);
}

/* The least number of blocks that can decide anything in a table like this, at its end; and two
 * more, for what drift takes from them. */
static double floor_blocks(const struct bv_schedule *s)
{
    size_t contests = bv_tracks_contests(s->tracks);
    double share = bv_end_share(s->result->sessions);
    return 2 + (double)bv_blocks_floor(contests > 0 ? contests : 1, ALPHA * share);
}

/* What the regimes would like to have at the end of the budget. */
struct demand {
    double blocks_least; /* for each */
    double left_s;       /* when each has them */
    double cases;        /* that want blocks, of all regimes */
};

/* Cases of a group that want blocks beyond the floor: questions that no look has decided, and what
 * rests and is due. Looks alone say so, not the verdict as things stand: blocks that are added
 * until there is one give false ones (stats.h). */
static double group_wanting(const struct bv_schedule *s, uint32_t group)
{
    double count = 0;
    for (size_t i = 0; i < s->result->case_count; i++)
        count += s->group_of[i] == group && is_due(s, i) &&
                 (s->rests[i] || bv_track_contests(s->tracks, i) > 0);
    return count;
}

static struct demand demand_of(const struct bv_schedule *s)
{
    struct demand demand = {.blocks_least = fmin(floor_blocks(s), s->result->blocks_max),
                            .left_s = s->result->budget_s - s->result->elapsed_s};
    for (uint32_t i = 0; i < s->group_count; i++) {
        double open = group_due(s, i), more = demand.blocks_least - s->groups[i].blocks;
        if (open == 0)
            continue;
        demand.cases += group_wanting(s, i);
        if (more > 0)
            demand.left_s -= more * s->groups[i].case_s * open;
    }
    demand.left_s = fmax(0, demand.left_s);
    return demand;
}

/* The blocks that a regime should have when the budget ends: what the floor asks for, and its share
 * of what is then left. A budget without an end has room for all there may be. */
static double goal_of(const struct bv_schedule *s, uint32_t group, const struct demand *demand)
{
    const struct group *g = &s->groups[group];
    double block_s = g->case_s * group_due(s, group);
    if (!isfinite(s->result->budget_s) || !(block_s > 0))
        return s->result->blocks_max;
    double goal = fmax(demand->blocks_least, g->blocks) +
                  demand->left_s * group_wanting(s, group) / fmax(1, demand->cases) / block_s;
    return fmin(goal, s->result->blocks_max);
}

/* Whether every open case rests; of the questions alone, checks being none. */
static bool all_rest(const struct bv_schedule *s, bool questions)
{
    for (size_t i = 0; i < s->result->case_count; i++)
        if (is_open(s, i) && !s->rests[i] && !(questions && bv_track_contests(s->tracks, i) == 0))
            return false;
    return true;
}

const char *bv_schedule_next(const struct bv_schedule *s, struct bv_turn *out)
{
    const struct bv_result *result = s->result;
    const struct group *next = NULL;
    double least = INFINITY, next_s = 0, wait_s = INFINITY;
    bool next_has_all = true;
    const struct demand demand = demand_of(s);
    for (uint32_t i = 0; i < s->group_count; i++) {
        const struct group *group = &s->groups[i];
        double due = group_due_s(s, i);
        if (isinf(due) || group->blocks >= result->blocks_max)
            continue;
        double share = group->blocks == 0 ? 0 : group->blocks / goal_of(s, i, &demand);
        double spaced = group->blocks == 0 ? 0 : group->begun_s + spacing_s(s);
        double wait = fmax(0, fmax(due, spaced) - result->elapsed_s);
        /* Who has what it should have comes last, also who will be due later only; of the others,
         * who need not wait comes first. */
        bool has_all = share >= 1 || due > result->elapsed_s;
        if (has_all != next_has_all ? has_all : wait > wait_s || (wait == wait_s && share >= least))
            continue;
        next_has_all = has_all;
        least = share;
        wait_s = wait;
        next = group;
        next_s = group->case_s * fmax(1, group_due(s, i));
    }
    if (next == NULL)
        return all_rest(s, false) ? "decided" : "blocks";
    /* Begin a block only if at least half of it fits; the first is always run. */
    if (result->block_count > 0 && result->elapsed_s + wait_s + next_s / 2 > result->budget_s)
        return "budget";
    *out = (struct bv_turn){next->regime, next->blocks, wait_s};
    return NULL;
}

static double width_of(struct bv_sample sample)
{
    if (sample.count == 0)
        return INFINITY;
    struct bv_interval interval = bv_block_interval(sample, BV_CONFIDENCE);
    return interval.high - interval.low;
}

static bool is_precise(const struct bv_schedule *s, size_t case_index)
{
    for (uint32_t arm = 1; arm < s->result->cases[case_index].arm_count; arm++)
        if (!bv_precise_enough(bv_track_sample(s->tracks, case_index, arm), s->result->precision))
            return false;
    return true;
}

/* Let a case rest when a look decides all of its contests; retire it when its intervals are as
 * narrow as asked besides. A tie may be narrow long before it is shown to be one. A check is no
 * question: it rests when it is narrow. */
static void look_at(struct bv_schedule *s, size_t case_index)
{
    struct bv_case_info *info = &s->result->cases[case_index];
    size_t blocks = bv_track_blocks(s->tracks, case_index);
    size_t contests = bv_track_contests(s->tracks, case_index);
    double share = bv_look_share(blocks);
    if (info->state != BV_CASE_OPEN)
        return;
    bool precise = blocks >= s->result->blocks_min && is_precise(s, case_index);
    if (contests == 0)
        s->rests[case_index] |= precise;
    else if (share > 0)
        s->rests[case_index] |=
            bv_track_decided(s->tracks, case_index, ALPHA * share, LOOK_MARGIN) == contests;
    if (precise && blocks >= RESTING_BLOCKS && s->rests[case_index])
        info->state = BV_CASE_PRECISE;
}

enum bv_status bv_schedule_count(struct bv_schedule *s, const struct bv_block_info *block,
                                 const struct bv_row *rows, size_t row_count, uint32_t cases,
                                 struct bv_error *err)
{
    enum bv_status status = bv_tracks_take(s->tracks, rows, row_count, err);
    if (status != BV_OK)
        return status;
    for (uint32_t i = 0; i < s->group_count; i++) {
        if (strcmp(s->groups[i].name, block->regime) != 0)
            continue;
        s->groups[i].blocks++;
        s->groups[i].begun_s = block->start_s;
        if (cases > 0)
            s->groups[i].case_s = block->seconds / cases;
    }
    for (size_t i = 0; i < row_count; i++)
        if (rows[i].arm_index == 0)
            look_at(s, rows[i].case_index);
    s->all_rest = all_rest(s, bv_tracks_contests(s->tracks) > 0);
    return BV_OK;
}

size_t bv_schedule_decided(const struct bv_schedule *s)
{
    double end = ALPHA * bv_end_share(s->result->sessions);
    return bv_tracks_decided(s->tracks, end, BV_MARGIN_LEAST);
}

bool bv_schedule_until(const struct bv_schedule *s, uint32_t out[3])
{
    static const char main_series[] = "arg/class:int/reads:one/mode:throughput/site:stack/size:";
    enum { RESAMPLES = 40 }; /* to be looked at while it changes */
    struct bv_sample samples[BV_SIZES_MAX];
    uint32_t sizes[BV_SIZES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < s->result->case_count && count < BV_SIZES_MAX; i++) {
        const struct bv_case_info *info = &s->result->cases[i];
        if (strncmp(info->name, main_series, sizeof main_series - 1) != 0)
            continue;
        struct bv_sample sample = bv_track_sample(s->tracks, i, 1);
        if (sample.count < BV_BLOCKS_FOR_VERDICT)
            return false;
        sizes[count] = info->size_bytes;
        samples[count++] = sample;
    }
    if (count < 2)
        return false;
    struct bv_crossing until =
        bv_crossover_find(samples, count, BV_MARGIN_LEAST, RESAMPLES, s->result->seed).value_until;
    const int ends[3] = {until.estimate, until.low, until.high};
    for (int i = 0; i < 3; i++)
        out[i] = ends[i] < 0 ? 0 : sizes[ends[i]];
    return true;
}

double bv_schedule_remaining_s(const struct bv_schedule *s)
{
    double left = s->result->budget_s - s->result->elapsed_s, most = 0, spacing = spacing_s(s);
    for (uint32_t i = 0; i < s->group_count; i++) {
        const struct group *group = &s->groups[i];
        if (isinf(group_due_s(s, i)) || group->blocks >= s->result->blocks_max)
            continue;
        if (group->blocks == 0)
            return fmax(0, left); /* nothing is known of it yet */
        most += (s->result->blocks_max - group->blocks) *
                fmax(spacing, group->case_s * group_due(s, i));
    }
    return fmax(0, fmin(left, most));
}

void bv_schedule_close(struct bv_schedule *s)
{
    for (size_t i = 0; i < s->result->case_count; i++) {
        struct bv_case_info *info = &s->result->cases[i];
        size_t blocks = bv_track_blocks(s->tracks, i);
        bool precise = info->state == BV_CASE_OPEN && blocks >= s->result->blocks_min &&
                       blocks >= BV_BLOCKS_FOR_VERDICT;
        /* This end was not chosen by the width, so the interval bears its name. */
        for (uint32_t arm = 1; arm < info->arm_count && precise; arm++)
            precise = width_of(bv_track_sample(s->tracks, i, arm)) < s->result->precision;
        if (precise)
            info->state = BV_CASE_PRECISE;
    }
}

/* What the result holds already, block by block: its rows stand in the order of the blocks. */
static enum bv_status count_what_is_there(struct bv_schedule *s, struct bv_error *err)
{
    const struct bv_result *result = s->result;
    size_t row = 0;
    enum bv_status status = BV_OK;
    for (size_t i = 0; i < result->block_count && status == BV_OK; i++) {
        size_t first = row;
        uint32_t cases = 0;
        for (; row < result->row_count && result->rows[row].block == result->blocks[i].block; row++)
            cases += result->rows[row].arm_index == 0;
        status =
            bv_schedule_count(s, &result->blocks[i], result->rows + first, row - first, cases, err);
    }
    return status;
}

enum bv_status bv_schedule_create(struct bv_result *result, const struct bv_regime *regimes,
                                  struct bv_schedule **out, struct bv_error *err)
{
    struct bv_schedule *s = calloc(1, sizeof *s);
    if (s == NULL)
        return bv_no_memory(err);
    s->result = result;
    s->group_of = calloc(result->case_count + 1, sizeof *s->group_of);
    s->groups = calloc(result->case_count + 1, sizeof *s->groups);
    s->rests = calloc(result->case_count + 1, sizeof *s->rests);
    enum bv_status status =
        s->group_of == NULL || s->groups == NULL || s->rests == NULL ? bv_no_memory(err) : BV_OK;
    if (status == BV_OK)
        status = bv_tracks_create(result, &s->tracks, err);
    for (size_t i = 0; i < result->case_count && status == BV_OK; i++)
        s->group_of[i] = find_group(s, regimes[i]);
    if (status == BV_OK)
        status = count_what_is_there(s, err);
    if (status != BV_OK) {
        bv_schedule_destroy(s);
        return status;
    }
    *out = s;
    return BV_OK;
}

void bv_schedule_destroy(struct bv_schedule *s)
{
    if (s == NULL)
        return;
    bv_tracks_destroy(s->tracks);
    free(s->rests);
    free(s->group_of);
    free(s->groups);
    free(s);
}
