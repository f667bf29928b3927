/* SPDX-License-Identifier: Apache-2.0 */
/* planted.c: family planted: twins one of which does a known share more, for byval selfcheck. */
#include "benchmarks/families/planted.h"

#include "benchmarks/object.h"

/* A call waits for the result of the last, so that its time is that of its additions: the chain is
 * one longer than what the callee adds. */
#define PLANTED_KERNEL(HUNDREDS, MORE)                                                             \
    static void planted_##HUNDREDS##_##MORE(struct bv_ctx *ctx, uint64_t n)                        \
    {                                                                                              \
        const struct bv_long_8 *p = ctx->object;                                                   \
        const uint64_t first = p->f[0], step = ctx->mask;                                          \
        struct bv_long_8 s = {{0}};                                                                \
        for (; n > 0; n--)                                                                         \
            s.f[0] = bv_planted_##HUNDREDS##00_##MORE(s, step) + first;                            \
        ctx->sum = s.f[0];                                                                         \
    }
BV_PLANTED(PLANTED_KERNEL)
PLANTED_KERNEL(1, 0)
PLANTED_KERNEL(2, 0)
PLANTED_KERNEL(3, 0)
PLANTED_KERNEL(4, 0)
PLANTED_KERNEL(5, 0)
PLANTED_KERNEL(6, 0)

/* in: the arm that does more. */
#define PLANTED_ROW(HUNDREDS, MORE, IN, IN_A, IN_B)                                                \
    {.name = "planted/more:" #MORE "/in:" #IN "/adds:" #HUNDREDS "00/size:8",                      \
     .size_bytes = 8,                                                                              \
     .stack_bytes = BV_OBJECT_STACK(8) + BV_COPY_STACK(8),                                         \
     .arm_count = 2,                                                                               \
     .arms = {{"a", planted_##HUNDREDS##_##IN_A}, {"b", planted_##HUNDREDS##_##IN_B}}},
#define PLANTED_ROWS(HUNDREDS, MORE)                                                               \
    PLANTED_ROW(HUNDREDS, MORE, a, MORE, 0)                                                        \
    PLANTED_ROW(HUNDREDS, MORE, b, 0, MORE)

static const struct bv_case rows[] = {BV_PLANTED(PLANTED_ROWS)};

static enum bv_status hold(const struct bv_case *row, const struct bv_env *env, bv_body_fn *body,
                           void *arg, struct bv_error *err)
{
    return bv_object_hold(row, BV_CLASS_long, env, body, arg, err);
}

static void reset(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX])
{
    bv_object_reset(row, BV_CLASS_long, ctx);
}

/* Beside the struct goes the step. tests/end_to_end/selfchecks.sh counts the additions. */
static const struct bv_code_rule rules[] = {
    {.cases = "/in:a/",
     .arm = "a",
     .travel = BV_TRAVEL_MADE,
     .more_bytes = 8,
     .calls = "bv_planted_{adds}_{more}"},
    {.cases = "/in:b/",
     .arm = "b",
     .travel = BV_TRAVEL_MADE,
     .more_bytes = 8,
     .calls = "bv_planted_{adds}_{more}"},
    {.travel = BV_TRAVEL_MADE, .more_bytes = 8, .calls = "bv_planted_{adds}_0"},
};

const struct bv_family bv_family_planted = {
    .name = "planted",
    .summary = "twins of which one does 1, 2 or 5 % more: what byval selfcheck must find",
    .presets = {[BV_PRESET_SELFCHECK] = "."},
    .cases = rows,
    .case_count = sizeof rows / sizeof rows[0],
    .rules = rules,
    .rule_count = sizeof rules / sizeof rules[0],
    .hold = hold,
    .reset = reset,
};
