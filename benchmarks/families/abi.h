/* SPDX-License-Identifier: Apache-2.0 */
/* abi.h: the callees of family abi: those of arg under two calling conventions of x86-64. */
#ifndef BV_ABI_H
#define BV_ABI_H

#include "benchmarks/shape.h"

/* Elsewhere neither exists; what is built there is never called. */
#ifdef __x86_64__
#define BV_ABI_ms __attribute__((ms_abi))
#define BV_ABI_sysv __attribute__((sysv_abi))
#else
#define BV_ABI_ms
#define BV_ABI_sysv
#endif

/* Stamp X(ABI, bytes) for every case: Windows has 1, 2, 4 and 8 B in a register, and all else
 * behind a pointer to a copy. */
#define BV_ABI_SIZES(X, ABI)                                                                       \
    X(ABI, 1)                                                                                      \
    X(ABI, 2) X(ABI, 4) X(ABI, 8) X(ABI, 12) X(ABI, 16) X(ABI, 24) X(ABI, 32) X(ABI, 64) X(ABI, 128)
#define BV_ABI(X) BV_ABI_SIZES(X, sysv) BV_ABI_SIZES(X, ms)

#pragma GCC visibility push(hidden)

#define ABI_CALLEE(ABI, N)                                                                         \
    BV_ABI_##ABI uint64_t bv_abi_##ABI##_value_##N(struct bv_int_##N s);                           \
    BV_ABI_##ABI uint64_t bv_abi_##ABI##_pointer_##N(const struct bv_int_##N *s);
BV_ABI(ABI_CALLEE)
#undef ABI_CALLEE

#pragma GCC visibility pop

#endif
