/* SPDX-License-Identifier: Apache-2.0 */
/* escape.c: family escape: what a C compiler does itself about blocks that never leave a function.
 *
 * local     obtains a block, uses it and frees it; the compiler sees all of that, and may do
 * without the block escaping  the same, but the compiler loses sight of the pointer on the way
 * stack     the same, with a local variable for a block
 *
 * shape:pair       malloc, two fields set and read, free
 * shape:unchecked  the same, but nobody asks whether malloc failed (out of memory, it crashes)
 * shape:copy       the block is set by assigning a whole struct to it
 * shape:loop       the block is set field by field, in a loop
 * shape:calloc     calloc; one field is set, another is still zero
 * shape:variable   the size comes from a variable
 * shape:branch     on a path that is never taken the block is handed on instead of freed
 * shape:realloc    two fields set, realloc to twice the size, the fields read
 *
 * There is no callee: tests/end_to_end/escape_removed.sh says which blocks are gone, and
 * docs/KERNELS.md which were under gcc 12 and clang 14. */
#include <stdbool.h>
#include <stdlib.h>

#include "benchmarks/object.h"
#include "benchmarks/sink.h"

#define SIZES(X) X(8) X(16) X(64) X(128) X(256) X(1024)

/* The object is laundered, or the loop would have nothing new to do in its second turn. Out of
 * memory, a kernel stops short, and its checksum tells. */
#define KERNEL(N, SHAPE, ARM, TURN)                                                                \
    static void escape_##ARM##_##N##_##SHAPE(struct bv_ctx *ctx, uint64_t n)                       \
    {                                                                                              \
        const struct bv_int_##N *p = ctx->object;                                                  \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--) {                                                                       \
            BV_LAUNDER(p);                                                                         \
            TURN;                                                                                  \
        }                                                                                          \
        ctx->sum = sum;                                                                            \
    }

#define GET(N, CALL)                                                                               \
    GET_UNCHECKED(N, CALL);                                                                        \
    if (s == NULL)                                                                                 \
    break
#define GET_UNCHECKED(N, CALL) struct bv_int_##N *s = CALL
#define VARIABLE(N)                                                                                \
    size_t bytes = (N);                                                                            \
    BV_LAUNDER(bytes)
#define GET_LOCAL(N, INIT)                                                                         \
    struct bv_int_##N object INIT;                                                                 \
    struct bv_int_##N *s = &object

#define SET_TWO                                                                                    \
    s->f[0] = p->f[0];                                                                             \
    BV_MIDDLE(s) = BV_MIDDLE(p)
#define SET_ALL                                                                                    \
    for (size_t i = 0; i < BV_COUNT(s); i++) {                                                     \
        s->f[i] = p->f[i] + (uint32_t)n;                                                           \
    }
#define GROW(N)                                                                                    \
    struct bv_int_##N *grown = realloc(s, 2 * sizeof *s);                                          \
    if (grown == NULL) {                                                                           \
        free(s);                                                                                   \
        break;                                                                                     \
    }                                                                                              \
    s = grown
#define USE sum += s->f[0] + BV_MIDDLE(s)
#define PUT_UNLESS_KEPT                                                                            \
    if (n == ctx->mask) {                                                                          \
        ctx->state = s;                                                                            \
        break;                                                                                     \
    }                                                                                              \
    free(s)

#define SHAPE(N, NAME, HEAP, LOCAL, SET, PUT)                                                      \
    KERNEL(N, NAME, local, HEAP; SET; USE; PUT)                                                    \
    KERNEL(N, NAME, escaping, HEAP; SET; BV_LAUNDER(s); USE; PUT)                                  \
    KERNEL(N, NAME, stack, LOCAL; SET; USE)
