/* SPDX-License-Identifier: Apache-2.0 */
/* shuffle.h: a shared library with its functions in another order: what another link would give. */
#ifndef BV_SHUFFLE_H
#define BV_SHUFFLE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

/* Put the functions of .text in a random order, each aligned as the linker aligned them, and mend
 * whatever refers to them: calls, addresses in code and data, symbols, unwind tables. Not one
 * instruction is added or lost.
 * image    a whole ELF file for x86-64 or AArch64: a shared library whose functions were compiled
 *          into sections of their own (-ffunction-sections), linked without start files and with
 * its relocations kept (--emit-relocs); changed in place. After an error it is good for nothing
 * number   of the layout: same number, same order
 * name     of the file, for messages
 * Errors   BV_E_INPUT (cut short, or linked otherwise), BV_E_UNSUPPORTED (another processor, or a
 *          relocation that is not known), BV_E_NOMEM
 * Source   the order is that of lld's --shuffle-sections: a permutation of the sections of .text;
 *          docs/STATISTICS.md compares what either does to times */
enum bv_status bv_shuffle(unsigned char *image, size_t bytes, uint64_t number, const char *name,
                          struct bv_error *err);

/* The same in memory, after the library was loaded and before any of its functions was called.
 * Pages in which nothing refers to functions stay the file's.
 * loaded   where address 0 of the file is, all of it writable
 * image    the file, which has been loaded and is whole; a private copy: headers are changed
 * Errors   as bv_shuffle. After an error, what was loaded is good for nothing */
enum bv_status bv_shuffle_loaded(unsigned char *loaded, unsigned char *image, size_t bytes,
                                 uint64_t number, const char *name, struct bv_error *err);

#endif
