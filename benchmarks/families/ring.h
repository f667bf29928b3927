/* SPDX-License-Identifier: Apache-2.0 */
/* ring.h: a bounded queue from one thread to one other; its slots are filled and read in place. */
#ifndef BV_RING_H
#define BV_RING_H

#include <stdalign.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "benchmarks/families/thread_group.h"

enum { BV_RING_SLOTS = 32 };

/* Each index on lines of its own; both only grow, and wrap. */
struct bv_ring {
    alignas(BV_THREADS_APART) _Atomic uint32_t made; /* by the producer */
    alignas(BV_THREADS_APART) _Atomic uint32_t used; /* by the consumer */
    alignas(BV_THREADS_APART) unsigned char slots[];
};

/* For the producer: the slot to fill next; NULL if there is none. bv_ring_push() hands it over. */
static inline void *bv_ring_room(struct bv_ring *ring, size_t slot_bytes)
{
    uint32_t made = atomic_load_explicit(&ring->made, memory_order_relaxed);
    if (made - atomic_load_explicit(&ring->used, memory_order_acquire) == BV_RING_SLOTS)
        return NULL;
    return ring->slots + made % BV_RING_SLOTS * slot_bytes;
}

static inline void bv_ring_push(struct bv_ring *ring)
{
    uint32_t made = atomic_load_explicit(&ring->made, memory_order_relaxed);
    atomic_store_explicit(&ring->made, made + 1, memory_order_release);
}

/* For the consumer: the slot to read next; NULL if there is none. bv_ring_pop() gives it back. */
static inline void *bv_ring_front(struct bv_ring *ring, size_t slot_bytes)
{
    uint32_t used = atomic_load_explicit(&ring->used, memory_order_relaxed);
    if (atomic_load_explicit(&ring->made, memory_order_acquire) == used)
        return NULL;
    return ring->slots + used % BV_RING_SLOTS * slot_bytes;
}

static inline void bv_ring_pop(struct bv_ring *ring)
{
    uint32_t used = atomic_load_explicit(&ring->used, memory_order_relaxed);
    atomic_store_explicit(&ring->used, used + 1, memory_order_release);
}

#endif
