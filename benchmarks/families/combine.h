/* SPDX-License-Identifier: Apache-2.0 */
/* combine.h: the callees of family combine, and which structs they combine. */
#ifndef BV_COMBINE_H
#define BV_COMBINE_H

#include "benchmarks/shape.h"

/* Stamp X(class, bytes): pairs and vectors of doubles, vectors and matrices of floats. */
#define BV_COMBINE(X) X(double, 16) X(double, 32) X(float, 16) X(float, 64)

BV_SHAPE(float, 64)

#pragma GCC visibility push(hidden)

/* Each field of b less that of a: returned, or put into a. Twice is not at all, so that numbers
 * stay small and exact. */
#define COMBINE_CALLEE(C, N)                                                                       \
    struct bv_##C##_##N bv_combine_value_##C##_##N(struct bv_##C##_##N a, struct bv_##C##_##N b);  \
    void bv_combine_pointer_##C##_##N(struct bv_##C##_##N *a, const struct bv_##C##_##N *b);       \
    void bv_combine_restrict_##C##_##N(struct bv_##C##_##N *restrict a,                            \
                                       const struct bv_##C##_##N *restrict b);
BV_COMBINE(COMBINE_CALLEE)
#undef COMBINE_CALLEE

#pragma GCC visibility pop

#endif
