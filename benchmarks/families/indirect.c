/* SPDX-License-Identifier: Apache-2.0 */
/* indirect.c: family indirect: the call of arg, through a function pointer. */
#include "benchmarks/families/indirect.h"

#include "benchmarks/object.h"

/* The function comes out of the context, so the compiler cannot know it; no launder is needed. */
#define INDIRECT_KERNEL(N, PASS, PARAMETER, ARGUMENT)                                              \
    static void indirect_##PASS##_##N(struct bv_ctx *ctx, uint64_t n)                              \
    {                                                                                              \
        uint64_t (*callee)(PARAMETER) = (uint64_t(*)(PARAMETER))ctx->callee;                       \
        const struct bv_int_##N *p = ctx->object;                                                  \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--)                                                                         \
            sum += callee(ARGUMENT);                                                               \
        ctx->sum = sum;                                                                            \
    }
#define BV_SIZE(N, FIT)                                                                            \
    INDIRECT_KERNEL(N, value, struct bv_int_##N, *p)                                               \
    INDIRECT_KERNEL(N, pointer, const struct bv_int_##N *, p)
#include "benchmarks/sizes.def"

typedef void any_fn(void);

/* A row's kind is its index here. */
static any_fn *const callees[][2] = {
#define BV_SIZE(N, FIT) {(any_fn *)bv_indirect_value_##N, (any_fn *)bv_indirect_pointer_##N},
#include "benchmarks/sizes.def"
};

enum index {
#define BV_SIZE(N, FIT) INDEX_##N,
#include "benchmarks/sizes.def"
};

static const struct bv_case rows[] = {
#define BV_SIZE(N, FIT)                                                                            \
    {.name = "indirect/size:" #N,                                                                  \
     .size_bytes = (N),                                                                            \
     .stack_bytes = BV_OBJECT_STACK(N) + BV_COPY_STACK(N),                                         \
     .kind = INDEX_##N,                                                                            \
     .arm_count = 2,                                                                               \
     .arms = {{"value", indirect_value_##N}, {"pointer", indirect_pointer_##N}}},
#include "benchmarks/sizes.def"
};

struct linking {
    any_fn *const *callees;
    bv_body_fn *body;
    void *arg;
};

static enum bv_status link_and_go(struct bv_ctx ctx[BV_ARM_MAX], void *arg)
{
    struct linking *l = arg;
    ctx[0].callee = l->callees[0];
    ctx[1].callee = l->callees[1];
    return l->body(ctx, l->arg);
}

static enum bv_status hold(const struct bv_case *row, const struct bv_env *env, bv_body_fn *body,
                           void *arg, struct bv_error *err)
{
    struct linking l = {callees[row->kind], body, arg};
    return bv_int_hold(row, env, link_and_go, &l, err);
}

static const struct bv_code_rule rules[] = {
    {.arm = "value", .travel = BV_TRAVEL_VALUE, .calls = "*bv_indirect_{pass}_{size}"},
    {.travel = BV_TRAVEL_POINTER, .calls = "*bv_indirect_{pass}_{size}"},
};

const struct bv_family bv_family_indirect = {
    .name = "indirect",
    .summary = "one struct handed to a function that is called through a pointer",
    .presets =
        {
            [BV_PRESET_QUICK] = "size:(16|64|256)$",
            [BV_PRESET_STANDARD] = ".",
        },
    .cases = rows,
    .case_count = sizeof rows / sizeof rows[0],
    .rules = rules,
    .rule_count = sizeof rules / sizeof rules[0],
    .hold = hold,
    .reset = bv_int_reset,
};
