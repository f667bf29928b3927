/* SPDX-License-Identifier: Apache-2.0 */
/* mix_callee.c: what family mix calls with its objects. */
#include "benchmarks/families/mix.h"

/* The last field that there is. */
static inline uint64_t read_last(const struct bv_mixed *s)
{
    return s->rest[s->bytes / sizeof s->rest[0] - 3];
}

uint64_t bv_mix_value(struct bv_mixed s)
{
    return read_last(&s);
}

uint64_t bv_mix_pointer(const struct bv_mixed *s)
{
    return read_last(s);
}
