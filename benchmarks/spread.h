/* SPDX-License-Identifier: Apache-2.0 */
/* spread.h: small structs as so many parameters: the fields one by one, each a scalar.
 *
 * BV_WHEN_SPREAD(class, bytes, text) is the text where struct bv_class_bytes is that small. In it
 * stand BV_PARAMETERS, BV_ARGUMENTS and BV_YIELD_none, _one and _all. */
#ifndef BV_SPREAD_H
#define BV_SPREAD_H

#include "benchmarks/shape.h"

/* Structs of up to six scalars, as many as x86-64 has registers for integers: "~, how many". What
 * stands here has an arm spread in family arg. */
#define BV_SCALARS_int_1 ~, 1
#define BV_SCALARS_int_2 ~, 2
#define BV_SCALARS_int_4 ~, 1
#define BV_SCALARS_int_8 ~, 2
#define BV_SCALARS_int_12 ~, 3
#define BV_SCALARS_int_16 ~, 4
#define BV_SCALARS_int_20 ~, 5
#define BV_SCALARS_int_24 ~, 6
#define BV_SCALARS_long_8 ~, 1
#define BV_SCALARS_long_16 ~, 2
#define BV_SCALARS_long_24 ~, 3
#define BV_SCALARS_long_32 ~, 4
#define BV_SCALARS_long_40 ~, 5
#define BV_SCALARS_long_48 ~, 6
#define BV_SCALARS_double_8 ~, 1
#define BV_SCALARS_double_16 ~, 2
#define BV_SCALARS_double_24 ~, 3
#define BV_SCALARS_double_32 ~, 4
#define BV_SCALARS_double_40 ~, 5
#define BV_SCALARS_double_48 ~, 6
#define BV_SCALARS_mixed_16 ~, 2
#define BV_SCALARS_mixed_32 ~, 4
#define BV_SCALARS_mixed_48 ~, 6
#define BV_SCALARS_float_12 ~, 3
#define BV_SCALARS_float_16 ~, 4
#define BV_SCALARS_padded_16 ~, 2

/* LIST followed by the number that stands there, else by 0. */
#define BV_SECOND(A, B, ...) B
#define BV_NUMBER(...) BV_SECOND(__VA_ARGS__, 0, 0)
#define BV_JOIN(A, B) A##B
#define BV_JOINED(A, B) BV_JOIN(A, B)
#define BV_COUNTED(LIST, C, N) BV_JOINED(LIST, BV_NUMBER(BV_SCALARS_##C##_##N))

#define BV_WHEN_SPREAD(C, N, ...) BV_COUNTED(BV_WHEN_, C, N)(__VA_ARGS__)
#define BV_WHEN_0(...)
#define BV_WHEN_1(...) __VA_ARGS__
#define BV_WHEN_2(...) __VA_ARGS__
#define BV_WHEN_3(...) __VA_ARGS__
#define BV_WHEN_4(...) __VA_ARGS__
#define BV_WHEN_5(...) __VA_ARGS__
#define BV_WHEN_6(...) __VA_ARGS__

/* Scalar I of a struct. */
#define BV_SCALAR_int(I) f[I]
#define BV_SCALAR_long(I) f[I]
#define BV_SCALAR_double(I) f[I]
#define BV_SCALAR_float(I) f[I]
#define BV_SCALAR_mixed(I) BV_JOIN(BV_SCALAR_mixed_, I)
#define BV_SCALAR_mixed_0 f[0].i
#define BV_SCALAR_mixed_1 f[0].d
#define BV_SCALAR_mixed_2 f[1].i
#define BV_SCALAR_mixed_3 f[1].d
#define BV_SCALAR_mixed_4 f[2].i
#define BV_SCALAR_mixed_5 f[2].d
#define BV_SCALAR_padded(I) BV_JOIN(BV_SCALAR_padded_, I)
#define BV_SCALAR_padded_0 at
#define BV_SCALAR_padded_1 count

