/* SPDX-License-Identifier: Apache-2.0 */
/* own.h: the cases of a user's own type: what its kernels, its catalogue and its hold share.
 *
 * byval try writes own_type.h, which describes the type in macros, and compiles own_callee.c,
 * own_callee_even.c, own_kernels.c (in the type's language) and own_catalogue.c (in C) with it. It
 * defines:
 *   bv_own, BV_OWN_SIZE   the type, and its size in bytes
 *   BV_OWN_KEYS           the part of all case names that tells types apart: "type:ray"
 *   BV_OWN_READS(X)       X(ID) for each way to read it that family arg is wanted for
 *   bv_own_result, bv_own_read_ID()   what a read yields, and the reads, over a pointer
 *   BV_OWN_MAIN           the ID that the other families read by
 *   BV_OWN_USE            the ID of the callees that family churn calls: BV_OWN_MAIN, or call
 *   BV_OWN_TRAVEL, BV_OWN_PLACE       what family arg's value arm must look like
 *   BV_OWN_SPREADS, BV_OWN_SPREAD_PARAMETERS, BV_OWN_SPREAD_ARGUMENTS(P), bv_own_spread_ID()
 *                         its scalars one by one; 0: it has more than six
 *   BV_OWN_PLAIN          its bytes are all of it: it can be made anew by bv_own_make()
 *   BV_OWN_BLANK          made without anything, it has no contents
 *   BV_OWN_ALIGN          in bytes
 *   BV_OWN_HEAP           malloc aligns enough for it
 *   BV_OWN_CXX            the cases of C++ are wanted, too
 *   BV_OWN_MADE           a function of the user makes the object
 *   BV_OWN_MORE_CALLS, BV_OWN_FREE_CALLS   words for the rules: what copies and moves may call
 *   BV_OWN_COPIES, BV_OWN_MOVES       C++: it can be copied, moved
 *   BV_OWN_CALL           1: functions of the user are measured; then BV_OWN_CALLEES declares
 *                         bv_own_value_call and bv_own_pointer_call, BV_OWN_MORE is what follows
 *                         the object, and BV_OWN_BITS(CALL) makes a number of a result */
#ifndef BV_OWN_H
#define BV_OWN_H

#include "benchmarks/case.h"

#ifdef __cplusplus
#define BV_OWN_C extern "C"
#else
#define BV_OWN_C
#endif

/* A scalar of the type, or a row of equal ones, for filling it. */
struct bv_own_leaf {
    uint32_t offset_bytes, size_bytes, count;
    char kind; /* 'i' integer, 'b' bool, 'f' float; all others stay zero */
};

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(hidden)

/* Give an object its contents.
 * Returns  false if that is not possible: its maker threw */
bool bv_own_construct(void *at, uint64_t salt);
void bv_own_destroy(void *at);
extern const uint32_t bv_own_align;

/* Fill bytes: small whole numbers, a different one in neighbouring leaves; pointers are null. */
void bv_own_fill(const struct bv_own_leaf *leaves, size_t count, void *object, size_t bytes,
                 uint64_t salt);

/* hold and reset of the families that pass one object. */
enum bv_status bv_own_hold(const struct bv_case *row, const struct bv_env *env, bv_body_fn *body,
                           void *arg, struct bv_error *err);
void bv_own_reset(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX]);

/* hold of family churn. */
enum bv_status bv_own_churn_hold(const struct bv_case *row, const struct bv_env *env,
                                 bv_body_fn *body, void *arg, struct bv_error *err);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
