/* SPDX-License-Identifier: Apache-2.0 */
/* args.c: family args: one to six structs handed to one function, by value or by pointer.
 *
 * On x86-64 three structs of two longs fill the registers for integers, and four of two doubles
 * those for the rest; what comes behind them goes through memory, as all of 24 B do. */
#include "benchmarks/families/args.h"

#include "benchmarks/make.h"
#include "benchmarks/object.h"

#define READY_VALUE(C, N, I) p[I]
#define READY_POINTER(C, N, I) &p[I]
#define MADE(C, N, I) s##I
#define MADE_VALUE(C, N, I) s##I
#define MADE_POINTER(C, N, I) &s##I

/* ready: the structs are in memory, and were for long. fields: each is made right before the call.
 */
#define ARGS_KERNEL(C, N, COUNT, PASS, READY, MADE_AS)                                             \
    static void args_##PASS##_##C##_##N##_##COUNT##_throughput_ready(struct bv_ctx *ctx,           \
                                                                     uint64_t n)                   \
    {                                                                                              \
        const struct bv_##C##_##N *p = ctx->object;                                                \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--)                                                                         \
            sum += bv_args_##PASS##_##C##_##N##_##COUNT(BV_ARGS_LIST_##COUNT(READY, C, N));        \
        ctx->sum = sum;                                                                            \
    }                                                                                              \
    static void args_##PASS##_##C##_##N##_##COUNT##_latency_ready(struct bv_ctx *ctx, uint64_t n)  \
    {                                                                                              \
        const char *base = ctx->object;                                                            \
        const struct bv_##C##_##N *p = ctx->object;                                                \
        uint64_t mask = ctx->mask, sum = 0;                                                        \
        for (; n > 0; n--) {                                                                       \
            uint64_t bits =                                                                        \
                bv_args_##PASS##_##C##_##N##_##COUNT(BV_ARGS_LIST_##COUNT(READY, C, N));           \
            sum += bits;                                                                           \
            p = (const void *)(base + (bits & mask));                                              \
        }                                                                                          \
        ctx->sum = sum;                                                                            \
    }                                                                                              \
    static void args_##PASS##_##C##_##N##_##COUNT##_throughput_fields(struct bv_ctx *ctx,          \
                                                                      uint64_t n)                  \
    {                                                                                              \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--) {                                                                       \
            struct bv_##C##_##N BV_ARGS_LIST_##COUNT(MADE, C, N);                                  \
            MAKE_##COUNT(C, N, n);                                                                 \
            sum += bv_args_##PASS##_##C##_##N##_##COUNT(BV_ARGS_LIST_##COUNT(MADE_AS, C, N));      \
        }                                                                                          \
        ctx->sum = sum;                                                                            \
    }                                                                                              \
    static void args_##PASS##_##C##_##N##_##COUNT##_latency_fields(struct bv_ctx *ctx, uint64_t n) \
    {                                                                                              \
        uint64_t mask = ctx->mask, sum = 0, more = 0;                                              \
        for (; n > 0; n--) {                                                                       \
            struct bv_##C##_##N BV_ARGS_LIST_##COUNT(MADE, C, N);                                  \
            MAKE_##COUNT(C, N, n + more);                                                          \
            uint64_t bits =                                                                        \
                bv_args_##PASS##_##C##_##N##_##COUNT(BV_ARGS_LIST_##COUNT(MADE_AS, C, N));         \
            sum += bits;                                                                           \
            more = bits & mask;                                                                    \
        }                                                                                          \
        ctx->sum = sum;                                                                            \
    }
