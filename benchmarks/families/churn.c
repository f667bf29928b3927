/* SPDX-License-Identifier: Apache-2.0 */
/* churn.c: family churn: objects are made, handed on, and die: as values, or behind pointers. */
#include "benchmarks/families/churn.h"

#include "benchmarks/families/churn_cycle.h"
#include "benchmarks/families/churn_hold.h"
#include "benchmarks/object.h"
#include "benchmarks/sink.h"
#include "benchmarks/site.h"

/* The seed differs from turn to turn. How often the object is passed is data, so that one kernel
 * serves all; no compiler can keep the argument of a call for the next, it belongs to the callee.
 */
#define USE(N, PASS, ARGUMENT)                                                                     \
    for (uint32_t call = calls; call > 0; call--)                                                  \
    sum += bv_churn_##PASS##_##N(ARGUMENT)

/* An object that dies is read once more: what it was given must have stayed. */
#define NEXT_TURN(state, turn) turn = turn + 1 < (state)->turn_count ? turn + 1 : 0

#define VALUE_KERNELS(N)                                                                           \
    static void churn_value_any_now_##N(struct bv_ctx *ctx, uint64_t n)                            \
    {                                                                                              \
        const struct bv_churn *state = ctx->state;                                                 \
        const uint32_t calls = state->calls;                                                       \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--) {                                                                       \
            struct bv_int_##N s;                                                                   \
            bv_churn_make_##N(&s, (uint32_t)n);                                                    \
            USE(N, value, s);                                                                      \
        }                                                                                          \
        ctx->sum = sum;                                                                            \
    }                                                                                              \
    static void churn_value_any_kept_##N(struct bv_ctx *ctx, uint64_t n)                           \
    {                                                                                              \
        const struct bv_churn *state = ctx->state;                                                 \
        const uint32_t calls = state->calls;                                                       \
        struct bv_int_##N *live = state->live;                                                     \
        size_t turn = ctx->next;                                                                   \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--) {                                                                       \
            struct bv_int_##N s, *slot = &live[state->victims[turn]];                              \
            bv_churn_make_##N(&s, (uint32_t)n);                                                    \
            USE(N, value, s);                                                                      \
            sum += bv_one_int_##N(slot);                                                           \
            *slot = s;                                                                             \
            NEXT_TURN(state, turn);                                                                \
        }                                                                                          \
        ctx->next = turn;                                                                          \
        ctx->sum = sum;                                                                            \
    }

#define FIXED_KERNELS(N)                                                                           \
    static void churn_pointer_stack_now_##N(struct bv_ctx *ctx, uint64_t n)                        \
    {                                                                                              \
        const struct bv_churn *state = ctx->state;                                                 \
        const uint32_t calls = state->calls;                                                       \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--) {                                                                       \
            struct bv_int_##N s;                                                                   \
            bv_churn_make_##N(&s, (uint32_t)n);                                                    \
            USE(N, pointer, &s);                                                                   \
        }                                                                                          \
        ctx->sum = sum;                                                                            \
    }                                                                                              \
    static void churn_pointer_reused_now_##N(struct bv_ctx *ctx, uint64_t n)                       \
    {                                                                                              \
        const struct bv_churn *state = ctx->state;                                                 \
        const uint32_t calls = state->calls;                                                       \
        struct bv_int_##N *s = ctx->object;                                                        \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--) {                                                                       \
            bv_churn_make_##N(s, (uint32_t)n);                                                     \
            USE(N, pointer, s);                                                                    \
        }                                                                                          \
        ctx->sum = sum;                                                                            \
    }                                                                                              \
    static void churn_pointer_alloca_now_##N(struct bv_ctx *ctx, uint64_t n)                       \
    {                                                                                              \
        const struct bv_churn *state = ctx->state;                                                 \
        const uint32_t calls = state->calls;                                                       \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--)                                                                         \
            sum += bv_churn_alloca_##N(ctx->count, (uint32_t)n, calls);                            \
        ctx->sum = sum;                                                                            \
    }

/* Out of memory, a kernel stops short, and its checksum tells. The clobber keeps what is given back
 * apart from what is obtained next, which no real code does in one breath: gcc would not look
 * whether the pool has a free slot. */
#define NOW_KERNEL(N, SITE)                                                                        \
    static void churn_pointer_##SITE##_now_##N(struct bv_ctx *ctx, uint64_t n)                     \
    {                                                                                              \
        struct bv_churn *state = ctx->state;                                                       \
        const uint32_t calls = state->calls;                                                       \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--) {                                                                       \
            struct bv_int_##N *s = bv_acquire_##SITE(&state->source, sizeof *s);                   \
            if (s == NULL)                                                                         \
                break;                                                                             \
            bv_churn_make_##N(s, (uint32_t)n);                                                     \
            USE(N, pointer, s);                                                                    \
            bv_release_##SITE(&state->source, s);                                                  \
            BV_CLOBBER();                                                                          \
        }                                                                                          \
        ctx->sum = sum;                                                                            \
    }

