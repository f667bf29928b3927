/* SPDX-License-Identifier: Apache-2.0 */
/* chain_callee_odd.c: the odd levels of family chain, and with them the last. */
#include "benchmarks/families/chain.h"

#define BV_SIZE(N, FIT)                                                                            \
    uint64_t bv_chain_value_##N##_1(struct bv_int_##N s)                                           \
    {                                                                                              \
        return bv_one_int_##N(&s);                                                                 \
    }                                                                                              \
    uint64_t bv_chain_pointer_##N##_1(const struct bv_int_##N *s)                                  \
    {                                                                                              \
        return bv_one_int_##N(s);                                                                  \
    }                                                                                              \
    CHAIN_LEVEL(N, 3, 2)                                                                           \
    CHAIN_LEVEL(N, 5, 4)                                                                           \
    CHAIN_LEVEL(N, 7, 6)
#include "benchmarks/sizes.def"
