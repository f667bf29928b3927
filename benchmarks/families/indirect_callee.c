/* SPDX-License-Identifier: Apache-2.0 */
/* indirect_callee.c: what family indirect calls. */
#include "benchmarks/families/indirect.h"

#define BV_SIZE(N, FIT)                                                                            \
    uint64_t bv_indirect_value_##N(struct bv_int_##N s)                                            \
    {                                                                                              \
        return bv_one_int_##N(&s);                                                                 \
    }                                                                                              \
    uint64_t bv_indirect_pointer_##N(const struct bv_int_##N *s)                                   \
    {                                                                                              \
        return bv_one_int_##N(s);                                                                  \
    }
#include "benchmarks/sizes.def"
