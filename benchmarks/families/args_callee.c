/* SPDX-License-Identifier: Apache-2.0 */
/* args_callee.c: what family args calls. */
#include "benchmarks/families/args.h"

#define READ(C, N, I, OF) bv_bits_##C(bv_one_##C##_##N(OF s##I))
#define SUM_1(C, N, OF) READ(C, N, 0, OF)
#define SUM_2(C, N, OF) SUM_1(C, N, OF) + READ(C, N, 1, OF)
#define SUM_3(C, N, OF) SUM_2(C, N, OF) + READ(C, N, 2, OF)
#define SUM_4(C, N, OF) SUM_3(C, N, OF) + READ(C, N, 3, OF)
#define SUM_5(C, N, OF) SUM_4(C, N, OF) + READ(C, N, 4, OF)
#define SUM_6(C, N, OF) SUM_5(C, N, OF) + READ(C, N, 5, OF)

#define ARGS_CALLEE(C, N, COUNT)                                                                   \
    uint64_t bv_args_value_##C##_##N##_##COUNT(BV_ARGS_LIST_##COUNT(BV_ARGS_BY_VALUE, C, N))       \
    {                                                                                              \
        return SUM_##COUNT(C, N, &);                                                               \
    }                                                                                              \
    uint64_t bv_args_pointer_##C##_##N##_##COUNT(BV_ARGS_LIST_##COUNT(BV_ARGS_BY_POINTER, C, N))   \
    {                                                                                              \
        return SUM_##COUNT(C, N, );                                                                \
    }
BV_ARGS(ARGS_CALLEE)
