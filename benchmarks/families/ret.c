/* SPDX-License-Identifier: Apache-2.0 */
/* ret.c: family ret: a function makes a struct; its caller reads one field. */
#include "benchmarks/families/ret.h"

#include <stdlib.h>

#include "benchmarks/object.h"

/* The seed differs from turn to turn, so that every turn has something new to store. Out of memory,
 * the heap arm stops short, and its checksum tells. */
#define RET_KERNELS(N)                                                                             \
    static void ret_value_##N(struct bv_ctx *ctx, uint64_t n)                                      \
    {                                                                                              \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--) {                                                                       \
            struct bv_int_##N s = bv_ret_value_##N((uint32_t)n);                                   \
            sum += bv_one_int_##N(&s);                                                             \
        }                                                                                          \
        ctx->sum = sum;                                                                            \
    }                                                                                              \
    static void ret_outparam_##N(struct bv_ctx *ctx, uint64_t n)                                   \
    {                                                                                              \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--) {                                                                       \
            struct bv_int_##N s;                                                                   \
            bv_ret_outparam_##N(&s, (uint32_t)n);                                                  \
            sum += bv_one_int_##N(&s);                                                             \
        }                                                                                          \
        ctx->sum = sum;                                                                            \
    }                                                                                              \
    static void ret_heap_##N(struct bv_ctx *ctx, uint64_t n)                                       \
    {                                                                                              \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--) {                                                                       \
            struct bv_int_##N *s = bv_ret_heap_##N((uint32_t)n);                                   \
            if (s == NULL)                                                                         \
                break;                                                                             \
            sum += bv_one_int_##N(s);                                                              \
            free(s);                                                                               \
        }                                                                                          \
        ctx->sum = sum;                                                                            \
    }
#define BV_SIZE(N, FIT) RET_KERNELS(N)
#include "benchmarks/sizes.def"
BV_RET_LARGE(RET_KERNELS)

/* kind: whether hold goes without an object, which no kernel of this family looks at. */
#define RET_ROW(N, STACK, IS_LARGE)                                                                \
    {.name = "ret/size:" #N,                                                                       \
     .size_bytes = (N),                                                                            \
     .stack_bytes = (STACK),                                                                       \
     .kind = (IS_LARGE),                                                                           \
     .arm_count = 3,                                                                               \
     .arms = {{"value", ret_value_##N}, {"outparam", ret_outparam_##N}, {"heap", ret_heap_##N}}},
/* The caller's struct, and where the compiler has the callee make one of its own, that. */
#define RET_LARGE_ROW(N) RET_ROW(N, 2 * (N) + 8192, 1)

static const struct bv_case rows[] = {
#define BV_SIZE(N, FIT) RET_ROW(N, BV_OBJECT_STACK(N) + BV_COPY_STACK(N), 0)
#include "benchmarks/sizes.def"
    BV_RET_LARGE(RET_LARGE_ROW)};

static enum bv_status hold(const struct bv_case *row, const struct bv_env *env, bv_body_fn *body,
                           void *arg, struct bv_error *err)
{
    struct bv_ctx ctx[BV_ARM_MAX] = {{0}};
    return row->kind ? body(ctx, arg) : bv_int_hold(row, env, body, arg, err);
}

static void reset(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX])
{
    if (!row->kind)
        bv_int_reset(row, ctx);
    for (uint32_t i = 0; i < row->arm_count; i++)
        ctx[i].sum = 0;
}

static const struct bv_code_rule rules[] = {
    {.arm = "value", .travel = BV_TRAVEL_RESULT, .calls = "bv_ret_value_{size}"},
    {.arm = "outparam", .travel = BV_TRAVEL_POINTER, .calls = "bv_ret_outparam_{size}"},
    {.arm = "heap", .travel = BV_TRAVEL_POINTER, .calls = "bv_ret_heap_{size} free"},
};

const struct bv_family bv_family_ret = {
    .name = "ret",
    .summary =
        "a struct made by a function: returned, written through a pointer, or put in fresh memory",
    .presets =
        {
            [BV_PRESET_QUICK] = "size:(16|64|256|1024)$",
            [BV_PRESET_STANDARD] = ".",
        },
    .cases = rows,
    .case_count = sizeof rows / sizeof rows[0],
    .rules = rules,
    .rule_count = sizeof rules / sizeof rules[0],
    .hold = hold,
    .reset = reset,
};
