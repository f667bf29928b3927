/* SPDX-License-Identifier: Apache-2.0 */
/* count_worker.c: each arm run for two numbers of calls: what a call does not do drops out of the
 * difference. */
#include "harness/count/count_worker.h"

#include <alloca.h>
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "benchmarks/check.h"
#include "harness/count/callgrind.h"
#include "harness/kernels/allocator.h"
#include "harness/kernels/layout.h"
#include "harness/preload/count_malloc.h"
#include "harness/worker/answer_line.h"
#include "lib/base/process.h"

#if defined(__has_include)
#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#define HAVE_CALLGRIND 1
#endif
#endif
#ifndef HAVE_CALLGRIND
#define HAVE_CALLGRIND 0
#define CALLGRIND_START_INSTRUMENTATION ((void)0)
#define CALLGRIND_ZERO_STATS ((void)0)
#define CALLGRIND_DUMP_STATS ((void)0)
#define RUNNING_ON_VALGRIND 0
#endif

enum {
    CALLS = 1024,     /* divisible by what loops are unrolled by, and by most cycles of arenas */
    LARGE_CALLS = 64, /* of cases that copy pages at each call */
    LARGE_BYTES = 4160,
    STACK_ALIGN = 4096,
    FULL_BYTES = 1 << 16, /* a file system with less has no room for another dump */
    ANSWERED = 42         /* exit code of a case's process: one that kernels do not exit with */
};

uint64_t bv_count_worker_calls(const struct bv_case *row)
{
    return row->size_bytes > LARGE_BYTES ? LARGE_CALLS : CALLS;
}

/* Reads the totals of n calls of a kernel. */
typedef enum bv_status bv_counted_fn(bv_run_fn *run, struct bv_ctx *ctx, uint64_t n, void *user,
                                     uint64_t totals[BV_TALLY_TOTALS], struct bv_error *err);

struct dumps {
    unsigned count; /* written so far, by this process and those it was forked from */
    struct bv_code_object code;
};

/* Of bytes, or of names. */
static bool has_no_room(void)
{
    struct statvfs room;
    return statvfs(".", &room) == 0 &&
           (room.f_bavail * room.f_frsize < FULL_BYTES || (room.f_files > 0 && room.f_favail == 0));
}

static enum bv_status count_instructions(bv_run_fn *run, struct bv_ctx *ctx, uint64_t n, void *user,
                                         uint64_t totals[BV_TALLY_TOTALS], struct bv_error *err)
{
    struct dumps *dumps = user;
    struct bv_callgrind_counts tally;
    char path[40];
    CALLGRIND_ZERO_STATS;
    run(ctx, n);
    CALLGRIND_DUMP_STATS;
    snprintf(path, sizeof path, BV_TALLY_DUMP ".%u", ++dumps->count);
#if defined(__x86_64__)
    bv_code_fn *code_at = bv_code_here;
#else
    bv_code_fn *code_at = NULL;
#endif
    enum bv_status status = bv_callgrind_read(path, code_at, &dumps->code, &tally, err);
    /* Before the torn dump makes room again. */
    bool is_full = status != BV_OK && has_no_room();
    unlink(path);
    if (is_full)
        return bv_fail(err, BV_E_IO,
                       "no room is left for what callgrind writes: make room, or set TMPDIR to a "
                       "folder that has some");
    if (status != BV_OK)
        return status;
    totals[0] = tally.instructions;
    totals[1] = tally.loads;
    totals[2] = tally.stores;
    return BV_OK;
}

static enum bv_status count_allocations(bv_run_fn *run, struct bv_ctx *ctx, uint64_t n, void *user,
                                        uint64_t totals[BV_TALLY_TOTALS], struct bv_error *err)
{
    bv_allocations_fn *const *now = user;
    (void)err;
    struct bv_allocations before = (*now)();
    run(ctx, n);
    struct bv_allocations after = (*now)();
    totals[0] = after.allocations - before.allocations;
    totals[1] = after.frees - before.frees;
    totals[2] = after.bytes - before.bytes;
    return BV_OK;
}

