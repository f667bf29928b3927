/* SPDX-License-Identifier: Apache-2.0 */
/* count_malloc.c: a malloc that counts, and asks the next one for the memory. */
#include "harness/preload/count_malloc.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define EXPORTED __attribute__((visibility("default")))

/* Not a tail of the process's own state: a preloaded library has nowhere else to keep its counts.
 */
static _Atomic uint64_t allocations, frees, bytes;

EXPORTED bv_allocations_fn bv_allocations_now;
EXPORTED bv_allocations_watch_fn bv_allocations_watch;

static _Atomic(const struct bv_allocations_watcher *) watching;
static _Thread_local int reporting;

/* dlsym may itself allocate, before there is a malloc to hand on to. */
static _Alignas(16) char early[4096];
static size_t early_used;
static _Thread_local int looking;

static void *early_malloc(size_t size)
{
    size_t rounded = (size + 15) & ~(size_t)15;
    if (rounded < size || rounded > sizeof early - early_used)
        return NULL;
    early_used += rounded;
    return early + early_used - rounded;
}

static int is_early(const void *block)
{
    const char *p = block;
    return p >= early && p < early + sizeof early;
}

static void *next(const char *name)
{
    looking++;
    void *symbol = dlsym(RTLD_NEXT, name);
    looking--;
    return symbol;
}

/* NEXT(malloc) is a pointer to the malloc behind this one. */
#define NEXT(name)                                                                                 \
    __extension__({                                                                                \
        static _Atomic(void *) found;                                                              \
        void *symbol = atomic_load_explicit(&found, memory_order_relaxed);                         \
        if (symbol == NULL) {                                                                      \
            symbol = next(#name);                                                                  \
            atomic_store_explicit(&found, symbol, memory_order_relaxed);                           \
        }                                                                                          \
        (__typeof__(&name))symbol;                                                                 \
    })

static void *allocated(void *block, size_t size, const void *caller)
{
    if (block == NULL)
        return NULL;
    atomic_fetch_add_explicit(&allocations, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&bytes, size, memory_order_relaxed);
    const struct bv_allocations_watcher *watcher = atomic_load(&watching);
    if (watcher != NULL && reporting++ == 0)
        watcher->allocated(block, size, caller, watcher->user);
    reporting -= watcher != NULL;
    return block;
}

static void freed(void *block)
{
    atomic_fetch_add_explicit(&frees, 1, memory_order_relaxed);
    const struct bv_allocations_watcher *watcher = atomic_load(&watching);
    if (watcher != NULL && reporting++ == 0)
        watcher->freed(block, watcher->user);
    reporting -= watcher != NULL;
}

void bv_allocations_watch(const struct bv_allocations_watcher *watcher)
{
    atomic_store(&watching, watcher);
}

struct bv_allocations bv_allocations_now(void)
{
    return (struct bv_allocations){allocations, frees, bytes};
}

/* Where a function of those below was called. */
#define HERE __builtin_return_address(0)

/* The C library's own names of the parameters are reserved for it. */
/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name) */
EXPORTED void *malloc(size_t size)
{
    return looking > 0 ? early_malloc(size) : allocated(NEXT(malloc)(size), size, HERE);
}

EXPORTED void *calloc(size_t count, size_t size)
{
    if (looking > 0)
        return size != 0 && count > sizeof early / size ? NULL : early_malloc(count * size);
    return allocated(NEXT(calloc)(count, size), count * size, HERE);
}

EXPORTED void *realloc(void *block, size_t size)
{
    if (is_early(block)) {
        size_t most = (size_t)(early + sizeof early - (char *)block);
        void *moved = malloc(size);
        if (moved != NULL)
            memcpy(moved, block, size < most ? size : most);
        return moved;
    }
    if (block != NULL) /* before another thread can get its address */
        freed(block);
    void *moved = NEXT(realloc)(block, size);
    if (block != NULL && moved == NULL && size != 0) /* it is there still */
        atomic_fetch_sub_explicit(&frees, 1, memory_order_relaxed);
    return allocated(moved, size, HERE);
}

EXPORTED void free(void *block)
{
    if (block == NULL || is_early(block))
        return;
    freed(block);
    NEXT(free)(block);
}

EXPORTED void *aligned_alloc(size_t alignment, size_t size)
{
    return allocated(NEXT(aligned_alloc)(alignment, size), size, HERE);
}

EXPORTED void *memalign(size_t alignment, size_t size)
{
    return allocated(NEXT(memalign)(alignment, size), size, HERE);
}

EXPORTED int posix_memalign(void **out, size_t alignment, size_t size)
{
    int error = NEXT(posix_memalign)(out, alignment, size);
    if (error == 0)
        allocated(*out, size, HERE);
    return error;
}

EXPORTED void *valloc(size_t size)
{
    return allocated(NEXT(valloc)(size), size, HERE);
}
/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
