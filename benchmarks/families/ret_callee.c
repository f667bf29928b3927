/* SPDX-License-Identifier: Apache-2.0 */
/* ret_callee.c: what family ret calls: the same contents made three ways. */
#include "benchmarks/families/ret.h"

#include <stdlib.h>

/* gcc 12 fills a local and copies it to the caller's buffer; clang 14 fills the buffer. It is not
 * the pointer in make: gcc copies as well when the loop stands in the function itself. */
#define RET_CALLEES(N)                                                                             \
    static inline void make_##N(struct bv_int_##N *s, uint32_t seed)                               \
    {                                                                                              \
        for (uint32_t i = 0; i < BV_COUNT(s); i++)                                                 \
            s->f[i] = (BV_ELEMENT(N))(seed + i);                                                   \
    }                                                                                              \
    struct bv_int_##N bv_ret_value_##N(uint32_t seed) {                                            \
        struct bv_int_##N s;                                                                       \
        make_##N(&s, seed);                                                                        \
        return s;                                                                                  \
    } void bv_ret_outparam_##N(struct bv_int_##N *out, uint32_t seed)                              \
    {                                                                                              \
        make_##N(out, seed);                                                                       \
    }                                                                                              \
    struct bv_int_##N *bv_ret_heap_##N(uint32_t seed)                                              \
    {                                                                                              \
        struct bv_int_##N *s = malloc(sizeof *s);                                                  \
        if (s != NULL)                                                                             \
            make_##N(s, seed);                                                                     \
        return s;                                                                                  \
    }
#define BV_SIZE(N, FIT) RET_CALLEES(N)
#include "benchmarks/sizes.def"
BV_RET_LARGE(RET_CALLEES)
