/* SPDX-License-Identifier: Apache-2.0 */
/* stack_table.h: stacks, each once, numbered as they come. Not allocated from the heap that is
 * recorded. */
#ifndef BV_STACK_TABLE_H
#define BV_STACK_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/profile/stack_walk.h"

/* Of one table. */
enum { BV_STACK_TABLE_MOST = 10000 };

struct bv_stack_table {
    struct bv_stack_walk *stacks;
    uint32_t *places; /* by hash; numbers, counted from 1 */
    size_t count;
};

/* Memory from the system, zeroed; what is never used costs none.
 * Returns  NULL when out of memory */
void *bv_pages_take(size_t bytes);

/* NULL is fine. */
void bv_pages_give(void *pages, size_t bytes);

/* Returns  false when out of memory; bv_stack_table_finish it even then */
bool bv_stack_table_init(struct bv_stack_table *table);

/* The number of a stack, a new one where it is new.
 * Returns  below BV_STACK_TABLE_MOST; -1 where there is no room for another */
int32_t bv_stack_table_find(struct bv_stack_table *table, const struct bv_stack_walk *walk);

/* Release; a zeroed one is fine. */
void bv_stack_table_finish(struct bv_stack_table *table);

#endif
