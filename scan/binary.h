/* SPDX-License-Identifier: Apache-2.0 */
/* binary.h: somebody's program, opened for reading: its code, its debug information, its names.
 *
 * Nothing of it is run. Whatever is torn or hostile in it is refused or left out, with a word. */
#ifndef BV_BINARY_H
#define BV_BINARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <elfutils/libdwfl.h>

#include "lib/base/status.h"
#include "lib/base/text.h"
#include "lib/dwarf/passing.h"
#include "scan/copiers.h"
#include "scan/supplement.h"

/* Machine code in memory, at its address. */
struct bv_code {
    uint64_t address, bytes, offset; /* in memory; in the file */
    const unsigned char *data;
};

struct bv_binary {
    const char *path;
    enum bv_abi abi;
    char build_id[65];    /* hexadecimal, cut; "" if it has none */
    uint64_t bias;        /* addresses of its debug information plus this are those of its code */
    uint64_t dwarf_bytes; /* of .debug_info, unpacked */
    struct bv_code *code;
    size_t code_count;
    struct bv_copier_at *copiers; /* by address */
    size_t copier_count;
    Dwarf *dwarf;
    struct bv_supplement supplement;
    Elf *elf;
    Dwfl *session;
    Dwfl_Module *module;
};

/* Open it.
 * path     an executable or a shared library, x86-64 or AArch64, with DWARF in it, or in a debug
 *          file that its build id or debug link names; must outlive it
 * out      zeroed; bv_binary_close it, whatever comes back
 * Errors   BV_E_IO; BV_E_INPUT (no ELF, torn, a section that unpacks to absurd sizes);
 *          BV_E_UNSUPPORTED (another processor, an object that is not linked); BV_E_MISMATCH (its
 *          debug file, or what dwz took out of it, is of another build); BV_E_REFUSED (no debug
 *          information); BV_E_NOMEM
 * Source   libdwfl of elfutils */
enum bv_status bv_binary_open(const char *path, struct bv_binary *out, struct bv_error *err);

/* The code from `low` to `high`; NULL where that is not within one section. */
const unsigned char *bv_binary_code(const struct bv_binary *binary, uint64_t low, uint64_t high);

/* The address of the code at a place in the file; 0: no code stands there. */
uint64_t bv_binary_address(const struct bv_binary *binary, uint64_t offset);

/* A section's name, and its header.
 * Returns  NULL where either cannot be read */
const char *bv_binary_section_name(Elf *elf, Elf_Scn *section, GElf_Shdr *header);

/* NULL and a zeroed one are fine. */
void bv_binary_close(struct bv_binary *binary);

#endif
