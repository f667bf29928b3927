/* SPDX-License-Identifier: Apache-2.0 */
/* passing.c: see passing.h. */
#include "lib/dwarf/passing.h"

#include <stdbool.h>
#include <stddef.h>

#include "lib/dwarf/alignment.h"
#include "lib/dwarf/leaf.h"
#include "lib/dwarf/nontrivial.h"
#include "lib/dwarf/type.h"

/* Argument registers: rdi to r9 and xmm0 to xmm7; x0 to x7 and v0 to v7. */
enum { GENERAL_X86_64 = 6, GENERAL_AARCH64 = 8, FLOATS = 8 };

const char *bv_passing_name(enum bv_passing passing)
{
    static const char *const names[BV_PASSING_COUNT] = {"nothing", "registers", "stack", "hidden"};
    return names[passing];
}

/* What a type needs to go in registers. */
struct need {
    bool fits; /* it may go in registers at all */
    uint32_t general, floats;
};

/* The classes of the eightbytes of a type of at most 64 bytes. */
struct eightbytes {
    bool memory, has_x87, has_vector;
    bool is_integer[8], is_float[8];
};

static bool classify(const struct bv_leaf *leaf, void *user)
{
    struct eightbytes *of = user;
    uint64_t first = leaf->offset_bytes / 8;
    uint64_t last = (leaf->offset_bytes + (leaf->size_bytes ? leaf->size_bytes - 1 : 0)) / 8;
    bool is_odd = leaf->align_bytes > 1 && leaf->offset_bytes % leaf->align_bytes != 0;
    if (last >= 8 || (is_odd && !leaf->is_bits))
        of->memory = true; /* unaligned: it is packed */
    for (uint64_t i = first; i <= last && !of->memory; i++) {
        bool floats = leaf->kind == BV_LEAF_FLOAT || leaf->kind == BV_LEAF_VECTOR;
        (floats ? of->is_float : of->is_integer)[i] = true;
    }
    of->has_x87 = of->has_x87 || leaf->kind == BV_LEAF_X87;
    of->has_vector = of->has_vector || leaf->kind == BV_LEAF_VECTOR ||
                     (leaf->kind == BV_LEAF_FLOAT && leaf->size_bytes == 16);
    return !of->memory;
}

static struct need need_x86_64(const Dwarf_Die *type, uint64_t bytes, bool is_result)
{
    struct eightbytes of = {0};
    struct need need = {0};
    if (bytes > 64 || !bv_type_leaves(type, classify, &of) || of.memory)
        return need;
    uint64_t count = (bytes + 7) / 8;
    if (of.has_x87) { /* st0 for a result, and the stack for an argument */
        /* Of more than two eightbytes only what is complex, which is no aggregate, gets registers.
         */
        need.fits = is_result && bytes <= (bv_type_is_aggregate(type) ? 16 : 32);
        return need;
    }
    if (of.has_vector) { /* one register, if the vector is all there is */
        bool alone = true;
        for (uint64_t i = 0; i < count; i++)
            alone = alone && !of.is_integer[i];
        if (alone && (bytes == 16 || bytes == 32 || bytes == 64))
            return (struct need){.fits = true, .floats = 1};
    }
    if (count > 2)
        return need;
    need.fits = true;
    for (uint64_t i = 0; i < count; i++)
        if (of.is_integer[i])
            need.general++;
        else if (of.is_float[i])
            need.floats++;
    return need;
}

/* Are all leaves of one kind and size, and how many? */
struct homogeneous {
    enum bv_leaf_kind kind;
    uint64_t bytes, end; /* of each; where the last one ends */
};

static bool compare(const struct bv_leaf *leaf, void *user)
{
    struct homogeneous *of = user;
    if (leaf->kind != BV_LEAF_FLOAT && leaf->kind != BV_LEAF_VECTOR)
        return false;
    if (of->bytes == 0) {
        of->kind = leaf->kind;
        of->bytes = leaf->size_bytes;
    }
    uint64_t end = leaf->offset_bytes + leaf->size_bytes;
    of->end = end > of->end ? end : of->end;
    return leaf->kind == of->kind && leaf->size_bytes == of->bytes &&
           (leaf->kind == BV_LEAF_FLOAT || leaf->size_bytes == 8 || leaf->size_bytes == 16);
}

