/* SPDX-License-Identifier: Apache-2.0 */
/* profiles.c: whatever a profile points to is there, and its tree holds all of it. */
#include "lib/bundle/profiles.h"

#include "report/analysis/call_tree.h"
#include "report/analysis/profile_shares.h"
#include "tests/fuzz/target.h"

static void follow(const struct bv_arm_profile *profile)
{
    struct bv_call_tree tree;
    struct bv_error err;
    uint64_t own = 0;
    const uint32_t main = bv_call_tree_main((enum bv_profile_kind)profile->kind);
    bv_fuzz_demand(bv_call_tree_make(profile, &tree, &err) == BV_OK, "there is a tree");
    for (size_t i = 0; i < tree.count; i++) {
        own += tree.nodes[i].own[main];
        bv_fuzz_demand(tree.nodes[i].function < profile->function_count, "a node is a function");
        bv_fuzz_demand(tree.nodes[i].start + tree.nodes[i].totals[main] <= tree.total,
                       "a node stands within all");
    }
    bv_fuzz_demand(own == tree.total, "what functions have alone is all");
    bv_call_tree_finish(&tree);
    if (profile->kind != BV_PROFILE_CPU)
        return;
    const struct bv_profile_shares shares = bv_profile_shares_of(profile, NULL);
    bv_fuzz_demand(shares.copies.estimate <= 1 && shares.calls.estimate <= 1 &&
                       shares.top_share.estimate <= 1,
                   "no share is above 1");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bv_profiles profiles;
    struct bv_error err;
    if (bv_profiles_read(bv_fuzz_file(data, size), &profiles, &err) != BV_OK)
        return 0;
    for (size_t i = 0; i < profiles.count; i++) {
        const struct bv_arm_profile *item = &profiles.items[i];
        bv_fuzz_demand(bv_profiles_find(&profiles, item->case_name, item->arm,
                                        (enum bv_profile_kind)item->kind) == item,
                       "a profile is found by its names");
        follow(item);
    }
    bv_profiles_finish(&profiles);
    return 0;
}
