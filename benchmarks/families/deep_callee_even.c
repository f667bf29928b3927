/* SPDX-License-Identifier: Apache-2.0 */
/* deep_callee_even.c: every other frame of family deep's recursion. */
#include "benchmarks/families/deep.h"

#define LEVEL(F) DEEP_LEVEL(F, even, odd)
DEEP_FRAMES(LEVEL)