static struct need need_aarch64(const Dwarf_Die *type, uint64_t bytes)
{
    struct homogeneous of = {0};
    if (bytes <= 64 && bv_type_leaves(type, compare, &of) && of.bytes > 0 && of.end == bytes &&
        bytes <= 4 * of.bytes)
        return (struct need){.fits = true, .floats = (uint32_t)(bytes / of.bytes)};
    return (struct need){.fits = bytes <= 16, .general = (uint32_t)((bytes + 7) / 8)};
}

static bool is_empty(const struct bv_leaf *leaf, void *user)
{
    (void)leaf;
    *(bool *)user = false;
    return false;
}

/* Nothing, registers, or BV_PASSING_STACK for what does not fit into any. */
static enum bv_passing choose(enum bv_abi abi, const Dwarf_Die *type, bool is_result,
                              struct need *need)
{
    uint64_t bytes;
    bool empty = true;
    *need = (struct need){0};
    if (!bv_type_size(type, &bytes))
        return BV_PASSING_STACK;
    if (bv_type_is_nontrivial(type))
        return BV_PASSING_HIDDEN;
    if (bytes == 0 ||
        (bytes == 1 && abi == BV_ABI_X86_64 && bv_type_leaves(type, is_empty, &empty) && empty))
        return BV_PASSING_NOTHING;
    *need = abi == BV_ABI_X86_64 ? need_x86_64(type, bytes, is_result) : need_aarch64(type, bytes);
    if (need->fits)
        return BV_PASSING_REGISTERS;
    return abi == BV_ABI_AARCH64 || is_result ? BV_PASSING_HIDDEN : BV_PASSING_STACK;
}

static enum bv_passing take(uint32_t *left, uint32_t count)
{
    bool fits = *left >= count;
    *left = fits ? *left - count : 0; /* what does not fit any more shuts the door behind it */
    return fits ? BV_PASSING_REGISTERS : BV_PASSING_STACK;
}

struct bv_passing_call bv_passing_begin(enum bv_abi abi, const Dwarf_Die *result,
                                        enum bv_passing *returns)
{
    bool is_x86 = abi == BV_ABI_X86_64;
    struct bv_passing_call call = {abi, is_x86 ? GENERAL_X86_64 : GENERAL_AARCH64, FLOATS};
    struct need need;
    enum bv_passing passing =
        result != NULL ? choose(abi, result, true, &need) : BV_PASSING_NOTHING;
    if (passing == BV_PASSING_STACK) /* of unknown size */
        passing = BV_PASSING_HIDDEN;
    if (passing == BV_PASSING_HIDDEN && is_x86)
        call.general_free--; /* AArch64 has x8 for it */
    if (returns != NULL)
        *returns = passing;
    return call;
}

enum bv_passing bv_passing_argument(struct bv_passing_call *call, const Dwarf_Die *type)
{
    struct need need;
    enum bv_passing passing = choose(call->abi, type, false, &need);
    if (passing == BV_PASSING_HIDDEN) {
        call->general_free -= call->general_free > 0; /* else its address is on the stack */
        return BV_PASSING_HIDDEN;
    }
    if (passing != BV_PASSING_REGISTERS)
        return passing;
    if (call->abi == BV_ABI_X86_64) { /* all of it, or none */
        if (need.general > call->general_free || need.floats > call->float_free)
            return BV_PASSING_STACK;
        call->general_free -= need.general;
        call->float_free -= need.floats;
        return BV_PASSING_REGISTERS;
    }
    if (need.floats > 0)
        return take(&call->float_free, need.floats);
    if (need.general == 2 && bv_type_align(type) == 16)
        call->general_free -= call->general_free % 2; /* an even register */
    return take(&call->general_free, need.general);
}