/* A case while it is counted. */
struct count {
    const struct bv_layout *layout;
    const char *name;
    struct bv_case_ref ref;
    bv_counted_fn *counted;
    void *user;
    json_t *arms; /* out: a list of totals an arm */
    struct bv_error *err;
};

static enum bv_status count_arm(struct count *count, struct bv_ctx ctx[BV_ARM_MAX], uint32_t arm)
{
    const struct bv_case *row = count->ref.row;
    bv_run_fn *run = row->arms[arm].run;
    uint64_t calls = bv_count_worker_calls(row), few[BV_TALLY_TOTALS] = {0},
             many[BV_TALLY_TOTALS] = {0};
    /* The first time warms free lists, and resolves what is resolved at a first call. */
    const uint64_t sequence[] = {calls + calls / 4, calls / 4, calls + calls / 4};
    for (int i = 0; i < 3; i++) {
        count->ref.family->reset(row, ctx);
        enum bv_status status = count->counted(run, &ctx[arm], sequence[i], count->user,
                                               i == 1 ? few : many, count->err);
        if (status != BV_OK)
            return status;
    }
    json_t *totals = json_array();
    for (int i = 0; i < BV_TALLY_TOTALS; i++) {
        if (many[i] < few[i])
            return bv_fail(count->err, BV_E_UNSUPPORTED,
                           "arm %s: more calls count less; what it does depends on more than calls",
                           row->arms[arm].name);
        json_array_append_new(totals, json_integer((json_int_t)(many[i] - few[i])));
    }
    json_array_append_new(count->arms, totals);
    return BV_OK;
}

static enum bv_status count_held(struct bv_ctx ctx[BV_ARM_MAX], void *arg)
{
    struct count *count = arg;
    const struct bv_case *row = count->ref.row;
    enum bv_status status = bv_case_check(count->ref.family, row, ctx, count->err);
    if (status == BV_OK && count->counted == count_instructions)
        CALLGRIND_START_INSTRUMENTATION; /* not earlier: preparing would take a hundred times longer
                                          */
    for (uint32_t arm = 0; arm < row->arm_count && status == BV_OK; arm++)
        status = count_arm(count, ctx, arm);
    return status;
}

static void count_case(struct count *count, const struct bv_env *env, FILE *out,
                       struct bv_error *err)
{
    count->err = err;
    count->arms = json_array();
    enum bv_status status = BV_OK;
    count->ref = bv_layout_find(count->layout, count->name);
    if (count->ref.row == NULL)
        status = bv_fail(err, BV_E_MISMATCH, "the kernels have no such case; build anew");
    if (status == BV_OK)
        status = count->ref.family->hold(count->ref.row, env, count_held, count, err);
    if (status == BV_OK)
        bv_answer_line_say(out, BV_ANSWER_TALLY, count->arms);
    else if (status == BV_E_IO) /* the next case would fare no better */
        bv_answer_line_say(out, BV_ANSWER_ERROR, json_string(err->text));
    else
        bv_answer_line_say(out,
                           status == BV_E_UNSUPPORTED || status == BV_E_NOMEM
                               ? BV_ANSWER_UNAVAILABLE
                               : BV_ANSWER_FAILED,
                           json_string(err->text));
}

static enum bv_status fork_case(struct count *count, const struct bv_env *env, FILE *out,
                                struct bv_error *err)
{
    char how[64], reason[100];
    int status = 0;
    fflush(out);
    pid_t pid = fork();
    if (pid < 0)
        return bv_fail(err, BV_E_CHILD, "cannot fork: %s", strerror(errno));
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        count_case(count, env, out, err);
        _exit(ANSWERED);
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    bv_process_end_words(status, how, sizeof how);
    snprintf(reason, sizeof reason, "%s before it was done", how);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != ANSWERED)
        bv_answer_line_say(out, BV_ANSWER_FAILED, json_string(reason));
    return BV_OK;
}

