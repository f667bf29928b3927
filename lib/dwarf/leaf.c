/* SPDX-License-Identifier: Apache-2.0 */
/* leaf.c: see leaf.h. */
#include "lib/dwarf/leaf.h"

#include <dwarf.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "lib/dwarf/attribute.h"
#include "lib/dwarf/type.h"

enum { LEAVES = 100000 };

/* A walk over all that a type is made of. */
struct walk {
    bv_leaf_fn *leaf;
    void *user;
    uint32_t leaves, steps;
    bool failed; /* something was not understood, or too much */
    bool enough; /* the caller says so */
    char path[1024];
    size_t path_length;
};

/* Go down to what is named so; the caller cuts the path back to its length of before. */
__attribute__((format(printf, 2, 3))) static void go_down(struct walk *walk, const char *format,
                                                          ...)
{
    va_list args;
    size_t room = sizeof walk->path - walk->path_length;
    va_start(args, format);
    int n = vsnprintf(walk->path + walk->path_length, room, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= room)
        walk->failed = true;
    else
        walk->path_length += (size_t)n;
}

static void go_up(struct walk *walk, size_t length)
{
    walk->path_length = length;
    walk->path[length] = '\0';
}

static void walk_type(struct walk *walk, const Dwarf_Die *type, struct bv_leaf at, int depth);

/* Where a member stands, of a bit field the byte with its first bit.
 * Returns  false where it has no constant place: a virtual base */
static bool member_place(Dwarf_Die *member, struct bv_leaf *out)
{
    uint64_t bits, bit_size, offset = 0, storage = 0;
    Dwarf_Attribute attribute;
    if (dwarf_attr(member, DW_AT_data_member_location, &attribute) != NULL) {
        Dwarf_Op *op;
        size_t count;
        if (!bv_dwarf_number_of(member, DW_AT_data_member_location, &offset)) {
            if (dwarf_getlocation(&attribute, &op, &count) != 0 || count != 1 ||
                op->atom != DW_OP_plus_uconst)
                return false;
            offset = op->number;
        }
    }
    out->is_bits = bv_dwarf_number_of(member, DW_AT_bit_size, &bit_size);
    if (!out->is_bits) {
        out->offset_bytes += offset;
        return out->offset_bytes < BV_DWARF_SIZE_LIMIT;
    }
    if (!bv_dwarf_number_of(member, DW_AT_data_bit_offset,
                            &bits)) { /* DWARF 3: counted from the high end */
        uint64_t from_high = 0;
        Dwarf_Die type;
        if (!bv_dwarf_number_of(member, DW_AT_byte_size, &storage) &&
            !(bv_type_of(member, &type) && bv_type_size(&type, &storage)))
            return false;
        if (bv_dwarf_number_of(member, DW_AT_bit_offset, &from_high) &&
            from_high + bit_size > 8 * storage)
            return false;
        bits = 8 * (offset + storage) - from_high - bit_size;
    }
    if (bits >= BV_DWARF_SIZE_LIMIT || bit_size >= BV_DWARF_SIZE_LIMIT)
        return false;
    out->offset_bytes += bits / 8;
    out->size_bytes = (bits % 8 + bit_size + 7) / 8;
    return out->offset_bytes < BV_DWARF_SIZE_LIMIT;
}

static void walk_members(struct walk *walk, Dwarf_Die *parent, struct bv_leaf at, int depth)
{
    Dwarf_Die child, type;
    if (depth == 0) {
        walk->failed = true;
        return;
    }
    if (dwarf_child(parent, &child) != 0)
        return;
    do {
        if (++walk->steps > BV_DWARF_STEPS)
            walk->failed = true;
        if (walk->failed || walk->enough)
            return;
        int tag = dwarf_tag(&child);
        if (tag == DW_TAG_variant_part || tag == DW_TAG_variant) { /* Rust: one of several */
            walk_members(walk, &child, at, depth - 1);
            continue;
        }
        if (!bv_dwarf_is_field(&child))
            continue;
        struct bv_leaf member = at;
        const char *name = tag == DW_TAG_member ? dwarf_diename(&child) : NULL;
        member.name = name != NULL && name[0] != '\0' ? name : at.name;
        member.is_inherited = at.is_inherited || tag == DW_TAG_inheritance;
        member.is_in_union = at.is_in_union || dwarf_tag(parent) == DW_TAG_union_type;
        size_t above = walk->path_length;
        if (name != NULL && name[0] != '\0')
            go_down(walk, "%s%s", above > 0 ? "." : "", name);
        if (!member_place(&child, &member) || !bv_type_of(&child, &type))
            walk->failed = true;
        else if (!member.is_bits || member.size_bytes > 0) /* ":0" is no field */
            walk_type(walk, &type, member, depth - 1);
        go_up(walk, above);
    } while (dwarf_siblingof(&child, &child) == 0);
}

static void give(struct walk *walk, struct bv_leaf *leaf)
{
    if (++walk->leaves > LEAVES)
        walk->failed = true;
    leaf->path = walk->path;
    if (!walk->failed && !walk->leaf(leaf, walk->user))
        walk->enough = true;
}

