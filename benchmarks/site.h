/* SPDX-License-Identifier: Apache-2.0 */
/* site.h: where the object that a kernel passes lives. */
#ifndef BV_SITE_H
#define BV_SITE_H

#include <stddef.h>

#include "harness/status.h"

/* Order of the rows of the site table. */
enum bv_site_id { BV_SITE_STACK, BV_SITE_STATIC, BV_SITE_TLS, BV_SITE_HEAP, BV_SITE_COUNT };

typedef enum bv_status bv_site_fn(void *object, void *arg);

struct bv_site {
    const char *name; /* the value of the key `site` in case names */
    /* Call fn with `bytes` uninitialised bytes at this site, 16-byte aligned at least.
     * Errors   BV_E_NOMEM, BV_E_UNSUPPORTED (too large for the site), in err; else fn's own */
    enum bv_status (*hold)(size_t bytes, bv_site_fn *fn, void *arg, struct bv_error *err);
};

const struct bv_site *bv_site_of(enum bv_site_id id);

#endif
