/* SPDX-License-Identifier: Apache-2.0 */
/* deep_callee.c: where family deep's areas come from, and recursion with its frames on the heap. */
#include "benchmarks/families/deep.h"

#include <stdlib.h>
#include <sys/mman.h>

#define AREA(N)                                                                                    \
    uint64_t bv_deep_stack_##N(uint32_t seed, bv_deep_use_fn *use)                                 \
    {                                                                                              \
        uint32_t room[((N) + DEEP_PAGE) / sizeof(uint32_t)];                                       \
        return use(DEEP_ALIGN(room), (N), seed);                                                   \
    }
DEEP_AREAS(AREA)

uint64_t bv_deep_heap(size_t bytes, uint32_t seed, bv_deep_use_fn *use)
{
    void *room = malloc(bytes + DEEP_PAGE);
    if (room == NULL)
        return 0;
    uint64_t sum = use(DEEP_ALIGN(room), bytes, seed);
    free(room);
    return sum;
}

uint64_t bv_deep_mmap(size_t bytes, uint32_t seed, bv_deep_use_fn *use)
{
    size_t room_bytes = bytes + DEEP_PAGE;
    void *room = mmap(NULL, room_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED)
        return 0;
    uint64_t sum = use(DEEP_ALIGN(room), bytes, seed);
    return munmap(room, room_bytes) == 0 ? sum : 0;
}

#define BOXED(F)                                                                                   \
    uint64_t bv_recurse_heap_##F(uint32_t depth, uint32_t seed)                                    \
    {                                                                                              \
        struct bv_frame_##F *top = NULL;                                                           \
        uint64_t sum = 0;                                                                          \
        for (; depth > 0; depth--) {                                                               \
            struct bv_frame_##F *frame = malloc(sizeof *frame);                                    \
            if (frame == NULL)                                                                     \
                break;                                                                             \
            frame->up = top;                                                                       \
            DEEP_MIDDLE(frame) = seed + depth;                                                     \
            top = frame;                                                                           \
        }                                                                                          \
        while (top != NULL) {                                                                      \
            struct bv_frame_##F *up = top->up;                                                     \
            sum += DEEP_MIDDLE(top);                                                               \
            free(top);                                                                             \
            top = up;                                                                              \
        }                                                                                          \
        return sum;                                                                                \
    }
DEEP_FRAMES(BOXED)
