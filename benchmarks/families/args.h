/* SPDX-License-Identifier: Apache-2.0 */
/* args.h: the callees of family args, and which structs they take. */
#ifndef BV_ARGS_H
#define BV_ARGS_H

#include "benchmarks/shape.h"

/* Stamp X(class, bytes, count) for every case. */
#define BV_ARGS_COUNTS(X, C, N) X(C, N, 1) X(C, N, 2) X(C, N, 3) X(C, N, 4) X(C, N, 5) X(C, N, 6)
#define BV_ARGS(X)                                                                                 \
    BV_ARGS_COUNTS(X, long, 16)                                                                    \
    BV_ARGS_COUNTS(X, long, 24)                                                                    \
    BV_ARGS_COUNTS(X, double, 16)                                                                  \
    BV_ARGS_COUNTS(X, double, 24)

/* ITEM(C, N, 0) and the next ones, as many as are counted. */
#define BV_ARGS_LIST_1(ITEM, C, N) ITEM(C, N, 0)
#define BV_ARGS_LIST_2(ITEM, C, N) BV_ARGS_LIST_1(ITEM, C, N), ITEM(C, N, 1)
#define BV_ARGS_LIST_3(ITEM, C, N) BV_ARGS_LIST_2(ITEM, C, N), ITEM(C, N, 2)
#define BV_ARGS_LIST_4(ITEM, C, N) BV_ARGS_LIST_3(ITEM, C, N), ITEM(C, N, 3)
#define BV_ARGS_LIST_5(ITEM, C, N) BV_ARGS_LIST_4(ITEM, C, N), ITEM(C, N, 4)
#define BV_ARGS_LIST_6(ITEM, C, N) BV_ARGS_LIST_5(ITEM, C, N), ITEM(C, N, 5)

#define BV_ARGS_BY_VALUE(C, N, I) struct bv_##C##_##N s##I
#define BV_ARGS_BY_POINTER(C, N, I) const struct bv_##C##_##N *s##I

#pragma GCC visibility push(hidden)

/* The sum of one field of each, as an integer. */
#define ARGS_CALLEE(C, N, COUNT)                                                                   \
    uint64_t bv_args_value_##C##_##N##_##COUNT(BV_ARGS_LIST_##COUNT(BV_ARGS_BY_VALUE, C, N));      \
    uint64_t bv_args_pointer_##C##_##N##_##COUNT(BV_ARGS_LIST_##COUNT(BV_ARGS_BY_POINTER, C, N));
BV_ARGS(ARGS_CALLEE)
#undef ARGS_CALLEE

#pragma GCC visibility pop

#endif
