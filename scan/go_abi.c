/* SPDX-License-Identifier: Apache-2.0 */
/* go_abi.c: see go_abi.h. */
#include "scan/go_abi.h"

#include <dwarf.h>

#include "lib/dwarf/leaf.h"
#include "lib/dwarf/type.h"

struct bv_go_call bv_go_begin(enum bv_abi abi)
{
    return abi == BV_ABI_X86_64 ? (struct bv_go_call){9, 15} : (struct bv_go_call){16, 16};
}

/* Whether an array of more than one element is somewhere in a type. */
static bool has_array(const Dwarf_Die *type, int depth)
{
    Dwarf_Die plain, child, of;
    if (depth == 0 || !bv_type_strip(type, &plain))
        return true;
    if (dwarf_tag(&plain) == DW_TAG_array_type) {
        uint64_t whole, each;
        return !bv_type_of(&plain, &of) || !bv_type_size(&plain, &whole) ||
               !bv_type_size(&of, &each) || whole > each || has_array(&of, depth - 1);
    }
    if (!bv_type_is_aggregate(&plain) || dwarf_child(&plain, &child) != 0)
        return false;
    for (int seen = 0; seen < 256; seen++) {
        if (dwarf_tag(&child) == DW_TAG_member && bv_type_of(&child, &of) &&
            has_array(&of, depth - 1))
            return true;
        if (dwarf_siblingof(&child, &child) != 0)
            return false;
    }
    return true;
}

static bool count(const struct bv_leaf *leaf, void *user)
{
    struct bv_go_call *needed = user;
    if (leaf->kind == BV_LEAF_FLOAT)
        needed->float_free++;
    else
        needed->general_free++;
    return needed->general_free + needed->float_free <= 32;
}

enum bv_passing bv_go_argument(struct bv_go_call *call, const Dwarf_Die *type)
{
    struct bv_go_call needed = {0};
    uint64_t bytes;
    if (bv_type_size(type, &bytes) && bytes == 0)
        return BV_PASSING_NOTHING;
    if (has_array(type, 16) || !bv_type_leaves(type, count, &needed) ||
        needed.general_free > call->general_free || needed.float_free > call->float_free)
        return BV_PASSING_STACK;
    call->general_free -= needed.general_free;
    call->float_free -= needed.float_free;
    return BV_PASSING_REGISTERS;
}
