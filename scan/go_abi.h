/* SPDX-License-Identifier: Apache-2.0 */
/* go_abi.h: how Go passes arguments and results: its own rules, since Go 1.17. */
#ifndef BV_GO_ABI_H
#define BV_GO_ABI_H

#include "lib/dwarf/passing.h"

/* Registers that are still free, of the arguments or of the results. */
struct bv_go_call {
    uint32_t general_free, float_free;
};

struct bv_go_call bv_go_begin(enum bv_abi abi);

/* The next argument or result; it takes its registers.
 * Returns  BV_PASSING_REGISTERS, BV_PASSING_STACK or BV_PASSING_NOTHING
 * Source   Go internal ABI specification (abi-internal.md): all of it in registers, or none; an
 * array of more than one element goes in none */
enum bv_passing bv_go_argument(struct bv_go_call *call, const Dwarf_Die *type);

#endif
