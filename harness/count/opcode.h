/* SPDX-License-Identifier: Apache-2.0 */
/* opcode.h: what an x86-64 instruction is, where callgrind counts it in a way of its own. */
#ifndef BV_OPCODE_H
#define BV_OPCODE_H

#include <stdbool.h>

enum { BV_OPCODE_BYTES = 15 }; /* the longest instruction */

struct bv_opcode {
    bool modifies; /* reads memory and writes it back: add [rdi], 1 */
    bool repeats;  /* rep movs, rep stos: one instruction that writes any number of elements */
};

/* Look at an instruction's bytes; zeros behind a shorter one are fine.
 * Source   Intel SDM volume 2, appendix A, opcode maps of 64-bit mode */
struct bv_opcode bv_opcode_read(const unsigned char code[BV_OPCODE_BYTES]);

#endif
