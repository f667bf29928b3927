/* SPDX-License-Identifier: Apache-2.0 */
/* deep.c: family deep: large locals and deep recursion, on the stack against the heap. */
#include "benchmarks/families/deep.h"

#include <unistd.h>

#include "benchmarks/case.h"

/* touch: a call gets an area, writes one word in each of its pages, adds them up and gives the area
 * back: the least use that needs every page, so that the areas' price is not drowned in the writing
 * of megabytes, which is the same for all arms.
 *
 * touch:warm times a call whose pages are there already, which is what a call in a loop finds. The
 * heap is left as users have it: glibc maps the first block of 128 KiB and more, but when that is
 * freed raises its threshold above the block (up to 32 MiB), so that the next one comes from the
 * heap and stays; other allocators keep or drop pages by rules of their own.
 *
 * touch:first times a call that finds none of its pages: a page fault each, in which the kernel
 * finds and clears a page, which is what is measured. So that the pages are gone, every call ends
 * with MADV_DONTNEED on the area: on the stack below the frames in use, in the heap before free.
 * That cost, of a system call and of taking the pages out again, is in the time of both. Arm mmap
 * needs none: it maps and unmaps the area, as malloc does where it does not keep the memory.
 *
 * depth: a call goes so many frames deep, each linked to the one above and with one word of its
 * locals written, and adds these up on its way back. Arm heap does the same work in a loop, with an
 * explicit stack of frames from malloc. */
enum { TOUCH_warm, TOUCH_first, DEPTH };

#define AREA_KERNEL(N)                                                                             \
    static void deep_stack_##N(struct bv_ctx *ctx, uint64_t n)                                     \
    {                                                                                              \
        bv_deep_use_fn *use = (bv_deep_use_fn *)ctx->callee;                                       \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--)                                                                         \
            sum += bv_deep_stack_##N((uint32_t)n, use);                                            \
        ctx->sum = sum;                                                                            \
    }
DEEP_AREAS(AREA_KERNEL)

#define OTHER_KERNEL(ARM)                                                                          \
    static void deep_##ARM(struct bv_ctx *ctx, uint64_t n)                                         \
    {                                                                                              \
        bv_deep_use_fn *use = (bv_deep_use_fn *)ctx->callee;                                       \
        size_t bytes = ctx->count;                                                                 \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--)                                                                         \
            sum += bv_deep_##ARM(bytes, (uint32_t)n, use);                                         \
        ctx->sum = sum;                                                                            \
    }
OTHER_KERNEL(heap)
OTHER_KERNEL(mmap)

#define DEPTH_KERNEL(F)                                                                            \
    static void recurse_stack_##F(struct bv_ctx *ctx, uint64_t n)                                  \
    {                                                                                              \
        uint32_t depth = (uint32_t)ctx->count;                                                     \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--)                                                                         \
            sum += bv_recurse_even_##F(depth, (uint32_t)n, NULL);                                  \
        ctx->sum = sum;                                                                            \
    }                                                                                              \
    static void recurse_heap_##F(struct bv_ctx *ctx, uint64_t n)                                   \
    {                                                                                              \
        uint32_t depth = (uint32_t)ctx->count;                                                     \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--)                                                                         \
            sum += bv_recurse_heap_##F(depth, (uint32_t)n);                                        \
        ctx->sum = sum;                                                                            \
    }
DEEP_FRAMES(DEPTH_KERNEL)

/* The frames of hold, body, kernel and use; a level's return address and saved registers. */
enum { FRAMES_STACK = 16384, LEVEL_STACK = 96 };

