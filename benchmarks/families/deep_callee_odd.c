/* SPDX-License-Identifier: Apache-2.0 */
/* deep_callee_odd.c: the frames between those of deep_callee_even.c. */
#include "benchmarks/families/deep.h"

#define LEVEL(F) DEEP_LEVEL(F, odd, even)
DEEP_FRAMES(LEVEL)
