/* SPDX-License-Identifier: Apache-2.0 */
/* track.c: arrays that grow with the blocks. */
#include "harness/measure/track.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/memory.h"
#include "lib/bundle/net_time.h"

enum {
    ARMS = 4,
    PILOTS = 3, /* visits that find out by themselves how many calls take how long */
    KNOWN = 8,  /* blocks from which on their spread is known well enough */
    ROUNDS_MOST = 256,
    VISIT_MOST_NS = 20000000,
};

/* A visit's own noise, as a share of the spread of blocks, adds 3 % to it at a quarter. */
static const double SHARE_OF_SPREAD = 0.25;
/* Noise of half the margin puts one visit in 22 of a tie beyond it. */
static const double SHARE_OF_MARGIN = 0.5;
/* Standard error of a median, against that of a mean. */
static const double OF_MEDIAN = 1.2533;

/* What the report will find of drift is not known yet: of the share of blocks on a side, from one
 * quarter of a run to another, 10 %: a little more than the runs of the machine that this was tried
 * on had (docs/STATISTICS.md). */
static const double DRIFT = 0.10 * 0.10;

struct series {
    double *effects, *errors, *spreads;
    size_t count, capacity;
};

struct track {
    struct series arms[ARMS]; /* arm 0 has none */
    uint64_t calls[PILOTS];
    size_t pilots;
    double round_ns; /* slices of all arms, last time */
    bool is_check;
};

struct bv_tracks {
    const struct bv_result *result;
    struct track *items;
};

enum bv_status bv_tracks_create(const struct bv_result *result, struct bv_tracks **out,
                                struct bv_error *err)
{
    struct bv_tracks *tracks = calloc(1, sizeof *tracks);
    if (tracks == NULL)
        return bv_no_memory(err);
    tracks->result = result;
    tracks->items = calloc(result->case_count + 1, sizeof *tracks->items);
    if (tracks->items == NULL) {
        free(tracks);
        return bv_no_memory(err);
    }
    for (size_t i = 0; i < result->case_count; i++)
        tracks->items[i].is_check = strncmp(result->cases[i].name, "null/", 5) == 0 ||
                                    strncmp(result->cases[i].name, "planted/", 8) == 0;
    *out = tracks;
    return BV_OK;
}

void bv_tracks_destroy(struct bv_tracks *tracks)
{
    if (tracks == NULL)
        return;
    for (size_t i = 0; i < tracks->result->case_count; i++)
        for (size_t arm = 1; arm < ARMS; arm++) {
            free(tracks->items[i].arms[arm].effects);
            free(tracks->items[i].arms[arm].errors);
            free(tracks->items[i].arms[arm].spreads);
        }
    free(tracks->items);
    free(tracks);
}

static bool grow(double **values, size_t capacity)
{
    double *grown = realloc(*values, capacity * sizeof *grown);
    if (grown != NULL)
        *values = grown;
    return grown != NULL;
}

static enum bv_status take_row(struct bv_tracks *tracks, const struct bv_row *first,
                               const struct bv_row *row, struct bv_error *err)
{
    struct track *track = &tracks->items[row->case_index];
    struct series *series = &track->arms[row->arm_index];
    if (!bv_net_exists(row))
        return BV_OK;
    if (row->arm_index == 0) {
        track->round_ns = 0;
        if (track->pilots < PILOTS)
            track->calls[track->pilots++] = row->calls;
    }
    track->round_ns += row->real_ns * (double)row->calls;
    if (row->arm_index == 0 || first == NULL)
        return BV_OK;
    if (series->count == series->capacity) {
        size_t capacity = series->capacity == 0 ? 32 : 2 * series->capacity;
        if (!grow(&series->effects, capacity) || !grow(&series->errors, capacity) ||
            !grow(&series->spreads, capacity))
            return bv_no_memory(err);
        series->capacity = capacity;
    }
    series->effects[series->count] = bv_net_effect(first, row);
    series->errors[series->count] = bv_net_effect_error(first, row, tracks->result->clock_step_ns);
    series->spreads[series->count] = isfinite(row->spread) ? row->spread : 0;
    series->count++;
    return BV_OK;
}

enum bv_status bv_tracks_take(struct bv_tracks *tracks, const struct bv_row *rows, size_t row_count,
                              struct bv_error *err)
{
    const struct bv_row *first = NULL;
    enum bv_status status = BV_OK;
    for (size_t i = 0; i < row_count && status == BV_OK; i++) {
        if (rows[i].arm_index == 0)
            first = bv_net_exists(&rows[i]) ? &rows[i] : NULL;
        bool ours = first != NULL && first->case_index == rows[i].case_index;
        status = take_row(tracks, ours ? first : NULL, &rows[i], err);
    }
    return status;
}

