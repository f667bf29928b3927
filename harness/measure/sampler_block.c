/* SPDX-License-Identifier: Apache-2.0 */
/* sampler_block.c: see sampler_block.h. */
#include "harness/measure/sampler_block.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/kernels/allocator.h"
#include "harness/measure/block_answer.h"
#include "harness/measure/plan.h"
#include "harness/measure/round.h"
#include "harness/measure/sampler.h"
#include "harness/measure/schedule.h"
#include "lib/base/child.h"
#include "lib/base/clock.h"
#include "lib/base/memory.h"
#include "lib/bundle/record.h"

enum { UNTIL_EVERY_S = 2 };

static void show_progress(const struct bv_sampler *s, const struct bv_block_answer *a, double start)
{
    if (s->config->progress == NULL)
        return;
    double since = bv_clock_s() - start;
    struct bv_progress progress = {
        .visited = a->begun == 0 ? 0 : a->begun - 1,
        .visiting = a->job->case_count,
        .elapsed_s = since,
        .remaining_s = -since,
    };
    for (size_t i = 0; i < s->all_count; i++) {
        const struct bv_sampler *each = &s->all[i];
        uint32_t open = each->over ? 0 : bv_schedule_open(each->schedule);
        progress.blocks += (uint32_t)each->result->block_count;
        progress.open_count += open;
        progress.done_count += (uint32_t)each->result->case_count - open;
        progress.elapsed_s += each->result->elapsed_s;
        progress.remaining_s += each->over ? 0 : each->remaining_s;
        progress.contests += bv_tracks_contests(bv_schedule_tracks(each->schedule));
        progress.decided += each->decided;
    }
    progress.until = s->all->until[0];
    progress.until_low = s->all->until[1];
    progress.until_high = s->all->until[2];
    progress.remaining_s = fmax(0, progress.remaining_s);
    s->config->progress(&progress, s->config->user);
}

/* Label a case, in the journal first. */
static enum bv_status label_case(struct bv_sampler *s, size_t case_index, enum bv_case_state state,
                                 const char *reason, struct bv_error *err)
{
    struct bv_case_info *info = &s->result->cases[case_index];
    info->state = state;
    info->reason = bv_result_keep(s->result, reason);
    return bv_journal_append_json(s->journal, "byval_case", bv_record_case(info), err);
}

/* What an attempt found out about cases holds, whatever became of its rows. */
static enum bv_status label_cases(struct bv_sampler *s, const struct bv_block_answer *a,
                                  struct bv_error *err)
{
    enum bv_status status = BV_OK;
    for (size_t i = 0; i < a->label_count && status == BV_OK; i++)
        status =
            label_case(s, a->labels[i].case_index, a->labels[i].state, a->labels[i].reason, err);
    return status;
}

static enum bv_status record_event(struct bv_sampler *s, uint32_t block, const char *what,
                                   struct bv_error *err)
{
    struct bv_event event = {block, bv_result_keep(s->result, what)};
    if (event.what == NULL || bv_result_add_event(s->result, &event) != BV_OK)
        return bv_no_memory(err);
    return bv_journal_append_json(s->journal, "byval_event", bv_record_event(&event), err);
}

/* The block is whole: write it to the journal in one piece, then count it. */
static enum bv_status commit(struct bv_sampler *s, struct bv_block_answer *a, double start,
                             struct bv_error *err)
{
    a->info.start_s = s->result->elapsed_s;
    a->info.seconds = bv_clock_s() - start;
    enum bv_status status = bv_block_answer_seal(a, err);
    if (status == BV_OK)
        status = bv_journal_append(s->journal, a->text, a->text_bytes, err);
    if (status == BV_OK && bv_result_add_block(s->result, &a->info) != BV_OK)
        status = bv_no_memory(err);
    for (size_t i = 0; i < a->row_count && status == BV_OK; i++)
        if (bv_result_add_row(s->result, &a->rows[i]) != BV_OK)
            status = bv_no_memory(err);
    s->result->elapsed_s += a->info.seconds;
    if (status == BV_OK)
        status = bv_schedule_count(s->schedule, &a->info, a->rows, a->row_count, a->job->case_count,
                                   err);
    s->remaining_s = bv_schedule_remaining_s(s->schedule);
    s->decided = bv_schedule_decided(s->schedule);
    if (s->config->progress != NULL && s->result->elapsed_s > s->until_s + UNTIL_EVERY_S &&
        bv_schedule_until(s->schedule, s->until))
        s->until_s = s->result->elapsed_s;
    return status;
}

/* Whether the parent's CPUs are those that it took: they are not where somebody moved it since.
 * Then its blocks stay where it was moved to, and say so. */
static bool is_unmoved(const struct bv_sampler_parent *parent)
{
    struct bv_affinity now;
    return !parent->is_known || !bv_affinity_read(&now) ||
           memcmp(&now, &parent->left, sizeof now) == 0;
}

/* Run one block once.
 * Returns  BV_OK (committed), BV_E_CHILD (it failed: err says how), BV_E_INTERRUPTED, or an error
 *          that ends the run */
