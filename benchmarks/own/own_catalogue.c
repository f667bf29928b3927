/* SPDX-License-Identifier: Apache-2.0 */
/* own_catalogue.c: the cases of a user's own type, as a kernel library exports them. */
#include "benchmarks/empty.h"
#include "benchmarks/families/churn_cycle.h"
#include "benchmarks/families/churn_hold.h"
#include "benchmarks/own/own.h"
#include "benchmarks/site.h"
#include "own_rows.h"

const uint32_t bv_own_align = BV_OWN_ALIGN;

#define STACK_BYTES (3 * BV_OWN_SIZE + 8192)
#define TEXT2(X) #X
#define TEXT(X) TEXT2(X)
#define SIZE "/size:" TEXT(BV_OWN_SIZE)

/* What all rows have. */
#define ROW(NAME) .name = NAME SIZE, .size_bytes = BV_OWN_SIZE, .stack_bytes = STACK_BYTES

#define DECLARE(FUNCTION) extern bv_run_fn FUNCTION __attribute__((visibility("hidden")));

#define ARG_DECLARE(ID)                                                                            \
    DECLARE(bv_arg_value_##ID##_throughput)                                                        \
    DECLARE(bv_arg_value_##ID##_latency)                                                           \
    DECLARE(bv_arg_pointer_##ID##_throughput)                                                      \
    DECLARE(bv_arg_pointer_##ID##_latency)                                                         \
    DECLARE(bv_arg_spread_##ID##_throughput)                                                       \
    DECLARE(bv_arg_spread_##ID##_latency)                                                          \
    DECLARE(bv_arg_reference_##ID##_throughput)                                                    \
    DECLARE(bv_arg_reference_##ID##_latency)                                                       \
    DECLARE(bv_arg_rvalue_##ID##_throughput)                                                       \
    DECLARE(bv_arg_rvalue_##ID##_latency)                                                          \
    DECLARE(bv_arg_move_##ID##_throughput)                                                         \
    DECLARE(bv_arg_move_##ID##_latency)
BV_OWN_READS(ARG_DECLARE)

#define ARMS_POINTER(ID, MODE) {"pointer", bv_arg_pointer_##ID##_##MODE},
#if BV_OWN_CXX
#define ARMS_REFERENCE(ID, MODE) {"reference", bv_arg_reference_##ID##_##MODE},
#else
#define ARMS_REFERENCE(ID, MODE)
#endif
#if BV_OWN_SPREADS && !BV_OWN_CALL
#define ARMS_SPREAD(ID, MODE) {"spread", bv_arg_spread_##ID##_##MODE},
#else
#define ARMS_SPREAD(ID, MODE)
#endif
#if BV_OWN_CXX
#define HAND "/hand:copy"
#else
#define HAND ""
#endif
#define ARG_ROW(ID, MODE)                                                                          \
    {ROW("arg/" BV_OWN_KEYS HAND "/reads:" #ID "/mode:" #MODE "/site:stack"),                      \
     .site = BV_SITE_STACK, .arm_count = 2 + BV_OWN_CXX + (BV_OWN_SPREADS && !BV_OWN_CALL),        \
     .arms = {{"value", bv_arg_value_##ID##_##MODE},                                               \
              ARMS_POINTER(ID, MODE) ARMS_REFERENCE(ID, MODE) ARMS_SPREAD(ID, MODE)}},
#define MOVE_ROW(ID, MODE)                                                                         \
    {ROW("arg/" BV_OWN_KEYS "/hand:move/reads:" #ID "/mode:" #MODE "/site:stack"),                 \
     .site = BV_SITE_STACK, .arm_count = 3,                                                        \
     .arms = {{"value", bv_arg_move_##ID##_##MODE},                                                \
              {"rvalue", bv_arg_rvalue_##ID##_##MODE},                                             \
              {"pointer", bv_arg_pointer_##ID##_##MODE}}},
#if BV_OWN_COPIES
#define ARG_COPY_ROWS(ID) ARG_ROW(ID, throughput) ARG_ROW(ID, latency)
#else
#define ARG_COPY_ROWS(ID)
#endif
#if BV_OWN_MOVES
#define ARG_MOVE_ROWS(ID) MOVE_ROW(ID, throughput)
#else
#define ARG_MOVE_ROWS(ID)
#endif
#define ARG_ROWS(ID) ARG_COPY_ROWS(ID) ARG_MOVE_ROWS(ID)

static const struct bv_case arg_rows[] = {BV_OWN_READS(ARG_ROWS)};

static const struct bv_code_rule arg_rules[] = {
    {.cases = "/hand:move/", .arm = "value", .travel = BV_TRAVEL_FREE, .calls = BV_OWN_FREE_CALLS},
    {.arm = "value",
     .travel = BV_OWN_TRAVEL,
     .place = BV_OWN_PLACE,
     .calls = "bv_own_{pass}_{reads}" BV_OWN_MORE_CALLS},
    {.arm = "spread", .travel = BV_TRAVEL_SCALARS, .calls = "bv_own_{pass}_{reads}"},
    {.travel = BV_TRAVEL_POINTER, .calls = "bv_own_{pass}_{reads}"},
};

static const struct bv_family arg = {
    .name = "arg",
    .summary = "your type handed to one function, by what it reads, and by mode",
    .cases = arg_rows,
    .case_count = sizeof arg_rows / sizeof arg_rows[0],
    .rules = arg_rules,
    .rule_count = sizeof arg_rules / sizeof arg_rules[0],
    .hold = bv_own_hold,
    .reset = bv_own_reset,
};

DECLARE(bv_run_null_value_a)
DECLARE(bv_run_null_value_b)
DECLARE(bv_run_null_pointer_a)
DECLARE(bv_run_null_pointer_b)
#define NULL_ROW(KIND, OF, OTHER)                                                                  \
    {ROW("null/kind:" #KIND "/of:" #OF "/" BV_OWN_KEYS), .site = BV_SITE_STACK, .arm_count = 2,    \
     .arms = {{"a", bv_run_null_##OF##_a}, {"b", bv_run_null_##OF##_##OTHER}}},

static const struct bv_case null_rows[] = {
#if BV_OWN_COPIES
    NULL_ROW(same, value, a) NULL_ROW(twin, value, b)
#endif
        NULL_ROW(same, pointer, a) NULL_ROW(twin, pointer, b)};

static const struct bv_code_rule null_rules[] = {
    {.cases = "/kind:same/of:value/",
     .travel = BV_OWN_TRAVEL,
     .place = BV_OWN_PLACE,
     .same_code = true,
     .calls = "bv_null_value_a" BV_OWN_MORE_CALLS},
    {.cases = "/of:value/",
     .travel = BV_OWN_TRAVEL,
     .place = BV_OWN_PLACE,
     .same_code = true,
     .calls = "bv_null_value_{pass}" BV_OWN_MORE_CALLS},
    {.cases = "/kind:same/",
     .travel = BV_TRAVEL_POINTER,
     .same_code = true,
     .calls = "bv_null_pointer_a"},
    {.travel = BV_TRAVEL_POINTER, .same_code = true, .calls = "bv_null_pointer_{pass}"},
};

static const struct bv_family null = {
    .name = "null",
    .summary = "nulls: the same symbol as both arms, and layout twins",
    .cases = null_rows,
    .case_count = sizeof null_rows / sizeof null_rows[0],
    .rules = null_rules,
    .rule_count = sizeof null_rules / sizeof null_rules[0],
    .hold = bv_own_hold,
    .reset = bv_own_reset,
};

#if BV_OWN_COPIES && !BV_OWN_CALL
DECLARE(bv_run_chain_value)
DECLARE(bv_run_chain_pointer)
static const struct bv_case chain_rows[] = {
    {ROW("chain/" BV_OWN_KEYS "/depth:4"), .stack_bytes = 4 * STACK_BYTES, .site = BV_SITE_STACK,
     .arm_count = 2, .arms = {{"value", bv_run_chain_value}, {"pointer", bv_run_chain_pointer}}}};
static const struct bv_code_rule chain_rules[] = {
    {.arm = "value",
     .travel = BV_OWN_TRAVEL,
     .place = BV_OWN_PLACE,
     .calls = "bv_own_chain_{pass}_{depth}" BV_OWN_MORE_CALLS},
    {.travel = BV_TRAVEL_POINTER, .calls = "bv_own_chain_{pass}_{depth}"},
};
static const struct bv_family chain = {
    .name = "chain",
    .summary = "your type passed down 4 frames; the last one reads it",
    .cases = chain_rows,
    .case_count = sizeof chain_rows / sizeof chain_rows[0],
    .rules = chain_rules,
    .rule_count = sizeof chain_rules / sizeof chain_rules[0],
    .hold = bv_own_hold,
    .reset = bv_own_reset,
};
#endif

#if BV_OWN_PLAIN && !BV_OWN_CALL
DECLARE(bv_run_ret_value)
DECLARE(bv_run_ret_outparam)
DECLARE(bv_run_ret_heap)
#if BV_OWN_HEAP
#define ARMS_HEAP {"heap", bv_run_ret_heap},
#else
#define ARMS_HEAP
#endif
static const struct bv_case ret_rows[] = {
    {ROW("ret/" BV_OWN_KEYS), .site = BV_SITE_STACK, .arm_count = 2 + BV_OWN_HEAP,
     .arms = {{"value", bv_run_ret_value}, {"outparam", bv_run_ret_outparam}, ARMS_HEAP}}};
static const struct bv_code_rule ret_rules[] = {
    {.arm = "value",
     .travel = BV_OWN_PLACE == BV_PLACE_REGISTERS ? BV_TRAVEL_FREE : BV_TRAVEL_RESULT,
     .place = BV_OWN_PLACE,
     .calls = "bv_own_ret_value"},
    {.arm = "outparam", .travel = BV_TRAVEL_POINTER, .calls = "bv_own_ret_outparam"},
    {.travel = BV_TRAVEL_POINTER, .calls = "bv_own_ret_heap free"},
};
static const struct bv_family ret = {
    .name = "ret",
    .summary = "your type made by a function: returned, or written through a pointer",
    .cases = ret_rows,
    .case_count = sizeof ret_rows / sizeof ret_rows[0],
    .rules = ret_rules,
    .rule_count = sizeof ret_rules / sizeof ret_rules[0],
    .hold = bv_own_hold,
    .reset = bv_own_reset,
};
#endif

#if BV_OWN_PLAIN
DECLARE(bv_run_churn_value)
DECLARE(bv_run_churn_stack)
DECLARE(bv_run_churn_heap)
DECLARE(bv_run_churn_pool)
DECLARE(bv_run_churn_gc)
#define CHURN_ROW(KEYS, ID, POINTER, ...)                                                          \
    {ROW("churn/" BV_OWN_KEYS "/" KEYS "/calls:1"),                                                \
     .stack_bytes = STACK_BYTES + 64 * 1024,                                                       \
     .site = BV_SITE_##ID,                                                                         \
     .kind = BV_CHURN_KIND(BV_LIFE_lifo, 1),                                                       \
     __VA_ARGS__.arm_count = 2,                                                                    \
     .arms = {{"value", bv_run_churn_value}, {"pointer", bv_run_churn_##POINTER}}},
static const struct bv_case churn_rows[] = {
    CHURN_ROW("site:stack", STACK, stack, )
#if BV_OWN_HEAP
        CHURN_ROW("site:pool/life:lifo", POOL, pool, )
            CHURN_ROW("site:heap/alloc:glibc/life:lifo", HEAP, heap, )
#ifdef BYVAL_COLLECTOR
                CHURN_ROW("site:gc/live:1/life:lifo", GC, gc,
                          .regime = {.collector = true, .live_mib = 1}, )
#endif
#endif
};
static const struct bv_code_rule churn_rules[] = {
    {.arm = "value", /* made on the stack it may be, on its way into registers */
     .travel = BV_OWN_PLACE == BV_PLACE_REGISTERS ? BV_TRAVEL_FREE : BV_TRAVEL_MADE,
     .place = BV_OWN_PLACE,
     .calls = "bv_own_value_" TEXT(BV_OWN_USE)},
    {.cases = "/site:heap/",
     .travel = BV_TRAVEL_POINTER,
     .spills = true,
     .calls = "malloc bv_own_pointer_" TEXT(BV_OWN_USE) " free"},
    {.cases = "/site:pool/",
     .travel = BV_TRAVEL_POINTER,
     .spills = true,
     .calls = "bv_own_pointer_" TEXT(BV_OWN_USE) " ?bv_pool_grow"},
    {.cases = "/site:gc/",
     .travel = BV_TRAVEL_POINTER,
     .spills = true,
     .calls = "GC_malloc bv_own_pointer_" TEXT(BV_OWN_USE)},
    {.travel = BV_TRAVEL_POINTER, /* what is stored is the object itself, once */
     .spills = true,
     .more_bytes = BV_OWN_SIZE < UINT16_MAX ? BV_OWN_SIZE : UINT16_MAX,
     .calls = "bv_own_pointer_" TEXT(BV_OWN_USE)},
};
static const struct bv_family churn = {
    .name = "churn",
    .summary = "objects of your type made, handed on and dying: values, or behind pointers",
    .cases = churn_rows,
    .case_count = sizeof churn_rows / sizeof churn_rows[0],
    .rules = churn_rules,
    .rule_count = sizeof churn_rules / sizeof churn_rules[0],
    .hold = bv_own_churn_hold,
    .reset = bv_churn_reset,
    .wish = bv_churn_wish,
    .begin = bv_churn_begin,
    .metrics = bv_churn_metrics,
};
#endif

static const struct bv_family *const families[] = {
    &arg,
#if BV_OWN_COPIES && !BV_OWN_CALL
    &chain,
#endif
#if BV_OWN_PLAIN && !BV_OWN_CALL
    &ret,
#endif
#if BV_OWN_PLAIN
    &churn,
#endif
    &null,
};

extern const struct bv_catalogue bv_catalogue;

__attribute__((visibility("default"))) const struct bv_catalogue bv_catalogue = {
    .abi = BV_CATALOGUE_ABI,
    .compiler = BV_OWN_COMPILER,
    .flags = BV_OWN_FLAGS,
    .families = families,
    .family_count = sizeof families / sizeof families[0],
    .empty = bv_empty_run,
};
