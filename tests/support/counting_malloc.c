/* SPDX-License-Identifier: Apache-2.0 */
/* counting_malloc.c: to be preloaded: counts the calls of malloc() and free() and passes them on.
 */
#include <stddef.h>
#include <stdint.h>

#include "tests/support/counting_malloc.h"

/* glibc's own names for what is replaced here. */
void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t bytes);
void *__libc_realloc(void *object, size_t bytes);
void __libc_free(void *object);

void *malloc(size_t bytes);
void *calloc(size_t count, size_t bytes);
void *realloc(void *object, size_t bytes);
void free(void *object);

struct counted bv_counted;

void *malloc(size_t bytes)
{
    bv_counted.allocations++;
    return __libc_malloc(bytes);
}

void *calloc(size_t count, size_t bytes)
{
    bv_counted.allocations++;
    return __libc_calloc(count, bytes);
}

void *realloc(void *object, size_t bytes)
{
    bv_counted.allocations++;
    bv_counted.frees += object != NULL;
    return __libc_realloc(object, bytes);
}

void free(void *object)
{
    bv_counted.frees += object != NULL;
    __libc_free(object);
}
