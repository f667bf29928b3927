/* SPDX-License-Identifier: Apache-2.0 */
/* type.c: see type.h. */
#include "lib/dwarf/type.h"

#include <dwarf.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { STRIPS = 64, DEPTH = 48, LEAVES = 100000, STEPS = 400000 };
#define SIZE_LIMIT (UINT64_C(1) << 62)

static bool follow(Dwarf_Die *entry, unsigned name, Dwarf_Die *out)
{
    Dwarf_Attribute attribute;
    return dwarf_attr(entry, name, &attribute) != NULL &&
           dwarf_formref_die(&attribute, out) != NULL;
}

static bool number_of(Dwarf_Die *entry, unsigned name, uint64_t *out)
{
    Dwarf_Attribute attribute;
    Dwarf_Word value;
    if (dwarf_attr(entry, name, &attribute) == NULL || dwarf_formudata(&attribute, &value) != 0)
        return false;
    *out = value;
    return true;
}

static bool has_flag(Dwarf_Die *entry, unsigned name)
{
    Dwarf_Attribute attribute;
    bool set = false;
    return dwarf_attr(entry, name, &attribute) != NULL && dwarf_formflag(&attribute, &set) == 0 &&
           set;
}

static bool is_wrapping(int tag)
{
    switch (tag) {
    case DW_TAG_typedef:
    case DW_TAG_const_type:
    case DW_TAG_volatile_type:
    case DW_TAG_restrict_type:
    case DW_TAG_atomic_type:
    case DW_TAG_immutable_type:
    case DW_TAG_packed_type:
    case DW_TAG_shared_type:
        return true;
    default:
        return false;
    }
}

bool bv_type_strip(const Dwarf_Die *type, Dwarf_Die *out)
{
    Dwarf_Die at = *type;
    for (int i = 0; i < STRIPS; i++) {
        if (!is_wrapping(dwarf_tag(&at))) {
            Dwarf_Die whole;
            /* What stands in a unit of its own is only declared where it is used. */
            *out = has_flag(&at, DW_AT_declaration) && follow(&at, DW_AT_signature, &whole) ? whole
                                                                                            : at;
            return true;
        }
        Dwarf_Die next;
        if (!follow(&at, DW_AT_type, &next))
            return false;
        at = next;
    }
    return false;
}

bool bv_type_of(Dwarf_Die *entry, Dwarf_Die *out)
{
    Dwarf_Die at = *entry;
    for (int i = 0; i < STRIPS; i++) {
        Dwarf_Die next;
        if (follow(&at, DW_AT_type, out))
            return true;
        if (!follow(&at, DW_AT_abstract_origin, &next) && !follow(&at, DW_AT_specification, &next))
            return false;
        at = next;
    }
    return false;
}

static bool is_struct(int tag)
{
    return tag == DW_TAG_structure_type || tag == DW_TAG_class_type || tag == DW_TAG_union_type;
}

bool bv_type_is_aggregate(const Dwarf_Die *type)
{
    Dwarf_Die plain;
    return bv_type_strip(type, &plain) && is_struct(dwarf_tag(&plain));
}

/* How many elements a dimension of an array has.
 * open     out: it has no size: "[]", a flexible array, of no elements */
static uint64_t dimension_count(Dwarf_Die *subrange, bool *open)
{
    uint64_t count, last;
    *open = false;
    if (number_of(subrange, DW_AT_count, &count))
        return count;
    if (number_of(subrange, DW_AT_upper_bound, &last))
        return last + 1;
    *open = true;
    return 0;
}

/* How many elements an array has, all its dimensions together. */
static bool element_count(Dwarf_Die *array, uint64_t *out)
{
    Dwarf_Die child;
    bool found = false, open;
    *out = 1;
    if (dwarf_child(array, &child) != 0)
        return false;
    for (int i = 0; i < STRIPS; i++) {
        if (dwarf_tag(&child) == DW_TAG_subrange_type) {
            found = true;
            uint64_t count = dimension_count(&child, &open);
            if (count >= SIZE_LIMIT || __builtin_mul_overflow(*out, count, out))
                return false;
        }
        if (dwarf_siblingof(&child, &child) != 0)
            return found;
    }
    return false;
}

