/* SPDX-License-Identifier: Apache-2.0 */
/* callgrind.h: what callgrind's dump of a stretch of code says, as a processor would count it.
 *
 * callgrind counts an instruction with rep once for every element and once for the end, and an
 * instruction that reads memory and writes it back as a write alone. Here the first is one
 * instruction, and the second a load and a store. */
#ifndef BV_CALLGRIND_H
#define BV_CALLGRIND_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "harness/count/opcode.h"
#include "lib/base/status.h"

struct bv_callgrind_counts {
    uint64_t instructions;
    uint64_t loads, stores; /* data accesses, those of call, ret, push and pop among them */
};

/* Fetch the bytes of an instruction.
 * object   file that holds it; address as in that file
 * Returns  false where there is no such code */
typedef bool bv_code_fn(const char *object, uint64_t address, unsigned char out[BV_OPCODE_BYTES],
                        void *user);

/* What bv_code_here remembers from call to call: begin with a zeroed one. */
struct bv_code_object {
    char path[PATH_MAX];
    uint64_t base;     /* from its addresses to those of the process */
    uint64_t shift;    /* from those of its file to its addresses */
    const void *parts; /* its program headers */
    int part_count;
};

/* Read the code of this process.
 * user     a struct bv_code_object
 * Source   dl_iterate_phdr() */
bv_code_fn bv_code_here;

/* Add up a dump.
 * path     written with --dump-instr=yes --dump-line=no --cache-sim=yes and without compression
 * code_at  asked for every instruction that wrote; NULL where none needs a second look, as on
 *          other processors than x86-64
 * Errors   BV_E_IO, BV_E_INPUT (no such dump, or its sums do not agree with its totals) */
enum bv_status bv_callgrind_read(const char *path, bv_code_fn *code_at, void *user,
                                 struct bv_callgrind_counts *out, struct bv_error *err);

#endif
