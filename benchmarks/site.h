/* SPDX-License-Identifier: Apache-2.0 */
/* site.h: where the object that a kernel passes lives. */
#ifndef BV_SITE_H
#define BV_SITE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

/* Order of the rows of the site table. */
enum bv_site_id {
    BV_SITE_STACK,
    BV_SITE_STATIC,
    BV_SITE_TLS,
    BV_SITE_HEAP,
    BV_SITE_ALLOCA,
    BV_SITE_HEAP_REUSED,
    BV_SITE_POOL,
    BV_SITE_ARENA,
    BV_SITE_GC,
    BV_SITE_GC_ATOMIC,
    BV_SITE_COUNT
};

/* How long the objects live that a site gives out one by one: bits of bv_site.lives. */
enum bv_life {
    BV_LIFE_lifo = 1,  /* given back before the next is asked for */
    BV_LIFE_fifo = 2,  /* of 1,000 that live the oldest dies */
    BV_LIFE_random = 4 /* of 1,000 that live any one dies */
};

typedef enum bv_status bv_site_fn(void *object, void *arg);

/* acquire.h has what kernels call to obtain an object at a site and to give it back. */
struct bv_site {
    const char *name; /* the value of the key `site` in case names */
    /* Call fn with `bytes` uninitialised bytes at this site, 16-byte aligned at least. NULL for
     * sites that only give out objects one by one.
     * Errors   BV_E_NOMEM, BV_E_UNSUPPORTED (too large for the site), in err; else fn's own */
    enum bv_status (*hold)(size_t bytes, bv_site_fn *fn, void *arg, struct bv_error *err);
    uint32_t lives;      /* enum bv_life of a new object for each use; 0: there are none */
    const char *package; /* Debian's, that must be there when byval is built; NULL: none */
};

const struct bv_site *bv_site_of(enum bv_site_id id);

#endif