static bool size_within(const Dwarf_Die *type, int depth, uint64_t *out)
{
    Dwarf_Die plain, element;
    uint64_t count, each;
    *out = 0;
    if (depth == 0 || !bv_type_strip(type, &plain))
        return false;
    if (number_of(&plain, DW_AT_byte_size, out)) {
        if (*out < SIZE_LIMIT)
            return true;
        *out = 0;
        return false;
    }
    switch (dwarf_tag(&plain)) {
    case DW_TAG_pointer_type:
    case DW_TAG_reference_type:
    case DW_TAG_rvalue_reference_type: {
        uint8_t address_bytes = 0;
        Dwarf_Die unit;
        if (dwarf_diecu(&plain, &unit, &address_bytes, NULL) == NULL)
            return false;
        *out = address_bytes;
        return true;
    }
    case DW_TAG_array_type:
        if (!follow(&plain, DW_AT_type, &element) || !element_count(&plain, &count) ||
            !size_within(&element, depth - 1, &each) || __builtin_mul_overflow(count, each, out) ||
            *out >= SIZE_LIMIT) {
            *out = 0;
            return false;
        }
        return true;
    case DW_TAG_enumeration_type:
        return follow(&plain, DW_AT_type, &element) && size_within(&element, depth - 1, out);
    default:
        return false;
    }
}

bool bv_type_size(const Dwarf_Die *type, uint64_t *out)
{
    return size_within(type, DEPTH, out);
}

const char *bv_type_name(const Dwarf_Die *type)
{
    Dwarf_Die at = *type;
    for (int i = 0; i < STRIPS; i++) {
        Dwarf_Die next;
        const char *name = dwarf_diename(&at);
        if (name != NULL && name[0] != '\0')
            return name;
        if (!is_wrapping(dwarf_tag(&at)) || !follow(&at, DW_AT_type, &next))
            return NULL;
        at = next;
    }
    return NULL;
}

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

static uint32_t align_within(const Dwarf_Die *type, int depth, uint32_t *steps);

static uint32_t largest_power_within(uint64_t bytes, uint32_t most)
{
    uint32_t align = 1;
    while (align < most && bytes % (2 * (uint64_t)align) == 0)
        align *= 2;
    return align;
}

/* Where a member stands, of a bit field the byte with its first bit.
 * Returns  false where it has no constant place: a virtual base */
static bool member_place(Dwarf_Die *member, struct bv_leaf *out)
{
    uint64_t bits, bit_size, offset = 0, storage = 0;
    Dwarf_Attribute attribute;
    if (dwarf_attr(member, DW_AT_data_member_location, &attribute) != NULL) {
        Dwarf_Op *op;
        size_t count;
        if (!number_of(member, DW_AT_data_member_location, &offset)) {
            if (dwarf_getlocation(&attribute, &op, &count) != 0 || count != 1 ||
                op->atom != DW_OP_plus_uconst)
                return false;
            offset = op->number;
        }
    }
    out->is_bits = number_of(member, DW_AT_bit_size, &bit_size);
    if (!out->is_bits) {
        out->offset_bytes += offset;
        return out->offset_bytes < SIZE_LIMIT;
    }
    if (!number_of(member, DW_AT_data_bit_offset, &bits)) { /* DWARF 3: counted from the high end */
        uint64_t from_high = 0;
        Dwarf_Die type;
        if (!number_of(member, DW_AT_byte_size, &storage) &&
            !(bv_type_of(member, &type) && bv_type_size(&type, &storage)))
            return false;
        if (number_of(member, DW_AT_bit_offset, &from_high) && from_high + bit_size > 8 * storage)
            return false;
        bits = 8 * (offset + storage) - from_high - bit_size;
    }
    if (bits >= SIZE_LIMIT || bit_size >= SIZE_LIMIT)
        return false;
    out->offset_bytes += bits / 8;
    out->size_bytes = (bits % 8 + bit_size + 7) / 8;
    return out->offset_bytes < SIZE_LIMIT;
}