#define STAMP(N)                                                                                   \
    SHAPE(N, pair, GET(N, malloc(sizeof *s)), GET_LOCAL(N, ), SET_TWO, free(s))                    \
    SHAPE(N, unchecked, GET_UNCHECKED(N, malloc(sizeof *s)), GET_LOCAL(N, ), SET_TWO, free(s))     \
    SHAPE(N, copy, GET(N, malloc(sizeof *s)), GET_LOCAL(N, ), *s = *p, free(s))                    \
    SHAPE(N, loop, GET(N, malloc(sizeof *s)), GET_LOCAL(N, ), SET_ALL, free(s))                    \
    SHAPE(N, calloc, GET(N, calloc(1, sizeof *s)), GET_LOCAL(N, = {{0}}), s->f[0] = p->f[0],       \
          free(s))                                                                                 \
    SHAPE(N, variable, VARIABLE(N); GET(N, malloc(bytes)), VARIABLE(N);                            \
          GET_LOCAL(N, ), SET_TWO, free(s))                                                        \
    SHAPE(N, branch, GET(N, malloc(sizeof *s)), GET_LOCAL(N, ), SET_TWO, PUT_UNLESS_KEPT)          \
    KERNEL(N, realloc, local, GET(N, malloc(sizeof *s)); SET_TWO; GROW(N); USE; free(s))           \
    KERNEL(N, realloc, escaping, GET(N, malloc(sizeof *s)); SET_TWO; BV_LAUNDER(s); GROW(N); USE;  \
           free(s))                                                                                \
    KERNEL(N, realloc, stack, GET_LOCAL(N, ); SET_TWO; USE)
/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): the analyzer loses sight of the block as well. */
SIZES(STAMP)

#define SHAPE_ROW(N, SHAPE)                                                                        \
    {.name = "escape/shape:" #SHAPE "/size:" #N,                                                   \
     .size_bytes = (N),                                                                            \
     .stack_bytes = BV_OBJECT_STACK(N) + BV_COPY_STACK(N),                                         \
     .arm_count = 3,                                                                               \
     .arms = {{"local", escape_local_##N##_##SHAPE},                                               \
              {"escaping", escape_escaping_##N##_##SHAPE},                                         \
              {"stack", escape_stack_##N##_##SHAPE}}},
#define ROW(N)                                                                                     \
    SHAPE_ROW(N, pair)                                                                             \
    SHAPE_ROW(N, unchecked)                                                                        \
    SHAPE_ROW(N, copy)                                                                             \
    SHAPE_ROW(N, loop)                                                                             \
    SHAPE_ROW(N, calloc)                                                                           \
    SHAPE_ROW(N, variable)                                                                         \
    SHAPE_ROW(N, branch)                                                                           \
    SHAPE_ROW(N, realloc)
static const struct bv_case rows[] = {SIZES(ROW)};

/* Of local, the compiler decides; realloc is no plain block. */
static void metrics(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX], uint32_t arm,
                    struct bv_metrics *out)
{
    (void)ctx;
    const char *name = row->arms[arm].name;
    if (strcmp(name, "local") == 0 || strstr(row->name, "/shape:realloc/") != NULL)
        return;
    bv_object_tell_block(strcmp(name, "escaping") == 0 ? row->size_bytes : 0, out);
}

static const struct bv_code_rule rules[] = {
    {.arm = "stack", .travel = BV_TRAVEL_FREE},
    {.arm = "local", .travel = BV_TRAVEL_FREE, .calls = "?malloc ?calloc ?realloc ?free"},
    {.cases = "/shape:calloc/", .travel = BV_TRAVEL_FREE, .calls = "calloc free"},
    {.cases = "/shape:realloc/", .travel = BV_TRAVEL_FREE, .calls = "malloc realloc ?free"},
    {.travel = BV_TRAVEL_FREE, .calls = "malloc free"},
};

const struct bv_family bv_family_escape = {
    .name = "escape",
    .summary = "malloc and free of a block that never leaves the function: does the compiler keep "
               "it?",
    .presets =
        {
            [BV_PRESET_QUICK] = "shape:([a-z]+/size:64|pair/size:16)$",
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