#define KEPT_KERNEL(N, SITE)                                                                       \
    static void churn_pointer_##SITE##_kept_##N(struct bv_ctx *ctx, uint64_t n)                    \
    {                                                                                              \
        struct bv_churn *state = ctx->state;                                                       \
        const uint32_t calls = state->calls;                                                       \
        struct bv_int_##N **live = state->live;                                                    \
        size_t turn = ctx->next;                                                                   \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--) {                                                                       \
            struct bv_int_##N **slot = &live[state->victims[turn]];                                \
            struct bv_int_##N *s = bv_acquire_##SITE(&state->source, sizeof *s);                   \
            if (s == NULL)                                                                         \
                break;                                                                             \
            bv_churn_make_##N(s, (uint32_t)n);                                                     \
            USE(N, pointer, s);                                                                    \
            sum += bv_one_int_##N(*slot);                                                          \
            bv_release_##SITE(&state->source, *slot);                                              \
            *slot = s;                                                                             \
            NEXT_TURN(state, turn);                                                                \
        }                                                                                          \
        ctx->next = turn;                                                                          \
        ctx->sum = sum;                                                                            \
    }

#define BV_SIZE(N, FIT)
#define BV_STEP(N, FIT)                                                                            \
    VALUE_KERNELS(N)                                                                               \
    FIXED_KERNELS(N)                                                                               \
    NOW_KERNEL(N, heap)                                                                            \
    KEPT_KERNEL(N, heap)                                                                           \
    NOW_KERNEL(N, pool)                                                                            \
    KEPT_KERNEL(N, pool)                                                                           \
    NOW_KERNEL(N, arena)                                                                           \
    NOW_KERNEL(N, gc)                                                                              \
    NOW_KERNEL(N, gc_atomic)
#include "benchmarks/sizes.def"

#define BV_SIZE(N, FIT)
#define BV_STEP(N, FIT)
#define BV_LANDMARK(N, FIT)                                                                        \
    KEPT_KERNEL(N, gc)                                                                             \
    KEPT_KERNEL(N, gc_atomic)
#include "benchmarks/sizes.def"