static bool is_field(Dwarf_Die *child)
{
    int tag = dwarf_tag(child);
    return tag == DW_TAG_inheritance || (tag == DW_TAG_member && !has_flag(child, DW_AT_external) &&
                                         !has_flag(child, DW_AT_declaration));
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
        if (++walk->steps > STEPS)
            walk->failed = true;
        if (walk->failed || walk->enough)
            return;
        int tag = dwarf_tag(&child);
        if (tag == DW_TAG_variant_part || tag == DW_TAG_variant) { /* Rust: one of several */
            walk_members(walk, &child, at, depth - 1);
            continue;
        }
        if (!is_field(&child))
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
    number_of(&leaf->type, DW_AT_encoding, &encoding);
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
        uint64_t its = dimension_count(&child, &open);
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
    if (has_flag(array, DW_AT_GNU_vector)) {
        at.kind = BV_LEAF_VECTOR;
        at.align_bytes = (uint32_t)(at.size_bytes > 64 ? 64 : at.size_bytes);
        give(walk, &at);
        return;
    }
    if (!follow(array, DW_AT_type, &element) || !element_count(array, &count) ||
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
    for (int i = 0; i < STRIPS && is_wrapping(dwarf_tag(&at)); i++) {
        if (dwarf_tag(&at) == DW_TAG_const_type)
            return true;
        if (!follow(&at, DW_AT_type, &next))
            return false;
        at = next;
    }
    return false;
}

static void walk_type(struct walk *walk, const Dwarf_Die *type, struct bv_leaf at, int depth)
{
    uint64_t bytes;
    at.is_const = at.is_const || is_const(type);
    if (++walk->steps > STEPS || depth <= 0 || !bv_type_strip(type, &at.type) ||
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
    walk_type(&walk, type, (struct bv_leaf){0}, DEPTH);
    return !walk.failed && !walk.enough;
}

bool bv_type_is_flexible(const Dwarf_Die *type)
{
    Dwarf_Die plain, child, of;
    bool flexible = false;
    if (!bv_type_strip(type, &plain) || !is_struct(dwarf_tag(&plain)))
        return false;
    for (int more = dwarf_child(&plain, &child); more == 0;
         more = dwarf_siblingof(&child, &child)) {
        if (!is_field(&child))
            continue;
        Dwarf_Die subrange;
        flexible = bv_type_of(&child, &of) && bv_type_strip(&of, &of) &&
                   dwarf_tag(&of) == DW_TAG_array_type && dwarf_child(&of, &subrange) == 0;
        if (flexible)
            dimension_count(&subrange, &flexible);
    }
    return flexible;
}

static uint32_t align_members(Dwarf_Die *parent, int depth, uint32_t *steps)
{
    Dwarf_Die child, type;
    uint32_t most = 1;
    if (depth == 0 || dwarf_child(parent, &child) != 0)
        return most;
    do {
        uint32_t own = 1;
        uint64_t said;
        int tag = dwarf_tag(&child);
        if (++*steps > STEPS)
            return most;
        if (tag == DW_TAG_variant_part || tag == DW_TAG_variant)
            own = align_members(&child, depth - 1, steps);
        else if (is_field(&child) && number_of(&child, DW_AT_alignment, &said) && said <= 1u << 20)
            own = (uint32_t)said;
        else if (is_field(&child) && bv_type_of(&child, &type))
            own = align_within(&type, depth - 1, steps);
        most = own > most ? own : most;
    } while (dwarf_siblingof(&child, &child) == 0);
    return most;
}

static uint32_t align_within(const Dwarf_Die *type, int depth, uint32_t *steps)
{
    Dwarf_Die at = *type, plain, element;
    uint64_t said, bytes = 0;
    for (int i = 0; i < STRIPS; i++) { /* a typedef may ask for more than its type */
        Dwarf_Die next;
        if (number_of(&at, DW_AT_alignment, &said) && said > 0 && said <= 1u << 20)
            return (uint32_t)said;
        if (!is_wrapping(dwarf_tag(&at)) || !follow(&at, DW_AT_type, &next))
            break;
        at = next;
    }
    if (depth <= 0 || ++*steps > STEPS || !bv_type_strip(type, &plain))
        return 1;
    bv_type_size(&plain, &bytes);
    switch (dwarf_tag(&plain)) {
    case DW_TAG_structure_type:
    case DW_TAG_class_type:
    case DW_TAG_union_type:
        return bytes == 0 ? 1
                          : largest_power_within(bytes, align_members(&plain, depth - 1, steps));
    case DW_TAG_array_type:
        if (has_flag(&plain, DW_AT_GNU_vector))
            return largest_power_within(bytes, 64);
        return follow(&plain, DW_AT_type, &element) ? align_within(&element, depth - 1, steps) : 1;
    case DW_TAG_base_type: {
        uint64_t encoding = 0;
        number_of(&plain, DW_AT_encoding, &encoding);
        bytes /= encoding == DW_ATE_complex_float ? 2 : 1;
        break;
    }
    case DW_TAG_ptr_to_member_type:
        return 8;
    default:
        break;
    }
    return bytes == 0 ? 1 : largest_power_within(bytes, 16);
}

uint32_t bv_type_align(const Dwarf_Die *type)
{
    uint32_t steps = 0;
    return align_within(type, DEPTH, &steps);
}

static bool nontrivial_within(const Dwarf_Die *type, int depth, uint32_t *steps);

/* "Box" of a member function's first parameter "const Box &". */
static bool takes_own_kind(Dwarf_Die *function, const Dwarf_Die *own)
{
    Dwarf_Die parameter, type, plain;
    int seen = 0;
    if (dwarf_child(function, &parameter) != 0)
        return false;
    do {
        if (dwarf_tag(&parameter) != DW_TAG_formal_parameter ||
            has_flag(&parameter, DW_AT_artificial))
            continue;
        int tag = bv_type_of(&parameter, &type) ? dwarf_tag(&type) : 0;
        return (tag == DW_TAG_reference_type || tag == DW_TAG_rvalue_reference_type) &&
               bv_type_of(&type, &plain) && bv_type_strip(&plain, &plain) &&
               plain.addr == own->addr;
    } while (++seen < STRIPS && dwarf_siblingof(&parameter, &parameter) == 0);
    return false;
}

/* A copy or move constructor or a destructor that is more than the compiler's own. */
static bool copies_by_code(Dwarf_Die *function, const Dwarf_Die *own)
{
    uint64_t defaulted = 0;
    const char *name = dwarf_diename(function), *class_name = dwarf_diename((Dwarf_Die *)own);
    if (has_flag(function, DW_AT_artificial) || name == NULL || class_name == NULL)
        return false;
    if (number_of(function, DW_AT_defaulted, &defaulted) && defaulted == DW_DEFAULTED_in_class)
        return false;
    if (name[0] == '~')
        return true;
    size_t length = strcspn(class_name, "<");
    return strncmp(name, class_name, length) == 0 &&
           (name[length] == '\0' || name[length] == '<') && !has_flag(function, DW_AT_deleted) &&
           takes_own_kind(function, own);
}

static bool nontrivial_within(const Dwarf_Die *type, int depth, uint32_t *steps)
{
    Dwarf_Die plain, child, of;
    uint64_t convention;
    if (depth <= 0 || ++*steps > STEPS || !bv_type_strip(type, &plain))
        return false;
    if (dwarf_tag(&plain) == DW_TAG_array_type)
        return follow(&plain, DW_AT_type, &of) && nontrivial_within(&of, depth - 1, steps);
    if (!is_struct(dwarf_tag(&plain)))
        return false;
    if (number_of(&plain, DW_AT_calling_convention, &convention) &&
        (convention == DW_CC_pass_by_reference || convention == DW_CC_pass_by_value))
        return convention == DW_CC_pass_by_reference;
    if (dwarf_haschildren(&plain) <= 0 || dwarf_child(&plain, &child) != 0)
        return false;
    if (dwarf_hasattr(&plain, DW_AT_containing_type))
        return true; /* it has virtual functions */
    do {
        if (++*steps > STEPS)
            return false;
        if (dwarf_tag(&child) == DW_TAG_subprogram && copies_by_code(&child, &plain))
            return true;
        if (dwarf_tag(&child) == DW_TAG_inheritance && dwarf_hasattr(&child, DW_AT_virtuality))
            return true;
        if (is_field(&child) && bv_type_of(&child, &of) && nontrivial_within(&of, depth - 1, steps))
            return true;
    } while (dwarf_siblingof(&child, &child) == 0);
    return false;
}

bool bv_type_is_nontrivial(const Dwarf_Die *type)
{
    uint32_t steps = 0;
    return nontrivial_within(type, DEPTH, &steps);
}
