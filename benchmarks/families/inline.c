/* SPDX-License-Identifier: Apache-2.0 */
/* inline.c: family inline, the control: the callee in sight of the inliner. Both arms must come out
 * as the same code; byval audit looks. */
#include "benchmarks/object.h"
#include "benchmarks/sink.h"

#define INLINE_KERNEL(N, PASS, ARGUMENT)                                                           \
    static void inline_##PASS##_##N(struct bv_ctx *ctx, uint64_t n)                                \
    {                                                                                              \
        const struct bv_int_##N *p = ctx->object;                                                  \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--) {                                                                       \
            BV_LAUNDER(p);                                                                         \
            sum += seen_##PASS##_##N(ARGUMENT);                                                    \
        }                                                                                          \
        ctx->sum = sum;                                                                            \
    }
#define BV_SIZE(N, FIT)                                                                            \
    static inline uint64_t seen_value_##N(struct bv_int_##N s)                                     \
    {                                                                                              \
        return bv_one_int_##N(&s);                                                                 \
    }                                                                                              \
    static inline uint64_t seen_pointer_##N(const struct bv_int_##N *s)                            \
    {                                                                                              \
        return bv_one_int_##N(s);                                                                  \
    }                                                                                              \
    INLINE_KERNEL(N, value, *p)                                                                    \
    INLINE_KERNEL(N, pointer, p)
#include "benchmarks/sizes.def"

static const struct bv_case rows[] = {
#define BV_SIZE(N, FIT)                                                                            \
    {.name = "inline/size:" #N,                                                                    \
     .size_bytes = (N),                                                                            \
     .stack_bytes = BV_OBJECT_STACK(N) + BV_COPY_STACK(N),                                         \
     .arm_count = 2,                                                                               \
     .arms = {{"value", inline_value_##N}, {"pointer", inline_pointer_##N}}},
#include "benchmarks/sizes.def"
};

static const struct bv_code_rule rules[] = {
    {.travel = BV_TRAVEL_INLINE},
};

const struct bv_family bv_family_inline = {
    .name = "inline",
    .summary = "control: the callee is visible to the inliner, both arms must be equal",
    .presets =
        {
            [BV_PRESET_QUICK] = "size:(16|64|256)$",
            [BV_PRESET_STANDARD] = ".",
        },
    .cases = rows,
    .case_count = sizeof rows / sizeof rows[0],
    .rules = rules,
    .rule_count = sizeof rules / sizeof rules[0],
    .hold = bv_int_hold,
    .reset = bv_int_reset,
};
