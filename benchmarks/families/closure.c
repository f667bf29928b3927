/* SPDX-License-Identifier: Apache-2.0 */
/* closure.c: family closure: a function and the variables that it captures, handed to another
 * function that calls it at once (use:local), or that keeps it in a slot, out of which a third one
 * calls it later (use:stored).
 *
 * value    captures a copy, in the closure itself: whoever keeps the closure keeps all that it
 * needs. pointer  captures by reference: legal while the frame that holds the variables lives. It
 * does here, as the object lies further up the stack; a maker that returned before the call could
 * not use this arm. heap     captures a copy in a block of its own, which may outlive its maker:
 * use:local frees it in the maker, use:stored when it has been called. */
#include "benchmarks/families/closure.h"

#include <stdbool.h>
#include <stdlib.h>

#include "benchmarks/object.h"

/* The object is reachable by the callees, so each turn must capture it anew. Out of memory, a
 * kernel stops short, and its checksum tells. The slot could be anyone's: its address is all that
 * the callees know. It is cleared once a run, for cppcheck, which takes keep for a reader. */
#define KERNEL(N, PASS, USE, SLOT, TURN)                                                           \
    static void closure_##PASS##_##N##_##USE(struct bv_ctx *ctx, uint64_t n)                       \
    {                                                                                              \
        struct bv_int_##N *p = ctx->object;                                                        \
        SLOT;                                                                                      \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--) {                                                                       \
            TURN;                                                                                  \
        }                                                                                          \
        ctx->sum = sum;                                                                            \
    }

#define VALUE(N)                                                                                   \
    (struct bv_closure_##N)                                                                        \
    {                                                                                              \
        bv_closure_code_##N, *p                                                                    \
    }
#define REFER(N, ENV)                                                                              \
    (struct bv_closure)                                                                            \
    {                                                                                              \
        bv_closure_code_##N, ENV                                                                   \
    }
#define CAPTURE(N)                                                                                 \
    struct bv_int_##N *env = malloc(sizeof *env);                                                  \
    if (env == NULL)                                                                               \
        break;                                                                                     \
    *env = *p

#define STAMP(N)                                                                                   \
    KERNEL(N, value, local, , sum += bv_closure_call_##N(VALUE(N)))                                \
    KERNEL(N, pointer, local, , sum += bv_closure_call(REFER(N, p)))                               \
    KERNEL(N, heap, local, , CAPTURE(N); sum += bv_closure_call(REFER(N, env)); free(env))         \
    KERNEL(N, value, stored, struct bv_closure_##N slot = {0},                                     \
           bv_closure_keep_##N(&slot, VALUE(N));                                                   \
           sum += bv_closure_fire_##N(&slot))                                                      \
    KERNEL(N, pointer, stored, struct bv_closure slot = {0}, bv_closure_keep(&slot, REFER(N, p));  \
           sum += bv_closure_fire(&slot))                                                          \
    KERNEL(N, heap, stored, struct bv_closure slot = {0}, CAPTURE(N);                              \
           bv_closure_keep(&slot, REFER(N, env)); sum += bv_closure_fire_last(&slot))
BV_CLOSURE_SIZES(STAMP)

#define USE_ROW(N, USE)                                                                            \
    {.name = "closure/use:" #USE "/size:" #N,                                                      \
     .size_bytes = (N),                                                                            \
     .stack_bytes = BV_OBJECT_STACK(N) + 2 * BV_COPY_STACK(N + 8),                                 \
     .arm_count = 3,                                                                               \
     .arms = {{"value", closure_value_##N##_##USE},                                                \
              {"pointer", closure_pointer_##N##_##USE},                                            \
              {"heap", closure_heap_##N##_##USE}}},
#define ROW(N) USE_ROW(N, local) USE_ROW(N, stored)
static const struct bv_case rows[] = {BV_CLOSURE_SIZES(ROW)};

static void metrics(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX], uint32_t arm,
                    struct bv_metrics *out)
{
    (void)ctx;
    bool heap = strcmp(row->arms[arm].name, "heap") == 0;
    bv_object_tell_block(heap ? row->size_bytes : 0, out);
}

static const struct bv_code_rule rules[] = {
    {.cases = "/use:local/",
     .arm = "value",
     .travel = BV_TRAVEL_VALUE,
     .more_bytes = 8,
     .calls = "bv_closure_call_{size}"},
    {.arm = "value",
     .travel = BV_TRAVEL_VALUE,
     .more_bytes = 8,
     .calls = "bv_closure_keep_{size} bv_closure_fire_{size}"},
    {.cases = "/use:local/",
     .arm = "heap",
     .travel = BV_TRAVEL_COPY,
     .calls = "malloc bv_closure_call free"},
    {.arm = "heap",
     .travel = BV_TRAVEL_COPY,
     .calls = "malloc bv_closure_keep bv_closure_fire_last"},
    {.cases = "/use:local/", .travel = BV_TRAVEL_POINTER, .calls = "bv_closure_call"},
    {.travel = BV_TRAVEL_POINTER, .calls = "bv_closure_keep bv_closure_fire"},
};

const struct bv_family bv_family_closure = {
    .name = "closure",
    .summary = "a function and what it captures, by value, by reference or on the heap; called now "
               "or later",
    .presets =
        {
            [BV_PRESET_QUICK] = "use:[a-z]+/size:(16|64)$",
            [BV_PRESET_STANDARD] = ".",
        },
    .cases = rows,
    .case_count = sizeof rows / sizeof rows[0],
    .rules = rules,
    .rule_count = sizeof rules / sizeof rules[0],
    .hold = bv_int_hold,
    .reset = bv_int_reset,
    .metrics = metrics,
};
