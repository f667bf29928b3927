/* SPDX-License-Identifier: Apache-2.0 */
/* nontrivial.c: see nontrivial.h. */
#include "lib/dwarf/nontrivial.h"

#include <dwarf.h>
#include <stddef.h>
#include <string.h>

#include "lib/dwarf/attribute.h"
#include "lib/dwarf/type.h"

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
            bv_dwarf_has_flag(&parameter, DW_AT_artificial))
            continue;
        int tag = bv_type_of(&parameter, &type) ? dwarf_tag(&type) : 0;
        return (tag == DW_TAG_reference_type || tag == DW_TAG_rvalue_reference_type) &&
               bv_type_of(&type, &plain) && bv_type_strip(&plain, &plain) &&
               plain.addr == own->addr;
    } while (++seen < BV_DWARF_STRIPS && dwarf_siblingof(&parameter, &parameter) == 0);
    return false;
}

/* A copy or move constructor or a destructor that is more than the compiler's own. */
static bool copies_by_code(Dwarf_Die *function, const Dwarf_Die *own)
{
    uint64_t defaulted = 0;
    const char *name = dwarf_diename(function), *class_name = dwarf_diename((Dwarf_Die *)own);
    if (bv_dwarf_has_flag(function, DW_AT_artificial) || name == NULL || class_name == NULL)
        return false;
    if (bv_dwarf_number_of(function, DW_AT_defaulted, &defaulted) &&
        defaulted == DW_DEFAULTED_in_class)
        return false;
    if (name[0] == '~')
        return true;
    size_t length = strcspn(class_name, "<");
    return strncmp(name, class_name, length) == 0 &&
           (name[length] == '\0' || name[length] == '<') &&
           !bv_dwarf_has_flag(function, DW_AT_deleted) && takes_own_kind(function, own);
}

static bool nontrivial_within(const Dwarf_Die *type, int depth, uint32_t *steps)
{
    Dwarf_Die plain, child, of;
    uint64_t convention;
    if (depth <= 0 || ++*steps > BV_DWARF_STEPS || !bv_type_strip(type, &plain))
        return false;
    if (dwarf_tag(&plain) == DW_TAG_array_type)
        return bv_dwarf_follow(&plain, DW_AT_type, &of) && nontrivial_within(&of, depth - 1, steps);
    if (!bv_dwarf_is_struct(dwarf_tag(&plain)))
        return false;
    if (bv_dwarf_number_of(&plain, DW_AT_calling_convention, &convention) &&
        (convention == DW_CC_pass_by_reference || convention == DW_CC_pass_by_value))
        return convention == DW_CC_pass_by_reference;
    if (dwarf_haschildren(&plain) <= 0 || dwarf_child(&plain, &child) != 0)
        return false;
    if (dwarf_hasattr(&plain, DW_AT_containing_type))
        return true; /* it has virtual functions */
    do {
        if (++*steps > BV_DWARF_STEPS)
            return false;
        if (dwarf_tag(&child) == DW_TAG_subprogram && copies_by_code(&child, &plain))
            return true;
        if (dwarf_tag(&child) == DW_TAG_inheritance && dwarf_hasattr(&child, DW_AT_virtuality))
            return true;
        if (bv_dwarf_is_field(&child) && bv_type_of(&child, &of) &&
            nontrivial_within(&of, depth - 1, steps))
            return true;
    } while (dwarf_siblingof(&child, &child) == 0);
    return false;
}

bool bv_type_is_nontrivial(const Dwarf_Die *type)
{
    uint32_t steps = 0;
    return nontrivial_within(type, BV_DWARF_DEPTH, &steps);
}
