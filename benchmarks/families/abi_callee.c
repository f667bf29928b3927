/* SPDX-License-Identifier: Apache-2.0 */
/* abi_callee.c: what family abi calls. */
#include "benchmarks/families/abi.h"

#define ABI_CALLEE(ABI, N)                                                                         \
    BV_ABI_##ABI uint64_t bv_abi_##ABI##_value_##N(struct bv_int_##N s)                            \
    {                                                                                              \
        return bv_one_int_##N(&s);                                                                 \
    }                                                                                              \
    BV_ABI_##ABI uint64_t bv_abi_##ABI##_pointer_##N(const struct bv_int_##N *s)                   \
    {                                                                                              \
        return bv_one_int_##N(s);                                                                  \
    }
BV_ABI(ABI_CALLEE)