/* A case of site ID, named by KEYS; its arms are the kernels that die WHEN. */
#define ROW(KEYS, ID, LIFE, WHEN, POINTER, CALLS, N, ...)                                          \
    {.name = "churn/" KEYS "/calls:" #CALLS "/size:" #N,                                           \
     .size_bytes = (N),                                                                            \
     .stack_bytes = BV_OBJECT_STACK(N) + BV_COPY_STACK(N) + COLLECTOR_STACK,                       \
     .site = BV_SITE_##ID,                                                                         \
     .kind = BV_CHURN_KIND(BV_LIFE_##LIFE, CALLS),                                                 \
     __VA_ARGS__.arm_count = 2,                                                                    \
     .arms = {{"value", churn_value_any_##WHEN##_##N},                                             \
              {"pointer", churn_pointer_##POINTER##_##WHEN##_##N}}},

#define ROWS(KEYS, ID, LIFE, WHEN, POINTER, N, ...)                                                \
    ROW(KEYS, ID, LIFE, WHEN, POINTER, 1, N, __VA_ARGS__)                                          \
    ROW(KEYS, ID, LIFE, WHEN, POINTER, 4, N, __VA_ARGS__)                                          \
    ROW(KEYS, ID, LIFE, WHEN, POINTER, 16, N, __VA_ARGS__)

#define HEAP_ROWS(ID, NAME, LIBRARY, PACKAGE, VERSION, N)                                          \
    ROWS("site:heap/alloc:" #NAME "/life:lifo", HEAP, lifo, now, heap, N,                          \
         .regime = {.allocator = BV_ALLOCATOR_##ID}, )                                             \
    ROWS("site:heap/alloc:" #NAME "/life:fifo", HEAP, fifo, kept, heap, N,                         \
         .regime = {.allocator = BV_ALLOCATOR_##ID}, )                                             \
    ROWS("site:heap/alloc:" #NAME "/life:random", HEAP, random, kept, heap, N,                     \
         .regime = {.allocator = BV_ALLOCATOR_##ID}, )

#define GC_ROWS(SITE, ID, LIFE, WHEN, MIB, N)                                                      \
    ROWS("site:" #SITE "/live:" #MIB "/life:" #LIFE, ID, LIFE, WHEN, SITE, N,                      \
         .regime = {.collector = true, .live_mib = (MIB)}, )
#define GC_LIVE(SITE, ID, LIFE, WHEN, N)                                                           \
    GC_ROWS(SITE, ID, LIFE, WHEN, 0, N)                                                            \
    GC_ROWS(SITE, ID, LIFE, WHEN, 1, N)                                                            \
    GC_ROWS(SITE, ID, LIFE, WHEN, 16, N)                                                           \
    GC_ROWS(SITE, ID, LIFE, WHEN, 64, N)                                                           \
    GC_ROWS(SITE, ID, LIFE, WHEN, 256, N)

/* The collector works on the stack of whoever allocates. */
enum { COLLECTOR_STACK = 64 * 1024 };

static const struct bv_case rows[] = {
#define BV_SIZE(N, FIT)
#define BV_STEP(N, FIT)                                                                            \
    ROWS("site:stack", STACK, lifo, now, stack, N, )                                               \
    ROWS("site:alloca", ALLOCA, lifo, now, alloca, N, )                                            \
    ROWS("site:heap_reused", HEAP_REUSED, lifo, now, reused, N, )                                  \
    ROWS("site:arena", ARENA, lifo, now, arena, N, )                                               \
    ROWS("site:pool/life:lifo", POOL, lifo, now, pool, N, )                                        \
    ROWS("site:pool/life:fifo", POOL, fifo, kept, pool, N, )                                       \
    ROWS("site:pool/life:random", POOL, random, kept, pool, N, )                                   \
    BV_ALLOCATORS(HEAP_ROWS, N)                                                                    \
    GC_LIVE(gc, GC, lifo, now, N)                                                                  \
    GC_LIVE(gc_atomic, GC_ATOMIC, lifo, now, N)
#include "benchmarks/sizes.def"

/* For the collector it is all the same who dies, as long as it is not the newest. */
#define BV_SIZE(N, FIT)
#define BV_STEP(N, FIT)
#define BV_LANDMARK(N, FIT)                                                                        \
    GC_LIVE(gc, GC, fifo, kept, N)                                                                 \
    GC_LIVE(gc, GC, random, kept, N)                                                               \
    GC_LIVE(gc_atomic, GC_ATOMIC, fifo, kept, N)                                                   \
    GC_LIVE(gc_atomic, GC_ATOMIC, random, kept, N)
#include "benchmarks/sizes.def"
};

static const struct bv_code_rule rules[] = {
    {.arm = "value", .travel = BV_TRAVEL_MADE, .calls = "bv_churn_value_{size}"},
    {.cases = "/site:alloca/", .travel = BV_TRAVEL_FREE, .calls = "bv_churn_alloca_{size}"},
    {.cases = "/site:heap/",
     .travel = BV_TRAVEL_POINTER,
     .calls = "malloc bv_churn_pointer_{size} free"},
    {.cases = "/site:pool/",
     .travel = BV_TRAVEL_POINTER,
     .calls = "bv_churn_pointer_{size} ?bv_pool_grow"},
#ifdef BYVAL_COLLECTOR
    {.cases = "/site:gc/",
     .travel = BV_TRAVEL_POINTER,
     .calls = "GC_malloc bv_churn_pointer_{size}"},
    {.cases = "/site:gc_atomic/",
     .travel = BV_TRAVEL_POINTER,
     .calls = "GC_malloc_atomic bv_churn_pointer_{size}"},
#else
    {.cases = "/site:gc", .travel = BV_TRAVEL_ABSENT},
#endif
    {.travel = BV_TRAVEL_POINTER, .calls = "bv_churn_pointer_{size}"},
};

const struct bv_family bv_family_churn = {
    .name = "churn",
    .summary = "objects made, handed on and dying: values, or pointers to where they were obtained",
    .presets =
        {
            [BV_PRESET_QUICK] =
                "site:(stack|pool/life:lifo|arena)/calls:1/size:(64|256|1024)$"
                "|site:heap/alloc:glibc/life:lifo/calls:1/size:(16|64|256|512|1024|4096)$"
                "|site:heap/alloc:[a-z]+/life:lifo/calls:1/size:(64|256|512|1024)$"
                "|site:gc/live:(0|1)/life:lifo/calls:1/size:(64|256|1024)$"
                "|site:gc/live:16/life:lifo/calls:1/size:(64|1024)$",
            [BV_PRESET_STANDARD] =
                "site:(stack|alloca|heap_reused|arena|(pool|heap/alloc:[a-z]+)/life:[a-z]+)/"
                "calls:(1|16)/size:(16|64|256|1024|4096)$"
                "|site:gc(_atomic)?/live:(0|1|16|256)/life:lifo/calls:1/size:(64|256|1024)$",
            [BV_PRESET_SELFCHECK] = "site:heap/alloc:glibc/life:lifo/calls:1/size:(64|1024)$",
        },
    .cases = rows,
    .case_count = sizeof rows / sizeof rows[0],
    .rules = rules,
    .rule_count = sizeof rules / sizeof rules[0],
    .hold = bv_churn_hold,
    .reset = bv_churn_reset,
    .wish = bv_churn_wish,
    .begin = bv_churn_begin,
    .metrics = bv_churn_metrics,
};
