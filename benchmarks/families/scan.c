/* SPDX-License-Identifier: Apache-2.0 */
/* scan.c: family scan: a function over every object of a working set, in the cache or not. */
#include "benchmarks/families/scan.h"

#include "benchmarks/families/working_set.h"
#include "benchmarks/object.h"
#include "benchmarks/site.h"

/* A run goes on where the last one stopped, so that slices walk through the whole set. */
#define SCAN_KERNEL(N, ARM, PASS, ELEMENT, ARGUMENT)                                               \
    static void scan_##ARM##_##N(struct bv_ctx *ctx, uint64_t n)                                   \
    {                                                                                              \
        ELEMENT *objects = ctx->object;                                                            \
        size_t count = ctx->count, i = ctx->next;                                                  \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--) {                                                                       \
            sum += bv_scan_##PASS##_##N(ARGUMENT);                                                 \
            i = i + 1 < count ? i + 1 : 0;                                                         \
        }                                                                                          \
        ctx->next = i;                                                                             \
        ctx->sum = sum;                                                                            \
    }
#define BV_SIZE(N, FIT)
#define BV_LANDMARK(N, FIT)                                                                        \
    SCAN_KERNEL(N, value, value, const struct bv_int_##N, objects[i])                              \
    SCAN_KERNEL(N, pointer, pointer, const struct bv_int_##N, &objects[i])                         \
    SCAN_KERNEL(N, scattered, pointer, const struct bv_int_##N *const, objects[i])
#include "benchmarks/sizes.def"

#define SCAN_ROW(N, SET)                                                                           \
    {.name = "scan/set:" #SET "/size:" #N,                                                         \
     .size_bytes = (N),                                                                            \
     .stack_bytes = BV_OBJECT_STACK(0) + BV_COPY_STACK(N),                                         \
     .site = BV_SITE_HEAP,                                                                         \
     .kind = BV_LEVEL_##SET,                                                                       \
     .regime = {.slow = BV_LEVEL_##SET >= BV_LEVEL_l3},                                            \
     .arm_count = 3,                                                                               \
     .arms = {{"value", scan_value_##N},                                                           \
              {"pointer", scan_pointer_##N},                                                       \
              {"scattered", scan_scattered_##N}}},

static const struct bv_case rows[] = {
#define BV_SIZE(N, FIT)
#define BV_LANDMARK(N, FIT) SCAN_ROW(N, l1) SCAN_ROW(N, l2) SCAN_ROW(N, l3) SCAN_ROW(N, beyond)
#include "benchmarks/sizes.def"
};

static enum bv_status hold(const struct bv_case *row, const struct bv_env *env, bv_body_fn *body,
                           void *arg, struct bv_error *err)
{
    struct bv_working_set set;
    enum bv_status status =
        bv_working_set_init(&set, (enum bv_level)row->kind, row->size_bytes, env, err);
    if (status != BV_OK)
        return status;
    struct bv_ctx ctx[BV_ARM_MAX] = {
        {.object = set.array, .count = set.count},
        {.object = set.array, .count = set.count},
        {.object = set.scattered, .count = set.count},
    };
    status = body(ctx, arg);
    bv_working_set_finish(&set);
    return status;
}

static void reset(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX])
{
    for (uint32_t i = 0; i < row->arm_count; i++) {
        ctx[i].next = 0;
        ctx[i].sum = 0;
    }
}

static const struct bv_code_rule rules[] = {
    {.arm = "value", .travel = BV_TRAVEL_VALUE, .calls = "bv_scan_value_{size}"},
    {.travel = BV_TRAVEL_POINTER, .calls = "bv_scan_pointer_{size}"},
};

const struct bv_family bv_family_scan = {
    .name = "scan",
    .summary = "a function over an array by value and by pointer, and over scattered objects",
    .presets =
        {
            [BV_PRESET_QUICK] = "set:l2/size:(16|64|256)$",
            [BV_PRESET_STANDARD] = ".",
        },
    .cases = rows,
    .case_count = sizeof rows / sizeof rows[0],
    .rules = rules,
    .rule_count = sizeof rules / sizeof rules[0],
    .hold = hold,
    .reset = reset,
};
