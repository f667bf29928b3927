/* SPDX-License-Identifier: Apache-2.0 */
/* own_callee_even.c: the even levels of family chain. */
#include "benchmarks/own/own_kernels.h"

#if BV_OWN_COPIES
OWN_LEVEL(2, 1)
OWN_LEVEL(4, 3)
#endif
