/* SPDX-License-Identifier: Apache-2.0 */
/* churn_callee.c: what family churn calls with its objects. */
#include "benchmarks/families/churn.h"

#define BV_SIZE(N, FIT)
#define BV_STEP(N, FIT)                                                                            \
    uint64_t bv_churn_value_##N(struct bv_int_##N s)                                               \
    {                                                                                              \
        return bv_one_int_##N(&s);                                                                 \
    }                                                                                              \
    uint64_t bv_churn_pointer_##N(const struct bv_int_##N *s)                                      \
    {                                                                                              \
        return bv_one_int_##N(s);                                                                  \
    }
#include "benchmarks/sizes.def"