static void walk_base(struct walk *walk, struct bv_leaf *leaf)
{
    uint64_t encoding = 0;
    bv_dwarf_number_of(&leaf->type, DW_AT_encoding, &encoding);
    leaf->kind = BV_LEAF_INTEGER;
    if (encoding == DW_ATE_float || encoding == DW_ATE_complex_float) {
        bool is_complex = encoding == DW_ATE_complex_float;
        leaf->size_bytes /= is_complex ? 2 : 1;
        leaf->align_bytes = (uint32_t)(leaf->size_bytes > 16 ? 16 : leaf->size_bytes);
        GElf_Ehdr header;
        Elf *elf = dwarf_getelf(dwarf_cu_getdwarf(leaf->type.cu));
        bool is_x86 =
            elf != NULL && gelf_getehdr(elf, &header) != NULL && header.e_machine == EM_X86_64;
        const char *name = dwarf_diename(&leaf->type);
        bool is_quad = name != NULL && (strstr(name, "128") != NULL);
        leaf->kind = is_x86 && leaf->size_bytes == 16 && !is_quad ? BV_LEAF_X87 : BV_LEAF_FLOAT;
        give(walk, leaf);
        if (!is_complex || walk->failed || walk->enough)
            return;
        leaf->offset_bytes += leaf->size_bytes;
    }
    give(walk, leaf);
}

/* Go down to an element: "[1][2]".
 * count    of the array's elements, i the number of this one */
static void go_down_element(struct walk *walk, Dwarf_Die *array, uint64_t count, uint64_t i)
{
    Dwarf_Die child;
    bool open;
    for (int more = dwarf_child(array, &child); more == 0; more = dwarf_siblingof(&child, &child)) {
        if (dwarf_tag(&child) != DW_TAG_subrange_type)
            continue;
        uint64_t its = bv_dwarf_dimension_count(&child, &open);
        if (its == 0 || its > count) {
            walk->failed = true;
            return;
        }
        count /= its;
        go_down(walk, "[%llu]", (unsigned long long)(i / count));
        i %= count;
    }
}

static void walk_array(struct walk *walk, Dwarf_Die *array, struct bv_leaf at, int depth)
{
    Dwarf_Die element;
    uint64_t count, each;
    if (bv_dwarf_has_flag(array, DW_AT_GNU_vector)) {
        at.kind = BV_LEAF_VECTOR;
        at.align_bytes = (uint32_t)(at.size_bytes > 64 ? 64 : at.size_bytes);
        give(walk, &at);
        return;
    }
    if (!bv_dwarf_follow(array, DW_AT_type, &element) || !bv_dwarf_element_count(array, &count) ||
        !bv_type_size(&element, &each)) {
        walk->failed = true;
        return;
    }
    for (uint64_t i = 0; i < count && !walk->failed && !walk->enough && each > 0; i++) {
        struct bv_leaf leaf = at;
        leaf.offset_bytes += i * each;
        size_t above = walk->path_length;
        go_down_element(walk, array, count, i);
        walk_type(walk, &element, leaf, depth - 1);
        go_up(walk, above);
    }
}

/* Whether a const stands before a type. It may lead in a circle. */
static bool is_const(const Dwarf_Die *type)
{
    Dwarf_Die at = *type, next;
    for (int i = 0; i < BV_DWARF_STRIPS && bv_dwarf_is_wrapping(dwarf_tag(&at)); i++) {
        if (dwarf_tag(&at) == DW_TAG_const_type)
            return true;
        if (!bv_dwarf_follow(&at, DW_AT_type, &next))
            return false;
        at = next;
    }
    return false;
}

static void walk_type(struct walk *walk, const Dwarf_Die *type, struct bv_leaf at, int depth)
{
    uint64_t bytes;
    at.is_const = at.is_const || is_const(type);
    if (++walk->steps > BV_DWARF_STEPS || depth <= 0 || !bv_type_strip(type, &at.type) ||
        !bv_type_size(&at.type, &bytes)) {
        walk->failed = true;
        return;
    }
    if (!at.is_bits)
        at.size_bytes = bytes;
    at.align_bytes = (uint32_t)(bytes > 16 ? 16 : bytes);
    at.kind = BV_LEAF_OTHER;
    switch (dwarf_tag(&at.type)) {
    case DW_TAG_structure_type:
    case DW_TAG_class_type:
    case DW_TAG_union_type:
        walk_members(walk, &at.type, at, depth - 1);
        return;
    case DW_TAG_array_type:
        walk_array(walk, &at.type, at, depth);
        return;
    case DW_TAG_base_type:
        walk_base(walk, &at);
        return;
    case DW_TAG_enumeration_type:
        at.kind = BV_LEAF_INTEGER;
        break;
    case DW_TAG_pointer_type:
    case DW_TAG_reference_type:
    case DW_TAG_rvalue_reference_type:
        at.kind = BV_LEAF_POINTER;
        break;
    case DW_TAG_ptr_to_member_type:
        at.kind = BV_LEAF_POINTER;
        at.align_bytes = 8;
        break;
    default:
        break;
    }
    give(walk, &at);
}

bool bv_type_leaves(const Dwarf_Die *type, bv_leaf_fn *leaf, void *user)
{
    struct walk walk = {.leaf = leaf, .user = user};
    walk_type(&walk, type, (struct bv_leaf){0}, BV_DWARF_DEPTH);
    return !walk.failed && !walk.enough;
}

bool bv_type_is_flexible(const Dwarf_Die *type)
{
    Dwarf_Die plain, child, of;
    bool flexible = false;
    if (!bv_type_strip(type, &plain) || !bv_dwarf_is_struct(dwarf_tag(&plain)))
        return false;
    for (int more = dwarf_child(&plain, &child); more == 0;
         more = dwarf_siblingof(&child, &child)) {
        if (!bv_dwarf_is_field(&child))
            continue;
        Dwarf_Die subrange;
        flexible = bv_type_of(&child, &of) && bv_type_strip(&of, &of) &&
                   dwarf_tag(&of) == DW_TAG_array_type && dwarf_child(&of, &subrange) == 0;
        if (flexible)
            bv_dwarf_dimension_count(&subrange, &flexible);
    }
    return flexible;
}
