/* SPDX-License-Identifier: Apache-2.0 */
/* churn_callee_alloca.c: what family churn calls to have its object through alloca(). */
#include "benchmarks/families/churn.h"

#include <alloca.h>

/* A function of its own, since alloca's memory lives until the function returns. The size is an
 * argument: one that the compiler knows would make alloca a local like any other. */
#define BV_SIZE(N, FIT)
#define BV_STEP(N, FIT)                                                                            \
    uint64_t bv_churn_alloca_##N(size_t bytes, uint32_t seed, uint32_t calls)                      \
    {                                                                                              \
        struct bv_int_##N *s = alloca(bytes);                                                      \
        uint64_t sum = 0;                                                                          \
        bv_churn_make_##N(s, seed);                                                                \
        for (; calls > 0; calls--)                                                                 \
            sum += bv_churn_pointer_##N(s);                                                        \
        return sum;                                                                                \
    }
#include "benchmarks/sizes.def"
