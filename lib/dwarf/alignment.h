/* SPDX-License-Identifier: Apache-2.0 */
/* alignment.h: the alignment of a type. */
#ifndef BV_ALIGNMENT_H
#define BV_ALIGNMENT_H

#include <stdint.h>

#include <elfutils/libdw.h>

/* Its alignment in bytes: what DW_AT_alignment says, else what its fields come to; a packed struct
 * is recognized by its size. 1 where nothing is known. */
uint32_t bv_type_align(const Dwarf_Die *type);

#endif
