/* SPDX-License-Identifier: Apache-2.0 */
/* abi.c: family abi: a struct handed to a function by the convention of Linux, and by that of
 * Windows, on Linux. */
#include "benchmarks/families/abi.h"

#include "benchmarks/object.h"

#define ABI_KERNEL(ABI, N, PASS, ARGUMENT)                                                         \
    static void abi_##ABI##_##PASS##_##N##_throughput(struct bv_ctx *ctx, uint64_t n)              \
    {                                                                                              \
        const struct bv_int_##N *p = ctx->object;                                                  \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--)                                                                         \
            sum += bv_abi_##ABI##_##PASS##_##N(ARGUMENT);                                          \
        ctx->sum = sum;                                                                            \
    }                                                                                              \
    static void abi_##ABI##_##PASS##_##N##_latency(struct bv_ctx *ctx, uint64_t n)                 \
    {                                                                                              \
        const char *base = ctx->object;                                                            \
        const struct bv_int_##N *p = ctx->object;                                                  \
        uint64_t mask = ctx->mask, sum = 0;                                                        \
        for (; n > 0; n--) {                                                                       \
            uint64_t bits = bv_abi_##ABI##_##PASS##_##N(ARGUMENT);                                 \
            sum += bits;                                                                           \
            p = (const void *)(base + (bits & mask));                                              \
        }                                                                                          \
        ctx->sum = sum;                                                                            \
    }
#define ABI_KERNELS(ABI, N) ABI_KERNEL(ABI, N, value, *p) ABI_KERNEL(ABI, N, pointer, p)
BV_ABI(ABI_KERNELS)

#define ABI_ROW(ABI, N, MODE)                                                                      \
    {.name = "abi/of:" #ABI "/mode:" #MODE "/size:" #N,                                            \
     .size_bytes = (N),                                                                            \
     .stack_bytes = BV_OBJECT_STACK(N) + BV_COPY_STACK(N),                                         \
     .arm_count = 2,                                                                               \
     .arms = {{"value", abi_##ABI##_value_##N##_##MODE},                                           \
              {"pointer", abi_##ABI##_pointer_##N##_##MODE}}},
#define ABI_ROWS(ABI, N) ABI_ROW(ABI, N, throughput) ABI_ROW(ABI, N, latency)

static const struct bv_case rows[] = {BV_ABI(ABI_ROWS)};

static enum bv_status hold(const struct bv_case *row, const struct bv_env *env, bv_body_fn *body,
                           void *arg, struct bv_error *err)
{
#ifdef __x86_64__
    return bv_int_hold(row, env, body, arg, err);
#else
    (void)env;
    (void)body;
    (void)arg;
    return bv_fail(err, BV_E_UNSUPPORTED, "%s: these conventions are x86-64's", row->name);
#endif
}

#define ABI_CALLS "bv_abi_{of}_{pass}_{size}"

static const struct bv_code_rule rules[] = {
    {.isa = "aarch64", .travel = BV_TRAVEL_ABSENT},
    {.cases = "/of:ms/.*/size:(1.|2.|3.|6.|128)$",
     .arm = "value",
     .travel = BV_TRAVEL_COPY,
     .calls = ABI_CALLS},
    {.arm = "value", .travel = BV_TRAVEL_VALUE, .calls = ABI_CALLS},
    {.travel = BV_TRAVEL_POINTER, .calls = ABI_CALLS},
};

const struct bv_family bv_family_abi = {
    .name = "abi",
    .summary = "a struct handed to a function by the convention of Linux, and by that of Windows",
    .presets = {[BV_PRESET_STANDARD] = "."},
    .cases = rows,
    .case_count = sizeof rows / sizeof rows[0],
    .rules = rules,
    .rule_count = sizeof rules / sizeof rules[0],
    .hold = hold,
    .reset = bv_int_reset,
};
