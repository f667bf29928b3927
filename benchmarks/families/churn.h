/* SPDX-License-Identifier: Apache-2.0 */
/* churn.h: what the kernels of family churn share with their callees and with their hold. */
#ifndef BV_CHURN_H
#define BV_CHURN_H

#include "benchmarks/case.h"
#include "benchmarks/families/churn_state.h"
#include "benchmarks/shape.h"

enum { BV_CHURN_LIVE = 1000 }; /* objects alive under life fifo and random, and in an arena */

#pragma GCC visibility push(hidden)

/* alloca: obtains the object on its own frame and calls bv_churn_pointer_N. */
#define BV_SIZE(N, FIT)
#define BV_STEP(N, FIT)                                                                            \
    uint64_t bv_churn_value_##N(struct bv_int_##N s);                                              \
    uint64_t bv_churn_pointer_##N(const struct bv_int_##N *s);                                     \
    uint64_t bv_churn_alloca_##N(size_t bytes, uint32_t seed, uint32_t calls);
#include "benchmarks/sizes.def"

#pragma GCC visibility pop

/* What makes an object new: every field gets its contents. */
#define BV_SIZE(N, FIT)
#define BV_STEP(N, FIT)                                                                            \
    static inline void bv_churn_make_##N(struct bv_int_##N *s, uint32_t seed)                      \
    {                                                                                              \
        for (uint32_t i = 0; i < BV_COUNT(s); i++)                                                 \
            s->f[i] = seed + i + 1;                                                                \
    }
#include "benchmarks/sizes.def"

#endif
