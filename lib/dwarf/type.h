/* SPDX-License-Identifier: Apache-2.0 */
/* type.h: types as DWARF describes them: size, alignment, and the fields at the bottom.
 *
 * DWARF of foreign files is foreign words: types may point at themselves, and sizes be absurd.
 * Every walk here ends, after a bounded number of steps, and says so where it gave up. */
#ifndef BV_TYPE_H
#define BV_TYPE_H

#include <stdbool.h>
#include <stdint.h>

#include <elfutils/libdw.h>

#include "lib/dwarf/alignment.h"
#include "lib/dwarf/leaf.h"
#include "lib/dwarf/nontrivial.h"

/* Behind typedefs and const, volatile, restrict, atomic: the type itself.
 * type     an entry of a type
 * out      may be the same
 * Returns  false where there is none (void), or it leads in a circle
 * Source   DWARF 5, 5.3 and 5.4 */
bool bv_type_strip(const Dwarf_Die *type, Dwarf_Die *out);

/* The type that an entry (a parameter, a variable, a member, a function's result) names, also by
 * what it is an instance of.
 * Returns  false where it names none: void */
bool bv_type_of(Dwarf_Die *entry, Dwarf_Die *out);

/* Whether a type, behind typedefs, is a struct, a class or a union. */
bool bv_type_is_aggregate(const Dwarf_Die *type);

/* Its size.
 * out      bytes; 0 on failure
 * Returns  false where DWARF does not say it, or it is 2^62 bytes or more */
bool bv_type_size(const Dwarf_Die *type, uint64_t *out);

/* Its name as its language's users write it, without "struct". NULL where it has none. The string
 * is DWARF's. A typedef's name counts, and a struct without a name has that of its typedef. */
const char *bv_type_name(const Dwarf_Die *type);

#endif
