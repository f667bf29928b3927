/* SPDX-License-Identifier: Apache-2.0 */
/* sampler.c: the run as a loop over blocks. */
#include "harness/sampler.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/attempt.h"
#include "harness/child.h"
#include "harness/plan.h"
#include "harness/record.h"
#include "harness/stats.h"

/* A case's effects so far, an array an arm; arm 0 has none. */
struct track {
    double *effects[4];
    size_t counts[4], capacities[4];
};

struct sampler {
    const struct bv_sampler_config *config;
    struct bv_result *result;
    struct bv_journal *journal;
    json_t *index;
    struct track *tracks; /* one a case */
    double case_s;        /* a visit's share of the last block's time */
    double remaining_s;   /* estimated when the last block ended */
};

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static enum bv_status no_memory(struct bv_error *err)
{
    return bv_fail(err, BV_E_NOMEM, "out of memory");
}

static bool is_open(const struct sampler *s, size_t case_index)
{
    return s->result->cases[case_index].state == BV_CASE_OPEN;
}

static uint32_t open_count(const struct sampler *s)
{
    uint32_t count = 0;
    for (size_t i = 0; i < s->result->case_count; i++)
        count += is_open(s, i);
    return count;
}

static enum bv_status track_row(struct sampler *s, const struct bv_row *row, struct bv_error *err)
{
    struct track *track = &s->tracks[row->case_index];
    uint32_t arm = row->arm_index;
    if (arm == 0)
        return BV_OK;
    if (track->counts[arm] == track->capacities[arm]) {
        size_t capacity = track->counts[arm] == 0 ? 32 : 2 * track->counts[arm];
        double *grown = realloc(track->effects[arm], capacity * sizeof *grown);
        if (grown == NULL)
            return no_memory(err);
        track->effects[arm] = grown;
        track->capacities[arm] = capacity;
    }
    track->effects[arm][track->counts[arm]++] = row->log_ratio;
    return BV_OK;
}

/* A case that was not stopped at one of the looks may be as narrow all the same when the run ends:
 * that end was not chosen by its width, so the interval bears its name. */
static void judge_at_end(struct sampler *s, size_t case_index)
{
    struct bv_case_info *info = &s->result->cases[case_index];
    const struct track *track = &s->tracks[case_index];
    for (uint32_t arm = 1; arm < info->arm_count && info->state == BV_CASE_OPEN; arm++) {
        if (track->counts[arm] < BV_BLOCKS_MIN || track->counts[arm] < s->result->blocks_min)
            return;
        struct bv_interval interval =
            bv_block_interval(track->effects[arm], track->counts[arm], 0.95);
        if (!(interval.high - interval.low < s->result->precision))
            return;
    }
    if (info->state == BV_CASE_OPEN)
        info->state = BV_CASE_PRECISE;
}

/* Retire a case when the intervals of all its arms are narrow enough. */
static void retire(struct sampler *s, size_t case_index)
{
    struct bv_case_info *info = &s->result->cases[case_index];
    const struct track *track = &s->tracks[case_index];
    if (info->state != BV_CASE_OPEN || track->counts[1] < s->result->blocks_min)
        return;
    for (uint32_t arm = 1; arm < info->arm_count; arm++)
        if (!bv_precise_enough(track->effects[arm], track->counts[arm], s->result->precision))
            return;
    info->state = BV_CASE_PRECISE;
}

/* Blocks that a case still needs if its interval narrows with the square root of their number. */
static double blocks_needed(const struct sampler *s, size_t case_index)
{
    const struct bv_result *result = s->result;
    const struct track *track = &s->tracks[case_index];
    size_t count = track->counts[1];
    double needed = result->blocks_min > BV_BLOCKS_MIN ? result->blocks_min : BV_BLOCKS_MIN;
    for (uint32_t arm = 1; arm < result->cases[case_index].arm_count && count > 0; arm++) {
        struct bv_interval interval =
            bv_block_interval(track->effects[arm], track->counts[arm], 0.95);
        double narrower = (interval.high - interval.low) / result->precision;
        needed = fmax(needed, (double)count * narrower * narrower);
    }
    return fmax(1.0, fmin(needed, result->blocks_max) - (double)count);
}