#define WARM_ROW(N)                                                                                \
    {.name = "deep/touch:warm/size:" #N,                                                           \
     .size_bytes = (N),                                                                            \
     .stack_bytes = (N) + DEEP_PAGE + FRAMES_STACK,                                                \
     .kind = TOUCH_warm,                                                                           \
     .regime = {.slow = true},                                                                     \
     .arm_count = 2,                                                                               \
     .arms = {{"stack", deep_stack_##N}, {"heap", deep_heap}}},
#define FIRST_ROW(N)                                                                               \
    {.name = "deep/touch:first/size:" #N,                                                          \
     .size_bytes = (N),                                                                            \
     .stack_bytes = (N) + DEEP_PAGE + FRAMES_STACK,                                                \
     .kind = TOUCH_first,                                                                          \
     .regime = {.slow = true},                                                                     \
     .arm_count = 3,                                                                               \
     .arms = {{"stack", deep_stack_##N}, {"heap", deep_heap}, {"mmap", deep_mmap}}},
#define DEPTH_ROW(D, F)                                                                            \
    {.name = "deep/depth:" #D "/size:" #F,                                                         \
     .size_bytes = (F),                                                                            \
     .stack_bytes = (D) * ((F) + LEVEL_STACK) + FRAMES_STACK,                                      \
     .kind = DEPTH + (D),                                                                          \
     .regime = {.slow = true},                                                                     \
     .arm_count = 2,                                                                               \
     .arms = {{"stack", recurse_stack_##F}, {"heap", recurse_heap_##F}}},
#define DEPTH_ROWS(F) DEPTH_ROW(16, F) DEPTH_ROW(256, F)

static const struct bv_case rows[] = {
    /* clang-format off */
    DEEP_AREAS(WARM_ROW)
    DEEP_AREAS(FIRST_ROW)
    DEEP_FRAMES(DEPTH_ROWS)
    /* 4096 frames of 4 KiB would be 16 MiB, twice the usual stack. */
    DEPTH_ROW(4096, 64) DEPTH_ROW(4096, 256) DEPTH_ROW(4096, 1024) DEPTH_ROW(1024, 4096)
    /* clang-format on */
};

static enum bv_status hold(const struct bv_case *row, const struct bv_env *env, bv_body_fn *body,
                           void *arg, struct bv_error *err)
{
    (void)env;
    struct bv_ctx ctx[BV_ARM_MAX] = {{0}};
    bv_deep_use_fn *kept = row->kind == TOUCH_first ? bv_deep_touch_and_drop : bv_deep_touch;
    if (row->kind == TOUCH_first && sysconf(_SC_PAGESIZE) != DEEP_PAGE)
        return bv_fail(err, BV_E_UNSUPPORTED, "pages have %ld bytes here, the case counts on %d",
                       sysconf(_SC_PAGESIZE), DEEP_PAGE);
    for (uint32_t i = 0; i < row->arm_count; i++) {
        ctx[i].callee = (void (*)(void))(i < 2 ? kept : bv_deep_touch);
        ctx[i].count = row->kind > DEPTH ? row->kind - (size_t)DEPTH : row->size_bytes;
    }
    return body(ctx, arg);
}

static void reset(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX])
{
    for (uint32_t i = 0; i < row->arm_count; i++)
        ctx[i].sum = 0;
}

static const struct bv_code_rule rules[] = {
    {.cases = "/depth:",
     .arm = "stack",
     .travel = BV_TRAVEL_FREE,
     .frame = true,
     .calls = "bv_recurse_even_{size}"},
    {.cases = "/depth:", .travel = BV_TRAVEL_FREE, .calls = "bv_recurse_heap_{size}"},
    {.arm = "stack", .travel = BV_TRAVEL_FREE, .frame = true, .calls = "bv_deep_stack_{size}"},
    {.travel = BV_TRAVEL_FREE, .calls = "bv_deep_{pass}"},
};

const struct bv_family bv_family_deep = {
    .name = "deep",
    .summary = "large locals and deep recursion: on the stack, on the heap, on fresh pages",
    .presets = {[BV_PRESET_QUICK] = "touch:warm/size:(65536|1048576)$", [BV_PRESET_STANDARD] = "."},
    .cases = rows,
    .case_count = sizeof rows / sizeof rows[0],
    .rules = rules,
    .rule_count = sizeof rules / sizeof rules[0],
    .hold = hold,
    .reset = reset,
};
