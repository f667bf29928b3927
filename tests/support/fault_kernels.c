/* SPDX-License-Identifier: Apache-2.0 */
/* fault_kernels.c: a kernel library whose cases misbehave, each in the way that its name says. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "benchmarks/case.h"
#include "benchmarks/sink.h"

static void healthy(struct bv_ctx *ctx, uint64_t n)
{
    const uint64_t *p = ctx->object;
    uint64_t sum = 0;
    for (; n > 0; n--) {
        BV_LAUNDER(p);
        sum += *p;
    }
    ctx->sum = sum;
}

static void twice(struct bv_ctx *ctx, uint64_t n)
{
    healthy(ctx, n);
    healthy(ctx, n);
}

static void touchy(struct bv_ctx *ctx, uint64_t n)
{
    if (getenv("BYVAL_FAULT_TOUCHY") != NULL)
        raise(SIGKILL);
    healthy(ctx, n);
}

static void wrong(struct bv_ctx *ctx, uint64_t n)
{
    healthy(ctx, n);
    ctx->sum++;
}

static void lazy(struct bv_ctx *ctx, uint64_t n)
{
    (void)n;
    ctx->sum = 42;
}

static void crash(struct bv_ctx *ctx, uint64_t n)
{
    (void)ctx;
    (void)n;
    raise(SIGSEGV);
}

static void killed(struct bv_ctx *ctx, uint64_t n)
{
    (void)ctx;
    (void)n;
    raise(SIGKILL);
}

static void hang(struct bv_ctx *ctx, uint64_t n)
{
    (void)ctx;
    (void)n;
    for (;;)
        pause();
}

/* Dies unless the file named by BYVAL_FAULT_MARKER is there, and makes it. */
static void once(struct bv_ctx *ctx, uint64_t n)
{
    const char *marker = getenv("BYVAL_FAULT_MARKER");
    /* cppcheck-suppress leakReturnValNotUsed ; nobody outlives it */
    if (marker == NULL || open(marker, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644) >= 0)
        raise(SIGKILL);
    healthy(ctx, n);
}

static void leave(struct bv_ctx *ctx, uint64_t n)
{
    (void)ctx;
    (void)n;
    _exit(0);
}

static void garbage(struct bv_ctx *ctx, uint64_t n)
{
    puts("}{\x01\xff");
    fflush(stdout);
    healthy(ctx, n);
}

/* Wants more memory than it is given where it is tried. */
static void greedy(struct bv_ctx *ctx, uint64_t n)
{
    size_t bytes = (size_t)512 << 20;
    void *all = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (all != MAP_FAILED) {
        memset(all, 1, bytes);
        munmap(all, bytes);
    }
    healthy(ctx, n);
}

static void endless_line(struct bv_ctx *ctx, uint64_t n)
{
    char text[1 << 16];
    memset(text, 'x', sizeof text);
    for (int i = 0; i < 32; i++)
        fwrite(text, sizeof text, 1, stdout);
    fflush(stdout);
    healthy(ctx, n);
}

static void empty(struct bv_ctx *ctx, uint64_t n)
{
    for (; n > 0; n--)
        BV_LAUNDER(ctx);
}

#define ROW(HOW, B)                                                                                \
    {.name = "fault/how:" #HOW "/size:8",                                                          \
     .size_bytes = 8,                                                                              \
     .stack_bytes = 4096,                                                                          \
     .arm_count = 2,                                                                               \
     .arms = {{"good", healthy}, {"bad", B}}},

static const struct bv_case faults[] = {ROW(crash, crash) ROW(endless_line, endless_line) ROW(
    garbage, garbage) ROW(greedy, greedy) ROW(hang, hang) ROW(killed, killed) ROW(lazy, lazy)
                                            ROW(leave, leave) ROW(once, once) ROW(wrong, wrong)};

static const struct bv_case sound[] = {
    {.name = "sound/size:8",
     .size_bytes = 8,
     .stack_bytes = 4096,
     .arm_count = 2,
     .arms = {{"a", healthy}, {"b", healthy}}},
    {.name = "sound/size:16",
     .size_bytes = 16,
     .stack_bytes = 4096,
     .arm_count = 2,
     .arms = {{"a", healthy}, {"b", healthy}}},
};

/* For byval selfcheck: a null with a difference, and a difference that is none, or goes the other
 * way: getenv takes its time. */
static const struct bv_case nulls[] = {
    {.name = "null/kind:same/of:value/size:16",
     .size_bytes = 16,
     .stack_bytes = 4096,
     .arm_count = 2,
     .arms = {{"a", twice}, {"b", healthy}}},
};

static const struct bv_case planted[] = {
    {.name = "planted/more:5/in:a/adds:100/size:8",
     .size_bytes = 8,
     .stack_bytes = 4096,
     .arm_count = 2,
     .arms = {{"a", healthy}, {"b", touchy}}},
};

static const struct bv_case limits[] = {
    {.name = "limit/of:stack/size:8",
     .size_bytes = 8,
     .stack_bytes = UINT32_MAX,
     .arm_count = 2,
     .arms = {{"a", healthy}, {"b", healthy}}},
    {.name = "limit/of:site/size:8",
     .size_bytes = 8,
     .stack_bytes = 4096,
     .arm_count = 2,
     .arms = {{"a", healthy}, {"b", healthy}}},
};

static enum bv_status hold(const struct bv_case *row, const struct bv_env *env, bv_body_fn *body,
                           void *arg, struct bv_error *err)
{
    (void)env;
    uint64_t object[2] = {1, 2};
    struct bv_ctx ctx[BV_ARM_MAX] = {{0}};
    if (strcmp(row->name, "limit/of:site/size:8") == 0)
        return bv_fail(err, BV_E_UNSUPPORTED, "this machine has no such site; nothing can be done");
    for (uint32_t i = 0; i < row->arm_count; i++)
        ctx[i].object = object;
    return body(ctx, arg);
}

static void reset(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX])
{
    for (uint32_t i = 0; i < row->arm_count; i++)
        ctx[i].sum = 0;
}

#define FAMILY(NAME, ROWS, ...)                                                                    \
    static const struct bv_family family_##NAME = {                                                \
        .name = #NAME,                                                                             \
        .presets = {__VA_ARGS__},                                                                  \
        .summary = "for the tests of byval",                                                       \
        .cases = ROWS,                                                                             \
        .case_count = sizeof ROWS / sizeof ROWS[0],                                                \
        .hold = hold,                                                                              \
        .reset = reset,                                                                            \
    };
FAMILY(fault, faults, NULL)
FAMILY(limit, limits, NULL)
FAMILY(null, nulls, ".", ".", ".")
FAMILY(planted, planted, [BV_PRESET_SELFCHECK] = ".")
FAMILY(sound, sound, NULL)

static const struct bv_family *const families[] = {&family_fault, &family_limit, &family_null,
                                                   &family_planted, &family_sound};

extern const struct bv_catalogue bv_catalogue;

const struct bv_catalogue bv_catalogue = {
    .abi = BV_CATALOGUE_ABI,
    .compiler = "any",
    .flags = "-O2",
    .families = families,
    .family_count = sizeof families / sizeof families[0],
    .empty = empty,
};
