/* SPDX-License-Identifier: Apache-2.0 */
/* drift.c: see drift.h. */
#include "report/drift.h"

#include <math.h>
#include <stdlib.h>

enum {
    QUARTERS = BV_SPELLS,
    BLOCKS_LEAST = 32, /* of a contest that says anything of it */
    PART_LEAST = 4     /* of a quarter that does */
};

/* Shares of 0 and 1 in turn: nothing varies more. */
static const double DRIFT_MOST = 0.2;

/* The quarter of the run in which a block began. */
struct calendar {
    unsigned char *quarters; /* by block */
    uint32_t count;
};

static enum bv_status calendar_init(const struct bv_result *result, struct calendar *out)
{
    uint32_t most = 0;
    for (size_t i = 0; i < result->block_count; i++)
        most = result->blocks[i].block > most ? result->blocks[i].block : most;
    out->count = most + 1;
    out->quarters = calloc(out->count, 1);
    if (!out->quarters)
        return BV_E_NOMEM;
    for (size_t i = 0; i < result->block_count; i++) {
        double place = QUARTERS * result->blocks[i].start_s / result->elapsed_s;
        if (isfinite(place) && place > 0)
            out->quarters[result->blocks[i].block] =
                place >= QUARTERS ? QUARTERS - 1 : (unsigned char)place;
    }
    return BV_OK;
}

static unsigned quarter_of(const struct calendar *calendar, uint32_t block)
{
    return block < calendar->count ? calendar->quarters[block] : 0;
}

/* Add the excess of a contest's quarters to a sum. */
static void add_excess(const struct bv_contest *contest, const struct calendar *calendar,
                       double *sum, size_t *parts)
{
    double n = (double)contest->sample.count, middle = contest->effect.estimate;
    double above[QUARTERS] = {0}, counts[QUARTERS] = {0};
    for (size_t i = 0; i < contest->sample.count; i++) {
        unsigned quarter = quarter_of(calendar, contest->blocks[i]);
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

enum bv_status bv_drift_find(struct bv_summary *summary)
{
    struct calendar calendar = {0};
    double sum = 0;
    size_t parts = 0;
    summary->drift = 0;
    if (summary->result->schema < BV_SCHEMA_LOOKS || !(summary->result->elapsed_s > 0))
        return BV_OK;
    enum bv_status status = calendar_init(summary->result, &calendar);
    if (status != BV_OK)
        return status;
    for (size_t i = 0; i < summary->case_count; i++)
        for (unsigned k = 0; k < BV_CONTEST_MAX; k++) {
            const struct bv_case_summary *row = &summary->cases[i];
            if (!row->is_null && !row->is_planted && row->contests[k].sample.count >= BLOCKS_LEAST)
                add_excess(&row->contests[k], &calendar, &sum, &parts);
        }
    summary->drift = parts > 0 ? fmax(0, sum / (double)parts) : 0;
    for (size_t i = 0; i < summary->case_count && summary->drift > 0; i++)
        for (unsigned k = 0; k < BV_CONTEST_MAX; k++) {
            struct bv_contest *contest = &summary->cases[i].contests[k];
            if (contest->sample.count == 0 || summary->cases[i].is_null)
                continue;
            contest->spells.variance = fmin(summary->drift, DRIFT_MOST);
            for (size_t b = 0; b < contest->sample.count; b++)
                contest->spells.counts[quarter_of(&calendar, contest->blocks[b])]++;
            contest->sample.spells = &contest->spells;
            contest->effect = bv_block_interval(contest->sample, 0.95);
        }
    free(calendar.quarters);
    return BV_OK;
}
