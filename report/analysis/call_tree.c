/* SPDX-License-Identifier: Apache-2.0 */
/* call_tree.c: sorted paths share the beginning of the one before; two more sorts put what is large
 * first. */
#include "report/analysis/call_tree.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/memory.h"
#include "lib/stats/share.h"

struct tree_node {
    struct bv_call_node node;
    size_t parent; /* number of it; 0: none. Numbers count from 1, and stand still */
    size_t number;
};

struct builder {
    uint32_t main;
    struct tree_node *nodes;
    size_t count;
};

uint32_t bv_call_tree_main(enum bv_profile_kind kind)
{
    static const uint32_t mains[BV_PROFILE_KINDS] = {
        [BV_PROFILE_CPU] = BV_PATH_SAMPLES,
        [BV_PROFILE_HEAP] = BV_PATH_BYTES,
        [BV_PROFILE_WAIT] = BV_PATH_WAIT_NS,
    };
    return mains[kind];
}

static int by_functions(const void *a, const void *b)
{
    const struct bv_profile_path *x = *(const struct bv_profile_path *const *)a;
    const struct bv_profile_path *y = *(const struct bv_profile_path *const *)b;
    for (uint32_t i = 0; i < x->depth && i < y->depth; i++)
        if (x->functions[i] != y->functions[i])
            return x->functions[i] < y->functions[i] ? -1 : 1;
    return (x->depth > y->depth) - (x->depth < y->depth);
}

/* Among those of one caller the large ones first; callers stand in the order of their numbers. */
static int by_caller(const void *a, const void *b, void *user)
{
    const struct tree_node *x = a, *y = b;
    const uint32_t *main = user;
    if (x->parent != y->parent)
        return x->parent < y->parent ? -1 : 1;
    if (x->node.totals[*main] != y->node.totals[*main])
        return x->node.totals[*main] > y->node.totals[*main] ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

static int by_start(const void *a, const void *b)
{
    const struct bv_call_node *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return (x->depth > y->depth) - (x->depth < y->depth);
}

/* Count a path for each of its functions; on the way stands the path before, in numbers. */
static bool add_path(struct builder *b, const struct bv_profile_path *path,
                     const struct bv_profile_path *before, size_t *way)
{
    uint32_t same = 0;
    while (before != NULL && same < path->depth && same < before->depth &&
           path->functions[same] == before->functions[same])
        same++;
    for (uint32_t i = same; i < path->depth; i++) {
        const struct tree_node added = {.node = {.function = path->functions[i], .depth = i},
                                        .parent = i == 0 ? 0 : way[i - 1],
                                        .number = b->count + 1};
        if (!BV_APPEND(b->nodes, b->count, added))
            return false;
        way[i] = b->count;
    }
    for (uint32_t i = 0; i < path->depth; i++) {
        struct bv_call_node *node = &b->nodes[way[i] - 1].node;
        for (int v = 0; v < BV_PATH_VALUES; v++) {
            node->totals[v] += path->values[v];
            node->own[v] += i + 1 == path->depth ? path->values[v] : 0;
        }
    }
    return true;
}

/* starts   by number, room for all: how much is left of a node, and then of its next callee */
static void place(struct builder *b, uint64_t *starts)
{
    if (b->count > 0)
        qsort_r(b->nodes, b->count, sizeof *b->nodes, by_caller, &b->main);
    for (size_t i = 0; i < b->count; i++) {
        struct tree_node *at = &b->nodes[i];
        at->node.start = starts[at->parent];
        starts[at->parent] += at->node.totals[b->main];
        starts[at->number] = at->node.start;
    }
}

static bool build(struct builder *b, const struct bv_arm_profile *profile)
{
    const struct bv_profile_path **paths =
        calloc(profile->path_count + 1, sizeof(struct bv_profile_path *));
    uint32_t depth = 0;
    for (size_t i = 0; i < profile->path_count; i++)
        depth = profile->paths[i].depth > depth ? profile->paths[i].depth : depth;
    size_t *way = calloc(depth + 1, sizeof *way);
    bool good = paths != NULL && way != NULL;
    for (size_t i = 0; i < profile->path_count && good; i++)
        paths[i] = &profile->paths[i];
    if (good)
        qsort(paths, profile->path_count, sizeof paths[0], by_functions);
    for (size_t i = 0; i < profile->path_count && good; i++)
        good = add_path(b, paths[i], i == 0 ? NULL : paths[i - 1], way);
    free(paths);
    free(way);
    uint64_t *starts = good ? calloc(b->count + 1, sizeof *starts) : NULL;
    good = starts != NULL;
    if (good)
        place(b, starts);
    free(starts);
    return good;
}

enum bv_status bv_call_tree_make(const struct bv_arm_profile *profile, struct bv_call_tree *out,
                                 struct bv_error *err)
{
    struct builder b = {.main = bv_call_tree_main((enum bv_profile_kind)profile->kind)};
    struct bv_call_tree tree = {.total = bv_arm_profile_total(profile, b.main)};
    bool good = build(&b, profile);
    for (size_t i = 0; i < b.count && good; i++) {
        const struct bv_call_node *node = &b.nodes[i].node;
        if (node->totals[b.main] == 0)
            continue;
        tree.depth = node->depth + 1 > tree.depth ? node->depth + 1 : tree.depth;
        good = BV_APPEND(tree.nodes, tree.count, *node);
    }
    free(b.nodes);
    if (!good) {
        bv_call_tree_finish(&tree);
        return bv_no_memory(err);
    }
    if (tree.count > 0)
        qsort(tree.nodes, tree.count, sizeof tree.nodes[0], by_start);
    *out = tree;
    return BV_OK;
}

struct bv_interval bv_call_tree_share(const struct bv_call_tree *tree, uint64_t samples)
{
    return bv_share_interval(samples, tree->total);
}

void bv_call_tree_finish(struct bv_call_tree *tree)
{
    free(tree->nodes);
    *tree = (struct bv_call_tree){0};
}
