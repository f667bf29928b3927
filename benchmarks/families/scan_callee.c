/* SPDX-License-Identifier: Apache-2.0 */
/* scan_callee.c: what family scan calls. */
#include "benchmarks/families/scan.h"

#define BV_SIZE(N, FIT)
#define BV_LANDMARK(N, FIT)                                                                        \
    uint64_t bv_scan_value_##N(struct bv_int_##N s)                                                \
    {                                                                                              \
        return bv_one_int_##N(&s);                                                                 \
    }                                                                                              \
    uint64_t bv_scan_pointer_##N(const struct bv_int_##N *s)                                       \
    {                                                                                              \
        return bv_one_int_##N(s);                                                                  \
    }
#include "benchmarks/sizes.def"
