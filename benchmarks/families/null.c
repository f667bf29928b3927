/* SPDX-License-Identifier: Apache-2.0 */
/* null.c: family null, where no difference may be found: one symbol as both arms, and layout twins:
 * one source under two symbols, each with a callee of its own. There are nulls of each kind of case
 * that they vouch for: values, pointers, and objects that are allocated for every call. */
#include "benchmarks/families/null.h"

#include "benchmarks/families/churn.h"
#include "benchmarks/object.h"
#include "benchmarks/sink.h"

#define NULL_KERNEL(N, TWIN, PASS, ARGUMENT)                                                       \
    static void null_##PASS##_##N##_##TWIN(struct bv_ctx *ctx, uint64_t n)                         \
    {                                                                                              \
        const struct bv_int_##N *p = ctx->object;                                                  \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--)                                                                         \
            sum += bv_null_##PASS##_##N##_##TWIN(ARGUMENT);                                        \
        ctx->sum = sum;                                                                            \
    }

/* The pointer arm of churn, at site heap. */
#define NULL_CHURN_KERNEL(N, TWIN)                                                                 \
    static void null_churn_##N##_##TWIN(struct bv_ctx *ctx, uint64_t n)                            \
    {                                                                                              \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--) {                                                                       \
            struct bv_int_##N *s = bv_acquire_heap(NULL, sizeof *s);                               \
            if (s == NULL)                                                                         \
                break;                                                                             \
            bv_churn_make_##N(s, (uint32_t)n);                                                     \
            sum += bv_null_pointer_##N##_##TWIN(s);                                                \
            bv_release_heap(NULL, s);                                                              \
            BV_CLOBBER();                                                                          \
        }                                                                                          \
        ctx->sum = sum;                                                                            \
    }
#define BV_SIZE(N, FIT)
#define BV_LANDMARK(N, FIT)                                                                        \
    NULL_KERNEL(N, a, value, *p)                                                                   \
    NULL_KERNEL(N, b, value, *p)                                                                   \
    NULL_KERNEL(N, a, pointer, p)                                                                  \
    NULL_KERNEL(N, b, pointer, p)                                                                  \
    NULL_CHURN_KERNEL(N, a)                                                                        \
    NULL_CHURN_KERNEL(N, b)
#include "benchmarks/sizes.def"

/* kind: whether a call allocates. */
#define NULL_ROW(N, KIND, OTHER, PASS, ALLOCATES)                                                  \
    {.name = "null/kind:" #KIND "/of:" #PASS "/size:" #N,                                          \
     .size_bytes = (N),                                                                            \
     .stack_bytes = BV_OBJECT_STACK(N) + BV_COPY_STACK(N),                                         \
     .kind = (ALLOCATES),                                                                          \
     .arm_count = 2,                                                                               \
     .arms = {{"a", null_##PASS##_##N##_a}, {"b", null_##PASS##_##N##_##OTHER}}},

static const struct bv_case rows[] = {
#define BV_SIZE(N, FIT)
#define BV_LANDMARK(N, FIT)                                                                        \
    NULL_ROW(N, same, a, value, 0)                                                                 \
    NULL_ROW(N, same, a, pointer, 0)                                                               \
    NULL_ROW(N, same, a, churn, 1)                                                                 \
    NULL_ROW(N, twin, b, value, 0)                                                                 \
    NULL_ROW(N, twin, b, pointer, 0)                                                               \
    NULL_ROW(N, twin, b, churn, 1)
#include "benchmarks/sizes.def"
};

static void fill_metrics(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX], uint32_t arm,
                         struct bv_metrics *out)
{
    (void)ctx;
    (void)arm;
    bv_object_tell_block(row->kind ? row->size_bytes : 0, out);
}

static const struct bv_code_rule rules[] = {
    {.cases = "/kind:same/of:churn/",
     .travel = BV_TRAVEL_POINTER,
     .same_code = true,
     .calls = "malloc bv_null_pointer_{size}_a free"},
    {.cases = "/of:churn/",
     .travel = BV_TRAVEL_POINTER,
     .same_code = true,
     .calls = "malloc bv_null_pointer_{size}_{pass} free"},
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
    .presets =
        {
            [BV_PRESET_QUICK] =
                "kind:[a-z]+/of:(value/size:(16|64|256|1024)|(pointer|churn)/size:(64|1024))$",
            [BV_PRESET_STANDARD] = "kind:[a-z]+/of:(value/|(pointer|churn)/size:(16|64|256|1024)$)",
            [BV_PRESET_SELFCHECK] =
                "kind:[a-z]+/of:((value|churn)/size:(16|64|256|1024|4096)|pointer/size:(64|1024))$",
        },
    .cases = rows,
    .case_count = sizeof rows / sizeof rows[0],
    .rules = rules,
    .rule_count = sizeof rules / sizeof rules[0],
    .hold = bv_int_hold,
    .reset = bv_int_reset,
    .metrics = fill_metrics,
};
