/* SPDX-License-Identifier: Apache-2.0 */
/* working_set.c: sizes working sets by the caches, and builds them. */
#include "benchmarks/families/working_set.h"

#include <stdlib.h>
#include <unistd.h>

#include "benchmarks/object.h"
#include "lib/base/random.h"

enum { MIB = 1 << 20, MALLOC_HEADER = 16, ORDER_STREAM = 0x5ca7 };

static const char *const level_names[] = {"L1d", "L2", "L3", "L3"};

/* bytes is written only on BV_OK. */
static enum bv_status set_bytes(enum bv_level level, const struct bv_env *env, size_t *bytes,
                                struct bv_error *err)
{
    const size_t caches[] = {env->l1d_bytes, env->l2_bytes, env->l3_bytes, env->l3_bytes};
    size_t cache = caches[level], below = level == BV_LEVEL_l1 ? 0 : caches[level - 1], half;
    if (cache == 0)
        return bv_fail(err, BV_E_UNSUPPORTED,
                       "the size of the %s cache is unknown: the system tells of none above this "
                       "CPU; byval run --caches states sizes",
                       level_names[level]);
    if (level == BV_LEVEL_beyond) {
        size_t twice = 2 * cache < 64 * (size_t)MIB ? 64 * (size_t)MIB : 2 * cache;
        *bytes = twice > 256 * (size_t)MIB ? 256 * (size_t)MIB : twice;
        below = cache;
        half = *bytes;
    } else {
        half = *bytes = cache / 2;
    }
    if (half <= below)
        return bv_fail(err, BV_E_UNSUPPORTED,
                       "a working set of %zu bytes would still fit the cache of %zu bytes below",
                       half, below);
    return BV_OK;
}

static enum bv_status room_for(size_t bytes, struct bv_error *err)
{
    long pages = sysconf(_SC_PHYS_PAGES), page_bytes = sysconf(_SC_PAGESIZE);
    if (pages > 0 && page_bytes > 0 && bytes / (size_t)page_bytes > (size_t)pages / 2)
        return bv_fail(err, BV_E_UNSUPPORTED,
                       "the working set needs %zu bytes, more than half of this machine's memory",
                       bytes);
    return BV_OK;
}

enum bv_status bv_working_set_init(struct bv_working_set *set, enum bv_level level,
                                   size_t object_bytes, const struct bv_env *env,
                                   struct bv_error *err)
{
    size_t bytes = 0;
    enum bv_status status = set_bytes(level, env, &bytes, err);
    if (status != BV_OK)
        return status;
    *set = (struct bv_working_set){.count = bytes / object_bytes, .object_bytes = object_bytes};
    if (set->count < 2)
        return bv_fail(err, BV_E_UNSUPPORTED, "fewer than two objects of %zu bytes in %zu bytes",
                       object_bytes, bytes);
    status =
        room_for(2 * bytes + set->count * (MALLOC_HEADER + sizeof(void *) + sizeof(uint32_t)), err);
    if (status != BV_OK)
        return status;

    set->array_block = malloc(bytes + 2 * BV_SITE_ALIGN);
    set->scattered = calloc(set->count, sizeof *set->scattered);
    set->order = malloc(set->count * sizeof *set->order);
    if (set->array_block == NULL || set->scattered == NULL || set->order == NULL)
        goto no_memory;
    uintptr_t up = BV_SITE_ALIGN - (uintptr_t)set->array_block % BV_SITE_ALIGN;
    set->array = (char *)set->array_block + up % BV_SITE_ALIGN + bv_object_offset(env->seed);

    for (uint32_t i = 0; i < set->count; i++)
        set->order[i] = i;
    struct bv_random r = bv_random_seed(env->seed, ORDER_STREAM);
    bv_random_shuffle(&r, set->order, set->count);
    for (size_t k = 0; k < set->count; k++) {
        uint32_t i = set->order[k];
        void *object = set->scattered[i] = malloc(object_bytes);
        if (object == NULL)
            goto no_memory;
        bv_object_fill(BV_CLASS_int, object, object_bytes, i);
    }
    for (size_t i = 0; i < set->count; i++)
        bv_object_fill(BV_CLASS_int, (char *)set->array + i * object_bytes, object_bytes, i);
    return BV_OK;

no_memory:
    bv_working_set_finish(set);
    return bv_fail(err, BV_E_NOMEM, "no memory for %zu objects of %zu bytes, twice", set->count,
                   object_bytes);
}

void bv_working_set_finish(struct bv_working_set *set)
{
    /* In the order of allocation, so that malloc's headers are read one after the other. */
    if (set->scattered != NULL && set->order != NULL)
        for (size_t k = 0; k < set->count; k++)
            free(set->scattered[set->order[k]]);
    free(set->scattered);
    free(set->order);
    free(set->array_block);
}
