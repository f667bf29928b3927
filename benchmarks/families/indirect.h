/* SPDX-License-Identifier: Apache-2.0 */
/* indirect.h: the callees of family indirect. */
#ifndef BV_INDIRECT_H
#define BV_INDIRECT_H

#include "benchmarks/shape.h"

#pragma GCC visibility push(hidden)

#define BV_SIZE(N, FIT)                                                                            \
    uint64_t bv_indirect_value_##N(struct bv_int_##N s);                                           \
    uint64_t bv_indirect_pointer_##N(const struct bv_int_##N *s);
#include "benchmarks/sizes.def"

#pragma GCC visibility pop

#endif
