/* SPDX-License-Identifier: Apache-2.0 */
/* pool.c: the memory behind a pool's free list. */
#include "benchmarks/heap/acquire.h"

enum { CHUNK_SLOTS = 256, CHUNK_HEADER = 16 };

void *bv_pool_grow(struct bv_pool *pool)
{
    char *chunk = malloc(CHUNK_HEADER + CHUNK_SLOTS * pool->slot_bytes);
    if (chunk == NULL)
        return NULL;
    memcpy(chunk, &pool->chunks, sizeof pool->chunks);
    pool->chunks = chunk;
    /* The first slot goes out now; the others follow in the order of their addresses. */
    char *slots = chunk + CHUNK_HEADER;
    for (size_t i = CHUNK_SLOTS - 1; i > 0; i--) {
        memcpy(slots + i * pool->slot_bytes, &pool->free, sizeof pool->free);
        pool->free = slots + i * pool->slot_bytes;
    }
    return slots;
}

void bv_pool_finish(struct bv_pool *pool)
{
    while (pool->chunks != NULL) {
        void *chunk = pool->chunks;
        memcpy(&pool->chunks, chunk, sizeof pool->chunks);
        free(chunk);
    }
    pool->free = NULL;
}
