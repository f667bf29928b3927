/* SPDX-License-Identifier: Apache-2.0 */
/* mutate.c: family mutate: a struct that is changed: copied, changed and returned, or in place. */
#include "benchmarks/mutate.h"

#include "benchmarks/object.h"

static const uint32_t terms[] = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3};

enum { TERMS = sizeof terms / sizeof terms[0] };

#define MUTATE_KERNEL(N, HOW, PASS, CALL)                                                          \
    static void HOW##_##PASS##_##N(struct bv_ctx *ctx, uint64_t n)                                 \
    {                                                                                              \
        struct bv_int_##N *p = ctx->object;                                                        \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--) {                                                                       \
            CALL;                                                                                  \
            sum += bv_one_int_##N(p);                                                              \
        }                                                                                          \
        ctx->sum = sum;                                                                            \
    }
#define BV_SIZE(N, FIT)                                                                            \
    MUTATE_KERNEL(N, update, value, *p = bv_update_value_##N(*p))                                  \
    MUTATE_KERNEL(N, update, pointer, bv_update_pointer_##N(p))                                    \
    MUTATE_KERNEL(N, accumulate, value, *p = bv_accumulate_value_##N(*p, terms, TERMS))            \
    MUTATE_KERNEL(N, accumulate, pointer, bv_accumulate_pointer_##N(p, terms, TERMS))              \
    MUTATE_KERNEL(N, accumulate, local, bv_accumulate_local_##N(p, terms, TERMS))
#include "benchmarks/sizes.def"

static const struct bv_case rows[] = {
#define BV_SIZE(N, FIT)                                                                            \
    {.name = "mutate/how:update/size:" #N,                                                         \
     .size_bytes = (N),                                                                            \
     .stack_bytes = BV_OBJECT_STACK(N) + 2 * BV_COPY_STACK(N),                                     \
     .arm_count = 2,                                                                               \
     .arms = {{"value", update_value_##N}, {"pointer", update_pointer_##N}}},                      \
        {.name = "mutate/how:accumulate/size:" #N,                                                 \
         .size_bytes = (N),                                                                        \
         .stack_bytes = BV_OBJECT_STACK(N) + 2 * BV_COPY_STACK(N),                                 \
         .arm_count = 3,                                                                           \
         .arms = {{"value", accumulate_value_##N},                                                 \
                  {"pointer", accumulate_pointer_##N},                                             \
                  {"local", accumulate_local_##N}}},
#include "benchmarks/sizes.def"
};

const struct bv_family bv_family_mutate = {
    .name = "mutate",
    .summary = "a struct that is changed: copy, modify and return, or in place",
    .cases = rows,
    .case_count = sizeof rows / sizeof rows[0],
    .hold = bv_int_hold,
    .reset = bv_int_reset,
};
