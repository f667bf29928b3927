/* SPDX-License-Identifier: Apache-2.0 */
/* iface_callee_type.c: the vtables of family iface, in sight of neither callers nor callees. */
#include "benchmarks/families/iface.h"

#define STAMP(N)                                                                                   \
    static uint64_t bv_iface_read_##N(const void *payload)                                         \
    {                                                                                              \
        return bv_one_int_##N(payload);                                                            \
    }                                                                                              \
    const struct bv_iface_type bv_iface_type_##N = {(N), bv_iface_read_##N};
BV_IFACE_SIZES(STAMP)
