/* SPDX-License-Identifier: Apache-2.0 */
/* fake_block.c: stands in for `byval block`: it measures nothing and says what a case's name tells
 * it to, as in fake/do:garbage/size:8. For test_sampler.c. */
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/kernels/allocator.h"
#include "harness/measure/block.h"
#include "harness/worker/answer_line.h"
#include "lib/bundle/record.h"

static bool other_regime;            /* be silent about the true one */
static struct bv_worker_visit visit; /* the one under way */

static void say(const char *text)
{
    puts(text);
    fflush(stdout);
}

/* Whether this is the first process that asks, by a file in the folder BYVAL_FAKE_FOLDER. */
static bool is_first(const char *name)
{
    char path[4096];
    const char *folder = getenv("BYVAL_FAKE_FOLDER");
    snprintf(path, sizeof path, "%s/%s", folder == NULL ? "." : folder, name);
    int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static struct bv_case_info info_of(const char *name)
{
    return (struct bv_case_info){
        .name = name, .arms = {"value", "pointer", "other"}, .arm_count = 3, .size_bytes = 8};
}

/* A row whose log-ratio is the same in all blocks, but for cases that are to `spread`. */
static void say_row(const char *name, uint32_t arm, uint32_t block)
{
    struct bv_case_info info = info_of(name);
    const struct bv_result one = {.cases = &info, .case_count = 1};
    double spread = strstr(name, "/do:spread") != NULL ? (block % 2 == 0 ? 0.5 : -0.5) : 0;
    double log_ratio = arm == 0 ? 0 : spread + 0.1 * arm;
    const struct bv_row row = {
        .arm_index = arm,
        .block = block,
        .rounds = visit.rounds,
        .calls = visit.calls == 0 ? 1000 : visit.calls,
        .real_ns = 2 * exp(-log_ratio),
        .cpu_ns = 1,
        .empty_ns = 0.5,
        .log_ratio = log_ratio,
    };
    bv_answer_line_say(stdout, BV_ANSWER_ROW, bv_record_row(&one, &row, 0));
}

static void say_rows(const char *name, uint32_t block)
{
    for (uint32_t arm = 0; arm < 3; arm++)
        say_row(name, arm, block);
}

/* What the case is told to do instead of saying its rows.
 * Returns  false if it is told nothing of the kind */
static bool misbehave(const char *todo, const char *name, uint32_t block)
{
    other_regime = other_regime || strcmp(todo, "other_regime") == 0;
    if (strcmp(todo, "crash") == 0 || (strcmp(todo, "crash_once") == 0 && is_first(todo)) ||
        (strcmp(todo, "crash_late") == 0 && block >= 2)) {
        signal(SIGSEGV, SIG_DFL);
        raise(SIGSEGV);
    } else if (strcmp(todo, "hang") == 0) {
        pause();
    } else if (strcmp(todo, "drip") == 0) {
        for (;; usleep(20000))
            if (write(STDOUT_FILENO, "x", 1) < 1)
                _exit(1);
    } else if (strcmp(todo, "exit") == 0) {
        _exit(0);
    } else if (strcmp(todo, "garbage") == 0) {
        say("[1, 2");
    } else if (strcmp(todo, "short_garbage") == 0) {
        say("x");
    } else if (strcmp(todo, "empty_line") == 0) {
        say("");
    } else if (strcmp(todo, "array") == 0) {
        say("[]");
    } else if (strcmp(todo, "missing") == 0) {
        say_row(name, 0, block);
        say_row(name, 1, block);
    } else if (strcmp(todo, "twice") == 0) {
        say_rows(name, block);
        say_row(name, 2, block);
    } else if (strcmp(todo, "backwards") == 0) {
        for (uint32_t arm = 3; arm-- > 0;)
            say_row(name, arm, block);
    } else if (strcmp(todo, "stranger") == 0) {
        say_rows("fake/do:nothing/size:9", block);
    } else if (strcmp(todo, "other_block") == 0) {
        say_rows(name, block + 1);
    } else if (strcmp(todo, "begin_again") == 0) {
        say_rows(name, block);
        say("{\"byval_begin\":0}");
    } else if (strcmp(todo, "begin_text") == 0) {
        say("{\"byval_begin\":\"0\"}");
    } else if (strcmp(todo, "end_early") == 0) {
        say_row(name, 0, block);
        say("{\"byval_end\":{\"block\":0,\"regime\":\"glibc\",\"allocator\":\"x\",\"layout\":0,"
            "\"env_bytes\":0,\"stack_bytes\":0,"
            "\"start_s\":null,\"seconds\":null,\"canary_ghz\":[null,null],\"steal_s\":null}}");
    } else if (strcmp(todo, "error") == 0) {
        say("{\"byval_error\":\"the moon is in the wrong phase\"}");
    } else if (strcmp(todo, "mute_error") == 0) {
        say("{\"byval_error\":null}");
    } else if (strcmp(todo, "unavailable") == 0) {
        say("{\"byval_unavailable\":\"no such thing here\"}");
    } else if (strcmp(todo, "failed") == 0) {
        say("{\"byval_failed\":\"wrong sums\"}");
    } else if (strcmp(todo, "no_reason") == 0) {
        say("{\"byval_failed\":null}");
    } else if (strcmp(todo, "two_kinds") == 0) {
        say("{\"byval_failed\":\"wrong sums\",\"byval_begin\":0}");
    } else if (strcmp(todo, "counts") == 0) {
        say("{\"byval_tally\":[[1,2,3]]}");
    } else if (strcmp(todo, "failed_after_rows") == 0) {
        say_rows(name, block);
        say("{\"byval_failed\":\"wrong sums\"}");
    } else {
        return false;
    }
    return true;
}

/* Dies, in each process at another case than in the last one. */
static void wander(const char *name)
{
    char mark[64];
    snprintf(mark, sizeof mark, "wander.%s", strrchr(name, ':') + 1);
    if (strstr(name, "/do:wander/") != NULL && is_first(mark))
        raise(SIGKILL);
}

static void say_end(const struct bv_worker_job *job)
{
    struct bv_block_info info = {
        .block = job->block,
        .layout = job->layout,
        .env_bytes = job->env_bytes,
        .stack_bytes = job->stack_bytes,
        .start_s = NAN,
        .seconds = NAN,
        .canary_ghz = {NAN, NAN},
        .steal_s = NAN,
    };
    bv_regime_name(job->regime, info.regime, sizeof info.regime);
    if (other_regime)
        strcpy(info.regime, "another");
    bv_answer_line_say(stdout, BV_ANSWER_END, bv_record_block(&info));
}

int main(int argc, char **argv)
{
    struct bv_worker_job job;
    struct bv_error err;
    if (argc != 2 || strcmp(argv[1], "block") != 0 ||
        bv_worker_job_decode(STDIN_FILENO, &job, &err) != BV_OK)
        return 2;
    const char *padding = getenv("BYVAL_PADDING");
    if (padding == NULL || strlen(padding) != job.env_bytes)
        return 3;
    bool dies_at_its_end = false, ends_slowly = false;
    for (uint32_t i = 0; i < job.case_count; i++) {
        const char *name = job.names[i];
        char todo[64] = "";
        sscanf(name, "fake/do:%63[a-z_]", todo);
        if (strcmp(todo, "before") == 0)
            _exit(7);
        visit = job.visits[i];
        bv_answer_line_say(stdout, BV_ANSWER_BEGIN, json_integer(visit.index));
        wander(name);
        dies_at_its_end = dies_at_its_end || strcmp(todo, "bad_end") == 0;
        ends_slowly = ends_slowly || strcmp(todo, "slow_end") == 0;
        if (!misbehave(todo, name, job.block))
            say_rows(name, job.block);
    }
    say_end(&job);
    bv_worker_job_finish(&job);
    if (ends_slowly)
        usleep(900000);
    return dies_at_its_end ? 9 : 0;
}
