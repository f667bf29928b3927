/* SPDX-License-Identifier: Apache-2.0 */
/* own_kernels.h: the callees and kernels of a user's own type, for the files that share them. */
#ifndef BV_OWN_KERNELS_H
#define BV_OWN_KERNELS_H

#include <stdint.h>

#include "benchmarks/own/own.h"
#include "own_type.h"

#pragma GCC visibility push(hidden)

#ifdef __cplusplus
#define OWN_NOEXCEPT noexcept /* or the caller has a part that cleans up after it */
#else
#define OWN_NOEXCEPT
#endif

#define OWN_CALLEE(ID)                                                                             \
    BV_OWN_C bv_own_result bv_own_value_##ID(bv_own s) OWN_NOEXCEPT;                               \
    BV_OWN_C bv_own_result bv_own_pointer_##ID(const bv_own *s) OWN_NOEXCEPT;
#define OWN_SPREAD(ID)                                                                             \
    BV_OWN_C bv_own_result bv_own_spread_##ID(BV_OWN_SPREAD_PARAMETERS) OWN_NOEXCEPT;
#define OWN_REFERENCE(ID)                                                                          \
    BV_OWN_C bv_own_result bv_own_reference_##ID(const bv_own &s) OWN_NOEXCEPT;                    \
    BV_OWN_C bv_own_result bv_own_rvalue_##ID(bv_own &&s) OWN_NOEXCEPT;

#if BV_OWN_CALL
BV_OWN_CALLEES
#else
BV_OWN_READS(OWN_CALLEE)
#if BV_OWN_SPREADS
BV_OWN_READS(OWN_SPREAD)
#endif
#ifdef __cplusplus
BV_OWN_READS(OWN_REFERENCE)
#endif
#endif

/* Levels of family chain; odd and even ones are in two files. */
BV_OWN_C bv_own_result bv_own_chain_value_1(bv_own s) OWN_NOEXCEPT;
BV_OWN_C bv_own_result bv_own_chain_value_2(bv_own s) OWN_NOEXCEPT;
BV_OWN_C bv_own_result bv_own_chain_value_3(bv_own s) OWN_NOEXCEPT;
BV_OWN_C bv_own_result bv_own_chain_value_4(bv_own s) OWN_NOEXCEPT;
BV_OWN_C bv_own_result bv_own_chain_pointer_1(const bv_own *s) OWN_NOEXCEPT;
BV_OWN_C bv_own_result bv_own_chain_pointer_2(const bv_own *s) OWN_NOEXCEPT;
BV_OWN_C bv_own_result bv_own_chain_pointer_3(const bv_own *s) OWN_NOEXCEPT;
BV_OWN_C bv_own_result bv_own_chain_pointer_4(const bv_own *s) OWN_NOEXCEPT;

/* The addition keeps the call from becoming a jump, which would save the pointer arm its frames. */
#define OWN_LEVEL(LEVEL, BELOW)                                                                    \
    bv_own_result bv_own_chain_value_##LEVEL(bv_own s) OWN_NOEXCEPT                                \
    {                                                                                              \
        return bv_own_chain_value_##BELOW(s) + 1;                                                  \
    }                                                                                              \
    bv_own_result bv_own_chain_pointer_##LEVEL(const bv_own *s) OWN_NOEXCEPT                       \
    {                                                                                              \
        return bv_own_chain_pointer_##BELOW(s) + 1;                                                \
    }

/* Nulls: a and b are the same source. */
#define OWN_NULL(TWIN)                                                                             \
    BV_OWN_C bv_own_result bv_null_value_##TWIN(bv_own s) OWN_NOEXCEPT;                            \
    BV_OWN_C bv_own_result bv_null_pointer_##TWIN(const bv_own *s) OWN_NOEXCEPT;
OWN_NULL(a)
OWN_NULL(b)

#if BV_OWN_PLAIN
BV_OWN_C bv_own bv_own_ret_value(uint32_t seed) OWN_NOEXCEPT;
BV_OWN_C void bv_own_ret_outparam(bv_own *out, uint32_t seed) OWN_NOEXCEPT;
#if BV_OWN_HEAP
BV_OWN_C bv_own *bv_own_ret_heap(uint32_t seed) OWN_NOEXCEPT;
#endif

/* An object without contents, whether its type can be made without any or not: OWN_OBJECT. */
#if BV_OWN_BLANK
#define OWN_ROOM bv_own room;
#define OWN_OBJECT room
#else
union bv_own_room {
    bv_own s;
    char byte;
#ifdef __cplusplus
    bv_own_room()
    {
    }
    ~bv_own_room()
    {
    }
#endif
};
#define OWN_ROOM union bv_own_room room;
#define OWN_OBJECT room.s
#endif
#endif

#pragma GCC visibility pop

/* A second round of macros, so that BV_OWN_MAIN and BV_OWN_USE are names by then. */
#define OWN_JOIN2(A, B) A##B
#define OWN_JOIN(A, B) OWN_JOIN2(A, B)
#define OWN_READ OWN_JOIN(bv_own_read_, BV_OWN_MAIN)

#endif
