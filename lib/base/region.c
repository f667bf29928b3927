/* SPDX-License-Identifier: Apache-2.0 */
/* region.c: chunks of malloc, each at least as large as all before it. */
#include "lib/base/region.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGN = alignof(max_align_t), CHUNK_BYTES = 4096, CHUNK_MOST = 1 << 20 };

struct bv_region_chunk {
    alignas(ALIGN) struct bv_region_chunk *before;
    size_t bytes;
};

void bv_region_lend(struct bv_region *region, void *memory, size_t bytes)
{
    size_t skip = (ALIGN - (uintptr_t)memory % ALIGN) % ALIGN;
    *region =
        (struct bv_region){.next = (char *)memory + skip, .left = bytes < skip ? 0 : bytes - skip};
}

static bool grow(struct bv_region *region, size_t bytes)
{
    size_t size = region->chunks == NULL ? CHUNK_BYTES : 2 * region->chunks->bytes;
    size = size > CHUNK_MOST ? CHUNK_MOST : size;
    size = size < bytes ? bytes : size;
    struct bv_region_chunk *chunk = calloc(1, sizeof *chunk + size);
    if (chunk == NULL)
        return false;
    *chunk = (struct bv_region_chunk){region->chunks, size};
    region->chunks = chunk;
    region->next = (char *)(chunk + 1);
    region->left = size;
    return true;
}

void *bv_region_take(struct bv_region *region, size_t bytes)
{
    if (bytes > PTRDIFF_MAX / 2)
        return NULL;
    size_t whole = (bytes + ALIGN - 1) / ALIGN * ALIGN;
    if (whole > region->left && !grow(region, whole))
        return NULL;
    void *taken = region->next;
    region->next += whole;
    region->left -= whole;
    return taken;
}

char *bv_region_text(struct bv_region *region, const char *text, size_t length)
{
    char *copy = bv_region_take(region, length + 1);
    if (copy != NULL)
        memcpy(copy, text, length);
    return copy;
}

void bv_region_finish(struct bv_region *region)
{
    if (region == NULL)
        return;
    for (struct bv_region_chunk *chunk = region->chunks, *before; chunk != NULL; chunk = before) {
        before = chunk->before;
        free(chunk);
    }
    *region = (struct bv_region){0};
}
