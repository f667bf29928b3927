/* SPDX-License-Identifier: Apache-2.0 */
/* sampler.c: the run as a loop over blocks. */
#include "harness/sampler.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/block.h"
#include "harness/child.h"
#include "harness/plan.h"
#include "harness/record.h"
#include "harness/stats.h"

/* A case's effects so far, an array an arm; arm 0 has none. */
struct track {
    double *effects[4];
    size_t count, capacity;
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

/* The block under way. */
struct attempt {
    uint32_t block;
    int under_way;    /* index of the case, -1 none yet */
    unsigned arms_in; /* bit set of the rows that came for it */
    double start;     /* CLOCK_MONOTONIC, s */
    uint32_t visiting, visited;
    struct bv_row *rows;
    size_t row_count;
    char *text; /* the rows as they came */
    size_t text_bytes, text_capacity;
    bool complete;
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
    if (row->arm_index == 0)
        return BV_OK;
    if (row->arm_index == 1) {
        if (track->count == track->capacity) {
            size_t capacity = track->capacity == 0 ? 32 : 2 * track->capacity;
            for (size_t arm = 1; arm < 4; arm++) {
                double *grown = realloc(track->effects[arm], capacity * sizeof *grown);
                if (grown == NULL)
                    return no_memory(err);
                track->effects[arm] = grown;
            }
            track->capacity = capacity;
        }
        track->count++;
    }
    track->effects[row->arm_index][track->count - 1] = row->log_ratio;
    return BV_OK;
}

/* Retire a case when the intervals of all its arms are narrow enough. */
static void retire(struct sampler *s, size_t case_index)
{
    struct bv_case_info *info = &s->result->cases[case_index];
    const struct track *track = &s->tracks[case_index];
    if (info->state != BV_CASE_OPEN || track->count < s->result->blocks_min)
        return;
    for (uint32_t arm = 1; arm < info->arm_count; arm++)
        if (!bv_precise_enough(track->effects[arm], track->count, s->result->precision))
            return;
    info->state = BV_CASE_PRECISE;
}

/* Blocks that a case still needs if its interval narrows with the square root of their number. */
static double blocks_needed(const struct sampler *s, size_t case_index)
{
    const struct bv_result *result = s->result;
    const struct track *track = &s->tracks[case_index];
    double needed = result->blocks_min > BV_BLOCKS_MIN ? result->blocks_min : BV_BLOCKS_MIN;
    for (uint32_t arm = 1; arm < result->cases[case_index].arm_count && track->count > 0; arm++) {
        struct bv_interval interval = bv_block_interval(track->effects[arm], track->count, 0.95);
        double narrower = (interval.high - interval.low) / result->precision;
        needed = fmax(needed, (double)track->count * narrower * narrower);
    }
    return fmax(1.0, fmin(needed, result->blocks_max) - (double)track->count);
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

static void show_progress(const struct sampler *s, const struct attempt *a)
{
    if (s->config->progress == NULL)
        return;
    double since = now_s() - a->start;
    uint32_t open = open_count(s);
    struct bv_progress progress = {
        .blocks = (uint32_t)s->result->block_count,
        .open_count = open,
        .done_count = (uint32_t)s->result->case_count - open,
        .visited = a->visited,
        .visiting = a->visiting,
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

static enum bv_status record_event(struct sampler *s, uint32_t block, const char *what,
                                   struct bv_error *err)
{
    struct bv_event event = {block, bv_result_keep(s->result, what)};
    if (event.what == NULL || bv_result_add_event(s->result, &event) != BV_OK)
        return no_memory(err);
    return bv_journal_append_json(s->journal, "byval_event", bv_record_event(&event), err);
}

static enum bv_status append_text(struct attempt *a, const char *line, size_t length,
                                  struct bv_error *err)
{
    if (a->text_bytes + length + 1 > a->text_capacity) {
        size_t capacity = 2 * (a->text_bytes + length + 1);
        char *grown = realloc(a->text, capacity);
        if (grown == NULL)
            return no_memory(err);
        a->text = grown;
        a->text_capacity = capacity;
    }
    memcpy(a->text + a->text_bytes, line, length);
    a->text_bytes += length;
    a->text[a->text_bytes++] = '\n';
    return BV_OK;
}

static enum bv_status take_row(struct sampler *s, struct attempt *a, const json_t *json,
                               const char *line, size_t length, struct bv_error *err)
{
    struct bv_row row;
    enum bv_status status = bv_record_read_row(json, s->index, "a block's answer", &row, err);
    if (status != BV_OK)
        return BV_E_CHILD;
    if (row.block != a->block || (int)row.case_index != a->under_way ||
        (a->arms_in & 1u << row.arm_index) != 0)
        return bv_fail(err, BV_E_CHILD, "sent a row of another block or case, or sent it twice");
    a->arms_in |= 1u << row.arm_index;
    struct bv_row *grown = realloc(a->rows, (a->row_count + 1) * sizeof *grown);
    if (grown == NULL)
        return no_memory(err);
    a->rows = grown;
    a->rows[a->row_count++] = row;
    return append_text(a, line, length, err);
}

/* The block is whole: write it to the journal in one piece, then count it. */
static enum bv_status commit(struct sampler *s, struct attempt *a, const json_t *json,
                             struct bv_error *err)
{
    struct bv_block_info info;
    if (bv_record_read_block(json, "a block's answer", &info, err) != BV_OK ||
        info.block != a->block)
        return BV_E_CHILD;
    info.start_s = s->result->elapsed_s;
    info.seconds = now_s() - a->start;
    json_t *wrapped = json_pack("{s:o}", "byval_block", bv_record_block(&info));
    char *line = wrapped == NULL ? NULL : json_dumps(wrapped, BV_JSON_FLAGS);
    json_decref(wrapped);
    enum bv_status status = line == NULL ? no_memory(err) : append_text(a, line, strlen(line), err);
    free(line);
    if (status == BV_OK)
        status = bv_journal_append(s->journal, a->text, a->text_bytes, err);
    if (status == BV_OK && bv_result_add_block(s->result, &info) != BV_OK)
        status = no_memory(err);
    for (size_t i = 0; i < a->row_count && status == BV_OK; i++) {
        if (bv_result_add_row(s->result, &a->rows[i]) != BV_OK)
            status = no_memory(err);
        else
            status = track_row(s, &a->rows[i], err);
    }
    if (status != BV_OK)
        return status;
    a->complete = true;
    s->result->elapsed_s += info.seconds;
    s->case_s = a->visiting > 0 ? info.seconds / a->visiting : 0;
    for (size_t i = 0; i < s->result->case_count; i++)
        retire(s, i);
    s->remaining_s = estimate_remaining(s);
    return BV_OK;
}

/* BV_E_CHILD: the block talks nonsense or says that it failed. Other errors end the run. */
static enum bv_status take_line(struct sampler *s, struct attempt *a, const char *line,
                                size_t length, struct bv_error *err)
{
    json_error_t jerr;
    json_t *json = json_loadb(line, length, JSON_REJECT_DUPLICATES, &jerr), *part;
    enum bv_status status = BV_OK;
    if (json == NULL)
        return bv_fail(err, BV_E_CHILD, "said '%.60s', which is not JSON", line);
    if ((part = json_object_get(json, "byval_begin")) != NULL) {
        json_int_t index = json_integer_value(part);
        if (index < 0 || index >= (json_int_t)s->result->case_count) {
            status = bv_fail(err, BV_E_CHILD, "began a case that is not in the run");
        } else {
            a->visited += a->under_way >= 0;
            a->under_way = (int)index;
            a->arms_in = 0;
            show_progress(s, a);
        }
    } else if ((part = json_object_get(json, "byval_case")) != NULL) {
        struct bv_case_info info;
        if (a->under_way < 0 || bv_record_read_case(part, "a block's answer", &info, err) != BV_OK)
            status = bv_fail(err, BV_E_CHILD, "labelled a case wrongly");
        else
            status = label_case(s, (size_t)a->under_way, info.state, info.reason, err);
    } else if ((part = json_object_get(json, "byval_error")) != NULL) {
        status = bv_fail(err, BV_E_CHILD, "%s", json_string_value(part));
    } else if ((part = json_object_get(json, "byval_block")) != NULL) {
        status = commit(s, a, part, err);
    } else {
        status = take_row(s, a, json, line, length, err);
    }
    json_decref(json);
    return status;
}

/* Run one block once.
 * Returns  BV_OK (committed), BV_E_CHILD (it failed: err says how), BV_E_INTERRUPTED, or an error
 *          that ends the run */
static enum bv_status run_attempt(struct sampler *s, struct attempt *a, const char *job,
                                  uint32_t env_bytes, struct bv_error *err)
{
    struct bv_child child;
    const char *line = "";
    size_t length;
    char how[64];
    enum bv_status status = bv_child_start(s->config->program, job, env_bytes, &child, err);
    if (status != BV_OK)
        return status;
    while (status == BV_OK && !a->complete) {
        status = bv_child_line(&child, s->config->silence_s, s->config->stop, &line, &length, err);
        if (status == BV_OK && line == NULL)
            break;
        if (status == BV_OK)
            status = take_line(s, a, line, length, err);
    }
    int failed = bv_child_end(&child, how, sizeof how);
    if (status == BV_OK && !a->complete)
        status = bv_fail(err, BV_E_CHILD, "%s before it was done", how);
    else if (status == BV_OK && failed)
        status = record_event(s, a->block, "the block was complete, but did not end cleanly", err);
    return status;
}

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
    free(order);
    free(names);
    return *text == NULL ? no_memory(err) : BV_OK;
}

/* Run a block until it is committed: once more after a failure, then without the case at which it
 * failed twice. */
static enum bv_status run_block(struct sampler *s, uint32_t block, struct bv_error *err)
{
    for (int failures = 0;;) {
        struct bv_block_job job;
        char *text, what[1408];
        enum bv_status status = make_job(s, block, &job, &text, err);
        if (status != BV_OK)
            return status;
        struct attempt a = {
            .block = block, .under_way = -1, .start = now_s(), .visiting = job.case_count};
        status = run_attempt(s, &a, text, job.draw.env_bytes, err);
        free(text);
        free(a.rows);
        free(a.text);
        if (status != BV_E_CHILD)
            return status;
        failures++;
        s->result->elapsed_s += now_s() - a.start;
        const char *where = a.under_way < 0 ? NULL : s->result->cases[a.under_way].name;
        snprintf(what, sizeof what, "block %u: %s%s%.300s; its rows are dropped, it is run again",
                 block, err->text, where == NULL ? "" : ", during ", where == NULL ? "" : where);
        status = record_event(s, block, what, err);
        if (status == BV_OK && failures == 2) {
            if (where == NULL)
                return bv_fail(err, BV_E_CHILD, "no block can be measured: %s", what);
            snprintf(what, sizeof what, "%s, twice in block %u", err->text, block);
            status = label_case(s, (size_t)a.under_way, BV_CASE_FAILED, what, err);
            failures = 0;
        }
        if (status != BV_OK)
            return status;
        if (open_count(s) == 0)
            return BV_OK;
    }
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
    for (size_t i = 0; s.tracks != NULL && i < result->case_count; i++)
        for (size_t arm = 1; arm < 4; arm++)
            free(s.tracks[i].effects[arm]);
    free(s.tracks);
    json_decref(s.index);
    return status;
}
