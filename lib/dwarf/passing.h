/* SPDX-License-Identifier: Apache-2.0 */
/* passing.h: how a type travels into a call and back, by the rules of the platform's C ABI. */
#ifndef BV_PASSING_H
#define BV_PASSING_H

#include <stdint.h>

#include <elfutils/libdw.h>

enum bv_abi { BV_ABI_X86_64, BV_ABI_AARCH64 };

enum bv_passing {
    BV_PASSING_NOTHING,   /* it has no bytes */
    BV_PASSING_REGISTERS, /* all of it */
    BV_PASSING_STACK,     /* its bytes are copied next to the stack pointer */
    BV_PASSING_HIDDEN,    /* by the address of a copy that the caller made; of a result: of room */
    BV_PASSING_COUNT
};

/* Its name: "registers", "stack" ... */
const char *bv_passing_name(enum bv_passing passing);

/* The argument registers that are still free; begin with bv_passing_begin(). */
struct bv_passing_call {
    enum bv_abi abi;
    uint32_t general_free, float_free;
};

/* Begin a call.
 * result   type of its result; NULL: void
 * returns  how the result travels; may be NULL. A result in memory takes a register on x86-64
 * Source   System V ABI, AMD64 supplement, 3.2.3; AAPCS64 2023Q3, 6.8 and 6.9 */
struct bv_passing_call bv_passing_begin(enum bv_abi abi, const Dwarf_Die *result,
                                        enum bv_passing *returns);

/* The next argument, of any type; it takes its registers.
 * Returns  how it travels. A type whose size is unknown: BV_PASSING_STACK */
enum bv_passing bv_passing_argument(struct bv_passing_call *call, const Dwarf_Die *type);

#endif
