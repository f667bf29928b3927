/* SPDX-License-Identifier: Apache-2.0 */
/* threads_pool.c: the loops of family threads over pools. */
#include "benchmarks/families/threads_pool.h"

#include "benchmarks/sink.h"

/* The clobber is for the same trap as in churn.c: a compiler that has seen that what was given back
 * is not NULL would not look at the pool's list again. A mutex is a call, and clobbers by itself.
 */
#define KERNELS(N)                                                                                 \
    uint64_t bv_threads_pool_own_##N(void *arg, uint64_t n)                                        \
    {                                                                                              \
        struct bv_threads_pool *pool = arg;                                                        \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--) {                                                                       \
            struct bv_int_##N *s = bv_acquire_pool(&pool->source, sizeof *s);                      \
            if (s == NULL)                                                                         \
                break;                                                                             \
            bv_threads_make_##N(s, (uint32_t)n);                                                   \
            sum += bv_threads_pointer_##N(s);                                                      \
            bv_release_pool(&pool->source, s);                                                     \
            BV_CLOBBER();                                                                          \
        }                                                                                          \
        return sum;                                                                                \
    }                                                                                              \
    uint64_t bv_threads_pool_shared_##N(void *arg, uint64_t n)                                     \
    {                                                                                              \
        struct bv_threads_pool *pool = arg;                                                        \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--) {                                                                       \
            pthread_mutex_lock(&pool->mutex);                                                      \
            struct bv_int_##N *s = bv_acquire_pool(&pool->source, sizeof *s);                      \
            pthread_mutex_unlock(&pool->mutex);                                                    \
            if (s == NULL)                                                                         \
                break;                                                                             \
            bv_threads_make_##N(s, (uint32_t)n);                                                   \
            sum += bv_threads_pointer_##N(s);                                                      \
            pthread_mutex_lock(&pool->mutex);                                                      \
            bv_release_pool(&pool->source, s);                                                     \
            pthread_mutex_unlock(&pool->mutex);                                                    \
        }                                                                                          \
        return sum;                                                                                \
    }
THREADS_SIZES(KERNELS)

void bv_threads_pool_begin(struct bv_threads_pool *pool, size_t bytes)
{
    pthread_mutex_init(&pool->mutex, NULL);
    pool->source.pool.slot_bytes = BV_SLOT_BYTES(bytes);
    void *first = bv_pool_grow(&pool->source.pool);
    if (first != NULL)
        bv_release_pool(&pool->source, first);
}

void bv_threads_pool_end(struct bv_threads_pool *pool)
{
    bv_pool_finish(&pool->source.pool);
}
