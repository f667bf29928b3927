/* SPDX-License-Identifier: Apache-2.0 */
/* code_relocations.h: what refers to functions from code: calls, jumps and addresses. */
#ifndef BV_CODE_RELOCATIONS_H
#define BV_CODE_RELOCATIONS_H

#include <elf.h>
#include <stdint.h>

#include "harness/kernels/movable_library.h"

/* Where a relocation leads, if into .text; else 0. */
uint64_t bv_code_relocation_target(const struct bv_movable *s, const Elf64_Shdr *relocations,
                                   const Elf64_Rela *rela);

/* Mend what a section of relocations says about .text, once the functions have been moved.
 * Errors   BV_E_INPUT, BV_E_UNSUPPORTED (a relocation that is not known) */
enum bv_status bv_code_relocations_mend(const struct bv_movable *s, const Elf64_Shdr *relocations);

#endif
