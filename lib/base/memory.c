/* SPDX-License-Identifier: Apache-2.0 */
/* memory.c: see memory.h. */
#include "lib/base/memory.h"

#include <stdlib.h>
#include <string.h>

enum bv_status(bv_no_memory)(struct bv_error *err)
{
    return bv_fail(err, BV_E_NOMEM, "out of memory");
}

void *bv_memory_grow(void *items, size_t count, size_t bytes)
{
    if (count != 0 && (count & (count - 1)) != 0)
        return items; /* not a power of two: there is room up to the next one */
    void *grown = reallocarray(items, count == 0 ? 1 : 2 * count, bytes);
    if (grown == NULL)
        free(items);
    return grown;
}

char *bv_memory_text(const char *bytes, size_t length)
{
    char *text = malloc(length + 1);
    if (text == NULL)
        return NULL;
    memcpy(text, bytes, length);
    text[length] = '\0';
    return text;
}
