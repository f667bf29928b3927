/* SPDX-License-Identifier: Apache-2.0 */
/* threads_pool.h: family threads, its cases with pools: one for each thread, or one for all. */
#ifndef BV_THREADS_POOL_H
#define BV_THREADS_POOL_H

#include <pthread.h>

#include "benchmarks/families/threads.h"
#include "benchmarks/heap/acquire.h"

/* A pool and the mutex in front of it, which only a pool of several threads needs. */
struct bv_threads_pool {
    pthread_mutex_t mutex;
    struct bv_source source;
};

#pragma GCC visibility push(hidden)

/* Fill a pool, with more objects than there are threads; without memory, a thread tries again.
 * bytes    of an object; bv_threads_pool_end() the pool, any number of times */
void bv_threads_pool_begin(struct bv_threads_pool *pool, size_t bytes);
void bv_threads_pool_end(struct bv_threads_pool *pool);

/* What a thread does, n times: obtain an object, make it, hand it to a function, give it back.
 * arg      a struct bv_threads_pool, of the thread's own, or shared through its mutex
 * Returns  the checksum; out of memory, an object is missing in it */
#define THREADS_DECLARE(N)                                                                         \
    uint64_t bv_threads_pool_own_##N(void *arg, uint64_t n);                                       \
    uint64_t bv_threads_pool_shared_##N(void *arg, uint64_t n);
THREADS_SIZES(THREADS_DECLARE)
#undef THREADS_DECLARE

#pragma GCC visibility pop

#endif