static double estimate_remaining(const struct sampler *s)
{
    double left = s->result->budget_s - s->result->elapsed_s;
    double needed = 0;
    for (size_t i = 0; i < s->result->case_count; i++)
        if (is_open(s, i))
            needed += blocks_needed(s, i) * s->case_s;
    return fmax(0, s->case_s > 0 ? fmin(left, needed) : left);
}

static void show_progress(const struct sampler *s, const struct bv_attempt *a, double start)
{
    if (s->config->progress == NULL)
        return;
    double since = now_s() - start;
    uint32_t open = open_count(s);
    struct bv_progress progress = {
        .blocks = (uint32_t)s->result->block_count,
        .open_count = open,
        .done_count = (uint32_t)s->result->case_count - open,
        .visited = a->begun == 0 ? 0 : a->begun - 1,
        .visiting = a->job->case_count,
        .elapsed_s = s->result->elapsed_s + since,
        .remaining_s = fmax(0, s->remaining_s - since),
    };
    s->config->progress(&progress, s->config->user);
}

/* Label a case, in the journal first. */
static enum bv_status label_case(struct sampler *s, size_t case_index, enum bv_case_state state,
                                 const char *reason, struct bv_error *err)
{
    struct bv_case_info *info = &s->result->cases[case_index];
    info->state = state;
    info->reason = bv_result_keep(s->result, reason);
    return bv_journal_append_json(s->journal, "byval_case", bv_record_case(info), err);
}

/* What an attempt found out about cases holds, whatever became of its rows. */
static enum bv_status label_cases(struct sampler *s, const struct bv_attempt *a,
                                  struct bv_error *err)
{
    enum bv_status status = BV_OK;
    for (size_t i = 0; i < a->label_count && status == BV_OK; i++)
        status =
            label_case(s, a->labels[i].case_index, a->labels[i].state, a->labels[i].reason, err);
    return status;
}

static enum bv_status record_event(struct sampler *s, uint32_t block, const char *what,
                                   struct bv_error *err)
{
    struct bv_event event = {block, bv_result_keep(s->result, what)};
    if (event.what == NULL || bv_result_add_event(s->result, &event) != BV_OK)
        return no_memory(err);
    return bv_journal_append_json(s->journal, "byval_event", bv_record_event(&event), err);
}

/* The block is whole: write it to the journal in one piece, then count it. */
static enum bv_status commit(struct sampler *s, struct bv_attempt *a, double start,
                             struct bv_error *err)
{
    a->info.start_s = s->result->elapsed_s;
    a->info.seconds = now_s() - start;
    enum bv_status status = bv_attempt_seal(a, err);
    if (status == BV_OK)
        status = bv_journal_append(s->journal, a->text, a->text_bytes, err);
    if (status == BV_OK && bv_result_add_block(s->result, &a->info) != BV_OK)
        status = no_memory(err);
    for (size_t i = 0; i < a->row_count && status == BV_OK; i++) {
        if (bv_result_add_row(s->result, &a->rows[i]) != BV_OK)
            status = no_memory(err);
        else
            status = track_row(s, &a->rows[i], err);
    }
    if (status != BV_OK)
        return status;
    s->result->elapsed_s += a->info.seconds;
    s->case_s = a->job->case_count > 0 ? a->info.seconds / a->job->case_count : 0;
    for (size_t i = 0; i < s->result->case_count; i++)
        retire(s, i);
    s->remaining_s = estimate_remaining(s);
    return BV_OK;
}

/* Run one block once.
 * Returns  BV_OK (committed), BV_E_CHILD (it failed: err says how), BV_E_INTERRUPTED, or an error
 *          that ends the run */
