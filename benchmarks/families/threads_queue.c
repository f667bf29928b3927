/* SPDX-License-Identifier: Apache-2.0 */
/* threads_queue.c: the loops of family threads over queues. */
#include "benchmarks/families/threads_queue.h"

#include <stdlib.h>

#include "benchmarks/families/thread_group.h"

/* Make one if there is room, use one if there is one, until n are made and n used. Nobody waits for
 * both at once: a full circle of queues has something to use. */
#define QUEUE_LOOP(SLOT, PUT, USE)                                                                 \
    const struct bv_threads_queue *queue = arg;                                                    \
    uint64_t sum = 0;                                                                              \
    uint32_t turns = 0;                                                                            \
    for (uint64_t left = n, due = n; left > 0 || due > 0;) {                                       \
        SLOT *to = left > 0 ? bv_ring_room(queue->out, sizeof(SLOT)) : NULL;                       \
        if (to != NULL) {                                                                          \
            PUT;                                                                                   \
            bv_ring_push(queue->out);                                                              \
            left--;                                                                                \
        }                                                                                          \
        SLOT *from = due > 0 ? bv_ring_front(queue->in, sizeof(SLOT)) : NULL;                      \
        if (from != NULL) {                                                                        \
            USE;                                                                                   \
            due--;                                                                                 \
        }                                                                                          \
        if (to != NULL || from != NULL)                                                            \
            turns = 0;                                                                             \
        else                                                                                       \
            bv_thread_group_wait(&turns);                                                          \
    }

#define KERNELS(N)                                                                                 \
    static void put_value_##N(struct bv_int_##N *to, uint32_t seed)                                \
    {                                                                                              \
        struct bv_int_##N s;                                                                       \
        bv_threads_make_##N(&s, seed);                                                             \
        *to = s;                                                                                   \
    }                                                                                              \
    static void put_pointer_##N(struct bv_int_##N **to, uint32_t seed)                             \
    {                                                                                              \
        struct bv_int_##N *s = malloc(sizeof *s);                                                  \
        if (s != NULL)                                                                             \
            bv_threads_make_##N(s, seed);                                                          \
        *to = s;                                                                                   \
    }                                                                                              \
    static uint64_t use_pointer_##N(struct bv_int_##N *s)                                          \
    {                                                                                              \
        uint64_t sum = s == NULL ? 0 : bv_threads_pointer_##N(s);                                  \
        free(s);                                                                                   \
        return sum;                                                                                \
    }                                                                                              \
    uint64_t bv_threads_queue_value_##N(void *arg, uint64_t n)                                     \
    {                                                                                              \
        QUEUE_LOOP(struct bv_int_##N, put_value_##N(to, (uint32_t)left), {                         \
            sum += bv_threads_value_##N(*from);                                                    \
            bv_ring_pop(queue->in);                                                                \
        })                                                                                         \
        return sum;                                                                                \
    }                                                                                              \
    uint64_t bv_threads_queue_pointer_##N(void *arg, uint64_t n)                                   \
    {                                                                                              \
        QUEUE_LOOP(struct bv_int_##N *, put_pointer_##N(to, (uint32_t)left), {                     \
            struct bv_int_##N *s = *from;                                                          \
            bv_ring_pop(queue->in);                                                                \
            sum += use_pointer_##N(s);                                                             \
        })                                                                                         \
        return sum;                                                                                \
    }
THREADS_SIZES(KERNELS)