static enum bv_status run_attempt(struct bv_sampler *s, struct bv_block_answer *a, const char *text,
                                  struct bv_error *err)
{
    struct bv_child child;
    const char *line = "";
    size_t length;
    char how[64];
    double start = bv_clock_s();
    bool ours = s->config->may_use != NULL && s->result->cpu >= 0 && is_unmoved(s->parent);
    if (ours)
        bv_affinity_only(s->result->cpu); /* if not, the block says so */
    enum bv_status status =
        bv_child_start(s->config->program, text, a->job->env_bytes,
                       bv_allocator_of(a->job->regime.allocator)->library, &child, err);
    if (ours) {
        bv_affinity_others(s->config->may_use, s->result->cpu);
        s->parent->is_known = bv_affinity_read(&s->parent->left);
    }
    if (status != BV_OK)
        return status;
    double since = start;
    while (status == BV_OK && !a->complete) {
        int where = bv_block_answer_case(a);
        status = bv_child_line(&child, s->config->silence_s, s->config->stop, &line, &length, err);
        if (status == BV_OK && line == NULL)
            break;
        if (status == BV_OK)
            status = bv_block_answer_take(a, line, length, err);
        if (bv_block_answer_case(a) != where || a->complete) {
            double now = bv_clock_s();
            if (where >= 0)
                s->visits_s[where] = now - since;
            since = now;
        }
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
    if (status == BV_OK && failed) {
        char what[120];
        snprintf(what, sizeof what, "the block was complete, but did not end cleanly: %s", how);
        status = record_event(s, a->job->block, what, err);
    }
    return status;
}

/* job      out: free_job() it
 * text     out: the job as the block reads it; free it */
static enum bv_status make_job(const struct bv_sampler *s, uint32_t block, struct bv_turn turn,
                               struct bv_worker_job *job, char **text, struct bv_error *err)
{
    const struct bv_result *result = s->result;
    uint32_t count = (uint32_t)result->case_count, open = 0;
    uint32_t *order = calloc(count + 1, sizeof *order);
    const char **names = calloc(count + 1, sizeof *names);
    struct bv_worker_visit *visits = calloc(count + 1, sizeof *visits);
    *text = NULL;
    if (order != NULL && names != NULL && visits != NULL) {
        bv_plan_order(result->seed, block, order, count);
        for (uint32_t i = 0; i < count; i++) {
            if (!bv_schedule_visits(s->schedule, order[i], turn.regime))
                continue;
            struct bv_visit_plan plan = bv_track_plan(bv_schedule_tracks(s->schedule), order[i]);
            names[open] = result->cases[order[i]].name;
            visits[open++] = (struct bv_worker_visit){
                .index = order[i], .rounds = plan.rounds, .calls = plan.calls};
        }
        struct bv_draw draw = bv_plan_draw(result->seed, block, turn.ordinal);
        *job = (struct bv_worker_job){
            .work = BV_WORK_TIMES,
            .block = block,
            .seed = result->seed,
            .regime = turn.regime,
            .layout = draw.layout,
            .env_bytes = draw.env_bytes,
            .stack_bytes = draw.stack_bytes,
            .cpu = result->cpu < 0 ? -1 : result->cpu,
            .slice_ns = bv_slice_wanted_ns(result->clock_step_ns),
            .cpus = s->config->cpus,
            .kernels = s->config->kernels,
            .case_count = open,
            .names = names,
            .visits = visits,
        };
        const char *l1d = bv_facts_get(&result->key, "cache.l1d");
        const char *l2 = bv_facts_get(&result->key, "cache.l2");
        const char *l3 = bv_facts_get(&result->key, "cache.l3");
        job->l1d_bytes = l1d == NULL ? 0 : strtoull(l1d, NULL, 10);
        job->l2_bytes = l2 == NULL ? 0 : strtoull(l2, NULL, 10);
        job->l3_bytes = l3 == NULL ? 0 : strtoull(l3, NULL, 10);
        *text = bv_worker_job_encode(job);
    }
    free(order);
    if (*text != NULL)
        return BV_OK;
    free(names);
    free(visits);
    return bv_no_memory(err);
}

static void free_job(struct bv_worker_job *job)
{
    free(job->names);
    free(job->visits);
}

enum { FAILURES_MAX = 6, NOWHERE = -2 };

/* A block failed: say so, and decide what becomes of it.
 * where     the case under way, < 0 before the first
 * before    where it failed before, the same way round; NOWHERE if it did not
 * failures  how often it failed in all
 * Errors    BV_E_CHILD: it cannot be measured */
static enum bv_status after_failure(struct bv_sampler *s, uint32_t block, int where, int before,
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

enum bv_status bv_sampler_block_run(struct bv_sampler *s, uint32_t block, struct bv_turn turn,
                                    struct bv_error *err)
{
    int before = NOWHERE, failures = 0;
    for (;;) {
        struct bv_worker_job job;
        char *text;
        struct bv_error how = {BV_OK, ""};
        enum bv_status status = make_job(s, block, turn, &job, &text, err);
        if (status != BV_OK)
            return status;
        if (job.case_count == 0) { /* the last of them has just been labelled */
            free_job(&job);
            free(text);
            return BV_OK;
        }
        struct bv_block_answer a = {.job = &job, .result = s->result, .index = s->index};
        double start = bv_clock_s();
        status = run_attempt(s, &a, text, &how);
        int where = bv_block_answer_case(&a);
        bv_block_answer_finish(&a);
        free_job(&job);
        free(text);
        if (status == BV_E_CHILD && *s->config->stop)
            status = BV_E_INTERRUPTED; /* what stops us may have hit the block as well */
        if (status != BV_E_CHILD) {
            if (status != BV_OK && err != NULL)
                *err = how;
            return status;
        }
        s->result->elapsed_s += bv_clock_s() - start;
        failures++;
        status = after_failure(s, block, where, before, failures, how.text, err);
        if (status != BV_OK)
            return status;
        if (where == before)
            failures = 0;
        before = where == before ? NOWHERE : where;
    }
}
