/* SPDX-License-Identifier: Apache-2.0 */
/* call_tree.h: the functions of a profile by who called them, from the outermost one inwards. */
#ifndef BV_CALL_TREE_H
#define BV_CALL_TREE_H

#include "lib/bundle/profiles.h"
#include "lib/stats/stats.h"

struct bv_call_node {
    uint32_t function;               /* of the profile */
    uint32_t depth;                  /* 0: nobody of the profile called it */
    uint64_t totals[BV_PATH_VALUES]; /* in it, and in what it called */
    uint64_t own[BV_PATH_VALUES];    /* in it alone */
    uint64_t start; /* of the value by which it is ranked: so much stands left of it */
};

struct bv_call_tree {
    struct bv_call_node *nodes; /* a function before those that it called, large ones first; none
                                   without anything of the value by which they are ranked */
    size_t count;
    uint32_t depth; /* how many levels there are */
    uint64_t total; /* of the value by which they are ranked; above 0 */
};

/* By which value functions of a kind are ranked: samples, bytes, ns of waiting. */
uint32_t bv_call_tree_main(enum bv_profile_kind kind);

/* out      written only on BV_OK; bv_call_tree_finish it
 * Errors   BV_E_NOMEM */
enum bv_status bv_call_tree_make(const struct bv_arm_profile *profile, struct bv_call_tree *out,
                                 struct bv_error *err);

/* So many samples of all of a tree of them, with the interval that they give. */
struct bv_interval bv_call_tree_share(const struct bv_call_tree *tree, uint64_t samples);

void bv_call_tree_finish(struct bv_call_tree *tree);

#endif
