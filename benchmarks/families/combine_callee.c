/* SPDX-License-Identifier: Apache-2.0 */
/* combine_callee.c: what family combine calls. */
#include "benchmarks/families/combine.h"

#define COMBINE(TO, A, B)                                                                          \
    for (size_t i = 0; i < BV_COUNT(A); i++)                                                       \
        (TO)->f[i] = (B)->f[i] - (A)->f[i];

#define COMBINE_CALLEE(C, N)                                                                       \
    struct bv_##C##_##N bv_combine_value_##C##_##N(struct bv_##C##_##N a, struct bv_##C##_##N b) { \
        struct bv_##C##_##N out;                                                                   \
        COMBINE(&out, &a, &b)                                                                      \
        return out;                                                                                \
    } void bv_combine_pointer_##C##_##N(struct bv_##C##_##N *a, const struct bv_##C##_##N *b)      \
    {                                                                                              \
        COMBINE(a, a, b)                                                                           \
    }                                                                                              \
    void bv_combine_restrict_##C##_##N(struct bv_##C##_##N *restrict a,                            \
                                       const struct bv_##C##_##N *restrict b)                      \
    {                                                                                              \
        COMBINE(a, a, b)                                                                           \
    }
BV_COMBINE(COMBINE_CALLEE)