static enum bv_status run_attempt(struct sampler *s, struct bv_attempt *a, const char *text,
                                  struct bv_error *err)
{
    struct bv_child child;
    const char *line = "";
    size_t length;
    char how[64];
    double start = now_s();
    enum bv_status status =
        bv_child_start(s->config->program, text, a->job->draw.env_bytes, &child, err);
    if (status != BV_OK)
        return status;
    while (status == BV_OK && !a->complete) {
        status = bv_child_line(&child, s->config->silence_s, s->config->stop, &line, &length, err);
        if (status == BV_OK && line == NULL)
            break;
        if (status == BV_OK)
            status = bv_attempt_take(a, line, length, err);
        show_progress(s, a, start);
    }
    /* One that has said all ends by itself, on a busy machine in a while. */
    int failed = bv_child_end(&child, status == BV_OK ? 5 : 0, how, sizeof how);
    if (status == BV_OK && !a->complete)
        status = bv_fail(err, BV_E_CHILD, "%s before it was done", how);
    if (status == BV_OK)
        status = label_cases(s, a, err);
    else if (status == BV_E_CHILD && label_cases(s, a, err) != BV_OK)
        status = err->status;
    if (status == BV_OK)
        status = commit(s, a, start, err);
    if (status == BV_OK && failed)
        status =
            record_event(s, a->job->block, "the block was complete, but did not end cleanly", err);
    return status;
}

/* job      out: bv_block_job_finish it
 * text     out: the job as the block reads it; free it */
static enum bv_status make_job(const struct sampler *s, uint32_t block, struct bv_block_job *job,
                               char **text, struct bv_error *err)
{
    const struct bv_result *result = s->result;
    uint32_t count = (uint32_t)result->case_count, open = 0;
    uint32_t *order = calloc(count + 1, sizeof *order);
    const char **names = calloc(count + 1, sizeof *names);
    *text = NULL;
    if (order != NULL && names != NULL) {
        bv_plan_order(result->seed, block, order, count);
        for (uint32_t i = 0; i < count; i++) {
            if (!is_open(s, order[i]))
                continue;
            names[open] = result->cases[order[i]].name;
            order[open++] = order[i];
        }
        *job = (struct bv_block_job){
            .block = block,
            .seed = result->seed,
            .draw = bv_plan_draw(result->seed, block, result->layouts),
            .cpu = result->cpu,
            .visit_ns = s->config->visit_ns,
            .case_count = open,
            .names = names,
            .indexes = order,
        };
        const char *l1d = bv_facts_get(&result->key, "cache.l1d");
        const char *l2 = bv_facts_get(&result->key, "cache.l2");
        const char *l3 = bv_facts_get(&result->key, "cache.l3");
        job->l1d_bytes = l1d == NULL ? 0 : strtoull(l1d, NULL, 10);
        job->l2_bytes = l2 == NULL ? 0 : strtoull(l2, NULL, 10);
        job->l3_bytes = l3 == NULL ? 0 : strtoull(l3, NULL, 10);
        *text = bv_block_encode(job);
    }
    if (*text != NULL)
        return BV_OK;
    free(order);
    free(names);
    return no_memory(err);
}

enum { FAILURES_MAX = 6, NOWHERE = -2 };

/* A block failed: say so, and decide what becomes of it.
 * where     the case under way, < 0 before the first
 * before    where it failed before, the same way round; NOWHERE if it did not
 * failures  how often it failed in all
 * Errors    BV_E_CHILD: it cannot be measured */
static enum bv_status after_failure(struct sampler *s, uint32_t block, int where, int before,
                                    int failures, const char *how, struct bv_error *err)
{
    const char *name = where < 0 ? NULL : s->result->cases[where].name;
    bool again = where == before, hopeless = (again && where < 0) || failures >= FAILURES_MAX;
    char what[1400], reason[1200];
    snprintf(what, sizeof what, "block %u: %s%s%.300s; its rows are dropped, %s", block, how,
             name == NULL ? "" : ", during ", name == NULL ? "" : name,
             hopeless ? "the run ends"
             : again  ? "it is run again without the case"
                      : "it is run again");
    enum bv_status status = record_event(s, block, what, err);
    if (status != BV_OK)
        return status;
    if (again && where < 0)
        return bv_fail(err, BV_E_CHILD, "block %u failed twice before its first case: %.900s",
                       block, how);
    if (hopeless)
        return bv_fail(err, BV_E_CHILD,
                       "block %u failed %d times, during one case and another; something here "
                       "kills processes: %.800s",
                       block, failures, how);
    if (!again)
        return BV_OK;
    snprintf(reason, sizeof reason, "%s, twice in block %u", how, block);
    return label_case(s, (size_t)where, BV_CASE_FAILED, reason, err);
}

