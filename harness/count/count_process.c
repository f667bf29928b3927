/* SPDX-License-Identifier: Apache-2.0 */
/* count_process.c: the process's environment, its lines, and its end. */
#include "harness/count/count_process.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/kernels/allocator.h"
#include "harness/preload/count_malloc.h"
#include "harness/worker/answer_line.h"
#include "lib/base/child.h"
#include "lib/base/fields.h"
#include "lib/base/memory.h"

enum { SILENCE_S = 600, ENV_MAX = 8 };

/* The environment of what counts: the same whoever calls, for its length moves the stack, and
 * variables of allocators and of valgrind would change what is counted. */
struct environment {
    char *items[ENV_MAX + 1];
    int count;
    bool failed;
};

static void set(struct environment *env, const char *name, const char *value, const char *more)
{
    char *item;
    if (value == NULL || env->failed)
        return;
    env->failed =
        env->count == ENV_MAX || asprintf(&item, "%s=%s%s%s", name, value, more == NULL ? "" : ":",
                                          more == NULL ? "" : more) < 0;
    if (!env->failed)
        env->items[env->count++] = item;
}

static void make_environment(const struct bv_count_process *how, const struct bv_worker_job *job,
                             struct environment *env)
{
    const char *preload = bv_allocator_of(job->regime.allocator)->library;
    const char *libraries = getenv("LD_LIBRARY_PATH");
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s", how->program);
    *strrchr(folder, '/') = '\0';
    set(env, "PATH", getenv("PATH"), NULL);
    set(env, "VALGRIND_LIB", getenv("VALGRIND_LIB"), NULL);
    set(env, "BYVAL_KERNELS", how->kernels, NULL);
    if (job->work ==
        BV_WORK_ALLOCATIONS) { /* by its bare name: a preloaded path may hold no blanks */
        set(env, "LD_PRELOAD", BV_ALLOCATIONS_LIBRARY, preload);
        set(env, "LD_LIBRARY_PATH", folder, libraries);
    } else {
        set(env, "LD_PRELOAD", preload, NULL);
        set(env, "LD_LIBRARY_PATH", libraries, NULL);
    }
}

static void free_environment(struct environment *env)
{
    for (int i = 0; i < env->count; i++)
        free(env->items[i]);
}

static enum bv_status start(const struct bv_count_process *how, const struct bv_worker_job *job,
                            struct bv_child *child, struct bv_error *err)
{
    static const char out_file[] = "--callgrind-out-file=" BV_TALLY_DUMP;
    char *under_callgrind[] = {"valgrind",
                               "--tool=callgrind",
                               "--cache-sim=yes",
                               "--instr-atstart=no",
                               "--dump-instr=yes",
                               "--dump-line=no",
                               "--compress-pos=no",
                               "--compress-strings=no",
                               (char *)out_file,
                               "--log-file=log",
                               (char *)how->program,
                               "tally",
                               NULL};
    char *plainly[] = {(char *)how->program, "tally", NULL};
    struct environment env = {0};
    char *text = bv_worker_job_encode(job);
    make_environment(how, job, &env);
    enum bv_status status = text == NULL || env.failed ? bv_no_memory(err) : BV_OK;
    if (status == BV_OK)
        status = bv_child_launch(job->work == BV_WORK_ALLOCATIONS ? plainly : under_callgrind,
                                 env.items, how->folder, text, child, err);
    free_environment(&env);
    free(text);
    return status;
}

/* One process: its job, and how far it is. */
struct pass {
    const struct bv_count_process *how;
    const struct bv_worker_job *job;
    int at; /* -1 before the first */
    bool answered, ended;
};

static const char *case_of(const struct pass *pass)
{
    return pass->at < 0 ? "its start" : pass->job->names[pass->at];
}

static enum bv_status nonsense(const struct pass *pass, const char *what, struct bv_error *err)
{
    return bv_fail(err, BV_E_CHILD, "byval tally: %s during %s", what, case_of(pass));
}

/* The numbers of a case: a list an arm. */
static enum bv_status read_totals(const json_t *arms, struct bv_count_answer *out,
                                  struct bv_error *err)
{
    const struct bv_place answer = {NULL, "its answer", BV_WHOLE};
    const struct bv_place whole = {&answer, "byval_tally", BV_WHOLE};
    enum bv_status status =
        bv_value_read(arms, &whole, (struct bv_field)BV_LIST(NULL, 0, 0, BV_ARM_MAX, &arms), err);
    while (status == BV_OK && out->arm_count < json_array_size(arms)) {
        const struct bv_place arm = {&answer, "byval_tally", out->arm_count};
        const json_t *totals = json_array_get(arms, out->arm_count);
        status = bv_value_read(
            totals, &arm,
            (struct bv_field)BV_LIST(NULL, 0, BV_TALLY_TOTALS, BV_TALLY_TOTALS, &totals), err);
        for (size_t i = 0; i < BV_TALLY_TOTALS && status == BV_OK; i++) {
            const struct bv_place place = {&arm, NULL, (int64_t)i};
            uint64_t *to = &out->totals[out->arm_count][i];
            status = bv_value_read(json_array_get(totals, i), &place,
                                   (struct bv_field)BV_LONG_COUNT(NULL, 0, 0, INT64_MAX, to), err);
        }
        out->arm_count++;
    }
    return status;
}

