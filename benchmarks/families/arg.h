/* SPDX-License-Identifier: Apache-2.0 */
/* arg.h: the callees of family arg. */
#ifndef BV_ARG_H
#define BV_ARG_H

#include "benchmarks/spread.h"

/* Hidden, so that a call is direct: no entry of a procedure linkage table stands in between. */
#pragma GCC visibility push(hidden)

#define ARG_CALLEE(C, N, READS)                                                                    \
    bv_read_##C bv_arg_value_##C##_##N##_##READS(struct bv_##C##_##N s);                           \
    bv_read_##C bv_arg_pointer_##C##_##N##_##READS(const struct bv_##C##_##N *s);                  \
    BV_WHEN_SPREAD(C, N, bv_read_##C bv_arg_spread_##C##_##N##_##READS(BV_PARAMETERS(C, N));)
#define ARG_CALLEES(C, N) ARG_CALLEE(C, N, none) ARG_CALLEE(C, N, one) ARG_CALLEE(C, N, all)
#define BV_SIZE(N, FIT) BV_CLASSES_##FIT(ARG_CALLEES, N)
#include "benchmarks/sizes.def"
BV_CLASSES_FEW(ARG_CALLEES)
#undef ARG_CALLEE
#undef ARG_CALLEES

#pragma GCC visibility pop

#endif
