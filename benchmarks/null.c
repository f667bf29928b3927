/* SPDX-License-Identifier: Apache-2.0 */
/* null.c: family null, where no difference may be found: one symbol as both arms, and layout twins:
 * one source under two symbols, each with a callee of its own. */
#include "benchmarks/null.h"

#include "benchmarks/object.h"

#define NULL_KERNEL(N, TWIN, PASS, ARGUMENT)                                                       \
    static void null_##PASS##_##N##_##TWIN(struct bv_ctx *ctx, uint64_t n)                         \
    {                                                                                              \
        const struct bv_int_##N *p = ctx->object;                                                  \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--)                                                                         \
            sum += bv_null_##PASS##_##N##_##TWIN(ARGUMENT);                                        \
        ctx->sum = sum;                                                                            \
    }
#define BV_SIZE(N, FIT)
#define BV_LANDMARK(N, FIT)                                                                        \
    NULL_KERNEL(N, a, value, *p)                                                                   \
    NULL_KERNEL(N, b, value, *p)                                                                   \
    NULL_KERNEL(N, a, pointer, p)                                                                  \
    NULL_KERNEL(N, b, pointer, p)
#include "benchmarks/sizes.def"

#define NULL_ROW(N, KIND, OTHER, PASS)                                                             \
    {.name = "null/kind:" #KIND "/of:" #PASS "/size:" #N,                                          \
     .size_bytes = (N),                                                                            \
     .stack_bytes = BV_OBJECT_STACK(N) + BV_COPY_STACK(N),                                         \
     .arm_count = 2,                                                                               \
     .arms = {{"a", null_##PASS##_##N##_a}, {"b", null_##PASS##_##N##_##OTHER}}},

static const struct bv_case rows[] = {
#define BV_SIZE(N, FIT)
#define BV_LANDMARK(N, FIT)                                                                        \
    NULL_ROW(N, same, a, value)                                                                    \
    NULL_ROW(N, same, a, pointer)                                                                  \
    NULL_ROW(N, twin, b, value)                                                                    \
    NULL_ROW(N, twin, b, pointer)
#include "benchmarks/sizes.def"
};

static const struct bv_rule rules[] = {
    {.cases = "/kind:same/of:value/",
     .travel = BV_TRAVEL_VALUE,
     .same_code = true,
     .calls = "bv_null_value_{size}_a"},
    {.cases = "/kind:same/",
     .travel = BV_TRAVEL_POINTER,
     .same_code = true,
     .calls = "bv_null_pointer_{size}_a"},
    {.cases = "/of:value/",
     .travel = BV_TRAVEL_VALUE,
     .same_code = true,
     .calls = "bv_null_value_{size}_{pass}"},
    {.travel = BV_TRAVEL_POINTER, .same_code = true, .calls = "bv_null_pointer_{size}_{pass}"},
};

const struct bv_family bv_family_null = {
    .name = "null",
    .summary = "nulls: the same symbol as both arms, and layout twins",
    .cases = rows,
    .case_count = sizeof rows / sizeof rows[0],
    .rules = rules,
    .rule_count = sizeof rules / sizeof rules[0],
    .hold = bv_int_hold,
    .reset = bv_int_reset,
};
