/* SPDX-License-Identifier: Apache-2.0 */
/* attribute.c: see attribute.h. */
#include "lib/dwarf/attribute.h"

#include <dwarf.h>
#include <stddef.h>

bool bv_dwarf_follow(Dwarf_Die *entry, unsigned name, Dwarf_Die *out)
{
    Dwarf_Attribute attribute;
    return dwarf_attr(entry, name, &attribute) != NULL &&
           dwarf_formref_die(&attribute, out) != NULL;
}

bool bv_dwarf_number_of(Dwarf_Die *entry, unsigned name, uint64_t *out)
{
    Dwarf_Attribute attribute;
    Dwarf_Word value;
    if (dwarf_attr(entry, name, &attribute) == NULL || dwarf_formudata(&attribute, &value) != 0)
        return false;
    *out = value;
    return true;
}

bool bv_dwarf_has_flag(Dwarf_Die *entry, unsigned name)
{
    Dwarf_Attribute attribute;
    bool set = false;
    return dwarf_attr(entry, name, &attribute) != NULL && dwarf_formflag(&attribute, &set) == 0 &&
           set;
}

bool bv_dwarf_is_wrapping(int tag)
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

bool bv_dwarf_is_struct(int tag)
{
    return tag == DW_TAG_structure_type || tag == DW_TAG_class_type || tag == DW_TAG_union_type;
}

uint64_t bv_dwarf_dimension_count(Dwarf_Die *subrange, bool *open)
{
    uint64_t count, last;
    *open = false;
    if (bv_dwarf_number_of(subrange, DW_AT_count, &count))
        return count;
    if (bv_dwarf_number_of(subrange, DW_AT_upper_bound, &last))
        return last + 1;
    *open = true;
    return 0;
}

bool bv_dwarf_element_count(Dwarf_Die *array, uint64_t *out)
{
    Dwarf_Die child;
    bool found = false, open;
    *out = 1;
    if (dwarf_child(array, &child) != 0)
        return false;
    for (int i = 0; i < BV_DWARF_STRIPS; i++) {
        if (dwarf_tag(&child) == DW_TAG_subrange_type) {
            found = true;
            uint64_t count = bv_dwarf_dimension_count(&child, &open);
            if (count >= BV_DWARF_SIZE_LIMIT || __builtin_mul_overflow(*out, count, out))
                return false;
        }
        if (dwarf_siblingof(&child, &child) != 0)
            return found;
    }
    return false;
}

bool bv_dwarf_is_field(Dwarf_Die *child)
{
    int tag = dwarf_tag(child);
    return tag == DW_TAG_inheritance ||
           (tag == DW_TAG_member && !bv_dwarf_has_flag(child, DW_AT_external) &&
            !bv_dwarf_has_flag(child, DW_AT_declaration));
}
