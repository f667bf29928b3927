/* SPDX-License-Identifier: Apache-2.0 */
/* ret.h: the callees of family ret. */
#ifndef BV_RET_H
#define BV_RET_H

#include "benchmarks/shape.h"

/* Sizes that only this family has, X(bytes) for each. A call needs room for two objects, and the
 * usual stack has 8 MiB. */
#define BV_RET_LARGE(X) X(131072) X(262144) X(1048576) X(2097152)

#define RET_SHAPE(N) BV_SHAPE(int, N)
BV_RET_LARGE(RET_SHAPE)
#undef RET_SHAPE

#pragma GCC visibility push(hidden)

/* heap: NULL where malloc() has nothing left; the caller frees. */
#define RET_CALLEES(N)                                                                             \
    struct bv_int_##N bv_ret_value_##N(uint32_t seed);                                             \
    void bv_ret_outparam_##N(struct bv_int_##N *out, uint32_t seed);                               \
    struct bv_int_##N *bv_ret_heap_##N(uint32_t seed);
#define BV_SIZE(N, FIT) RET_CALLEES(N)
#include "benchmarks/sizes.def"
BV_RET_LARGE(RET_CALLEES)
#undef RET_CALLEES

#pragma GCC visibility pop

#endif
