/* SPDX-License-Identifier: Apache-2.0 */
/* planted_callee.c: what family planted calls: nothing but additions, one after the other. */
#include "benchmarks/families/planted.h"

#include "benchmarks/sink.h"

/* A register is added, for processors that do away with constants before they run. */
#define ADD_0
#define ADD_1                                                                                      \
    x += step;                                                                                     \
    BV_LAUNDER(x);
#define ADD_2 ADD_1 ADD_1
#define ADD_5 ADD_2 ADD_2 ADD_1
#define ADD_10 ADD_5 ADD_5
#define ADD_50 ADD_10 ADD_10 ADD_10 ADD_10 ADD_10
#define ADD_100 ADD_50 ADD_50

#define TIMES_1(WORK) WORK
#define TIMES_2(WORK) WORK WORK
#define TIMES_3(WORK) WORK WORK WORK
#define TIMES_4(WORK) TIMES_2(WORK) TIMES_2(WORK)
#define TIMES_5(WORK) TIMES_2(WORK) TIMES_3(WORK)
#define TIMES_6(WORK) TIMES_3(WORK) TIMES_3(WORK)

#define PLANTED_CALLEE(HUNDREDS, MORE)                                                             \
    uint64_t bv_planted_##HUNDREDS##00_##MORE(struct bv_long_8 s, uint64_t step)                   \
    {                                                                                              \
        uint64_t x = s.f[0];                                                                       \
        TIMES_##HUNDREDS(ADD_100 ADD_##MORE) return x;                                             \
    }
/* Their length is what is measured. NOLINTBEGIN(readability-function-size) */
BV_PLANTED(PLANTED_CALLEE)
PLANTED_CALLEE(1, 0)
PLANTED_CALLEE(2, 0)
PLANTED_CALLEE(3, 0)
PLANTED_CALLEE(4, 0)
PLANTED_CALLEE(5, 0)
PLANTED_CALLEE(6, 0)
/* NOLINTEND(readability-function-size) */
