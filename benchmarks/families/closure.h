/* SPDX-License-Identifier: Apache-2.0 */
/* closure.h: what family closure passes, a function with the variables that it works on, and its
 * callees. */
#ifndef BV_CLOSURE_H
#define BV_CLOSURE_H

#include "benchmarks/shape.h"

/* Sizes of the environment. Go captures by value up to 128 B; at 136 B clang 14 calls memcpy. */
#define BV_CLOSURE_SIZES(X) X(8) X(16) X(32) X(64) X(128) X(136) X(256)

/* The code of a closure; all arms share it, whatever holds the environment. */
typedef uint64_t bv_closure_fn(const void *env);

/* pointer, heap: the environment lies elsewhere. */
struct bv_closure {
    bv_closure_fn *fn;
    void *env;
};

#pragma GCC visibility push(hidden)

/* value: the environment lies in the closure. */
#define BV_CLOSURE_STAMP(N)                                                                        \
    struct bv_closure_##N {                                                                        \
        bv_closure_fn *fn;                                                                         \
        struct bv_int_##N env;                                                                     \
    };                                                                                             \
    uint64_t bv_closure_code_##N(const void *env);                                                 \
    uint64_t bv_closure_call_##N(struct bv_closure_##N c);                                         \
    void bv_closure_keep_##N(struct bv_closure_##N *slot, struct bv_closure_##N c);                \
    uint64_t bv_closure_fire_##N(const struct bv_closure_##N *slot);
BV_CLOSURE_SIZES(BV_CLOSURE_STAMP)
#undef BV_CLOSURE_STAMP

uint64_t bv_closure_call(struct bv_closure c);
void bv_closure_keep(struct bv_closure *slot, struct bv_closure c);
uint64_t bv_closure_fire(const struct bv_closure *slot);
uint64_t bv_closure_fire_last(const struct bv_closure *slot); /* frees the environment */

#pragma GCC visibility pop

#endif
