/* SPDX-License-Identifier: Apache-2.0 */
/* own_kernels.c: the loops that pass a user's own type; each is that of byval's family of its name.
 *
 * The number of turns is added to each sum behind the loop: an object of zeros gives none. */
#include "benchmarks/own/own_kernels.h"

#include <stdlib.h>
#include <string.h>

#include "benchmarks/families/churn_state.h"
#include "benchmarks/heap/acquire.h"
#include "benchmarks/sink.h"

#ifdef __cplusplus
#include <new>
#include <utility>
#endif

static inline uint64_t bits_of(bv_own_result result)
{
    uint64_t bits = 0;
    memcpy(&bits, &result, sizeof result);
    return bits;
}

/* Family arg: CALL(p) is the call as a number. */
#define KERNEL(ID, PASS, CALL)                                                                     \
    BV_OWN_C void bv_arg_##PASS##_##ID##_throughput(struct bv_ctx *ctx, uint64_t n)                \
    {                                                                                              \
        bv_own *p = (bv_own *)ctx->object;                                                         \
        uint64_t sum = 0, turns = n;                                                               \
        for (; n > 0; n--)                                                                         \
            sum += CALL(p);                                                                        \
        ctx->sum = sum + turns;                                                                    \
    }                                                                                              \
    BV_OWN_C void bv_arg_##PASS##_##ID##_latency(struct bv_ctx *ctx, uint64_t n)                   \
    {                                                                                              \
        char *base = (char *)ctx->object;                                                          \
        bv_own *p = (bv_own *)ctx->object;                                                         \
        uint64_t mask = ctx->mask, sum = 0, turns = n;                                             \
        for (; n > 0; n--) {                                                                       \
            uint64_t bits = CALL(p);                                                               \
            sum += bits;                                                                           \
            p = (bv_own *)(void *)(base + (bits & mask));                                          \
        }                                                                                          \
        ctx->sum = sum + turns;                                                                    \
    }

