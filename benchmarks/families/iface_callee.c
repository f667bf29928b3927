/* SPDX-License-Identifier: Apache-2.0 */
/* iface_callee.c: what family iface calls: each calls a method of what it was given. */
#include "benchmarks/families/iface.h"

/* + 1: without it the pair's call is a jump to the method, and those of the others, whose payload
 * lies in their argument, cannot be. */
#define STAMP(N)                                                                                   \
    uint64_t bv_iface_value_##N(struct bv_iface_union_##N x)                                       \
    {                                                                                              \
        return x.type->read(&x.as) + 1;                                                            \
    }
BV_IFACE_SIZES(STAMP)

uint64_t bv_iface_smallbuf(struct bv_iface_any x)
{
    return x.type->read(x.type->bytes > sizeof x.in ? x.in.box : (const void *)&x.in) + 1;
}

uint64_t bv_iface_pair(struct bv_iface_pair x)
{
    return x.type->read(x.data) + 1;
}
