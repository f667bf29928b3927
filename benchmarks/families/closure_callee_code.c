/* SPDX-License-Identifier: Apache-2.0 */
/* closure_callee_code.c: the code of family closure's closures, in sight of no one. */
#include "benchmarks/families/closure.h"

#define STAMP(N)                                                                                   \
    uint64_t bv_closure_code_##N(const void *env)                                                  \
    {                                                                                              \
        return bv_one_int_##N(env);                                                                \
    }
BV_CLOSURE_SIZES(STAMP)
