/* SPDX-License-Identifier: Apache-2.0 */
/* arm_calls.h: the calls of an arm's loop, held against its rule. */
#ifndef BV_ARM_CALLS_H
#define BV_ARM_CALLS_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/audit/arm_audit.h"
#include "harness/audit/flow.h"

/* The code of a turn: of the arm's loop, or where it has none, of the whole function. */
struct bv_arm_turn {
    struct bv_flow *flow;
    bool loops;
    struct bv_loop outer, inner;
    uint32_t turns; /* of the source that the inner loop is unrolled to; 1: it is not */
};

/* Complain where a function goes on in a part of its own, such as f.cold or f.part.0. */
void bv_arm_calls_judge_whole(struct bv_arm_audit *audit, const struct bv_function *function);

/* Complain of calls that the rule does not name, and of named ones that are not made once in each
 * turn. Finds the callees. */
void bv_arm_calls_judge(struct bv_arm_audit *audit, struct bv_arm_turn *turn);

/* Find the loop around the call that the case is about. */
void bv_arm_calls_find_loop(struct bv_arm_audit *audit, struct bv_arm_turn *turn);

#endif
