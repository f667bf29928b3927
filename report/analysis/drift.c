/* SPDX-License-Identifier: Apache-2.0 */
/* drift.c: see drift.h. */
#include "report/analysis/drift.h"

#include <math.h>
#include <stdlib.h>

enum {
    QUARTERS = 4,
    BLOCKS_LEAST = 32, /* of a contest that says anything of it */
    PART_LEAST = 4     /* of a quarter that does */
};

/* What changes on a machine lasts seconds to half a minute (docs/STATISTICS.md): quarters of a
 * short run are alike, and the run as a whole is as far from the next one as they are from each
 * other. */
static const double SPELL_S = 20;

/* Shares of 0 and 1 in turn: nothing varies more. */
static const double DRIFT_MOST = 0.2;

/* The part of the run in which a block began. */
struct calendar {
    unsigned char *parts; /* by block */
    uint32_t count;
};

/* parts    in which the run's time is divided */
static enum bv_status calendar_init(const struct bv_result *result, unsigned parts,
                                    struct calendar *out)
{
    uint32_t most = 0;
    for (size_t i = 0; i < result->block_count; i++)
        most = result->blocks[i].block > most ? result->blocks[i].block : most;
    out->count = most + 1;
    out->parts = calloc(out->count, 1);
    if (!out->parts)
        return BV_E_NOMEM;
    for (size_t i = 0; i < result->block_count; i++) {
        double place = parts * result->blocks[i].start_s / result->elapsed_s;
        if (isfinite(place) && place > 0)
            out->parts[result->blocks[i].block] =
                (unsigned char)(place >= parts ? parts - 1 : (unsigned)place);
    }
    return BV_OK;
}

static unsigned part_of(const struct calendar *calendar, uint32_t block)
{
    return block < calendar->count ? calendar->parts[block] : 0;
}

/* What the machine does besides changes what layouts cost; it does not add to what is the same, or
 * differs by so many additions. */
static bool has_known_truth(const struct bv_case_summary *row)
{
    return row->is_null || row->is_planted;
}

/* Add the excess of a contest's quarters to a sum. */
static void add_excess(const struct bv_contest *contest, const struct calendar *calendar,
                       double *sum, size_t *parts)
{
    double n = (double)contest->sample.count, middle = contest->effect.estimate;
    double above[QUARTERS] = {0}, counts[QUARTERS] = {0};
    for (size_t i = 0; i < contest->sample.count; i++) {
        unsigned quarter = part_of(calendar, contest->blocks[i]);
        double x = contest->sample.values[i];
        counts[quarter]++;
        above[quarter] += x > middle ? 1 : x < middle ? 0 : 0.5;
    }
    for (unsigned q = 0; q < QUARTERS; q++) {
        if (counts[q] < PART_LEAST || counts[q] > n - PART_LEAST)
            continue;
        double share = above[q] / counts[q] - 0.5, part = counts[q] / n;
        /* Of blocks in random order: hypergeometric, about the run's own median. */
        double chance = 0.25 / counts[q] * (1 - part) * n / (n - 1);
        *sum += (share * share - chance) / (1 - part);
        ++*parts;
    }
}

static double find_variance(const struct bv_summary *summary, const struct calendar *quarters)
{
    double sum = 0;
    size_t parts = 0;
    for (size_t i = 0; i < summary->case_count; i++)
        for (unsigned k = 0; k < BV_CONTEST_MAX; k++) {
            const struct bv_case_summary *row = &summary->cases[i];
            if (!has_known_truth(row) && row->contests[k].sample.count >= BLOCKS_LEAST)
                add_excess(&row->contests[k], quarters, &sum, &parts);
        }
    return parts > 0 ? fmax(0, sum / (double)parts) : 0;
}

/* Spells that have little to do with each other. */
static unsigned count_spells(const struct bv_result *result)
{
    double spells = floor(result->elapsed_s / SPELL_S);
    return spells < 1 ? 1 : spells > BV_SPELLS ? BV_SPELLS : (unsigned)spells;
}

enum bv_status bv_drift_find(struct bv_summary *summary)
{
    struct calendar quarters = {0}, spells = {0};
    summary->drift = 0;
    if (summary->result->schema < BV_SCHEMA_LOOKS || !(summary->result->elapsed_s > 0))
        return BV_OK;
    enum bv_status status = calendar_init(summary->result, QUARTERS, &quarters);
    if (status == BV_OK)
        status = calendar_init(summary->result, count_spells(summary->result), &spells);
    if (status == BV_OK)
        summary->drift = find_variance(summary, &quarters);
    for (size_t i = 0; i < summary->case_count && summary->drift > 0; i++)
        for (unsigned k = 0; k < BV_CONTEST_MAX; k++) {
            struct bv_contest *contest = &summary->cases[i].contests[k];
            if (contest->sample.count == 0 || has_known_truth(&summary->cases[i]))
                continue;
            contest->spells = (struct bv_spells){.variance = fmin(summary->drift, DRIFT_MOST)};
            for (size_t b = 0; b < contest->sample.count; b++)
                contest->spells.counts[part_of(&spells, contest->blocks[b])]++;
            contest->sample.spells = &contest->spells;
            contest->effect = bv_block_interval(contest->sample, BV_CONFIDENCE);
        }
    free(quarters.parts);
    free(spells.parts);
    return status;
}
