/* SPDX-License-Identifier: Apache-2.0 */
/* allocator.h: whose malloc a process has, and how to give a new process another. */
#ifndef BV_ALLOCATOR_H
#define BV_ALLOCATOR_H

#include <stddef.h>

#include "benchmarks/case.h"
#include "lib/base/status.h"

/* A row of the table of allocators. */
struct bv_allocator {
    const char *name;    /* the value of the key `alloc` in case names */
    const char *library; /* for LD_PRELOAD; NULL: nothing is loaded */
    const char *package; /* Debian's, that has the library */
    /* Write the version of the one in charge; NULL: it does not say it. */
    void (*say_version)(char *out, size_t bytes);
};

const struct bv_allocator *bv_allocator_of(enum bv_allocator_id id);

/* What a regime is called in results: "glibc", "jemalloc", "gc live:16", "go" ... */
void bv_regime_name(struct bv_regime regime, char *out, size_t bytes);

bool bv_regime_equal(struct bv_regime a, struct bv_regime b);

/* What malloc of this process resolves to. */
struct bv_allocator_active {
    enum bv_allocator_id id; /* BV_ALLOCATOR_COUNT: none of the table */
    char object[256];        /* file that defines it, links resolved */
    char version[64];        /* as the library says, "" if it does not */
};

/* Look at the malloc of this process.
 * Source   dladdr() on malloc; mallctl("version"), mi_version(), tc_version(),
 *          gnu_get_libc_version() */
void bv_allocator_inspect(struct bv_allocator_active *out);

/* Whether the malloc in charge is the one that was asked for. Sanitizers put their own in charge; a
 * build with them is there to find faults, not to tell times, and any will do. */
bool bv_allocator_will_do(enum bv_allocator_id asked, const struct bv_allocator_active *active);

/* Why cases of an allocator cannot be measured where another is in charge, and what to do. */
void bv_allocator_explain(enum bv_allocator_id asked, const struct bv_allocator_active *active,
                          char *out, size_t bytes);

#endif
