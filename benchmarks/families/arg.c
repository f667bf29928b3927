/* SPDX-License-Identifier: Apache-2.0 */
/* arg.c: family arg: one struct handed to one function, by value or by pointer. */
#include "benchmarks/families/arg.h"

#include "benchmarks/make.h"
#include "benchmarks/object.h"
#include "benchmarks/site.h"

/* What reads cost beside the passing is the compiler's, and shows in the latency (docs/KERNELS.md,
 * surprises 8 to 10): the middle of two or three ints is the upper half of a register, which takes
 * a shift, that of four the lower half; a sum of all is a vector's, or where six fields fill none,
 * a loop. */

/* The site is data: one kernel serves all four, and only the address in
 * ctx->object differs. Nothing is laundered: the callee is opaque, so each turn
 * must load the object again. BV_LAUNDER(p) here made gcc 12 move the pointer
 * through two more registers, in the pointer arm alone. */
#define ARG_KERNEL(C, N, READS, PASS, ARGUMENT)                                                    \
    static void arg_##PASS##_##C##_##N##_##READS##_throughput(struct bv_ctx *ctx, uint64_t n)      \
    {                                                                                              \
        const struct bv_##C##_##N *p = ctx->object;                                                \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--)                                                                         \
            sum += bv_bits_##C(bv_arg_##PASS##_##C##_##N##_##READS(ARGUMENT));                     \
        ctx->sum = sum;                                                                            \
    }                                                                                              \
    static void arg_##PASS##_##C##_##N##_##READS##_latency(struct bv_ctx *ctx, uint64_t n)         \
    {                                                                                              \
        const char *base = ctx->object;                                                            \
        const struct bv_##C##_##N *p = ctx->object;                                                \
        uint64_t mask = ctx->mask, sum = 0;                                                        \
        for (; n > 0; n--) {                                                                       \
            uint64_t bits = bv_bits_##C(bv_arg_##PASS##_##C##_##N##_##READS(ARGUMENT));            \
            sum += bits;                                                                           \
            p = (const void *)(base + (bits & mask));                                              \
        }                                                                                          \
        ctx->sum = sum;                                                                            \
    }
#define ARG_READS(C, N, READS)                                                                     \
    ARG_KERNEL(C, N, READS, value, *p)                                                             \
    ARG_KERNEL(C, N, READS, pointer, p)                                                            \
    BV_WHEN_SPREAD(C, N, ARG_KERNEL(C, N, READS, spread, BV_ARGUMENTS(C, N)))
#define ARG_KERNELS(C, N) ARG_READS(C, N, none) ARG_READS(C, N, one) ARG_READS(C, N, all)
#define BV_SIZE(N, FIT) BV_CLASSES_##FIT(ARG_KERNELS, N)
#include "benchmarks/sizes.def"
BV_CLASSES_FEW(ARG_KERNELS)

/* The struct is made right before the call, in a local, as code does that builds an argument. Where
 * it is then copied 16 B at a time and its fields were stored one by one, a load wants what two
 * stores have: it cannot be forwarded, and waits until both have reached the cache. */
#define ARG_MADE_KERNEL(C, N, READS, MAKE, PASS, ARGUMENT)                                         \
    static void arg_##PASS##_##C##_##N##_##READS##_throughput_##MAKE(struct bv_ctx *ctx,           \
                                                                     uint64_t n)                   \
    {                                                                                              \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--) {                                                                       \
            struct bv_##C##_##N s, *p = &s;                                                        \
            bv_make_##MAKE##_##C##_##N(p, n);                                                      \
            sum += bv_bits_##C(bv_arg_##PASS##_##C##_##N##_##READS(ARGUMENT));                     \
        }                                                                                          \
        ctx->sum = sum;                                                                            \
    }                                                                                              \
    static void arg_##PASS##_##C##_##N##_##READS##_latency_##MAKE(struct bv_ctx *ctx, uint64_t n)  \
    {                                                                                              \
        uint64_t mask = ctx->mask, sum = 0, more = 0;                                              \
        for (; n > 0; n--) {                                                                       \
            struct bv_##C##_##N s, *p = &s;                                                        \
            bv_make_##MAKE##_##C##_##N(p, n + more);                                               \
            uint64_t bits = bv_bits_##C(bv_arg_##PASS##_##C##_##N##_##READS(ARGUMENT));            \
            sum += bits;                                                                           \
            more = bits & mask;                                                                    \
        }                                                                                          \
        ctx->sum = sum;                                                                            \
    }
