/* SPDX-License-Identifier: Apache-2.0 */
/* stack_table.c: see stack_table.h. */
#include "harness/profile/stack_table.h"

#include <string.h>
#include <sys/mman.h>

enum { PLACES = 1 << 14 };

void *bv_pages_take(size_t bytes)
{
    /* cppcheck-suppress invalidFunctionArg ; -1 is what mmap asks for */
    void *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (pages == MAP_FAILED)
        return NULL;
    return pages;
}

void bv_pages_give(void *pages, size_t bytes)
{
    if (pages != NULL)
        munmap(pages, bytes);
}

bool bv_stack_table_init(struct bv_stack_table *table)
{
    table->count = 0;
    table->stacks = bv_pages_take(BV_STACK_TABLE_MOST * sizeof *table->stacks);
    table->places = bv_pages_take(PLACES * sizeof *table->places);
    return table->stacks != NULL && table->places != NULL;
}

int32_t bv_stack_table_find(struct bv_stack_table *table, const struct bv_stack_walk *walk)
{
    uint64_t hash = walk->count;
    for (uint32_t i = 0; i < walk->count; i++) {
        hash = (hash ^ walk->frames[i]) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 29;
    }
    for (uint64_t at = hash;; at++) {
        uint32_t *place = &table->places[at % PLACES];
        if (*place == 0) {
            if (table->count == BV_STACK_TABLE_MOST)
                return -1;
            struct bv_stack_walk *to = &table->stacks[table->count];
            to->count = walk->count;
            memcpy(to->frames, walk->frames, walk->count * sizeof walk->frames[0]);
            *place = (uint32_t)++table->count;
            return (int32_t)*place - 1;
        }
        const struct bv_stack_walk *own = &table->stacks[*place - 1];
        if (own->count == walk->count &&
            memcmp(own->frames, walk->frames, walk->count * sizeof walk->frames[0]) == 0)
            return (int32_t)*place - 1;
    }
}

void bv_stack_table_finish(struct bv_stack_table *table)
{
    bv_pages_give(table->stacks, BV_STACK_TABLE_MOST * sizeof *table->stacks);
    bv_pages_give(table->places, PLACES * sizeof *table->places);
    *table = (struct bv_stack_table){0};
}
