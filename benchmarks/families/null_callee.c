/* SPDX-License-Identifier: Apache-2.0 */
/* null_callee.c: what family null calls: the callees of arg, each twice. */
#include "benchmarks/families/null.h"

#define NULL_CALLEE(N, TWIN)                                                                       \
    uint64_t bv_null_value_##N##_##TWIN(struct bv_int_##N s)                                       \
    {                                                                                              \
        return bv_one_int_##N(&s);                                                                 \
    }                                                                                              \
    uint64_t bv_null_pointer_##N##_##TWIN(const struct bv_int_##N *s)                              \
    {                                                                                              \
        return bv_one_int_##N(s);                                                                  \
    }
#define BV_SIZE(N, FIT)
#define BV_LANDMARK(N, FIT) NULL_CALLEE(N, a) NULL_CALLEE(N, b)
#include "benchmarks/sizes.def"
