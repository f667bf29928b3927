/* SPDX-License-Identifier: Apache-2.0 */
/* scan.h: the callees of family scan. */
#ifndef BV_SCAN_H
#define BV_SCAN_H

#include "benchmarks/shape.h"

#pragma GCC visibility push(hidden)

#define BV_SIZE(N, FIT)
#define BV_LANDMARK(N, FIT)                                                                        \
    uint64_t bv_scan_value_##N(struct bv_int_##N s);                                               \
    uint64_t bv_scan_pointer_##N(const struct bv_int_##N *s);
#include "benchmarks/sizes.def"

#pragma GCC visibility pop

#endif
