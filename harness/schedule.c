/* SPDX-License-Identifier: Apache-2.0 */
/* schedule.c: cases retire one by one; regimes take turns. */
#include "harness/schedule.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/allocator.h"
#include "harness/net.h"
#include "harness/stats.h"

/* Blocks with a collector are long, and 14 that agree are enough for a verdict in a table of two
 * hundred cases (docs/STATISTICS.md). */
enum { COLLECTOR_GOAL = 14 };

/* A case's effects so far, an array an arm; arm 0 has none. */
struct track {
    double *effects[4];
    size_t counts[4], capacities[4];
    double resolution; /* of the worst of them */
    uint32_t regime;   /* index */
};

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
    struct track *tracks; /* one a case */
    struct group *groups;
    uint32_t group_count;
};

static enum bv_status no_memory(struct bv_error *err)
{
    return bv_fail(err, BV_E_NOMEM, "out of memory");
}

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

static uint32_t group_open(const struct bv_schedule *s, uint32_t group)
{
    uint32_t count = 0;
    for (size_t i = 0; i < s->result->case_count; i++)
        count += is_open(s, i) && s->tracks[i].regime == group;
    return count;
}

uint32_t bv_schedule_open(const struct bv_schedule *s)
{
    uint32_t count = 0;
    for (size_t i = 0; i < s->result->case_count; i++)
        count += is_open(s, i);
    return count;
}

bool bv_schedule_visits(const struct bv_schedule *s, size_t case_index, struct bv_regime regime)
{
    return is_open(s, case_index) &&
           bv_regime_equal(s->groups[s->tracks[case_index].regime].regime, regime);
}

static uint32_t goal(const struct bv_schedule *s, const struct group *group)
{
    return group->regime.collector && s->result->blocks_min > COLLECTOR_GOAL
               ? COLLECTOR_GOAL
               : s->result->blocks_min;
}

/* As asked, or so that all blocks that there may be fit into the budget. */
static double apart_s(const struct bv_schedule *s)
{
    return fmin(s->result->apart_s, s->result->budget_s / s->result->blocks_max);
}

const char *bv_schedule_next(const struct bv_schedule *s, struct bv_turn *out)
{
    const struct bv_result *result = s->result;
    const struct group *next = NULL;
    double least = INFINITY, next_s = 0, wait_s;
    if (bv_schedule_open(s) == 0)
        return "precise";
    for (uint32_t i = 0; i < s->group_count; i++) {
        const struct group *group = &s->groups[i];
        uint32_t open = group_open(s, i);
        double share = (double)group->blocks / goal(s, group);
        if (open == 0 || group->blocks >= result->blocks_max || share >= least)
            continue;
        least = share;
        next = group;
        next_s = group->case_s * open;
    }
    if (next == NULL)
        return "blocks";
    wait_s = next->blocks == 0 ? 0 : fmax(0, next->begun_s + apart_s(s) - result->elapsed_s);
    /* Begin a block only if at least half of it fits; the first is always run. */
    if (result->block_count > 0 && result->elapsed_s + wait_s + next_s / 2 > result->budget_s)
        return "budget";
    *out = (struct bv_turn){next->regime, next->blocks, wait_s};
    return NULL;
}

static struct bv_sample sample_of(const struct track *track, uint32_t arm)
{
    return (struct bv_sample){track->effects[arm], track->counts[arm], track->resolution};
}

static double width_of(const struct track *track, uint32_t arm)
{
    if (track->counts[arm] == 0)
        return INFINITY;
    struct bv_interval interval = bv_block_interval(sample_of(track, arm), 0.95);
    return interval.high - interval.low;
}

/* first    the row of the case's first arm in the same block */
static enum bv_status track_row(struct bv_schedule *s, const struct bv_row *first,
                                const struct bv_row *row, struct bv_error *err)
{
    struct track *track = &s->tracks[row->case_index];
    uint32_t arm = row->arm_index;
    if (!bv_net_exists(row))
        return BV_OK;
    double resolution = bv_net_resolution(row, s->result->clock_step_ns);
    track->resolution = fmax(track->resolution, resolution);
    if (arm == 0 || first == NULL)
        return BV_OK;
    if (track->counts[arm] == track->capacities[arm]) {
        size_t capacity = track->counts[arm] == 0 ? 32 : 2 * track->counts[arm];
        double *grown = realloc(track->effects[arm], capacity * sizeof *grown);
        if (grown == NULL)
            return no_memory(err);
        track->effects[arm] = grown;
        track->capacities[arm] = capacity;
    }
    track->effects[arm][track->counts[arm]++] = bv_net_effect(first, row);
    return BV_OK;
}

