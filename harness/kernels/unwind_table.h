/* SPDX-License-Identifier: Apache-2.0 */
/* unwind_table.h: the table of where functions begin that unwinding needs. */
#ifndef BV_UNWIND_TABLE_H
#define BV_UNWIND_TABLE_H

#include <elf.h>

#include "harness/kernels/movable_library.h"

/* Mend it, once the functions have been moved.
 * header   the section .eh_frame_hdr
 * Errors   BV_E_INPUT, BV_E_NOMEM */
enum bv_status bv_unwind_table_mend(const struct bv_movable *s, const Elf64_Shdr *header);

#endif
