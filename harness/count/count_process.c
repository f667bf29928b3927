/* SPDX-License-Identifier: Apache-2.0 */
/* count_process.c: the process's environment, its lines, and its end. */
#include "harness/count/count_process.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/kernels/allocator.h"
#include "harness/preload/count_malloc.h"
#include "lib/base/child.h"
#include "lib/base/jsontext.h"
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

static void make_environment(const struct bv_count_process *how, const struct bv_count_job *job,
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
    if (job->allocations) { /* by its bare name: a preloaded path may hold no blanks */
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

static enum bv_status start(const struct bv_count_process *how, const struct bv_count_job *job,
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
    char *text = bv_count_job_encode(job);
    make_environment(how, job, &env);
    enum bv_status status = text == NULL || env.failed ? bv_no_memory(err) : BV_OK;
    if (status == BV_OK)
        status = bv_child_launch(job->allocations ? plainly : under_callgrind, env.items,
                                 how->folder, text, child, err);
    free_environment(&env);
    free(text);
    return status;
}

/* One process: its job, and how far it is. */
struct pass {
    const struct bv_count_process *how;
    const struct bv_count_job *job;
    int at; /* -1 before the first */
    bool answered, ended;
};

static enum bv_status nonsense(const struct pass *pass, struct bv_error *err)
{
    return bv_fail(err, BV_E_CHILD, "byval tally: talked nonsense during %s",
                   pass->at < 0 ? "its start" : pass->job->names[pass->at]);
}

/* The numbers of a case: a list an arm.
 * Returns  false where they are none */
static bool read_totals(const json_t *arms, struct bv_count_answer *out)
{
    if (json_array_size(arms) > BV_ARM_MAX)
        return false;
    out->arm_count = (uint32_t)json_array_size(arms);
    for (uint32_t arm = 0; arm < out->arm_count; arm++) {
        const json_t *totals = json_array_get(arms, arm);
        if (json_array_size(totals) != BV_TALLY_TOTALS)
            return false;
        for (size_t i = 0; i < BV_TALLY_TOTALS; i++) {
            const json_t *total = json_array_get(totals, i);
            if (!json_is_integer(total) || json_integer_value(total) < 0)
                return false;
            out->totals[arm][i] = (uint64_t)json_integer_value(total);
        }
    }
    return true;
}

static enum bv_status take_answer(const struct pass *pass, const json_t *totals, const char *reason,
                                  bool failed, struct bv_error *err)
{
    struct bv_count_answer answer = {.reason = totals == NULL ? reason : NULL, .failed = failed};
    if (totals != NULL && !read_totals(totals, &answer))
        return nonsense(pass, err);
    enum bv_status status = pass->how->take((uint32_t)pass->at, &answer, pass->how->user, err);
    return status == BV_E_INPUT ? nonsense(pass, err) : status;
}

static enum bv_status take_line(struct pass *pass, const char *line, size_t length,
                                struct bv_error *err)
{
    json_t *json;
    if (bv_jsontext_parse(line, length, 0, &json, NULL) == BV_E_NOMEM)
        return bv_no_memory(err);
    const json_t *begin = json_object_get(json, "byval_begin");
    const json_t *tally = json_object_get(json, "byval_tally");
    const char *reason = json_string_value(json_object_get(json, "byval_reason"));
    const char *error = json_string_value(json_object_get(json, "byval_error"));
    bool under_way = pass->at >= 0 && !pass->answered;
    enum bv_status status = BV_OK;
    if (error != NULL) {
        status = bv_fail(err, BV_E_UNSUPPORTED, "byval tally: %s", error);
    } else if (json_is_integer(begin) && !under_way && json_integer_value(begin) == pass->at + 1 &&
               (uint32_t)(pass->at + 1) < pass->job->case_count) {
        pass->at++;
        pass->answered = false;
    } else if ((tally != NULL || reason != NULL) && under_way) {
        pass->answered = true;
        status =
            take_answer(pass, tally, reason, json_is_true(json_object_get(json, "failed")), err);
    } else if (json_is_true(json_object_get(json, "byval_end")) && !under_way &&
               (uint32_t)(pass->at + 1) == pass->job->case_count) {
        pass->ended = true;
    } else {
        status = nonsense(pass, err);
    }
    json_decref(json);
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
                                    const struct bv_count_job *job, struct bv_error *err)
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
                       job->allocations ? "" : ", under valgrind", words,
                       pass.at < 0 ? "its start" : job->names[pass.at]);
    }
    if (status == BV_OK && (died || !pass.ended)) {
        last_words(how, words, sizeof words);
        status = bv_fail(err, BV_E_CHILD, "byval tally: %s during %s%s%s", end,
                         pass.at < 0 ? "its start" : job->names[pass.at],
                         job->allocations ? "" : ", under valgrind", words);
    }
    return status;
}
