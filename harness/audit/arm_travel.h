/* SPDX-License-Identifier: Apache-2.0 */
/* arm_travel.h: how an arm's struct travels, held against its rule. */
#ifndef BV_ARM_TRAVEL_H
#define BV_ARM_TRAVEL_H

#include <stdint.h>

#include "harness/audit/arm_audit.h"

/* Complain where a struct that the loop makes is not made as the rule says, but for a rest. */
void bv_arm_travel_judge_making(struct bv_arm_audit *audit, const struct bv_copies *inner,
                                uint32_t in_memory, uint32_t bytes);

/* Complain where it does not travel as the rule says.
 * inner      what a turn of the loop copies
 * in_memory  of the bytes, those that are passed in memory */
void bv_arm_travel_judge(struct bv_arm_audit *audit, const struct bv_copies *inner,
                         uint32_t in_memory, uint32_t bytes);

/* The ways that its bytes take, as in a bv_audit_arm.
 * all      what the loop copies, and its callees */
uint32_t bv_arm_travel_ways(const struct bv_arm_audit *audit, const struct bv_copies *all,
                            uint32_t in_memory, uint32_t bytes);

#endif
