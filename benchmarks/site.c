/* SPDX-License-Identifier: Apache-2.0 */
/* site.c: the table of sites. */
#include "benchmarks/site.h"

#include <alloca.h>
#include <assert.h>
#include <stdlib.h>

#include "benchmarks/object.h"

enum { STACK_LIMIT = 1 << 20 };

/* As large as the largest size, whichever that is. */
union any_size {
#define BV_SIZE(N, FIT) unsigned char size_##N[(N) + 2 * BV_SITE_ALIGN];
#include "benchmarks/sizes.def"
};

static _Alignas(BV_SITE_ALIGN) union any_size static_bytes;
static _Thread_local _Alignas(BV_SITE_ALIGN) union any_size thread_bytes;

static enum bv_status too_large(size_t bytes, size_t limit, const char *site, struct bv_error *err)
{
    return bv_fail(
        err, BV_E_UNSUPPORTED,
        "site %s: %zu bytes asked, %zu at most; leave out this size or add it to sizes.def", site,
        bytes, limit);
}

static enum bv_status hold_stack(size_t bytes, bv_site_fn *fn, void *arg, struct bv_error *err)
{
    if (bytes > STACK_LIMIT)
        return too_large(bytes, STACK_LIMIT, "stack", err);
    return fn(alloca(bytes), arg);
}

static enum bv_status hold_static(size_t bytes, bv_site_fn *fn, void *arg, struct bv_error *err)
{
    if (bytes > sizeof static_bytes)
        return too_large(bytes, sizeof static_bytes, "static", err);
    return fn(&static_bytes, arg);
}

static enum bv_status hold_tls(size_t bytes, bv_site_fn *fn, void *arg, struct bv_error *err)
{
    if (bytes > sizeof thread_bytes)
        return too_large(bytes, sizeof thread_bytes, "tls", err);
    return fn(&thread_bytes, arg);
}

static enum bv_status hold_heap(size_t bytes, bv_site_fn *fn, void *arg, struct bv_error *err)
{
    void *object = malloc(bytes);
    if (object == NULL)
        return bv_fail(err, BV_E_NOMEM, "site heap: no memory for %zu bytes", bytes);
    enum bv_status status = fn(object, arg);
    free(object);
    return status;
}

enum { ANY_LIFE = BV_LIFE_lifo | BV_LIFE_fifo | BV_LIFE_random };

/* What lies on the stack cannot outlive the use, nor can one object be many; an arena forgets all
 * of its objects at once. */
static const struct bv_site sites[BV_SITE_COUNT] = {
    [BV_SITE_STACK] = {"stack", hold_stack, .lives = BV_LIFE_lifo},
    [BV_SITE_STATIC] = {"static", hold_static, .lives = 0},
    [BV_SITE_TLS] = {"tls", hold_tls, .lives = 0},
    [BV_SITE_HEAP] = {"heap", hold_heap, .lives = ANY_LIFE},
    [BV_SITE_ALLOCA] = {"alloca", NULL, .lives = BV_LIFE_lifo},
    [BV_SITE_HEAP_REUSED] = {"heap_reused", NULL, .lives = BV_LIFE_lifo},
    [BV_SITE_POOL] = {"pool", NULL, .lives = ANY_LIFE},
    [BV_SITE_ARENA] = {"arena", NULL, .lives = BV_LIFE_lifo},
    [BV_SITE_GC] = {"gc", NULL, .lives = ANY_LIFE, .package = "libgc-dev"},
    [BV_SITE_GC_ATOMIC] = {"gc_atomic", NULL, .lives = ANY_LIFE, .package = "libgc-dev"},
};

const struct bv_site *bv_site_of(enum bv_site_id id)
{
    assert(id < BV_SITE_COUNT);
    return &sites[id];
}