/* The parameters. */
#define BV_PARAMETERS(C, N) BV_COUNTED(BV_PARAMETERS_, C, N)(C, N)
#define BV_PARAMETER(C, N, I)                                                                      \
    __attribute__((unused)) __typeof__(((struct bv_##C##_##N *)0)->BV_SCALAR_##C(I)) f##I
#define BV_PARAMETERS_1(C, N) BV_PARAMETER(C, N, 0)
#define BV_PARAMETERS_2(C, N) BV_PARAMETERS_1(C, N), BV_PARAMETER(C, N, 1)
#define BV_PARAMETERS_3(C, N) BV_PARAMETERS_2(C, N), BV_PARAMETER(C, N, 2)
#define BV_PARAMETERS_4(C, N) BV_PARAMETERS_3(C, N), BV_PARAMETER(C, N, 3)
#define BV_PARAMETERS_5(C, N) BV_PARAMETERS_4(C, N), BV_PARAMETER(C, N, 4)
#define BV_PARAMETERS_6(C, N) BV_PARAMETERS_5(C, N), BV_PARAMETER(C, N, 5)

/* The arguments, out of the struct that p points to. */
#define BV_ARGUMENTS(C, N) BV_COUNTED(BV_ARGUMENTS_, C, N)(C)
#define BV_ARGUMENTS_1(C) p->BV_SCALAR_##C(0)
#define BV_ARGUMENTS_2(C) BV_ARGUMENTS_1(C), p->BV_SCALAR_##C(1)
#define BV_ARGUMENTS_3(C) BV_ARGUMENTS_2(C), p->BV_SCALAR_##C(2)
#define BV_ARGUMENTS_4(C) BV_ARGUMENTS_3(C), p->BV_SCALAR_##C(3)
#define BV_ARGUMENTS_5(C) BV_ARGUMENTS_4(C), p->BV_SCALAR_##C(4)
#define BV_ARGUMENTS_6(C) BV_ARGUMENTS_5(C), p->BV_SCALAR_##C(5)

/* What a callee yields of the parameters, as bv_none_C_N and its like do of a struct. Not through a
 * struct: gcc 12 stores six parameters to add them up in a loop. */
#define BV_YIELD_none(C, N) 1
#define BV_YIELD_one(C, N) BV_ONE_##C(C, N)
#define BV_YIELD_all(C, N) BV_ALL_##C(C, N)

#define BV_MIDDLE_1 f0
#define BV_MIDDLE_2 f1
#define BV_MIDDLE_3 f1
#define BV_MIDDLE_4 f2
#define BV_MIDDLE_5 f2
#define BV_MIDDLE_6 f3
#define BV_ONE_int(C, N) BV_COUNTED(BV_MIDDLE_, C, N)
#define BV_ONE_long(C, N) BV_COUNTED(BV_MIDDLE_, C, N)
#define BV_ONE_double(C, N) BV_COUNTED(BV_MIDDLE_, C, N)
#define BV_ONE_float(C, N) BV_COUNTED(BV_MIDDLE_, C, N)
#define BV_ONE_mixed(C, N) BV_COUNTED(BV_ONE_mixed_, C, N)
#define BV_ONE_mixed_2 f1
#define BV_ONE_mixed_4 f3
#define BV_ONE_mixed_6 f3
#define BV_ONE_padded(C, N) (uint32_t) f1

#define BV_SUM_1 f0
#define BV_SUM_2 BV_SUM_1 + f1
#define BV_SUM_3 BV_SUM_2 + f2
#define BV_SUM_4 BV_SUM_3 + f3
#define BV_SUM_5 BV_SUM_4 + f4
#define BV_SUM_6 BV_SUM_5 + f5
#define BV_ALL_int(C, N) (uint32_t)(BV_COUNTED(BV_SUM_, C, N))
#define BV_ALL_long(C, N) BV_COUNTED(BV_SUM_, C, N)
#define BV_ALL_double(C, N) BV_COUNTED(BV_SUM_, C, N)
#define BV_ALL_float(C, N) BV_COUNTED(BV_SUM_, C, N)
#define BV_ALL_mixed(C, N) BV_COUNTED(BV_ALL_mixed_, C, N)
#define BV_ALL_mixed_2 f1 + (double)f0
#define BV_ALL_mixed_4 f1 + f3 + (double)(f0 + f2)
#define BV_ALL_mixed_6 f1 + f3 + f5 + (double)(f0 + f2 + f4)
#define BV_ALL_padded(C, N) (uintptr_t) f0 + (uint32_t)f1

#endif
