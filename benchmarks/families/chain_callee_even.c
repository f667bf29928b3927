/* SPDX-License-Identifier: Apache-2.0 */
/* chain_callee_even.c: the even levels of family chain. */
#include "benchmarks/families/chain.h"

#define BV_SIZE(N, FIT)                                                                            \
    CHAIN_LEVEL(N, 2, 1)                                                                           \
    CHAIN_LEVEL(N, 4, 3)                                                                           \
    CHAIN_LEVEL(N, 6, 5)                                                                           \
    CHAIN_LEVEL(N, 8, 7)
#include "benchmarks/sizes.def"