static enum bv_status take_answer(struct pass *pass, const struct bv_answer_line *line,
                                  struct bv_error *err)
{
    struct bv_count_answer answer = {.reason = line->text,
                                     .failed = line->kind == BV_ANSWER_FAILED};
    struct bv_error why = {BV_OK, ""};
    enum bv_status status = BV_OK;
    pass->answered = true;
    if (line->kind == BV_ANSWER_TALLY)
        status = read_totals(line->json, &answer, &why);
    if (status == BV_OK)
        status = pass->how->take((uint32_t)pass->at, &answer, pass->how->user, err);
    else
        return nonsense(pass, why.text, err);
    return status == BV_E_INPUT ? nonsense(pass, "said the counts of other arms", err) : status;
}

static enum bv_status take_kind(struct pass *pass, const struct bv_answer_line *line,
                                struct bv_error *err)
{
    bool under_way = pass->at >= 0 && !pass->answered;
    uint32_t next = (uint32_t)(pass->at + 1);
    switch (line->kind) {
    case BV_ANSWER_ERROR:
        return bv_fail(err, BV_E_UNSUPPORTED, "byval tally: %s", line->text);
    case BV_ANSWER_BEGIN:
        if (under_way || next == pass->job->case_count ||
            line->number != pass->job->visits[next].index)
            return nonsense(pass, "began another case than the next one", err);
        pass->at++;
        pass->answered = false;
        return BV_OK;
    case BV_ANSWER_TALLY:
    case BV_ANSWER_FAILED:
    case BV_ANSWER_UNAVAILABLE:
        return under_way ? take_answer(pass, line, err)
                         : nonsense(pass, "answered at the wrong time", err);
    case BV_ANSWER_END:
        if (under_way || next < pass->job->case_count)
            return nonsense(pass, "ended before its last case", err);
        pass->ended = true;
        return BV_OK;
    case BV_ANSWER_ROW:
    case BV_ANSWER_MAPPING:
    case BV_ANSWER_STACK:
    case BV_ANSWER_COUNT:
        break;
    }
    return nonsense(pass, "sent times in the place of counts", err);
}

static enum bv_status take_line(struct pass *pass, const char *text, size_t length,
                                struct bv_error *err)
{
    struct bv_answer_line line;
    struct bv_error why = {BV_OK, ""};
    enum bv_status status = bv_answer_line_read(text, length, &line, &why);
    if (status == BV_E_NOMEM)
        return bv_no_memory(err);
    if (status != BV_OK)
        return nonsense(pass, why.text, err);
    status = take_kind(pass, &line, err);
    bv_answer_line_finish(&line);
    return status;
}

/* What valgrind said last, for a process that died without a word. It cannot read all debug
 * information: 3.19 does not know what clang writes by default. */
static void last_words(const struct bv_count_process *how, char *out, size_t bytes)
{
    char path[PATH_MAX + 8], line[256];
    snprintf(path, sizeof path, "%s/log", how->folder);
    out[0] = '\0';
    FILE *stream = fopen(path, "re");
    while (stream != NULL && fgets(line, sizeof line, stream) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        const char *text = strstr(line, "== ");
        if (strstr(line, "debuginfo reader") != NULL) {
            snprintf(out, bytes,
                     ": it cannot read the debug information of %.100s; build without -g, or with "
                     "-gdwarf-4",
                     how->program);
            break;
        }
        if (text != NULL && text[3] != '\0')
            snprintf(out, bytes, ": %s", text + 3);
    }
    if (stream != NULL)
        fclose(stream);
}

enum bv_status bv_count_process_run(const struct bv_count_process *how,
                                    const struct bv_worker_job *job, struct bv_error *err)
{
    struct pass pass = {.how = how, .job = job, .at = -1};
    struct bv_child child;
    char end[64], words[256];
    enum bv_status status = start(how, job, &child, err);
    if (status != BV_OK)
        return status;
    const char *line = NULL;
    size_t length;
    bool is_silent;
    do {
        status = bv_child_line(&child, SILENCE_S, how->stop, &line, &length, err);
        is_silent = status == BV_E_CHILD;
        if (status == BV_OK && line != NULL)
            status = take_line(&pass, line, length, err);
    } while (status == BV_OK && line != NULL);
    int died = bv_child_end(&child, status == BV_OK ? 5 : 0, end, sizeof end);
    if (*how->stop)
        return bv_fail(err, BV_E_INTERRUPTED, "interrupted");
    if (is_silent) {
        snprintf(words, sizeof words, "%.255s", err->text);
        return bv_fail(err, status, "byval tally%s: %s during %s; it was stopped",
                       job->work == BV_WORK_ALLOCATIONS ? "" : ", under valgrind", words,
                       case_of(&pass));
    }
    if (status == BV_OK && (died || !pass.ended)) {
        last_words(how, words, sizeof words);
        status = bv_fail(err, BV_E_CHILD, "byval tally: %s during %s%s%s", end, case_of(&pass),
                         job->work == BV_WORK_ALLOCATIONS ? "" : ", under valgrind", words);
    }
    return status;
}