size_t bv_track_blocks(const struct bv_tracks *tracks, size_t case_index)
{
    return tracks->items[case_index].arms[1].count;
}

struct bv_sample bv_track_sample(const struct bv_tracks *tracks, size_t case_index, uint32_t arm)
{
    const struct series *series = &tracks->items[case_index].arms[arm];
    return (struct bv_sample){series->effects, series->count, 0, series->errors, 0};
}

bool bv_track_is_check(const struct bv_tracks *tracks, size_t case_index)
{
    return tracks->items[case_index].is_check;
}

/* 1.4826 x the median absolute deviation of the last KNOWN .. 2 KNOWN effects: enough to plan by.
 */
static double spread_of(const struct series *series)
{
    double values[2 * KNOWN];
    size_t count = series->count < 2 * KNOWN ? series->count : 2 * KNOWN;
    memcpy(values, series->effects + series->count - count, count * sizeof values[0]);
    double middle = bv_median(values, count);
    for (size_t i = 0; i < count; i++)
        values[i] = fabs(values[i] - middle);
    return 1.4826 * bv_median(values, count);
}

static double noise_of_a_round(const struct series *series)
{
    double values[2 * KNOWN];
    size_t count = series->count < 2 * KNOWN ? series->count : 2 * KNOWN;
    memcpy(values, series->spreads + series->count - count, count * sizeof values[0]);
    return bv_median(values, count);
}

struct bv_visit_plan bv_track_plan(const struct bv_tracks *tracks, size_t case_index)
{
    const struct track *track = &tracks->items[case_index];
    struct bv_visit_plan plan = {0, BV_ROUNDS_FIRST};
    if (track->pilots < PILOTS)
        return plan;
    double calls[PILOTS];
    for (size_t i = 0; i < PILOTS; i++)
        calls[i] = (double)track->calls[i];
    plan.calls = (uint64_t)bv_median(calls, PILOTS);
    if (bv_track_blocks(tracks, case_index) < KNOWN)
        return plan;
    double rounds = BV_ROUNDS_LEAST;
    for (uint32_t arm = 1; arm < tracks->result->cases[case_index].arm_count; arm++) {
        const struct series *series = &track->arms[arm];
        if (series->count < KNOWN)
            continue;
        double wanted =
            fmax(SHARE_OF_SPREAD * spread_of(series), SHARE_OF_MARGIN * BV_MARGIN_LEAST);
        double ratio = OF_MEDIAN * noise_of_a_round(series) / wanted;
        rounds = fmax(rounds, ceil(ratio * ratio));
    }
    rounds = fmin(rounds, fmin(ROUNDS_MOST, floor(VISIT_MOST_NS / fmax(track->round_ns, 1))));
    plan.rounds = (uint32_t)fmax(rounds, BV_ROUNDS_LEAST);
    return plan;
}

size_t bv_track_contests(const struct bv_tracks *tracks, size_t case_index)
{
    const struct bv_case_info *info = &tracks->result->cases[case_index];
    if (tracks->items[case_index].is_check || info->state == BV_CASE_FAILED ||
        info->state == BV_CASE_UNAVAILABLE)
        return 0;
    return info->arm_count - 1;
}

size_t bv_tracks_contests(const struct bv_tracks *tracks)
{
    size_t count = 0;
    for (size_t i = 0; i < tracks->result->case_count; i++)
        count += bv_track_contests(tracks, i);
    return count;
}

static size_t decided(const struct bv_tracks *tracks, size_t case_index, double level,
                      double margin)
{
    size_t count = 0, contests = bv_track_contests(tracks, case_index);
    for (uint32_t arm = 1; arm <= contests; arm++) {
        struct bv_sample sample = bv_track_sample(tracks, case_index, arm);
        struct bv_spells spells = {.variance = DRIFT};
        for (size_t i = 0; i < BV_SPELLS; i++)
            spells.counts[i] = (uint32_t)((sample.count + i) / BV_SPELLS);
        sample.spells = &spells;
        count +=
            bv_p_beyond(sample, margin) <= level || bv_p_within(sample, BV_MARGIN_LEAST) <= level;
    }
    return count;
}

size_t bv_track_decided(const struct bv_tracks *tracks, size_t case_index, double alpha,
                        double margin)
{
    size_t contests = bv_tracks_contests(tracks);
    return contests == 0 ? 0 : decided(tracks, case_index, alpha / (double)contests, margin);
}

size_t bv_tracks_decided(const struct bv_tracks *tracks, double alpha, double margin)
{
    size_t count = 0, contests = bv_tracks_contests(tracks);
    for (size_t i = 0; i < tracks->result->case_count && contests > 0; i++)
        count += decided(tracks, i, alpha / (double)contests, margin);
    return count;
}
