/* SPDX-License-Identifier: Apache-2.0 */
/* mutate.c: family mutate: a struct that is changed: copied, changed and returned, or in place. */
#include "benchmarks/families/mutate.h"

#include "benchmarks/object.h"
#include "benchmarks/sink.h"

#define TERMS 3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3

static const uint32_t word_terms[] = {TERMS};
static const uint8_t byte_terms[] = {TERMS};

enum { COUNT = sizeof byte_terms };

#define TERMS_OF(N) __builtin_choose_expr((N) % 4 == 0, word_terms, byte_terms)

/* The clobber makes each turn load the object again: clang 14 otherwise hands what the last turn
 * returned in registers straight to the next, in the value arm alone. */
#define MUTATE_KERNEL(N, HOW, PASS, CALL)                                                          \
    static void HOW##_##PASS##_##N(struct bv_ctx *ctx, uint64_t n)                                 \
    {                                                                                              \
        struct bv_int_##N *p = ctx->object;                                                        \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--) {                                                                       \
            BV_CLOBBER();                                                                          \
            CALL;                                                                                  \
            sum += bv_one_int_##N(p);                                                              \
        }                                                                                          \
        ctx->sum = sum;                                                                            \
    }
#define BV_SIZE(N, FIT)                                                                            \
    MUTATE_KERNEL(N, update, value, *p = bv_update_value_##N(*p))                                  \
    MUTATE_KERNEL(N, update, pointer, bv_update_pointer_##N(p))                                    \
    MUTATE_KERNEL(N, accumulate, value, *p = bv_accumulate_value_##N(*p, TERMS_OF(N), COUNT))      \
    MUTATE_KERNEL(N, accumulate, pointer, bv_accumulate_pointer_##N(p, TERMS_OF(N), COUNT))        \
    MUTATE_KERNEL(N, accumulate, local, bv_accumulate_local_##N(p, TERMS_OF(N), COUNT))
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

static const struct bv_code_rule rules[] = {
    {.arm = "value", .travel = BV_TRAVEL_VALUE, .calls = "bv_{how}_{pass}_{size}"},
    {.travel = BV_TRAVEL_POINTER, .calls = "bv_{how}_{pass}_{size}"},
};

const struct bv_family bv_family_mutate = {
    .name = "mutate",
    .summary = "a struct that is changed: copy, modify and return, or in place",
    .presets =
        {
            [BV_PRESET_QUICK] = "how:[a-z]+/size:(16|64|256)$",
            [BV_PRESET_STANDARD] = ".",
            [BV_PRESET_SELFCHECK] = "how:update/size:64$",
        },
    .cases = rows,
    .case_count = sizeof rows / sizeof rows[0],
    .rules = rules,
    .rule_count = sizeof rules / sizeof rules[0],
    .hold = bv_int_hold,
    .reset = bv_int_reset,
};
