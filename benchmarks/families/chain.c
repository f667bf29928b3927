/* SPDX-License-Identifier: Apache-2.0 */
/* chain.c: family chain: a struct passed down several frames, each of which passes it on. */
#include "benchmarks/families/chain.h"

#include "benchmarks/object.h"

#define CHAIN_KERNEL(N, DEPTH, PASS, ARGUMENT)                                                     \
    static void chain_##PASS##_##N##_##DEPTH(struct bv_ctx *ctx, uint64_t n)                       \
    {                                                                                              \
        const struct bv_int_##N *p = ctx->object;                                                  \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--)                                                                         \
            sum += bv_chain_##PASS##_##N##_##DEPTH(ARGUMENT);                                      \
        ctx->sum = sum;                                                                            \
    }
#define CHAIN_DEPTH(N, DEPTH)                                                                      \
    CHAIN_KERNEL(N, DEPTH, value, *p)                                                              \
    CHAIN_KERNEL(N, DEPTH, pointer, p)
#define BV_SIZE(N, FIT) CHAIN_DEPTH(N, 1) CHAIN_DEPTH(N, 2) CHAIN_DEPTH(N, 4) CHAIN_DEPTH(N, 8)
#include "benchmarks/sizes.def"

#define CHAIN_ROW(N, DEPTH)                                                                        \
    {.name = "chain/depth:" #DEPTH "/size:" #N,                                                    \
     .size_bytes = (N),                                                                            \
     .stack_bytes = BV_OBJECT_STACK(N) + (DEPTH)*BV_COPY_STACK(N),                                 \
     .kind = (DEPTH),                                                                              \
     .arm_count = 2,                                                                               \
     .arms = {{"value", chain_value_##N##_##DEPTH}, {"pointer", chain_pointer_##N##_##DEPTH}}},

static const struct bv_case rows[] = {
#define BV_SIZE(N, FIT) CHAIN_ROW(N, 1) CHAIN_ROW(N, 2) CHAIN_ROW(N, 4) CHAIN_ROW(N, 8)
#include "benchmarks/sizes.def"
};

static const struct bv_code_rule rules[] = {
    {.arm = "value", .travel = BV_TRAVEL_VALUE, .calls = "bv_chain_{pass}_{size}_{depth}"},
    {.travel = BV_TRAVEL_POINTER, .calls = "bv_chain_{pass}_{size}_{depth}"},
};

const struct bv_family bv_family_chain = {
    .name = "chain",
    .summary = "a struct passed down 1, 2, 4 or 8 frames; the last one reads it",
    .presets =
        {
            [BV_PRESET_QUICK] = "depth:4/size:(16|64|256)$",
            [BV_PRESET_STANDARD] = ".",
            [BV_PRESET_SELFCHECK] = "depth:4/size:64$",
        },
    .cases = rows,
    .case_count = sizeof rows / sizeof rows[0],
    .rules = rules,
    .rule_count = sizeof rules / sizeof rules[0],
    .hold = bv_int_hold,
    .reset = bv_int_reset,
};