#if BV_OWN_CALL
#define CALL_VALUE(P) BV_OWN_BITS(bv_own_value_call(*(P)BV_OWN_MORE))
#define CALL_POINTER(P) BV_OWN_BITS(bv_own_pointer_call(P BV_OWN_MORE))
#define USE_VALUE(S) BV_OWN_BITS(bv_own_value_call(S BV_OWN_MORE))
KERNEL(call, value, CALL_VALUE)
KERNEL(call, pointer, CALL_POINTER)
#define USE_POINTER CALL_POINTER
#else
#define ARG(ID)                                                                                    \
    KERNEL_VALUE(ID)                                                                               \
    KERNEL_SPREAD(ID)                                                                              \
    KERNEL_REFERENCES(ID)                                                                          \
    static inline uint64_t pass_pointer_##ID(const bv_own *p)                                      \
    {                                                                                              \
        return bits_of(bv_own_pointer_##ID(p));                                                    \
    }                                                                                              \
    KERNEL(ID, pointer, pass_pointer_##ID)
#if BV_OWN_COPIES
#define KERNEL_VALUE(ID)                                                                           \
    static inline uint64_t pass_value_##ID(const bv_own *p)                                        \
    {                                                                                              \
        return bits_of(bv_own_value_##ID(*p));                                                     \
    }                                                                                              \
    KERNEL(ID, value, pass_value_##ID)
#else
#define KERNEL_VALUE(ID)
#endif
#if BV_OWN_SPREADS
#define KERNEL_SPREAD(ID)                                                                          \
    static inline uint64_t pass_spread_##ID(const bv_own *p)                                       \
    {                                                                                              \
        return bits_of(bv_own_spread_##ID(BV_OWN_SPREAD_ARGUMENTS(p)));                            \
    }                                                                                              \
    KERNEL(ID, spread, pass_spread_##ID)
#else
#define KERNEL_SPREAD(ID)
#endif
#ifdef __cplusplus
#if BV_OWN_MOVES
#define KERNEL_MOVE(ID)                                                                            \
    static inline uint64_t pass_move_##ID(bv_own *p)                                               \
    {                                                                                              \
        return bits_of(bv_own_value_##ID(std::move(*p)));                                          \
    }                                                                                              \
    KERNEL(ID, move, pass_move_##ID)
#else
#define KERNEL_MOVE(ID)
#endif
#define KERNEL_REFERENCES(ID)                                                                      \
    static inline uint64_t pass_reference_##ID(const bv_own *p)                                    \
    {                                                                                              \
        return bits_of(bv_own_reference_##ID(*p));                                                 \
    }                                                                                              \
    static inline uint64_t pass_rvalue_##ID(bv_own *p)                                             \
    {                                                                                              \
        return bits_of(bv_own_rvalue_##ID(std::move(*p)));                                         \
    }                                                                                              \
    KERNEL(ID, reference, pass_reference_##ID)                                                     \
    KERNEL(ID, rvalue, pass_rvalue_##ID)                                                           \
    KERNEL_MOVE(ID)
#else
#define KERNEL_REFERENCES(ID)
#endif
BV_OWN_READS(ARG)
#define USE_VALUE(S) bits_of(OWN_JOIN(bv_own_value_, BV_OWN_USE)(S))
#define USE_POINTER(P) bits_of(OWN_JOIN(bv_own_pointer_, BV_OWN_USE)(P))
#endif

#define PLAIN_KERNEL(NAME, PASS, ARGUMENT)                                                         \
    BV_OWN_C void NAME(struct bv_ctx *ctx, uint64_t n)                                             \
    {                                                                                              \
        const bv_own *p = (const bv_own *)ctx->object;                                             \
        uint64_t sum = 0, turns = n;                                                               \
        for (; n > 0; n--)                                                                         \
            sum += bits_of(PASS(ARGUMENT));                                                        \
        ctx->sum = sum + turns;                                                                    \
    }
PLAIN_KERNEL(bv_run_null_pointer_a, bv_null_pointer_a, p)
PLAIN_KERNEL(bv_run_null_pointer_b, bv_null_pointer_b, p)
#if BV_OWN_COPIES
PLAIN_KERNEL(bv_run_chain_pointer, bv_own_chain_pointer_4, p)
PLAIN_KERNEL(bv_run_null_value_a, bv_null_value_a, *p)
PLAIN_KERNEL(bv_run_null_value_b, bv_null_value_b, *p)
PLAIN_KERNEL(bv_run_chain_value, bv_own_chain_value_4, *p)
#endif

#if BV_OWN_PLAIN
BV_OWN_C void bv_run_ret_value(struct bv_ctx *ctx, uint64_t n)
{
    uint64_t sum = 0, turns = n;
    for (; n > 0; n--) {
        bv_own s = bv_own_ret_value((uint32_t)n);
        sum += bits_of(OWN_READ(&s));
    }
    ctx->sum = sum + turns;
}
BV_OWN_C void bv_run_ret_outparam(struct bv_ctx *ctx, uint64_t n)
{
    uint64_t sum = 0, turns = n;
    for (; n > 0; n--) {
        OWN_ROOM
        bv_own_ret_outparam(&OWN_OBJECT, (uint32_t)n);
        sum += bits_of(OWN_READ(&OWN_OBJECT));
    }
    ctx->sum = sum + turns;
}
#if BV_OWN_HEAP
BV_OWN_C void bv_run_ret_heap(struct bv_ctx *ctx, uint64_t n)
{
    uint64_t sum = 0, turns = n;
    for (; n > 0; n--) {
        bv_own *s = bv_own_ret_heap((uint32_t)n);
        if (s == NULL)
            break;
        sum += bits_of(OWN_READ(s));
        free(s);
    }
    ctx->sum = sum + turns;
}
#endif

/* Family churn. Out of memory, a kernel stops short, and its checksum tells. */
BV_OWN_C void bv_run_churn_value(struct bv_ctx *ctx, uint64_t n)
{
    uint64_t sum = 0, turns = n;
    for (; n > 0; n--) {
        OWN_ROOM
        bv_own_make(&OWN_OBJECT, (uint32_t)n);
        sum += USE_VALUE(OWN_OBJECT);
    }
    ctx->sum = sum + turns;
}
BV_OWN_C void bv_run_churn_stack(struct bv_ctx *ctx, uint64_t n)
{
    uint64_t sum = 0, turns = n;
    for (; n > 0; n--) {
        OWN_ROOM
        bv_own_make(&OWN_OBJECT, (uint32_t)n);
        sum += USE_POINTER(&OWN_OBJECT);
    }
    ctx->sum = sum + turns;
}
#define CHURN(SITE)                                                                                \
    BV_OWN_C void bv_run_churn_##SITE(struct bv_ctx *ctx, uint64_t n)                              \
    {                                                                                              \
        struct bv_churn *state = (struct bv_churn *)ctx->state;                                    \
        uint64_t sum = 0, turns = n;                                                               \
        for (; n > 0; n--) {                                                                       \
            bv_own *s = (bv_own *)bv_acquire_##SITE(&state->source, sizeof *s);                    \
            if (s == NULL)                                                                         \
                break;                                                                             \
            BV_LAUNDER(s); /* or malloc and zeros become calloc */                                 \
            bv_own_make(s, (uint32_t)n);                                                           \
            sum += USE_POINTER(s);                                                                 \
            bv_release_##SITE(&state->source, s);                                                  \
            BV_CLOBBER();                                                                          \
        }                                                                                          \
        ctx->sum = sum + turns;                                                                    \
    }
CHURN(heap)
CHURN(pool)
CHURN(gc)
#endif

#if BV_OWN_MADE
union bv_own_proto bv_own_prototype; /* what the maker gave: churn copies it */
#endif

bool bv_own_construct(void *at, uint64_t salt)
{
    (void)salt;
#ifdef __cplusplus
#if defined(__cpp_exceptions)
    try {
        BV_OWN_CONSTRUCT(at, salt);
    } catch (...) {
        return false;
    }
#else
    BV_OWN_CONSTRUCT(at, salt);
#endif
#else
    BV_OWN_CONSTRUCT(at, salt);
#endif
    return true;
}

void bv_own_destroy(void *at)
{
#ifdef __cplusplus
    ((bv_own *)at)->~bv_own();
#else
    (void)at;
#endif
}