/* Retire a case when the intervals of all its arms are narrow enough. */
static void retire(struct bv_schedule *s, size_t case_index)
{
    struct bv_case_info *info = &s->result->cases[case_index];
    const struct track *track = &s->tracks[case_index];
    if (info->state != BV_CASE_OPEN || track->counts[1] < s->result->blocks_min)
        return;
    for (uint32_t arm = 1; arm < info->arm_count; arm++)
        if (!bv_precise_enough(sample_of(track, arm), s->result->precision))
            return;
    info->state = BV_CASE_PRECISE;
}

enum bv_status bv_schedule_count(struct bv_schedule *s, const struct bv_block_info *block,
                                 const struct bv_row *rows, size_t row_count, uint32_t cases,
                                 struct bv_error *err)
{
    const struct bv_row *first = NULL;
    for (size_t i = 0; i < row_count; i++) {
        if (rows[i].arm_index == 0)
            first = bv_net_exists(&rows[i]) ? &rows[i] : NULL;
        bool ours = first != NULL && first->case_index == rows[i].case_index;
        enum bv_status status = track_row(s, ours ? first : NULL, &rows[i], err);
        if (status != BV_OK)
            return status;
    }
    for (uint32_t i = 0; i < s->group_count; i++) {
        if (strcmp(s->groups[i].name, block->regime) != 0)
            continue;
        s->groups[i].blocks++;
        s->groups[i].begun_s = block->start_s;
        if (cases > 0)
            s->groups[i].case_s = block->seconds / cases;
    }
    for (size_t i = 0; i < s->result->case_count; i++)
        retire(s, i);
    return BV_OK;
}

/* Blocks that a case still needs if its interval narrows with the square root of their number. */
static double blocks_needed(const struct bv_schedule *s, size_t case_index)
{
    const struct bv_result *result = s->result;
    const struct track *track = &s->tracks[case_index];
    size_t count = track->counts[1];
    double needed = result->blocks_min > BV_BLOCKS_MIN ? result->blocks_min : BV_BLOCKS_MIN;
    for (uint32_t arm = 1; arm < result->cases[case_index].arm_count && count > 0; arm++) {
        double narrower = width_of(track, arm) / result->precision;
        needed = fmax(needed, (double)count * narrower * narrower);
    }
    return fmax(1.0, fmin(needed, result->blocks_max) - (double)count);
}

double bv_schedule_remaining_s(const struct bv_schedule *s)
{
    double left = s->result->budget_s - s->result->elapsed_s;
    double needed = 0, at_least = 0, apart = apart_s(s);
    for (size_t i = 0; i < s->result->case_count; i++) {
        const struct group *group = &s->groups[s->tracks[i].regime];
        if (!is_open(s, i))
            continue;
        if (group->blocks == 0)
            return fmax(0, left); /* nothing is known of it yet */
        double blocks = blocks_needed(s, i);
        needed += blocks * group->case_s;
        at_least = fmax(at_least, blocks * apart);
    }
    needed = fmax(needed, at_least);
    return fmax(0, fmin(left, needed));
}

void bv_schedule_close(struct bv_schedule *s)
{
    for (size_t i = 0; i < s->result->case_count; i++) {
        struct bv_case_info *info = &s->result->cases[i];
        const struct track *track = &s->tracks[i];
        bool precise = info->state == BV_CASE_OPEN && track->counts[1] >= s->result->blocks_min &&
                       track->counts[1] >= BV_BLOCKS_MIN;
        /* This end was not chosen by the width, so the interval bears its name. */
        for (uint32_t arm = 1; arm < info->arm_count && precise; arm++)
            precise = width_of(track, arm) < s->result->precision;
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
        return no_memory(err);
    s->result = result;
    s->tracks = calloc(result->case_count + 1, sizeof *s->tracks);
    s->groups = calloc(result->case_count + 1, sizeof *s->groups);
    enum bv_status status = s->tracks == NULL || s->groups == NULL ? no_memory(err) : BV_OK;
    for (size_t i = 0; i < result->case_count && status == BV_OK; i++)
        s->tracks[i].regime = find_group(s, regimes[i]);
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
    for (size_t i = 0; s->tracks != NULL && i < s->result->case_count; i++)
        for (size_t arm = 1; arm < 4; arm++)
            free(s->tracks[i].effects[arm]);
    free(s->tracks);
    free(s->groups);
    free(s);
}