#define ARG_MADE_ARMS(C, N, READS, MAKE)                                                           \
    ARG_MADE_KERNEL(C, N, READS, MAKE, value, *p)                                                  \
    ARG_MADE_KERNEL(C, N, READS, MAKE, pointer, p)
#define ARG_FIELDS_READS(C, N, READS)                                                              \
    ARG_MADE_ARMS(C, N, READS, fields)                                                             \
    BV_WHEN_SPREAD(C, N, ARG_MADE_KERNEL(C, N, READS, fields, spread, BV_ARGUMENTS(C, N)))
#define ARG_FIELDS_KERNELS(C, N) ARG_FIELDS_READS(C, N, one) ARG_FIELDS_READS(C, N, all)
#define ARG_VECTOR_KERNELS(C, N) ARG_MADE_ARMS(C, N, one, vector) ARG_MADE_ARMS(C, N, all, vector)
BV_MADE_FIELDS(ARG_FIELDS_KERNELS)
BV_MADE_VECTOR(ARG_VECTOR_KERNELS)

#define ARG_ROW(C, N, READS, MODE, SITE, SITE_ID)                                                  \
    {.name = "arg/class:" #C "/reads:" #READS "/mode:" #MODE "/site:" #SITE "/size:" #N,           \
     .size_bytes = (N),                                                                            \
     .stack_bytes = BV_OBJECT_STACK(N) + BV_COPY_STACK(N),                                         \
     .site = (SITE_ID),                                                                            \
     .kind = BV_CLASS_##C,                                                                         \
     .arm_count = 2 BV_WHEN_SPREAD(C, N, +1),                                                      \
     .arms = {{"value", arg_value_##C##_##N##_##READS##_##MODE},                                   \
              {"pointer", arg_pointer_##C##_##N##_##READS##_##MODE},                               \
              BV_WHEN_SPREAD(C, N, {"spread", arg_spread_##C##_##N##_##READS##_##MODE})}},
#define ARG_SITES(C, N, READS, MODE)                                                               \
    ARG_ROW(C, N, READS, MODE, stack, BV_SITE_STACK)                                               \
    ARG_ROW(C, N, READS, MODE, static, BV_SITE_STATIC)                                             \
    ARG_ROW(C, N, READS, MODE, tls, BV_SITE_TLS)                                                   \
    ARG_ROW(C, N, READS, MODE, heap, BV_SITE_HEAP)
#define ARG_MODES(C, N, READS) ARG_SITES(C, N, READS, throughput) ARG_SITES(C, N, READS, latency)
#define ARG_ROWS(C, N) ARG_MODES(C, N, none) ARG_MODES(C, N, one) ARG_MODES(C, N, all)

/* Behind the first two arms: one more, or none. */
#define ARG_MADE_ROW(C, N, READS, MODE, MAKE, ARMS, ...)                                           \
    {.name =                                                                                       \
         "arg/class:" #C "/reads:" #READS "/mode:" #MODE "/site:stack/make:" #MAKE "/size:" #N,    \
     .size_bytes = (N),                                                                            \
     .stack_bytes = BV_OBJECT_STACK(N) + BV_COPY_STACK(N) + (N),                                   \
     .site = BV_SITE_STACK,                                                                        \
     .kind = BV_CLASS_##C,                                                                         \
     .arm_count = (ARMS),                                                                          \
     .arms = {{"value", arg_value_##C##_##N##_##READS##_##MODE##_##MAKE},                          \
              {"pointer", arg_pointer_##C##_##N##_##READS##_##MODE##_##MAKE},                      \
              __VA_ARGS__}},
#define ARG_FIELDS_ROW(C, N, READS, MODE)                                                          \
    ARG_MADE_ROW(                                                                                  \
        C, N, READS, MODE, fields, 2 BV_WHEN_SPREAD(C, N, +1),                                     \
        BV_WHEN_SPREAD(C, N, {"spread", arg_spread_##C##_##N##_##READS##_##MODE##_fields}))
#define ARG_VECTOR_ROW(C, N, READS, MODE) ARG_MADE_ROW(C, N, READS, MODE, vector, 2, )
#define ARG_MADE_ROWS(ROW, C, N)                                                                   \
    ROW(C, N, one, throughput)                                                                     \
    ROW(C, N, one, latency) ROW(C, N, all, throughput) ROW(C, N, all, latency)
#define ARG_FIELDS_ROWS(C, N) ARG_MADE_ROWS(ARG_FIELDS_ROW, C, N)
#define ARG_VECTOR_ROWS(C, N) ARG_MADE_ROWS(ARG_VECTOR_ROW, C, N)

static const struct bv_case rows[] = {
#define BV_SIZE(N, FIT) BV_CLASSES_##FIT(ARG_ROWS, N)
#include "benchmarks/sizes.def"
    BV_CLASSES_FEW(ARG_ROWS) BV_MADE_FIELDS(ARG_FIELDS_ROWS) BV_MADE_VECTOR(ARG_VECTOR_ROWS)};

static enum bv_status hold(const struct bv_case *row, const struct bv_env *env, bv_body_fn *body,
                           void *arg, struct bv_error *err)
{
    return bv_object_hold(row, (enum bv_class)row->kind, env, body, arg, err);
}

static void reset(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX])
{
    bv_object_reset(row, (enum bv_class)row->kind, ctx);
}

#define ARG_CALLS "bv_arg_{pass}_{class}_{size}_{reads}"

static const struct bv_code_rule rules[] = {
    {.cases = "/make:",
     .arm = "spread",
     .travel = BV_TRAVEL_SCALARS,
     .made_by = 8,
     .calls = ARG_CALLS},
    {.arm = "spread", .travel = BV_TRAVEL_SCALARS, .calls = ARG_CALLS},
    {.cases = "/make:fields/",
     .arm = "value",
     .travel = BV_TRAVEL_MADE,
     .made_by = 8,
     .calls = ARG_CALLS},
    {.cases = "/make:vector/",
     .arm = "value",
     .travel = BV_TRAVEL_MADE,
     .made_by = 16,
     .calls = ARG_CALLS},
    {.cases = "/make:fields/", .travel = BV_TRAVEL_POINTER, .made_by = 8, .calls = ARG_CALLS},
    {.cases = "/make:vector/", .travel = BV_TRAVEL_POINTER, .made_by = 16, .calls = ARG_CALLS},
    {.arm = "value", .travel = BV_TRAVEL_VALUE, .calls = ARG_CALLS},
    {.travel = BV_TRAVEL_POINTER, .calls = ARG_CALLS},
};

const struct bv_family bv_family_arg = {
    .name = "arg",
    .summary = "one struct handed to one function, by field class, reads, mode, site and making",
    .presets =
        {
            [BV_PRESET_QUICK] =
                "class:int/reads:(none|one|all)/mode:throughput/site:stack/size:"
                "([1-9]|1[267]|24|32|40|48|64|72|80|96|1[1-9].|2..|384|512|768|[0-9]{4,})$"
                "|class:int/reads:one/mode:latency/site:stack/size:(16|64|256|1024)$"
                "|class:int/reads:one/mode:throughput/site:(static|tls|heap)/size:(16|64|256)$"
                "|class:(double|vec|packed|float|padded)/reads:one/mode:throughput/site:stack/"
                "size:(16|64)$"
                "|class:long/reads:one/mode:throughput/site:stack/make:fields/size:(16|32|64)$",
            [BV_PRESET_STANDARD] =
                "class:int/reads:(none|one|all)/mode:(throughput|latency)/site:stack/"
                "|class:int/reads:one/mode:throughput/site:"
                "|class:[a-z]+/reads:one/mode:throughput/site:stack/"
                "|class:[a-z]+/reads:one/mode:latency/site:stack/make:",
            [BV_PRESET_SELFCHECK] =
                "class:int/reads:one/mode:throughput/site:stack/size:(32|64|257|1024)$",
        },
    .cases = rows,
    .case_count = sizeof rows / sizeof rows[0],
    .rules = rules,
    .rule_count = sizeof rules / sizeof rules[0],
    .hold = hold,
    .reset = reset,
};
