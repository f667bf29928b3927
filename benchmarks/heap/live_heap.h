/* SPDX-License-Identifier: Apache-2.0 */
/* live_heap.h: a graph of small nodes for a collector to trace. */
#ifndef BV_LIVE_HEAP_H
#define BV_LIVE_HEAP_H

#include <stdint.h>

#include "lib/base/status.h"

enum { BV_NODE_BYTES = 128 }; /* as the collector counts it */

struct bv_node;

/* Nodes in a binary tree whose neighbours lie anywhere in the heap. Whoever holds one keeps it
 * where the collector looks. */
struct bv_live_heap {
    struct bv_node *root;
    uint64_t count;    /* of nodes */
    uint64_t checksum; /* of their contents */
};

#pragma GCC visibility push(hidden)

/* Build a graph. The collector must be at work, and is held off until the graph hangs together.
 * Errors   BV_E_NOMEM: nothing is left behind but garbage */
enum bv_status bv_live_heap_build(volatile struct bv_live_heap *out, unsigned mib, uint64_t seed,
                                  struct bv_error *err);

/* Walk a graph. A pointer that was lost, or memory given to somebody else, changes one of the two.
 * count, checksum  out: what is there now */
void bv_live_heap_walk(const volatile struct bv_live_heap *heap, uint64_t *count,
                       uint64_t *checksum);

#pragma GCC visibility pop

#endif
