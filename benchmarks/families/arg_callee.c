/* SPDX-License-Identifier: Apache-2.0 */
/* arg_callee.c: what family arg calls, out of sight of the calls. */
#include "benchmarks/families/arg.h"

#define ARG_CALLEE(C, N, READS)                                                                    \
    bv_read_##C bv_arg_value_##C##_##N##_##READS(struct bv_##C##_##N s)                            \
    {                                                                                              \
        return bv_##READS##_##C##_##N(&s);                                                         \
    }                                                                                              \
    bv_read_##C bv_arg_pointer_##C##_##N##_##READS(const struct bv_##C##_##N *s)                   \
    {                                                                                              \
        return bv_##READS##_##C##_##N(s);                                                          \
    }                                                                                              \
    BV_WHEN_SPREAD(                                                                                \
        C, N, bv_read_##C bv_arg_spread_##C##_##N##_##READS(BV_PARAMETERS(C, N)) {                 \
            return BV_YIELD_##READS(C, N);                                                         \
        })
#define ARG_CALLEES(C, N) ARG_CALLEE(C, N, none) ARG_CALLEE(C, N, one) ARG_CALLEE(C, N, all)
#define BV_SIZE(N, FIT) BV_CLASSES_##FIT(ARG_CALLEES, N)
#include "benchmarks/sizes.def"
BV_CLASSES_FEW(ARG_CALLEES)
