/* SPDX-License-Identifier: Apache-2.0 */
/* own_callee.c: what takes a user's own type, out of sight of the calls. */
#include "benchmarks/own/own_kernels.h"

#include <stdlib.h>

#include "benchmarks/sink.h"

#define CALLEE(ID)                                                                                 \
    bv_own_result bv_own_value_##ID(bv_own s) OWN_NOEXCEPT                                         \
    {                                                                                              \
        return bv_own_read_##ID(&s);                                                               \
    }                                                                                              \
    bv_own_result bv_own_pointer_##ID(const bv_own *s) OWN_NOEXCEPT                                \
    {                                                                                              \
        return bv_own_read_##ID(s);                                                                \
    }
#define SPREAD(ID)                                                                                 \
    bv_own_result bv_own_spread_##ID(BV_OWN_SPREAD_PARAMETERS) OWN_NOEXCEPT                        \
    {                                                                                              \
        return BV_OWN_SPREAD_##ID;                                                                 \
    }
#define REFERENCE(ID)                                                                              \
    bv_own_result bv_own_reference_##ID(const bv_own &s) OWN_NOEXCEPT                              \
    {                                                                                              \
        return bv_own_read_##ID(&s);                                                               \
    }                                                                                              \
    bv_own_result bv_own_rvalue_##ID(bv_own &&s) OWN_NOEXCEPT                                      \
    {                                                                                              \
        return bv_own_read_##ID(&s);                                                               \
    }

#if !BV_OWN_CALL
BV_OWN_READS(CALLEE)
#if BV_OWN_SPREADS
BV_OWN_READS(SPREAD)
#endif
#ifdef __cplusplus
BV_OWN_READS(REFERENCE)
#endif
#endif

bv_own_result bv_own_chain_value_1(bv_own s) OWN_NOEXCEPT
{
    return OWN_READ(&s);
}
bv_own_result bv_own_chain_pointer_1(const bv_own *s) OWN_NOEXCEPT
{
    return OWN_READ(s);
}
#if BV_OWN_COPIES
OWN_LEVEL(3, 2)
#endif

#define NULL_CALLEE(TWIN)                                                                          \
    bv_own_result bv_null_value_##TWIN(bv_own s) OWN_NOEXCEPT                                      \
    {                                                                                              \
        return OWN_READ(&s);                                                                       \
    }                                                                                              \
    bv_own_result bv_null_pointer_##TWIN(const bv_own *s) OWN_NOEXCEPT                             \
    {                                                                                              \
        return OWN_READ(s);                                                                        \
    }
NULL_CALLEE(a)
NULL_CALLEE(b)

#if BV_OWN_PLAIN
bv_own bv_own_ret_value(uint32_t seed) OWN_NOEXCEPT
{
    OWN_ROOM
    bv_own_make(&OWN_OBJECT, seed);
    return OWN_OBJECT;
}
void bv_own_ret_outparam(bv_own *out, uint32_t seed) OWN_NOEXCEPT
{
    bv_own_make(out, seed);
}
#if BV_OWN_HEAP
bv_own *bv_own_ret_heap(uint32_t seed) OWN_NOEXCEPT
{
    bv_own *s = (bv_own *)malloc(sizeof *s);
    if (s != NULL) {
        BV_LAUNDER(s); /* or malloc and zeros become calloc */
        bv_own_make(s, seed);
    }
    return s;
}
#endif
#endif
