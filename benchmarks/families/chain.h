/* SPDX-License-Identifier: Apache-2.0 */
/* chain.h: the levels of family chain.
 *
 * A level hands the struct to the one below; level 1 reads it. Odd and even levels stand in two
 * files, so that no level sees the next. */
#ifndef BV_CHAIN_H
#define BV_CHAIN_H

#include "benchmarks/shape.h"

#pragma GCC visibility push(hidden)

#define CHAIN_DECLARE(N, LEVEL)                                                                    \
    uint64_t bv_chain_value_##N##_##LEVEL(struct bv_int_##N s);                                    \
    uint64_t bv_chain_pointer_##N##_##LEVEL(const struct bv_int_##N *s);
#define BV_SIZE(N, FIT)                                                                            \
    CHAIN_DECLARE(N, 1)                                                                            \
    CHAIN_DECLARE(N, 2)                                                                            \
    CHAIN_DECLARE(N, 3)                                                                            \
    CHAIN_DECLARE(N, 4)                                                                            \
    CHAIN_DECLARE(N, 5)                                                                            \
    CHAIN_DECLARE(N, 6)                                                                            \
    CHAIN_DECLARE(N, 7)                                                                            \
    CHAIN_DECLARE(N, 8)
#include "benchmarks/sizes.def"
#undef CHAIN_DECLARE

#pragma GCC visibility pop

/* The addition keeps the call from becoming a jump, which would save the pointer arm its frames. */
#define CHAIN_LEVEL(N, LEVEL, BELOW)                                                               \
    uint64_t bv_chain_value_##N##_##LEVEL(struct bv_int_##N s)                                     \
    {                                                                                              \
        return bv_chain_value_##N##_##BELOW(s) + 1;                                                \
    }                                                                                              \
    uint64_t bv_chain_pointer_##N##_##LEVEL(const struct bv_int_##N *s)                            \
    {                                                                                              \
        return bv_chain_pointer_##N##_##BELOW(s) + 1;                                              \
    }

#endif
