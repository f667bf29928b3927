/* SPDX-License-Identifier: Apache-2.0 */
/* acquire.h: how a kernel obtains an object at a site, and how it gives it back.
 *
 * bv_acquire_SITE(from, bytes) yields uninitialised memory, NULL where there is none left;
 * bv_release_SITE(from, object) takes it back. They are what real code is made of: direct calls of
 * malloc() and free(), and inlined free lists and bumps. */
#ifndef BV_ACQUIRE_H
#define BV_ACQUIRE_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#ifdef BYVAL_COLLECTOR
#include <gc/gc.h>
#endif

/* A free list of slots of one size: the slot that came back last goes out first. */
struct bv_pool {
    void *free; /* the first free slot, whose first word leads to the next */
    size_t slot_bytes;
    void *chunks; /* all memory of the pool, linked in the same way */
};

/* Objects one after the other, all forgotten at once when the end is reached. */
struct bv_arena {
    char *begin, *at, *end;
};

/* What a kernel obtains its objects from, where the site is more than a function. */
struct bv_source {
    struct bv_pool pool;
    struct bv_arena arena;
};

/* Every slot of pools and arenas is aligned like malloc's memory. */
#define BV_SLOT_BYTES(N) (((N) + 15) / 16 * 16)

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(hidden)
/* Add slots to a pool without a free one, and take one: the rare part of bv_acquire_pool(). */
void *bv_pool_grow(struct bv_pool *pool);
/* Give all memory of a pool back, whether its slots came back or not. */
void bv_pool_finish(struct bv_pool *pool);
#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

static inline void *bv_acquire_heap(struct bv_source *from, size_t bytes)
{
    (void)from;
    return malloc(bytes);
}

static inline void bv_release_heap(struct bv_source *from, void *object)
{
    (void)from;
    free(object);
}

static inline void *bv_acquire_pool(struct bv_source *from, size_t bytes)
{
    struct bv_pool *pool = &from->pool;
    void *slot = pool->free;
    (void)bytes;
    if (__builtin_expect(slot == NULL, 0))
        return bv_pool_grow(pool);
    memcpy(&pool->free, slot, sizeof pool->free);
    return slot;
}

static inline void bv_release_pool(struct bv_source *from, void *object)
{
    memcpy(object, &from->pool.free, sizeof from->pool.free);
    from->pool.free = object;
}

static inline void *bv_acquire_arena(struct bv_source *from, size_t bytes)
{
    struct bv_arena *arena = &from->arena;
    char *object = arena->at;
    if (__builtin_expect((size_t)(arena->end - object) < bytes, 0))
        object = arena->begin;
    arena->at = object + BV_SLOT_BYTES(bytes);
    return object;
}

static inline void bv_release_arena(struct bv_source *from, void *object)
{
    (void)from;
    (void)object;
}

/* Without the collector there is nothing to be had: collector.h refuses its cases before. */
static inline void *bv_acquire_gc(struct bv_source *from, size_t bytes)
{
    (void)from;
#ifdef BYVAL_COLLECTOR
    return GC_MALLOC(bytes);
#else
    (void)bytes;
    return NULL;
#endif
}

static inline void *bv_acquire_gc_atomic(struct bv_source *from, size_t bytes)
{
    (void)from;
#ifdef BYVAL_COLLECTOR
    return GC_MALLOC_ATOMIC(bytes);
#else
    (void)bytes;
    return NULL;
#endif
}

/* The collector finds out by itself. */
static inline void bv_release_gc(struct bv_source *from, void *object)
{
    (void)from;
    (void)object;
}

static inline void bv_release_gc_atomic(struct bv_source *from, void *object)
{
    (void)from;
    (void)object;
}

#endif
