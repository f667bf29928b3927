/* SPDX-License-Identifier: Apache-2.0 */
/* churn_hold.c: the objects that live while a churn case is measured. */
#include "benchmarks/families/churn_hold.h"

#include <stdlib.h>

#include "benchmarks/families/churn.h"
#include "benchmarks/heap/collector.h"
#include "benchmarks/object.h"
#include "benchmarks/site.h"
#include "lib/base/random.h"

enum { RANDOM_TURNS = 4096, DEATH_STREAM = 0xdead };

/* Values lie side by side; pointers lead to objects of the row's site. */
struct holding {
    const struct bv_case *row;
    struct bv_churn value, pointer;
    uint16_t victims[RANDOM_TURNS];
    void *block; /* of the arena, or the object that is used again and again */
};

static enum bv_life life_of(const struct bv_case *row)
{
    return (enum bv_life)(row->kind >> 8);
}

/* The way of the row's kernels; they are not called, since they do more than that. */
static void *acquire(const struct bv_case *row, struct bv_source *from)
{
    switch ((enum bv_site_id)row->site) {
    case BV_SITE_POOL:
        return bv_acquire_pool(from, row->size_bytes);
    case BV_SITE_GC:
        return bv_acquire_gc(from, row->size_bytes);
    case BV_SITE_GC_ATOMIC:
        return bv_acquire_gc_atomic(from, row->size_bytes);
    default:
        return bv_acquire_heap(from, row->size_bytes);
    }
}

static void release(const struct bv_case *row, struct bv_source *from, void *object)
{
    if (row->site == BV_SITE_HEAP)
        bv_release_heap(from, object);
    else if (row->site == BV_SITE_POOL)
        bv_release_pool(from, object);
}

static void plan_deaths(struct holding *h, uint64_t seed)
{
    struct bv_random r = bv_random_seed(seed, DEATH_STREAM);
    bool random = life_of(h->row) == BV_LIFE_random;
    uint32_t turns = random ? RANDOM_TURNS : BV_CHURN_LIVE;
    for (uint32_t i = 0; i < turns; i++)
        h->victims[i] = (uint16_t)(random ? bv_random_below(&r, BV_CHURN_LIVE) : i);
    h->value.victims = h->pointer.victims = h->victims;
    h->value.turn_count = h->pointer.turn_count = turns;
}

static void give_back(struct holding *h)
{
    void **objects = h->pointer.live;
    for (size_t i = 0; objects != NULL && i < BV_CHURN_LIVE; i++)
        if (objects[i] != NULL)
            release(h->row, &h->pointer.source, objects[i]);
    bv_pool_finish(&h->pointer.source.pool);
    free(h->block);
    if (h->row->regime.collector)
        bv_collector_root_free(objects);
    else
        free(objects);
    free(h->value.live);
    free(h);
}

/* Memory that is used again and again has its pages. Without this a short visit would meet them for
 * the first time, 0.6 us for an object of 1 KiB; a compiler may not make a calloc() of it. */
static void touch(char *block, size_t bytes)
{
    for (size_t i = 0; i < bytes; i += 1024)
        *(volatile char *)(block + i) = 1;
}

/* Build what the row asks for; on failure, less of it. */
static bool build(struct holding *h)
{
    const struct bv_case *row = h->row;
    struct bv_source *source = &h->pointer.source;
    size_t slot_bytes = BV_SLOT_BYTES(row->size_bytes);
    source->pool.slot_bytes = slot_bytes;
    if (row->site == BV_SITE_ARENA || row->site == BV_SITE_HEAP_REUSED) {
        size_t bytes = row->site == BV_SITE_ARENA ? BV_CHURN_LIVE * slot_bytes : row->size_bytes;
        char *block = h->block = malloc(bytes);
        if (block == NULL)
            return false;
        touch(block, bytes);
        source->arena = (struct bv_arena){block, block, block + bytes};
    }
    if (life_of(row) == BV_LIFE_lifo)
        return true;
    void **objects = row->regime.collector ? bv_collector_root(BV_CHURN_LIVE * sizeof *objects)
                                           : calloc(BV_CHURN_LIVE, sizeof *objects);
    h->pointer.live = objects;
    h->value.live = malloc(BV_CHURN_LIVE * (size_t)row->size_bytes);
    if (objects == NULL || h->value.live == NULL)
        return false;
    touch(h->value.live, BV_CHURN_LIVE * (size_t)row->size_bytes);
    for (size_t i = 0; i < BV_CHURN_LIVE; i++)
        if ((objects[i] = acquire(row, source)) == NULL)
            return false;
    return true;
}

enum bv_status bv_churn_hold(const struct bv_case *row, const struct bv_env *env, bv_body_fn *body,
                             void *arg, struct bv_error *err)
{
    enum bv_status status = BV_OK;
    if (row->regime.collector)
        status = bv_collector_start(row->regime.live_mib, env->seed, err);
    if (status != BV_OK)
        return status;
    struct holding *h = calloc(1, sizeof *h);
    if (h == NULL)
        return bv_fail(err, BV_E_NOMEM, "no memory for the plan of %s", row->name);
    h->row = row;
    h->value.calls = h->pointer.calls = row->kind & 0xff;
    plan_deaths(h, env->seed);
    if (build(h)) {
        struct bv_ctx ctx[BV_ARM_MAX] = {
            {.state = &h->value},
            {.object = h->block, .count = row->size_bytes, .state = &h->pointer},
        };
        bv_churn_reset(row, ctx);
        status = body(ctx, arg);
        if (status == BV_OK && row->regime.collector)
            status = bv_collector_verify(err);
    } else {
        status = bv_fail(err, BV_E_NOMEM, "no memory for %d objects of %u bytes, twice",
                         BV_CHURN_LIVE, (unsigned)row->size_bytes);
    }
    give_back(h);
    return status;
}

void bv_churn_reset(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX])
{
    const struct bv_churn *value = ctx[0].state, *pointer = ctx[1].state;
    for (uint32_t arm = 0; arm < row->arm_count; arm++) {
        ctx[arm].next = 0;
        ctx[arm].sum = 0;
    }
    if (life_of(row) == BV_LIFE_lifo)
        return;
    for (size_t i = 0; i < BV_CHURN_LIVE; i++) {
        char *one = (char *)value->live + i * row->size_bytes;
        bv_object_fill(BV_CLASS_int, one, row->size_bytes, i);
        memcpy(((void **)pointer->live)[i], one, row->size_bytes);
    }
}
