/* SPDX-License-Identifier: Apache-2.0 */
/* nontrivial.h: whether copying a type of C++ runs code. */
#ifndef BV_NONTRIVIAL_H
#define BV_NONTRIVIAL_H

#include <stdbool.h>

#include <elfutils/libdw.h>

/* Whether C++ passes it by address because copying it runs code: it, a base or a member has a copy
 * constructor, a move constructor or a destructor that somebody wrote, or is virtual.
 * Source   Itanium C++ ABI, 3.1.2.3; DW_AT_calling_convention where the compiler gives it */
bool bv_type_is_nontrivial(const Dwarf_Die *type);

#endif