static enum bv_status count_all(const struct bv_worker_job *job, const struct bv_layout *layout,
                                FILE *out, struct bv_error *err)
{
    struct dumps dumps = {0};
    bv_allocations_fn *now = NULL;
    const struct bv_env env = {
        .l1d_bytes = job->l1d_bytes,
        .l2_bytes = job->l2_bytes,
        .l3_bytes = job->l3_bytes,
        .seed = job->seed,
    };
    *(void **)&now = dlsym(RTLD_DEFAULT, BV_ALLOCATIONS_SYMBOL);
    bool allocations = job->work == BV_WORK_ALLOCATIONS;
    if (allocations && now == NULL)
        return bv_fail(err, BV_E_UNSUPPORTED,
                       BV_ALLOCATIONS_LIBRARY
                       " could not be preloaded; it belongs beside byval: build anew");
    if (!allocations && !HAVE_CALLGRIND)
        return bv_fail(err, BV_E_UNSUPPORTED,
                       "byval was built without valgrind's headers: install the package valgrind, "
                       "then build anew");
    if (!allocations && !RUNNING_ON_VALGRIND)
        return bv_fail(err, BV_E_UNSUPPORTED, "not running under valgrind");
    for (uint32_t i = 0; i < job->case_count; i++) {
        struct count count = {
            .layout = layout,
            .name = job->names[i],
            .counted = allocations ? count_allocations : count_instructions,
            .user = allocations ? (void *)&now : &dumps,
        };
        bv_answer_line_say(out, BV_ANSWER_BEGIN, json_integer(job->visits[i].index));
        enum bv_status status = fork_case(&count, &env, out, err);
        if (status != BV_OK)
            return status;
        if (ferror(out))
            return bv_fail(err, BV_E_IO, "the parent does not listen: %s", strerror(errno));
    }
    return BV_OK;
}

/* Is the allocator that was asked for in charge? Behind the counting library nobody can tell. */
static bool allocator_is(const struct bv_worker_job *job, char *reason, size_t bytes)
{
    struct bv_allocator_active active;
    bv_allocator_inspect(&active);
    bv_allocator_explain(job->regime.allocator, &active, reason, bytes);
    return job->work == BV_WORK_ALLOCATIONS || active.id == job->regime.allocator;
}

/* Apart from the caller, so that its frames begin at the same place of a page, however long the
 * environment is: copying routines look at the addresses. */
__attribute__((noinline)) static enum bv_status run_aligned(const struct bv_worker_job *job,
                                                            const struct bv_layout *layout,
                                                            FILE *out, struct bv_error *err)
{
    char *offset = alloca((uintptr_t)__builtin_frame_address(0) % STACK_ALIGN + 1);
    __asm__ volatile("" : : "r"(offset) : "memory");
    return count_all(job, layout, out, err);
}

enum bv_status bv_count_worker_run(const struct bv_worker_job *job, FILE *out, struct bv_error *err)
{
    char kernels[PATH_MAX];
    struct bv_layout layout = {0};
    char reason[600];
    enum bv_status status = bv_kernels_find(NULL, kernels, err);
    if (status == BV_OK)
        status = bv_layout_open(kernels, 0, &layout, err);
    if (status == BV_OK && allocator_is(job, reason, sizeof reason))
        status = run_aligned(job, &layout, out, err);
    else
        for (uint32_t i = 0; i < job->case_count && status == BV_OK; i++) {
            bv_answer_line_say(out, BV_ANSWER_BEGIN, json_integer(job->visits[i].index));
            bv_answer_line_say(out, BV_ANSWER_UNAVAILABLE, json_string(reason));
        }
    if (status == BV_OK)
        bv_answer_line_say(out, BV_ANSWER_END, json_object());
    else
        bv_answer_line_say(out, BV_ANSWER_ERROR, json_string(err->text));
    bv_layout_close(&layout);
    return status;
}
