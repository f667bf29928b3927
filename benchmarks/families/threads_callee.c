/* SPDX-License-Identifier: Apache-2.0 */
/* threads_callee.c: what family threads calls. */
#include "benchmarks/families/threads.h"

#define HAND_ON(N)                                                                                 \
    void bv_threads_make_##N(struct bv_int_##N *s, uint32_t seed)                                  \
    {                                                                                              \
        for (uint32_t i = 0; i < BV_COUNT(s); i++)                                                 \
            s->f[i] = seed + i;                                                                    \
    }                                                                                              \
    uint64_t bv_threads_value_##N(struct bv_int_##N s)                                             \
    {                                                                                              \
        return bv_one_int_##N(&s);                                                                 \
    }                                                                                              \
    uint64_t bv_threads_pointer_##N(const struct bv_int_##N *s)                                    \
    {                                                                                              \
        return bv_one_int_##N(s);                                                                  \
    }
THREADS_SIZES(HAND_ON)

#define BUMP(N)                                                                                    \
    void bv_threads_bump_##N(struct bv_int_##N *s, uint32_t by)                                    \
    {                                                                                              \
        s->f[0] += by;                                                                             \
    }
THREADS_SIDES(BUMP)