/* Run a block until it is committed: once more after a failure, then without the case at which it
 * failed twice running. */
static enum bv_status run_block(struct sampler *s, uint32_t block, struct bv_error *err)
{
    int before = NOWHERE, failures = 0;
    while (open_count(s) > 0) {
        struct bv_block_job job;
        char *text;
        struct bv_error how = {BV_OK, ""};
        enum bv_status status = make_job(s, block, &job, &text, err);
        if (status != BV_OK)
            return status;
        struct bv_attempt a = {.job = &job, .result = s->result, .index = s->index};
        double start = now_s();
        status = run_attempt(s, &a, text, &how);
        int where = bv_attempt_case(&a);
        bv_attempt_finish(&a);
        bv_block_job_finish(&job);
        free(text);
        if (status == BV_E_CHILD && *s->config->stop)
            status = BV_E_INTERRUPTED; /* what stops us may have hit the block as well */
        if (status != BV_E_CHILD) {
            if (status != BV_OK && err != NULL)
                *err = how;
            return status;
        }
        s->result->elapsed_s += now_s() - start;
        failures++;
        status = after_failure(s, block, where, before, failures, how.text, err);
        if (status != BV_OK)
            return status;
        if (where == before)
            failures = 0;
        before = where == before ? NOWHERE : where;
    }
    return BV_OK;
}

static const char *reason_to_stop(const struct sampler *s)
{
    const struct bv_result *result = s->result;
    uint32_t open = open_count(s);
    if (*s->config->stop)
        return "interrupted";
    if (open == 0)
        return "precise";
    if (result->block_count >= result->blocks_max)
        return "blocks";
    /* Begin a block only if at least half of it fits; the first is always run. */
    if (result->block_count > 0 && result->elapsed_s + s->case_s * open / 2 > result->budget_s)
        return "budget";
    return NULL;
}

static enum bv_status sampler_init(struct sampler *s, struct bv_error *err)
{
    s->index = bv_record_index(s->result);
    s->tracks = calloc(s->result->case_count + 1, sizeof *s->tracks);
    if (s->index == NULL || s->tracks == NULL)
        return no_memory(err);
    for (size_t i = 0; i < s->result->row_count; i++) {
        enum bv_status status = track_row(s, &s->result->rows[i], err);
        if (status != BV_OK)
            return status;
    }
    s->result->elapsed_s = 0;
    for (size_t i = 0; i < s->result->block_count; i++)
        s->result->elapsed_s += s->result->blocks[i].seconds;
    for (size_t i = 0; i < s->result->case_count; i++)
        retire(s, i);
    s->remaining_s = estimate_remaining(s);
    return BV_OK;
}

enum bv_status bv_sampler_run(const struct bv_sampler_config *config, struct bv_result *result,
                              struct bv_journal *journal, struct bv_error *err)
{
    struct sampler s = {.config = config, .result = result, .journal = journal};
    enum bv_status status = sampler_init(&s, err);
    while (status == BV_OK && (result->stopped = reason_to_stop(&s)) == NULL) {
        uint32_t block =
            result->block_count == 0 ? 0 : result->blocks[result->block_count - 1].block + 1;
        status = run_block(&s, block, err);
    }
    if (status == BV_E_INTERRUPTED) {
        result->stopped = "interrupted";
        status = BV_OK;
    }
    for (size_t i = 0; status == BV_OK && i < result->case_count; i++)
        judge_at_end(&s, i);
    for (size_t i = 0; s.tracks != NULL && i < result->case_count; i++)
        for (size_t arm = 1; arm < 4; arm++)
            free(s.tracks[i].effects[arm]);
    free(s.tracks);
    json_decref(s.index);
    return status;
}
