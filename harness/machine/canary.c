/* SPDX-License-Identifier: Apache-2.0 */
/* canary.c: a chain of adds that no core can fold or run side by side. */
#include "harness/machine/canary.h"

#include <math.h>
#include <stdint.h>

#include "lib/base/clock.h"

/* Register to register: recent cores do adds of small constants for nothing while renaming. */
#define ADDS_4(add) add add add add
#define ADDS_64(add) ADDS_4(ADDS_4(ADDS_4(add)))
enum { BLOCK_ADDS = 64, BLOCK_COUNT = 3000, TRY_COUNT = 4 };

#if defined(__x86_64__)
#define ADD "add %[step], %[sum]\n\t"
#elif defined(__aarch64__)
#define ADD "add %[sum], %[sum], %[step]\n\t"
#endif

double bv_canary_ghz(void)
{
#ifdef ADD
    double best_ns = INFINITY;
    for (int try = 0; try < TRY_COUNT; try++) {
        unsigned long sum = 0, step = 1;
        uint64_t begin_ns = bv_clock_ns();
        for (int block = 0; block < BLOCK_COUNT; block++)
            __asm__ volatile(ADDS_64(ADD) : [sum] "+r"(sum) : [step] "r"(step) : "cc");
        double ns = (double)(bv_clock_ns() - begin_ns);
        if (sum == (unsigned long)BLOCK_ADDS * BLOCK_COUNT && ns < best_ns)
            best_ns = ns;
    }
    return best_ns > 0 && !isinf(best_ns) ? (double)BLOCK_ADDS * BLOCK_COUNT / best_ns : NAN;
#else
    return NAN;
#endif
}
