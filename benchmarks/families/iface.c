/* SPDX-License-Identifier: Apache-2.0 */
/* iface.c: family iface: a struct turned into a value of any type, the C of Go's interface{}, and
 * handed to a function that calls a method of it through a vtable. */
#include "benchmarks/families/iface.h"

#include <stdbool.h>
#include <stdlib.h>

#include "benchmarks/object.h"

static inline bool any_init(struct bv_iface_any *any, const struct bv_iface_type *type,
                            const void *payload, size_t bytes)
{
    void *to = &any->in;
    if (bytes > sizeof any->in)
        to = any->in.box = malloc(bytes);
    if (to == NULL)
        return false;
    any->type = type;
    memcpy(to, payload, bytes);
    return true;
}

static inline void any_finish(struct bv_iface_any any, size_t bytes)
{
    if (bytes > sizeof any.in)
        free(any.in.box);
}

/* The object is reachable by the callee, so each turn must copy it anew. Out of memory, a kernel
 * stops short, and its checksum tells. */
#define STAMP(N)                                                                                   \
    static void iface_value_##N(struct bv_ctx *ctx, uint64_t n)                                    \
    {                                                                                              \
        const struct bv_int_##N *p = ctx->object;                                                  \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--) {                                                                       \
            struct bv_iface_union_##N x = {&bv_iface_type_##N, {.object = *p}};                    \
            sum += bv_iface_value_##N(x);                                                          \
        }                                                                                          \
        ctx->sum = sum;                                                                            \
    }                                                                                              \
    static void iface_smallbuf_##N(struct bv_ctx *ctx, uint64_t n)                                 \
    {                                                                                              \
        const struct bv_int_##N *p = ctx->object;                                                  \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--) {                                                                       \
            struct bv_iface_any x;                                                                 \
            if (!any_init(&x, &bv_iface_type_##N, p, sizeof *p))                                   \
                break;                                                                             \
            sum += bv_iface_smallbuf(x);                                                           \
            any_finish(x, sizeof *p);                                                              \
        }                                                                                          \
        ctx->sum = sum;                                                                            \
    }                                                                                              \
    static void iface_pointer_##N(struct bv_ctx *ctx, uint64_t n)                                  \
    {                                                                                              \
        const struct bv_int_##N *p = ctx->object;                                                  \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--)                                                                         \
            sum += bv_iface_pair((struct bv_iface_pair){&bv_iface_type_##N, p});                   \
        ctx->sum = sum;                                                                            \
    }                                                                                              \
    static void iface_boxed_##N(struct bv_ctx *ctx, uint64_t n)                                    \
    {                                                                                              \
        const struct bv_int_##N *p = ctx->object;                                                  \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--) {                                                                       \
            struct bv_int_##N *box = malloc(sizeof *box);                                          \
            if (box == NULL)                                                                       \
                break;                                                                             \
            *box = *p;                                                                             \
            sum += bv_iface_pair((struct bv_iface_pair){&bv_iface_type_##N, box});                 \
            free(box);                                                                             \
        }                                                                                          \
        ctx->sum = sum;                                                                            \
    }
BV_IFACE_SIZES(STAMP)

/* Two copies: into the union, and of it into the argument. */
#define ROW(N)                                                                                     \
    {.name = "iface/size:" #N,                                                                     \
     .size_bytes = (N),                                                                            \
     .stack_bytes = BV_OBJECT_STACK(N) + BV_COPY_STACK(N + 8),                                     \
     .arm_count = 4,                                                                               \
     .arms = {{"value", iface_value_##N},                                                          \
              {"smallbuf", iface_smallbuf_##N},                                                    \
              {"pointer", iface_pointer_##N},                                                      \
              {"boxed", iface_boxed_##N}}},
static const struct bv_case rows[] = {BV_IFACE_SIZES(ROW)};

static void metrics(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX], uint32_t arm,
                    struct bv_metrics *out)
{
    (void)ctx;
    const char *name = row->arms[arm].name;
    bool boxed = strcmp(name, "boxed") == 0;
    boxed |= strcmp(name, "smallbuf") == 0 && row->size_bytes > sizeof(struct bv_int_16);
    bv_object_tell_block(boxed ? row->size_bytes : 0, out);
}

static const struct bv_code_rule rules[] = {
    {.arm = "value", .travel = BV_TRAVEL_VALUE, .more_bytes = 8, .calls = "bv_iface_value_{size}"},
    {.cases = "/size:(8|16)$",
     .arm = "smallbuf",
     .travel = BV_TRAVEL_VALUE,
     .bytes = sizeof(struct bv_iface_any),
     .calls = "bv_iface_smallbuf"},
    {.arm = "smallbuf",
     .travel = BV_TRAVEL_VALUE,
     .bytes = sizeof(struct bv_iface_any),
     .calls = "malloc bv_iface_smallbuf free"},
    {.arm = "boxed", .travel = BV_TRAVEL_COPY, .calls = "malloc bv_iface_pair free"},
    {.travel = BV_TRAVEL_POINTER, .calls = "bv_iface_pair"},
};

const struct bv_family bv_family_iface = {
    .name = "iface",
    .summary =
        "a struct as a value of any type, called through a vtable: in a union, boxed, pointed at",
    .presets =
        {
            [BV_PRESET_QUICK] = "size:(16|64)$",
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
