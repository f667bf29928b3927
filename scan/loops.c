/* SPDX-License-Identifier: Apache-2.0 */
/* loops.c: strongly connected components, without recursion: functions can be long. */
#include "scan/loops.h"

struct walk_stack {
    uint32_t *items;
    size_t count;
    uint32_t order;
};

static void open_node(struct bv_loops_node *nodes, int32_t at, int32_t from,
                      struct walk_stack *stack)
{
    nodes[at].order = nodes[at].lowest = ++stack->order;
    nodes[at].from = from;
    nodes[at].is_open = true;
    stack->items[stack->count++] = (uint32_t)at;
}

/* All ways of a node are walked: it may be the first of a component. */
static void close_node(struct bv_loops_node *nodes, int32_t at, struct walk_stack *stack)
{
    if (nodes[at].lowest != nodes[at].order)
        return;
    bool is_alone = stack->items[stack->count - 1] == (uint32_t)at;
    bool leads_back = nodes[at].ways[0] == at || nodes[at].ways[1] == at;
    for (uint32_t member = UINT32_MAX; member != (uint32_t)at;) {
        member = stack->items[--stack->count];
        nodes[member].is_open = false;
        nodes[member].is_looping = !is_alone || leads_back;
    }
}

static void walk_from(struct bv_loops_node *nodes, int32_t at, struct walk_stack *stack)
{
    open_node(nodes, at, BV_LOOPS_NOWHERE, stack);
    while (at != BV_LOOPS_NOWHERE) {
        struct bv_loops_node *node = &nodes[at];
        if (node->next < BV_LOOPS_WAYS) {
            int32_t to = node->ways[node->next++];
            if (to == BV_LOOPS_NOWHERE)
                continue;
            if (nodes[to].order == 0) {
                open_node(nodes, to, at, stack);
                at = to;
            } else if (nodes[to].is_open && nodes[to].order < node->lowest) {
                node->lowest = nodes[to].order;
            }
            continue;
        }
        close_node(nodes, at, stack);
        int32_t from = node->from;
        if (from != BV_LOOPS_NOWHERE && node->lowest < nodes[from].lowest)
            nodes[from].lowest = node->lowest;
        at = from;
    }
}

void bv_loops_find(struct bv_loops_node *nodes, size_t count, uint32_t *items)
{
    struct walk_stack stack = {0};
    stack.items = items;
    for (size_t i = 0; i < count; i++)
        if (nodes[i].order == 0)
            walk_from(nodes, (int32_t)i, &stack);
}
