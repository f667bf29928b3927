/* SPDX-License-Identifier: Apache-2.0 */
/* memory.h: what is said when memory ends. */
#ifndef BV_MEMORY_H
#define BV_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/status.h"

/* Record that there is no memory left.
 * err      may be NULL
 * Returns  BV_E_NOMEM */
enum bv_status bv_no_memory(struct bv_error *err);

/* Room for one more item in an array that began as NULL and grows by nothing else.
 * count    items that are in it
 * bytes    of an item
 * Returns  the array; NULL when out of memory, and the array is then released */
void *bv_memory_grow(void *items, size_t count, size_t bytes);

/* A copy of bytes as text, which need not end with a NUL where they stand. Those within stay.
 * Returns  NULL when out of memory; the caller frees it */
char *bv_memory_text(const char *bytes, size_t length);

/* Append an item to such an array. Evaluates to false when out of memory: the array is then empty.
 */
#define BV_APPEND(items, count, item)                                                              \
    (((items) = bv_memory_grow((items), (count), sizeof *(items))) != NULL                         \
         ? ((items)[(count)++] = (item), true)                                                     \
         : ((count) = 0, false))

#ifdef __clang_analyzer__
#define bv_no_memory(err) (bv_no_memory(err), BV_E_NOMEM) /* see status.h */
#endif

#endif
