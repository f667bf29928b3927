/* SPDX-License-Identifier: Apache-2.0 */
/* planted.h: the callees of family planted: chains of additions whose lengths are known exactly. */
#ifndef BV_PLANTED_H
#define BV_PLANTED_H

#include "benchmarks/shape.h"

/* Stamp X(HUNDREDS, MORE) for every difference that is planted: MORE in a hundred additions. */
#define BV_PLANTED_MORE(X, HUNDREDS) X(HUNDREDS, 1) X(HUNDREDS, 2) X(HUNDREDS, 5)
#define BV_PLANTED(X)                                                                              \
    BV_PLANTED_MORE(X, 1)                                                                          \
    BV_PLANTED_MORE(X, 2)                                                                          \
    BV_PLANTED_MORE(X, 3)                                                                          \
    BV_PLANTED_MORE(X, 4)                                                                          \
    BV_PLANTED_MORE(X, 5)                                                                          \
    BV_PLANTED_MORE(X, 6)

#pragma GCC visibility push(hidden)

/* HUNDREDS times 100 + MORE additions, each of which waits for the one before.
 * step     is added: 0, but no compiler can know
 * Returns  what s holds, after so long */
#define PLANTED_CALLEE(HUNDREDS, MORE)                                                             \
    uint64_t bv_planted_##HUNDREDS##00_##MORE(struct bv_long_8 s, uint64_t step);
BV_PLANTED(PLANTED_CALLEE)
PLANTED_CALLEE(1, 0)
PLANTED_CALLEE(2, 0)
PLANTED_CALLEE(3, 0)
PLANTED_CALLEE(4, 0)
PLANTED_CALLEE(5, 0)
PLANTED_CALLEE(6, 0)
#undef PLANTED_CALLEE

#pragma GCC visibility pop

#endif
