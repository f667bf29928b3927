/* SPDX-License-Identifier: Apache-2.0 */
/* attribute.h: what an entry of debug information says of itself. */
#ifndef BV_ATTRIBUTE_H
#define BV_ATTRIBUTE_H

#include <stdbool.h>
#include <stdint.h>

#include <elfutils/libdw.h>

/* Every walk over types ends: qualifiers behind each other, types within each other, and steps in
 * all are limited; sizes are below a limit, too. */
enum { BV_DWARF_STRIPS = 64, BV_DWARF_DEPTH = 48, BV_DWARF_STEPS = 400000 };
#define BV_DWARF_SIZE_LIMIT (UINT64_C(1) << 62)

/* Follow a reference. Returns false where the entry has none of that name. */
bool bv_dwarf_follow(Dwarf_Die *entry, unsigned name, Dwarf_Die *out);

/* Returns  false where the entry has no such number */
bool bv_dwarf_number_of(Dwarf_Die *entry, unsigned name, uint64_t *out);

bool bv_dwarf_has_flag(Dwarf_Die *entry, unsigned name);

/* Tags: a typedef or a qualifier; a struct, a class or a union. */
bool bv_dwarf_is_wrapping(int tag);
bool bv_dwarf_is_struct(int tag);

/* How many elements a dimension of an array has.
 * open     out: it has no size: "[]", a flexible array, of no elements */
uint64_t bv_dwarf_dimension_count(Dwarf_Die *subrange, bool *open);

/* How many elements an array has, all its dimensions together. */
bool bv_dwarf_element_count(Dwarf_Die *array, uint64_t *out);

/* Whether a child of a struct is a member that each object has, or a base. */
bool bv_dwarf_is_field(Dwarf_Die *child);

#endif
