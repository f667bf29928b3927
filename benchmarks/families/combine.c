/* SPDX-License-Identifier: Apache-2.0 */
/* combine.c: family combine: two structs in and one out, as vectors and matrices are computed with:
 * all by value, or in place through pointers, which are `restrict` in one arm. */
#include "benchmarks/families/combine.h"

#include "benchmarks/object.h"
#include "benchmarks/sink.h"

/* The clobber makes each turn load both anew, as in family mutate. */
#define COMBINE_KERNEL(C, N, PASS, CALL)                                                           \
    static void combine_##PASS##_##C##_##N(struct bv_ctx *ctx, uint64_t n)                         \
    {                                                                                              \
        struct bv_##C##_##N *a = ctx->object;                                                      \
        const struct bv_##C##_##N *b = a + 1;                                                      \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--) {                                                                       \
            BV_CLOBBER();                                                                          \
            CALL;                                                                                  \
            sum += bv_bits_##C(bv_one_##C##_##N(a));                                               \
        }                                                                                          \
        ctx->sum = sum;                                                                            \
    }
#define COMBINE_KERNELS(C, N)                                                                      \
    COMBINE_KERNEL(C, N, value, *a = bv_combine_value_##C##_##N(*a, *b))                           \
    COMBINE_KERNEL(C, N, pointer, bv_combine_pointer_##C##_##N(a, b))                              \
    COMBINE_KERNEL(C, N, restrict, bv_combine_restrict_##C##_##N(a, b))
BV_COMBINE(COMBINE_KERNELS)

#define COMBINE_ROW(C, N)                                                                          \
    {.name = "combine/class:" #C "/size:" #N,                                                      \
     .size_bytes = (N),                                                                            \
     .stack_bytes = BV_OBJECT_STACK(2 * (N)) + 2 * BV_COPY_STACK(2 * (N)),                         \
     .kind = BV_CLASS_##C,                                                                         \
     .arm_count = 3,                                                                               \
     .arms = {{"value", combine_value_##C##_##N},                                                  \
              {"pointer", combine_pointer_##C##_##N},                                              \
              {"restrict", combine_restrict_##C##_##N}}},

static const struct bv_case rows[] = {BV_COMBINE(COMBINE_ROW)};

/* Both structs, as one object. */
static struct bv_case both(const struct bv_case *row)
{
    struct bv_case out = *row;
    out.size_bytes *= 2;
    return out;
}

static enum bv_status hold(const struct bv_case *row, const struct bv_env *env, bv_body_fn *body,
                           void *arg, struct bv_error *err)
{
    const struct bv_case all = both(row);
    return bv_object_hold(&all, (enum bv_class)row->kind, env, body, arg, err);
}

static void reset(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX])
{
    const struct bv_case all = both(row);
    bv_object_reset(&all, (enum bv_class)row->kind, ctx);
}

#define COMBINE_CALLS "bv_combine_{pass}_{class}_{size}"

static const struct bv_code_rule rules[] = {
    {.arm = "value", .travel = BV_TRAVEL_VALUE, .count = "2", .calls = COMBINE_CALLS},
    {.travel = BV_TRAVEL_POINTER, .calls = COMBINE_CALLS},
};

const struct bv_family bv_family_combine = {
    .name = "combine",
    .summary = "two structs in, one out: all by value, or in place through pointers",
    .presets = {[BV_PRESET_STANDARD] = "."},
    .cases = rows,
    .case_count = sizeof rows / sizeof rows[0],
    .rules = rules,
    .rule_count = sizeof rules / sizeof rules[0],
    .hold = hold,
    .reset = reset,
};
