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
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "benchmarks/check.h"
#include "harness/count/callgrind.h"
#include "harness/kernels/allocator.h"
#include "harness/kernels/layout.h"
#include "harness/preload/count_malloc.h"
#include "lib/base/memory.h"
#include "lib/bundle/record.h"

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
    JOB_BYTES = 1 << 24,
    FULL_BYTES = 1 << 16, /* a file system with less has no room for another dump */
    ANSWERED = 42         /* exit code of a case's process: one that kernels do not exit with */
};

static const char job_format[] = "{s:b, s:i, s:b, s:i, s:I, s:I, s:I, s:I}";

char *bv_count_job_encode(const struct bv_count_job *job)
{
    char *text = NULL;
    size_t bytes;
    json_t *json = json_pack(job_format, "allocations", (int)job->allocations, "allocator",
                             (int)job->regime.allocator, "collector", (int)job->regime.collector,
                             "live_mib", (int)job->regime.live_mib, "seed", (json_int_t)job->seed,
                             "l1d_bytes", (json_int_t)job->l1d_bytes, "l2_bytes",
                             (json_int_t)job->l2_bytes, "l3_bytes", (json_int_t)job->l3_bytes);
    FILE *stream = json == NULL ? NULL : open_memstream(&text, &bytes);
    bool ok = stream != NULL && json_dumpf(json, stream, BV_JSON_FLAGS) == 0;
    for (uint32_t i = 0; i < job->case_count && ok; i++)
        ok = fprintf(stream, "\n%s", job->names[i]) > 0;
    json_decref(json);
    if (stream != NULL && fclose(stream) != 0)
        ok = false;
    if (ok)
        return text;
    free(text);
    return NULL;
}

/* The names follow the first line; pointers to them go behind the text. */
static enum bv_status split_names(char *text, size_t bytes, struct bv_count_job *out,
                                  struct bv_error *err)
{
    size_t from = (bytes + sizeof(char *)) / sizeof(char *) * sizeof(char *);
    const char **names = (const char **)(void *)(text + from);
    size_t most = (JOB_BYTES - from) / sizeof(char *);
    for (char *end = strchr(text, '\n'); end != NULL; end = strchr(end + 1, '\n')) {
        if (out->case_count == most)
            return bv_fail(err, BV_E_INPUT, "the job on standard input is too long");
        *end = '\0';
        names[out->case_count++] = end + 1;
    }
    out->names = names;
    return BV_OK;
}

static enum bv_status read_head(const char *text, struct bv_count_job *out, struct bv_error *err)
{
    json_error_t jerr;
    json_int_t seed = 0, l1d = 0, l2 = 0, l3 = 0;
    int allocations = 0, allocator = 0, collector = 0, live_mib = 0;
    json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, &jerr);
    bool ok = json != NULL &&
              json_unpack_ex(json, &jerr, 0, job_format, "allocations", &allocations, "allocator",
                             &allocator, "collector", &collector, "live_mib", &live_mib, "seed",
                             &seed, "l1d_bytes", &l1d, "l2_bytes", &l2, "l3_bytes", &l3) == 0;
    json_decref(json);
    if (!ok || allocator < 0 || allocator >= BV_ALLOCATOR_COUNT)
        return bv_fail(err, BV_E_INPUT,
                       "the job on standard input is unreadable: %s; this subcommand is started by "
                       "byval count, not by hand",
                       ok ? "no such allocator" : jerr.text);
    out->allocations = allocations != 0;
    out->regime.allocator = (uint16_t)allocator;
    out->regime.collector = collector != 0;
    out->regime.live_mib = (uint16_t)live_mib;
    out->seed = (uint64_t)seed;
    out->l1d_bytes = (uint64_t)l1d;
    out->l2_bytes = (uint64_t)l2;
    out->l3_bytes = (uint64_t)l3;
    return BV_OK;
}

