/* SPDX-License-Identifier: Apache-2.0 */
/* sampler.c: the run as a loop over blocks. */
#include "harness/measure/sampler.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/measure/forecast.h"
#include "harness/measure/sampler_block.h"
#include "harness/measure/schedule.h"
#include "lib/base/clock.h"
#include "lib/base/memory.h"
#include "lib/bundle/record.h"

static bool knows_all_visits(const struct bv_sampler *s)
{
    for (size_t i = 0; i < s->result->case_count; i++)
        if (s->result->cases[i].state == BV_CASE_OPEN && !(s->visits_s[i] > 0))
            return false;
    return true;
}

/* What every case costs is known: once, leave out what the budget turns out to be too short for. */
static enum bv_status trim(struct bv_sampler *s, struct bv_error *err)
{
    if (s->config->keep == NULL || s->is_trimmed || !knows_all_visits(s))
        return BV_OK;
    s->is_trimmed = true;
    size_t count = s->result->case_count;
    enum bv_case_state *before = calloc(count + 1, sizeof *before);
    if (before == NULL)
        return bv_no_memory(err);
    for (size_t i = 0; i < count; i++)
        before[i] = s->result->cases[i].state;
    enum bv_status status =
        bv_forecast_trim(s->result, s->config->regimes, s->visits_s, s->config->keep, err);
    for (size_t i = 0; i < count && status == BV_OK; i++)
        if (s->result->cases[i].state != before[i])
            status = bv_journal_append_json(s->journal, "byval_case",
                                            bv_record_case(&s->result->cases[i]), err);
    free(before);
    return status;
}

/* What comes next: NULL and a turn, or why the run is over. */
static const char *next_turn(const struct bv_sampler *s, struct bv_turn *turn)
{
    return *s->config->stop ? "interrupted" : bv_schedule_next(s->schedule, turn);
}

/* Whether every case that is still measured has a block. */
static bool has_met_all(const struct bv_sampler *s)
{
    for (size_t i = 0; i < s->result->case_count; i++)
        if (s->result->cases[i].state == BV_CASE_OPEN &&
            bv_track_blocks(bv_schedule_tracks(s->schedule), i) == 0)
            return false;
    return true;
}

static enum bv_status sampler_init(struct bv_sampler *s, struct bv_error *err)
{
    s->result->elapsed_s = 0;
    if (s->result->block_count > 0) {
        const struct bv_block_info *last = &s->result->blocks[s->result->block_count - 1];
        s->result->elapsed_s = last->start_s + last->seconds;
    }
    s->visits_s = calloc(s->result->case_count + 1, sizeof *s->visits_s);
    if (s->visits_s == NULL)
        return bv_no_memory(err);
    enum bv_status status = bv_record_index(s->result, "the run", &s->index, err);
    if (status == BV_OK)
        status = bv_schedule_create(s->result, s->config->regimes, &s->schedule, err);
    if (status == BV_OK) {
        s->is_trimmed = has_met_all(s); /* or a run that goes on would lose what it has */
        s->remaining_s = bv_schedule_remaining_s(s->schedule);
        s->decided = bv_schedule_decided(s->schedule);
    }
    return status;
}

/* Let time pass, which counts as the run's. Errors: BV_E_INTERRUPTED */
static enum bv_status pause_before(struct bv_sampler *s, double wait_s)
{
    double start = bv_clock_s(), left_s;
    while ((left_s = wait_s - (bv_clock_s() - start)) > 0 && !*s->config->stop) {
        struct timespec rest = {.tv_nsec = (long)(1e9 * fmin(left_s, 0.05))};
        nanosleep(&rest, NULL);
    }
    s->result->elapsed_s += bv_clock_s() - start;
    return *s->config->stop ? BV_E_INTERRUPTED : BV_OK;
}

/* Run the next block, or find that the run is over. */
static enum bv_status step(struct bv_sampler *s, struct bv_error *err)
{
    struct bv_result *result = s->result;
    struct bv_turn turn;
    result->stopped = next_turn(s, &turn);
    if (result->stopped == NULL) {
        uint32_t block =
            result->block_count == 0 ? 0 : result->blocks[result->block_count - 1].block + 1;
        enum bv_status status = pause_before(s, turn.wait_s);
        if (status == BV_OK)
            status = bv_sampler_block_run(s, block, turn, err);
        if (status == BV_OK)
            status = trim(s, err);
        if (status != BV_E_INTERRUPTED)
            return status;
        result->stopped = "interrupted";
    }
    s->over = true;
    if (strcmp(result->stopped, "interrupted") != 0)
        bv_schedule_close(s->schedule);
    return BV_OK;
}

/* Who came first last time comes last. */
static void take_turns(struct bv_sampler *samplers, struct bv_sampling *runs, size_t count)
{
    size_t going = count;
    for (size_t turn = 0; going > 0; turn++) {
        going = 0;
        for (size_t i = 0; i < count; i++) {
            size_t at = (turn + i) % count;
            if (!samplers[at].over)
                runs[at].status = step(&samplers[at], &runs[at].err);
            samplers[at].over |= runs[at].status != BV_OK;
            going += !samplers[at].over;
        }
    }
}

enum bv_status bv_sampler_run(struct bv_sampling *runs, size_t count)
{
    enum bv_status first = BV_OK;
    struct bv_sampler_parent parent = {.is_known = false};
    struct bv_sampler *samplers = calloc(count, sizeof *samplers);
    for (size_t i = 0; i < count; i++) {
        if (samplers == NULL) {
            runs[i].status = bv_no_memory(&runs[i].err);
            continue;
        }
        samplers[i] = (struct bv_sampler){.config = &runs[i].config,
                                          .result = runs[i].result,
                                          .journal = runs[i].journal,
                                          .parent = &parent,
                                          .all = samplers,
                                          .all_count = count};
        runs[i].status = sampler_init(&samplers[i], &runs[i].err);
        samplers[i].over = runs[i].status != BV_OK;
    }
    if (samplers != NULL)
        take_turns(samplers, runs, count);
    for (size_t i = 0; i < count; i++) {
        if (runs[i].status == BV_OK)
            runs[i].status = bv_journal_sync(runs[i].journal, &runs[i].err);
        if (first == BV_OK)
            first = runs[i].status;
        if (samplers != NULL) {
            bv_schedule_destroy(samplers[i].schedule);
            json_decref(samplers[i].index);
            free(samplers[i].visits_s);
        }
    }
    free(samplers);
    return first;
}