#define MAKE_1(C, N, SEED) bv_make_fields_##C##_##N(&s0, SEED)
#define MAKE_2(C, N, SEED) MAKE_1(C, N, SEED), bv_make_fields_##C##_##N(&s1, (SEED) + 1)
#define MAKE_3(C, N, SEED) MAKE_2(C, N, SEED), bv_make_fields_##C##_##N(&s2, (SEED) + 2)
#define MAKE_4(C, N, SEED) MAKE_3(C, N, SEED), bv_make_fields_##C##_##N(&s3, (SEED) + 3)
#define MAKE_5(C, N, SEED) MAKE_4(C, N, SEED), bv_make_fields_##C##_##N(&s4, (SEED) + 4)
#define MAKE_6(C, N, SEED) MAKE_5(C, N, SEED), bv_make_fields_##C##_##N(&s5, (SEED) + 5)
#define ARGS_KERNELS(C, N, COUNT)                                                                  \
    ARGS_KERNEL(C, N, COUNT, value, READY_VALUE, MADE_VALUE)                                       \
    ARGS_KERNEL(C, N, COUNT, pointer, READY_POINTER, MADE_POINTER)
BV_ARGS(ARGS_KERNELS)

/* kind: the class, and how many. */
enum { COUNT_SHIFT = 8 };

#define ARGS_ROW(C, N, COUNT, MODE, MAKE)                                                          \
    {.name = "args/class:" #C "/mode:" #MODE "/make:" #MAKE "/count:" #COUNT "/size:" #N,          \
     .size_bytes = (N),                                                                            \
     .stack_bytes = BV_OBJECT_STACK((N) * (COUNT)) + 2 * BV_COPY_STACK((N) * (COUNT)),             \
     .kind = BV_CLASS_##C | (COUNT) << COUNT_SHIFT,                                                \
     .arm_count = 2,                                                                               \
     .arms = {{"value", args_value_##C##_##N##_##COUNT##_##MODE##_##MAKE},                         \
              {"pointer", args_pointer_##C##_##N##_##COUNT##_##MODE##_##MAKE}}},
#define ARGS_ROWS(C, N, COUNT)                                                                     \
    ARGS_ROW(C, N, COUNT, throughput, ready)                                                       \
    ARGS_ROW(C, N, COUNT, latency, ready)                                                          \
    ARGS_ROW(C, N, COUNT, throughput, fields)                                                      \
    ARGS_ROW(C, N, COUNT, latency, fields)

static const struct bv_case rows[] = {BV_ARGS(ARGS_ROWS)};

static enum bv_class class_of(const struct bv_case *row)
{
    return (enum bv_class)(row->kind & ((1u << COUNT_SHIFT) - 1));
}

/* All structs of a call, as one object. */
static struct bv_case whole(const struct bv_case *row)
{
    struct bv_case out = *row;
    out.size_bytes *= (uint32_t)row->kind >> COUNT_SHIFT;
    return out;
}

static enum bv_status hold(const struct bv_case *row, const struct bv_env *env, bv_body_fn *body,
                           void *arg, struct bv_error *err)
{
    const struct bv_case all = whole(row);
    return bv_object_hold(&all, class_of(row), env, body, arg, err);
}

static void reset(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX])
{
    const struct bv_case all = whole(row);
    bv_object_reset(&all, class_of(row), ctx);
}

#define ARGS_CALLS "bv_args_{pass}_{class}_{size}_{count}"

static const struct bv_code_rule rules[] = {
    {.cases = "/make:ready/",
     .arm = "value",
     .travel = BV_TRAVEL_VALUE,
     .count = "{count}",
     .calls = ARGS_CALLS},
    {.arm = "value",
     .travel = BV_TRAVEL_MADE,
     .made_by = 8,
     .count = "{count}",
     .calls = ARGS_CALLS},
    {.cases = "/make:ready/", .travel = BV_TRAVEL_POINTER, .count = "{count}", .calls = ARGS_CALLS},
    {.travel = BV_TRAVEL_POINTER, .made_by = 8, .count = "{count}", .calls = ARGS_CALLS},
};

const struct bv_family bv_family_args = {
    .name = "args",
    .summary = "one to six structs handed to one function: registers run out",
    .presets = {[BV_PRESET_STANDARD] = "class:[a-z]+/mode:throughput/"},
    .cases = rows,
    .case_count = sizeof rows / sizeof rows[0],
    .rules = rules,
    .rule_count = sizeof rules / sizeof rules[0],
    .hold = hold,
    .reset = reset,
};
