/* SPDX-License-Identifier: Apache-2.0 */
/* callee_copies.h: what the functions that an arm calls copy, and how many instructions they run.
 */
#ifndef BV_CALLEE_COPIES_H
#define BV_CALLEE_COPIES_H

#include <stdint.h>

#include "harness/audit/arm_audit.h"
#include "harness/audit/flow.h"

/* Add what a function copies, and all that it calls; depth is 0 for the caller of this. */
void bv_callee_copies_add(struct bv_arm_audit *audit, const struct bv_function *of, unsigned depth,
                          struct bv_copies *sum);

/* The instructions of a function and of what it calls; -1: unknown.
 * through  what a call through a pointer reaches; NULL: unknown
 * depth    0 for the caller of this */
int64_t bv_callee_steps(const struct bv_arm_audit *audit, const struct bv_function *of,
                        struct bv_stretch stretch, const struct bv_function *through,
                        unsigned depth);

#endif
