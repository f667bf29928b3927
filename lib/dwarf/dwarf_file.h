/* SPDX-License-Identifier: Apache-2.0 */
/* dwarf_file.h: the debug information of an object file or library, and what is named in it. */
#ifndef BV_DWARF_FILE_H
#define BV_DWARF_FILE_H

#include <stdbool.h>

#include <elfutils/libdw.h>

#include "lib/base/status.h"

struct bv_dwarf_file; /* its debug information, with relocations applied */

/* Open an object file (also one that is not linked yet).
 * out      bv_dwarf_file_close it
 * Errors   BV_E_INPUT (no ELF file, or without debug information), BV_E_IO, BV_E_NOMEM
 * Source   dwfl_report_offline() */
enum bv_status bv_dwarf_file_open(const char *path, struct bv_dwarf_file **out,
                                  struct bv_error *err);

/* Find what is declared under a name, outside of functions.
 * tag      what it is: DW_TAG_typedef, DW_TAG_variable, DW_TAG_subprogram ...
 * name     of C++, qualified: "mesh::weight", or where it is defined, not; or what
 *          the linker calls it
 * out      the definition, where there are a definition and declarations; valid until the close
 * Returns  false where there is none */
bool bv_dwarf_file_find(struct bv_dwarf_file *file, int tag, const char *name, Dwarf_Die *out);

/* Release; NULL is fine. */
void bv_dwarf_file_close(struct bv_dwarf_file *file);

#endif