enum bv_status bv_count_job_decode(int fd, struct bv_count_job *out, struct bv_error *err)
{
    size_t bytes = 0;
    ssize_t n;
    /* Always as large, lest what is mapped later stand elsewhere. */
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    /* cppcheck-suppress invalidFunctionArg ; -1 is what mmap asks for */
    char *text = mmap(NULL, JOB_BYTES, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (text == MAP_FAILED)
        return bv_no_memory(err);
    *out = (struct bv_count_job){.memory = text};
    while ((n = read(fd, text + bytes, JOB_BYTES / 2 - bytes)) > 0 || (n < 0 && errno == EINTR))
        bytes += n > 0 ? (size_t)n : 0;
    enum bv_status status = BV_OK;
    if (n < 0)
        status = bv_fail(err, BV_E_IO, "the job on standard input: %s", strerror(errno));
    if (status == BV_OK)
        status = split_names(text, bytes, out, err);
    if (status == BV_OK)
        status = read_head(text, out, err);
    if (status != BV_OK)
        bv_count_job_finish(out);
    return status;
}

void bv_count_job_finish(struct bv_count_job *job)
{
    munmap(job->memory, JOB_BYTES);
}

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

static void emit(FILE *out, json_t *line)
{
    json_dumpf(line, out, BV_JSON_FLAGS);
    fputc('\n', out);
    fflush(out);
    json_decref(line);
}

static void emit_reason(FILE *out, const char *reason, bool failed)
{
    emit(out, json_pack("{s:s, s:b}", "byval_reason", reason, "failed", (int)failed));
}

static void count_case(struct count *count, const struct bv_env *env, FILE *out)
{
    struct bv_error err = {BV_OK, ""};
    count->err = &err; /* cppcheck-suppress autoVariables ; count ends with this process */
    count->arms = json_array();
    enum bv_status status = bv_layout_find(count->layout, &count->name, 1, &count->ref, &err);
    if (status == BV_OK && count->ref.row == NULL)
        status = bv_fail(&err, BV_E_MISMATCH, "the kernels have no such case; build anew");
    if (status == BV_OK)
        status = count->ref.family->hold(count->ref.row, env, count_held, count, &err);
    if (status == BV_OK)
        emit(out, json_pack("{s:o}", "byval_tally", count->arms));
    else if (status == BV_E_IO) /* the next case would fare no better */
        emit(out, json_pack("{s:s}", "byval_error", err.text));
    else
        emit_reason(out, err.text, status != BV_E_UNSUPPORTED && status != BV_E_NOMEM);
}

static enum bv_status fork_case(struct count *count, const struct bv_env *env, FILE *out,
                                struct bv_error *err)
{
    char reason[100];
    int status = 0;
    fflush(out);
    pid_t pid = fork();
    if (pid < 0)
        return bv_fail(err, BV_E_CHILD, "cannot fork: %s", strerror(errno));
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        count_case(count, env, out);
        _exit(ANSWERED);
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (WIFSIGNALED(status))
        snprintf(reason, sizeof reason, "killed by SIG%s before it was done",
                 sigabbrev_np(WTERMSIG(status)));
    else
        snprintf(reason, sizeof reason, "exit code %d before it was done", WEXITSTATUS(status));
    if (!WIFEXITED(status) || WEXITSTATUS(status) != ANSWERED)
        emit_reason(out, reason, true);
    return BV_OK;
}

static enum bv_status count_all(const struct bv_count_job *job, const struct bv_layout *layout,
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
    if (job->allocations && now == NULL)
        return bv_fail(err, BV_E_UNSUPPORTED,
                       BV_ALLOCATIONS_LIBRARY
                       " could not be preloaded; it belongs beside byval: build anew");
    if (!job->allocations && !HAVE_CALLGRIND)
        return bv_fail(err, BV_E_UNSUPPORTED,
                       "byval was built without valgrind's headers: install the package valgrind, "
                       "then build anew");
    if (!job->allocations && !RUNNING_ON_VALGRIND)
        return bv_fail(err, BV_E_UNSUPPORTED, "not running under valgrind");
    for (uint32_t i = 0; i < job->case_count; i++) {
        struct count count = {
            .layout = layout,
            .name = job->names[i],
            .counted = job->allocations ? count_allocations : count_instructions,
            .user = job->allocations ? (void *)&now : &dumps,
        };
        emit(out, json_pack("{s:i}", "byval_begin", (int)i));
        enum bv_status status = fork_case(&count, &env, out, err);
        if (status != BV_OK)
            return status;
        if (ferror(out))
            return bv_fail(err, BV_E_IO, "the parent does not listen: %s", strerror(errno));
    }
    return BV_OK;
}

/* Is the allocator that was asked for in charge? Behind the counting library nobody can tell. */
static bool allocator_is(const struct bv_count_job *job, char *reason, size_t bytes)
{
    struct bv_allocator_active active;
    bv_allocator_inspect(&active);
    bv_allocator_explain(job->regime.allocator, &active, reason, bytes);
    return job->allocations || active.id == job->regime.allocator;
}

/* Apart from the caller, so that its frames begin at the same place of a page, however long the
 * environment is: copying routines look at the addresses. */
__attribute__((noinline)) static enum bv_status run_aligned(const struct bv_count_job *job,
                                                            const struct bv_layout *layout,
                                                            FILE *out, struct bv_error *err)
{
    char *offset = alloca((uintptr_t)__builtin_frame_address(0) % STACK_ALIGN + 1);
    __asm__ volatile("" : : "r"(offset) : "memory");
    return count_all(job, layout, out, err);
}

enum bv_status bv_count_worker_run(const struct bv_count_job *job, FILE *out, struct bv_error *err)
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
            emit(out, json_pack("{s:i}", "byval_begin", (int)i));
            emit_reason(out, reason, false);
        }
    if (status == BV_OK)
        emit(out, json_pack("{s:b}", "byval_end", 1));
    else
        emit(out, json_pack("{s:s}", "byval_error", err->text));
    bv_layout_close(&layout);
    return status;
}
