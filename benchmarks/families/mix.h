/* SPDX-License-Identifier: Apache-2.0 */
/* mix.h: what the kernels of family mix share with their callees. */
#ifndef BV_MIX_H
#define BV_MIX_H

#include "benchmarks/shape.h"

enum { BV_MIX_MIN = 16, BV_MIX_MAX = 4096 }; /* bytes of an object */

/* Objects of any size: the first word says how many bytes there are, the second is what the object
 * was made from. As a value it takes the room of the largest, as a union would. */
struct bv_mixed {
    uint32_t bytes, seed;
    uint32_t rest[BV_MIX_MAX / sizeof(uint32_t) - 2];
};

#pragma GCC visibility push(hidden)

uint64_t bv_mix_value(struct bv_mixed s);
uint64_t bv_mix_pointer(const struct bv_mixed *s);

#pragma GCC visibility pop

#endif
