/* SPDX-License-Identifier: Apache-2.0 */
/* ret.h: the callees of family ret. */
#ifndef BV_RET_H
#define BV_RET_H

#include "benchmarks/shape.h"

#pragma GCC visibility push(hidden)

/* heap: NULL where malloc() has nothing left; the caller frees. */
#define BV_SIZE(N, FIT)                                                                            \
    struct bv_int_##N bv_ret_value_##N(uint32_t seed);                                             \
    void bv_ret_outparam_##N(struct bv_int_##N *out, uint32_t seed);                               \
    struct bv_int_##N *bv_ret_heap_##N(uint32_t seed);
#include "benchmarks/sizes.def"

#pragma GCC visibility pop

#endif
