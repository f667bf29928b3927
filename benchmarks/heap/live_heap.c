/* SPDX-License-Identifier: Apache-2.0 */
/* live_heap.c: builds the live heap, and walks it. */
#include "benchmarks/heap/live_heap.h"

#include <assert.h>
#include <gc/gc.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#include "benchmarks/heap/memory_room.h"
#include "lib/base/random.h"

/* The collector adds a byte, so that a pointer past the end still finds its object: 127 at most. */
struct bv_node {
    struct bv_node *child[2];
    uint64_t payload[13];
};

enum {
    SHUFFLE_STREAM = 0x6c69,
    LANES = 64,                /* subtrees walked at once, to wait for many nodes at a time */
    DEPTH_MAX = 64,            /* of a lane's stack: a tree of 2^64 nodes is not deeper */
    SPARE_BYTES = 64 * 1048576 /* for the rest of the process */
};

/* Small numbers: none of them looks like a pointer. */
static uint64_t payload_of(uint64_t index, size_t word)
{
    return (index * 13 + word) % 4093;
}

static enum bv_status no_room(unsigned mib, struct bv_error *err)
{
    return bv_fail(err, BV_E_NOMEM,
                   "no memory for a live heap of %u MiB beside what is allocated between "
                   "collections",
                   mib);
}

static void link_nodes(struct bv_node **nodes, uint64_t count, uint64_t seed)
{
    struct bv_random r = bv_random_seed(seed, SHUFFLE_STREAM);
    for (uint64_t i = count - 1; i > 0; i--) {
        uint64_t other = bv_random_below(&r, i + 1);
        struct bv_node *node = nodes[i];
        nodes[i] = nodes[other];
        nodes[other] = node;
    }
    for (uint64_t i = 0; i < count; i++)
        for (uint64_t side = 0; side < 2; side++) {
            uint64_t child = 2 * i + 1 + side;
            nodes[i]->child[side] = child < count ? nodes[child] : NULL;
        }
}

enum bv_status bv_live_heap_build(volatile struct bv_live_heap *out, unsigned mib, uint64_t seed,
                                  struct bv_error *err)
{
    uint64_t bytes = (uint64_t)mib << 20, count = bytes / BV_NODE_BYTES, checksum = 0, made = 0;
    static_assert(sizeof(struct bv_node) < BV_NODE_BYTES && sizeof(struct bv_node) > 112,
                  "a node fills another size of block");
    out->root = NULL;
    out->count = out->checksum = 0;
    if (count == 0)
        return BV_OK;
    /* The graph, two thirds of it again before a collection, a pointer for each node. */
    if (bv_memory_room_bytes("") <
        (int64_t)(bytes + bytes / 3 * 2 + count * sizeof(void *) + SPARE_BYTES))
        return no_room(mib, err);
    /* Not where the collector looks: hence none before the graph hangs together. */
    struct bv_node **nodes = malloc(count * sizeof *nodes);
    if (nodes == NULL)
        return no_room(mib, err);
    GC_disable();
    for (; made < count; made++) {
        struct bv_node *node = nodes[made] = GC_MALLOC(sizeof *node);
        if (node == NULL)
            break;
        for (size_t word = 0; word < sizeof node->payload / sizeof node->payload[0]; word++)
            checksum += node->payload[word] = payload_of(made, word);
    }
    if (made == count) {
        link_nodes(nodes, count, seed);
        out->root = nodes[0];
        out->count = count;
        out->checksum = checksum;
    }
    free(nodes);
    GC_enable();
    return made == count ? BV_OK : no_room(mib, err);
}

struct lane {
    const struct bv_node *stack[DEPTH_MAX];
    size_t depth;
};

static void push(struct lane *lane, const struct bv_node *node)
{
    if (node == NULL || lane->depth == DEPTH_MAX)
        return;
    __builtin_prefetch(node);
    __builtin_prefetch((const char *)node + 64);
    lane->stack[lane->depth++] = node;
}

/* Visit the topmost node of a lane; its children go to two lanes, which are one if it is alone. */
static void visit(struct lane *from, struct lane *left, struct lane *right, uint64_t *count,
                  uint64_t *checksum)
{
    const struct bv_node *node = from->stack[--from->depth];
    for (size_t word = 0; word < sizeof node->payload / sizeof node->payload[0]; word++)
        *checksum += node->payload[word];
    ++*count;
    push(left, node->child[0]);
    push(right, node->child[1]);
}

void bv_live_heap_walk(const volatile struct bv_live_heap *heap, uint64_t *count,
                       uint64_t *checksum)
{
    struct lane lanes[LANES] = {0};
    *count = *checksum = 0;
    push(&lanes[0], heap->root);
    /* Fan out: after the first six levels every lane has a subtree. */
    for (size_t used = 1; used < LANES; used *= 2)
        for (size_t i = 0; i < used; i++)
            if (lanes[i].depth > 0)
                visit(&lanes[i], &lanes[i], &lanes[i + used], count, checksum);
    for (bool busy = true; busy && *count <= heap->count;) {
        busy = false;
        for (size_t i = 0; i < LANES; i++)
            if (lanes[i].depth > 0) {
                visit(&lanes[i], &lanes[i], &lanes[i], count, checksum);
                busy = true;
            }
    }
}
