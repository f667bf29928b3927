/* SPDX-License-Identifier: Apache-2.0 */
/* count_malloc.h: what libbyval-count.so tells of the malloc of the process that it is preloaded
 * into.
 *
 * It stands before whichever malloc the process would have had, counts, and hands on. */
#ifndef BV_COUNT_MALLOC_H
#define BV_COUNT_MALLOC_H

#include <stddef.h>
#include <stdint.h>

struct bv_allocations {
    uint64_t allocations; /* that succeeded: malloc, calloc, realloc, aligned ones */
    uint64_t frees;       /* of something, and the old block of every realloc that moved or not */
    uint64_t bytes;       /* asked for */
};

/* Called for each block, in the thread that allocates or frees it. What the watcher allocates
 * itself is counted, but not reported. */
struct bv_allocations_watcher {
    void (*allocated)(void *block, size_t size, const void *caller, void *user);
    void (*freed)(void *block, void *user); /* before it is */
    void *user;
};

#define BV_ALLOCATIONS_LIBRARY "libbyval-count.so"
#define BV_ALLOCATIONS_SYMBOL "bv_allocations_now"

/* Since the process began, all threads. To be found by dlsym(RTLD_DEFAULT, BV_ALLOCATIONS_SYMBOL):
 * NULL where the library is not there. */
typedef struct bv_allocations bv_allocations_fn(void);

/* Report to this watcher from now on; the caller keeps it. NULL: report to nobody. As above, by its
 * symbol. */
#define BV_ALLOCATIONS_WATCH_SYMBOL "bv_allocations_watch"
typedef void bv_allocations_watch_fn(const struct bv_allocations_watcher *watcher);

#endif
