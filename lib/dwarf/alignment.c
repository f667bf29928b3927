/* SPDX-License-Identifier: Apache-2.0 */
/* alignment.c: see alignment.h. */
#include "lib/dwarf/alignment.h"

#include <dwarf.h>

#include "lib/dwarf/attribute.h"
#include "lib/dwarf/type.h"

static uint32_t align_within(const Dwarf_Die *type, int depth, uint32_t *steps);

static uint32_t largest_power_within(uint64_t bytes, uint32_t most)
{
    uint32_t align = 1;
    while (align < most && bytes % (2 * (uint64_t)align) == 0)
        align *= 2;
    return align;
}

/* enough   more is not asked for */
static uint32_t align_members(Dwarf_Die *parent, uint32_t enough, int depth, uint32_t *steps)
{
    Dwarf_Die child, type;
    uint32_t most = 1;
    if (depth == 0 || dwarf_child(parent, &child) != 0)
        return most;
    do {
        uint32_t own = 1;
        uint64_t said;
        int tag = dwarf_tag(&child);
        if (++*steps > BV_DWARF_STEPS)
            return most;
        if (tag == DW_TAG_variant_part || tag == DW_TAG_variant)
            own = align_members(&child, enough, depth - 1, steps);
        else if (bv_dwarf_is_field(&child) && bv_dwarf_number_of(&child, DW_AT_alignment, &said) &&
                 said <= 1u << 20)
            own = (uint32_t)said;
        else if (bv_dwarf_is_field(&child) && bv_type_of(&child, &type))
            own = align_within(&type, depth - 1, steps);
        most = own > most ? own : most;
    } while (most < enough && dwarf_siblingof(&child, &child) == 0);
    return most;
}

static uint32_t align_within(const Dwarf_Die *type, int depth, uint32_t *steps)
{
    Dwarf_Die at = *type, plain, element;
    uint64_t said, bytes = 0;
    for (int i = 0; i < BV_DWARF_STRIPS; i++) { /* a typedef may ask for more than its type */
        Dwarf_Die next;
        if (bv_dwarf_number_of(&at, DW_AT_alignment, &said) && said > 0 && said <= 1u << 20)
            return (uint32_t)said;
        if (!bv_dwarf_is_wrapping(dwarf_tag(&at)) || !bv_dwarf_follow(&at, DW_AT_type, &next))
            break;
        at = next;
    }
    if (depth <= 0 || ++*steps > BV_DWARF_STEPS || !bv_type_strip(type, &plain))
        return 1;
    bv_type_size(&plain, &bytes);
    switch (dwarf_tag(&plain)) {
    case DW_TAG_structure_type:
    case DW_TAG_class_type:
    case DW_TAG_union_type: {
        uint32_t most = largest_power_within(bytes, 1u << 20);
        return bytes == 0
                   ? 1
                   : largest_power_within(bytes, align_members(&plain, most, depth - 1, steps));
    }
    case DW_TAG_array_type:
        if (bv_dwarf_has_flag(&plain, DW_AT_GNU_vector))
            return largest_power_within(bytes, 64);
        return bv_dwarf_follow(&plain, DW_AT_type, &element)
                   ? align_within(&element, depth - 1, steps)
                   : 1;
    case DW_TAG_base_type: {
        uint64_t encoding = 0;
        bv_dwarf_number_of(&plain, DW_AT_encoding, &encoding);
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
    return align_within(type, BV_DWARF_DEPTH, &steps);
}
