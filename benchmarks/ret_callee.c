/* SPDX-License-Identifier: Apache-2.0 */
/* ret_callee.c: what family ret calls: the same contents made three ways. */
#include "benchmarks/ret.h"

#include <stdlib.h>

#define BV_SIZE(N, FIT)                                                                            \
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
#include "benchmarks/sizes.def"
