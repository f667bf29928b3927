/* SPDX-License-Identifier: Apache-2.0 */
/* loops.h: which nodes of a graph lie on a circle: of blocks of code, those that are in loops. */
#ifndef BV_LOOPS_H
#define BV_LOOPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BV_LOOPS_WAYS = 2, BV_LOOPS_NOWHERE = -1 };

/* Of one node: where it leads. */
struct bv_loops_node {
    int32_t ways[BV_LOOPS_WAYS]; /* BV_LOOPS_NOWHERE: none */
    uint32_t order, lowest;      /* of the walk */
    int32_t from;                /* that the walk came from */
    uint8_t next;                /* way to go next */
    bool is_open, is_looping;    /* is_looping: the answer */
};

/* Fill in is_looping.
 * nodes    with their ways; the rest zeroed
 * stack    room for count numbers
 * Source   Tarjan, Depth-first search and linear graph algorithms, 1972 */
void bv_loops_find(struct bv_loops_node *nodes, size_t count, uint32_t *stack);

#endif
