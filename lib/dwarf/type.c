/* SPDX-License-Identifier: Apache-2.0 */
/* type.c: see type.h. */
#include "lib/dwarf/type.h"

#include <dwarf.h>
#include <stddef.h>

#include "lib/dwarf/attribute.h"

bool bv_type_strip(const Dwarf_Die *type, Dwarf_Die *out)
{
    Dwarf_Die at = *type;
    for (int i = 0; i < BV_DWARF_STRIPS; i++) {
        int tag = dwarf_tag(&at);
        if (!bv_dwarf_is_wrapping(tag)) {
            Dwarf_Die whole;
            bool has_name = bv_dwarf_is_struct(tag) || tag == DW_TAG_enumeration_type;
            /* What stands in a unit of its own is only declared where it is used. */
            *out = has_name && bv_dwarf_has_flag(&at, DW_AT_declaration) &&
                           bv_dwarf_follow(&at, DW_AT_signature, &whole)
                       ? whole
                       : at;
            return true;
        }
        Dwarf_Die next;
        if (!bv_dwarf_follow(&at, DW_AT_type, &next))
            return false;
        at = next;
    }
    return false;
}

bool bv_type_of(Dwarf_Die *entry, Dwarf_Die *out)
{
    Dwarf_Die at = *entry;
    for (int i = 0; i < BV_DWARF_STRIPS; i++) {
        Dwarf_Die next;
        if (bv_dwarf_follow(&at, DW_AT_type, out))
            return true;
        if (!bv_dwarf_follow(&at, DW_AT_abstract_origin, &next) &&
            !bv_dwarf_follow(&at, DW_AT_specification, &next))
            return false;
        at = next;
    }
    return false;
}

bool bv_type_is_aggregate(const Dwarf_Die *type)
{
    Dwarf_Die plain;
    return bv_type_strip(type, &plain) && bv_dwarf_is_struct(dwarf_tag(&plain));
}

static bool size_within(const Dwarf_Die *type, int depth, uint64_t *out)
{
    Dwarf_Die plain, element;
    uint64_t count, each;
    *out = 0;
    if (depth == 0 || !bv_type_strip(type, &plain))
        return false;
    if (bv_dwarf_number_of(&plain, DW_AT_byte_size, out)) {
        if (*out < BV_DWARF_SIZE_LIMIT)
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
        if (!bv_dwarf_follow(&plain, DW_AT_type, &element) ||
            !bv_dwarf_element_count(&plain, &count) || !size_within(&element, depth - 1, &each) ||
            __builtin_mul_overflow(count, each, out) || *out >= BV_DWARF_SIZE_LIMIT) {
            *out = 0;
            return false;
        }
        return true;
    case DW_TAG_enumeration_type:
        return bv_dwarf_follow(&plain, DW_AT_type, &element) &&
               size_within(&element, depth - 1, out);
    default:
        return false;
    }
}

bool bv_type_size(const Dwarf_Die *type, uint64_t *out)
{
    return size_within(type, BV_DWARF_DEPTH, out);
}

const char *bv_type_name(const Dwarf_Die *type)
{
    Dwarf_Die at = *type;
    for (int i = 0; i < BV_DWARF_STRIPS; i++) {
        Dwarf_Die next;
        const char *name = dwarf_diename(&at);
        if (name != NULL && name[0] != '\0')
            return name;
        if (!bv_dwarf_is_wrapping(dwarf_tag(&at)) || !bv_dwarf_follow(&at, DW_AT_type, &next))
            return NULL;
        at = next;
    }
    return NULL;
}
