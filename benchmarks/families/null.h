/* SPDX-License-Identifier: Apache-2.0 */
/* null.h: the callees of family null: a and b are the same source. */
#ifndef BV_NULL_H
#define BV_NULL_H

#include "benchmarks/shape.h"

#pragma GCC visibility push(hidden)

#define NULL_CALLEE(N, TWIN)                                                                       \
    uint64_t bv_null_value_##N##_##TWIN(struct bv_int_##N s);                                      \
    uint64_t bv_null_pointer_##N##_##TWIN(const struct bv_int_##N *s);
#define BV_SIZE(N, FIT)
#define BV_LANDMARK(N, FIT) NULL_CALLEE(N, a) NULL_CALLEE(N, b)
#include "benchmarks/sizes.def"
#undef NULL_CALLEE

#pragma GCC visibility pop

#endif
