/* SPDX-License-Identifier: Apache-2.0 */
/* go_arm.h: one arm of the kernels in Go under judgement: its call, the way of its argument by Go's
 * calling convention, and where it allocates. */
#ifndef BV_GO_ARM_H
#define BV_GO_ARM_H

#include "harness/audit/arm_audit.h"

/* As bv_arm_audit_judge(), of x86-64 code as Go 1.17 and its successors make it. Of a rule it heeds
 * cases, arm, travel, more_bytes, calls, same_code and allocates; the callees in `calls` have their
 * whole names, and "main." stands for one's own.
 * run      the arm's function, or NULL where the listing has none */
bool bv_go_arm_judge(struct bv_arm_audit *audit, const struct bv_function *run);

/* Of a struct, and what goes with it, how many bytes Go passes on the stack. Fields go in registers
 * one by one, a struct whole or not at all; an array of more than one element never does.
 * class_name   of its fields: "int", "long", "double"
 * bytes        of the struct
 * more_bytes   of integers and pointers behind it
 * more         gets how many of more_bytes go on the stack
 * Source       Go's ABIInternal: 9 registers for integers, 15 for floating point */
uint32_t bv_go_arm_memory(const char *class_name, uint32_t bytes, uint32_t more_bytes,
                          uint32_t *more);

#endif
