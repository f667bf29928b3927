/* SPDX-License-Identifier: Apache-2.0 */
/* threads_queue.h: family threads, its cases in which objects go from thread to thread. */
#ifndef BV_THREADS_QUEUE_H
#define BV_THREADS_QUEUE_H

#include "benchmarks/families/ring.h"
#include "benchmarks/families/threads.h"

/* Where a thread's objects go, and where those come from that it uses. */
struct bv_threads_queue {
    struct bv_ring *in, *out;
};

#pragma GCC visibility push(hidden)

/* What a thread does: make n objects for the next one, and use n of the one before, by value or by
 * pointer. Out of memory, a place in the queue is taken by NULL, so that nobody waits for it.
 * arg      a struct bv_threads_queue
 * Returns  the checksum of what it used; out of memory, an object is missing in it */
#define THREADS_DECLARE(N)                                                                         \
    uint64_t bv_threads_queue_value_##N(void *arg, uint64_t n);                                    \
    uint64_t bv_threads_queue_pointer_##N(void *arg, uint64_t n);
THREADS_SIZES(THREADS_DECLARE)
#undef THREADS_DECLARE

#pragma GCC visibility pop

#endif
