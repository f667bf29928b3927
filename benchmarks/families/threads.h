/* SPDX-License-Identifier: Apache-2.0 */
/* threads.h: the callees of family threads. */
#ifndef BV_THREADS_H
#define BV_THREADS_H

#include "benchmarks/shape.h"

/* Bytes of the objects that are handed on, and of those that lie side by side. */
#define THREADS_SIZES(X) X(64) X(512) X(4096)
#define THREADS_SIDES(X) X(8) X(16) X(32) X(64)

#pragma GCC visibility push(hidden)

/* Fill an object; read one field of it. */
#define THREADS_DECLARE(N)                                                                         \
    void bv_threads_make_##N(struct bv_int_##N *s, uint32_t seed);                                 \
    uint64_t bv_threads_value_##N(struct bv_int_##N s);                                            \
    uint64_t bv_threads_pointer_##N(const struct bv_int_##N *s);
THREADS_SIZES(THREADS_DECLARE)
#undef THREADS_DECLARE

/* Add to the first field. */
#define THREADS_DECLARE(N) void bv_threads_bump_##N(struct bv_int_##N *s, uint32_t by);
THREADS_SIDES(THREADS_DECLARE)
#undef THREADS_DECLARE

#pragma GCC visibility pop

#endif
