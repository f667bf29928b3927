/* SPDX-License-Identifier: Apache-2.0 */
/* deep.h: the callees of family deep: large areas and deep recursion, on the stack and elsewhere.
 */
#ifndef BV_DEEP_H
#define BV_DEEP_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the areas; 7 MiB is what fits the usual stack of 8. */
#define DEEP_AREAS(X) X(4096) X(16384) X(65536) X(262144) X(1048576) X(4194304) X(7340032)

/* Bytes of a frame's locals in recursion. */
#define DEEP_FRAMES(X) X(64) X(256) X(1024) X(4096)

/* Apart in an area, so that every page of it is touched once. Areas begin at a multiple: they are
 * cut out of DEEP_PAGE bytes more than they have, in every arm. */
enum { DEEP_PAGE = 4096 };

#define DEEP_ALIGN(p) ((uint32_t *)(((uintptr_t)(p) + DEEP_PAGE - 1) & ~(uintptr_t)(DEEP_PAGE - 1)))

#pragma GCC visibility push(hidden)

/* What a callee does with its area, opaque to it. */
typedef uint64_t bv_deep_use_fn(uint32_t *area, size_t bytes, uint32_t seed);

/* Write one word a page, then add all up. */
uint64_t bv_deep_touch(uint32_t *area, size_t bytes, uint32_t seed);

/* The same; then give the pages back to the kernel, so that the next use finds fresh ones. 0 if it
 * does not take them. */
uint64_t bv_deep_touch_and_drop(uint32_t *area, size_t bytes, uint32_t seed);

/* Use an area from malloc, or from mmap, and give it back; 0 when out of memory. */
uint64_t bv_deep_heap(size_t bytes, uint32_t seed, bv_deep_use_fn *use);
uint64_t bv_deep_mmap(size_t bytes, uint32_t seed, bv_deep_use_fn *use);

/* Use a local area. */
#define DEEP_DECLARE(N) uint64_t bv_deep_stack_##N(uint32_t seed, bv_deep_use_fn *use);
DEEP_AREAS(DEEP_DECLARE)
#undef DEEP_DECLARE

/* A frame's locals of F bytes: linked to the frame above, as what a walk over a tree keeps. */
#define DEEP_DECLARE(F)                                                                            \
    struct bv_frame_##F {                                                                          \
        struct bv_frame_##F *up;                                                                   \
        uint32_t f[((F) - sizeof(void *)) / sizeof(uint32_t)];                                     \
    };                                                                                             \
    static_assert(sizeof(struct bv_frame_##F) == (F), "a frame is not the size it says");          \
    uint64_t bv_recurse_even_##F(uint32_t depth, uint32_t seed, struct bv_frame_##F *up);          \
    uint64_t bv_recurse_odd_##F(uint32_t depth, uint32_t seed, struct bv_frame_##F *up);           \
    uint64_t bv_recurse_heap_##F(uint32_t depth, uint32_t seed);
DEEP_FRAMES(DEEP_DECLARE)
#undef DEEP_DECLARE

#pragma GCC visibility pop

#define DEEP_MIDDLE(frame) ((frame)->f[sizeof(frame)->f / sizeof(frame)->f[0] / 2])

/* Odd and even depths stand in two files: in one, gcc would inline the function into itself and
 * merge the frames. The level below is given the frame, which is therefore in memory. */
#define DEEP_LEVEL(F, LEVEL, BELOW)                                                                \
    uint64_t bv_recurse_##LEVEL##_##F(uint32_t depth, uint32_t seed, struct bv_frame_##F *up)      \
    {                                                                                              \
        struct bv_frame_##F frame;                                                                 \
        if (depth == 0)                                                                            \
            return 0;                                                                              \
        frame.up = up;                                                                             \
        DEEP_MIDDLE(&frame) = seed + depth;                                                        \
        uint64_t below = bv_recurse_##BELOW##_##F(depth - 1, seed, &frame);                        \
        return below + DEEP_MIDDLE(&frame);                                                        \
    }

#endif
