/* SPDX-License-Identifier: Apache-2.0 */
/* test_heap_sampling.c: what samples say of allocated bytes is right on average, whatever sizes
 * follow each other. */
#include "harness/profile/heap_recorder.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { KIB = 1024, SIZES = 3 };

static void estimates_are_right(void **unused)
{
    (void)unused;
    /* How often each size in a turn; turns. */
    static const struct {
        uint64_t sizes[SIZES], times[SIZES], turns;
    } rows[] = {
        {{16}, {1}, 10000000},
        {{16, 256 * KIB}, {1, 1}, 200000}, /* a tiny one between halves of the mean */
        {{512 * KIB}, {1}, 100000},
        {{64, 64 * KIB, 24}, {1000, 10, 1}, 2000},
        {{0, 1, 8 * KIB * KIB}, {3, 1, 1}, 10000},
    };
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        struct bv_heap_sampling sampling;
        double estimates[SIZES] = {0}, variances[SIZES] = {0};
        bv_heap_sampling_init(&sampling, 7);
        for (uint64_t turn = 0; turn < rows[r].turns; turn++)
            for (int s = 0; s < SIZES; s++)
                for (uint64_t i = 0; i < rows[r].times[s]; i++) {
                    double size = (double)rows[r].sizes[s], weight;
                    double p = -expm1(-size / (512.0 * KIB));
                    if (bv_heap_sampling_take(&sampling, rows[r].sizes[s], &weight))
                        estimates[s] += size * weight;
                    if (size > 0)
                        variances[s] += size * size * (1 - p) / p;
                }
        for (int s = 0; s < SIZES; s++) {
            double bytes = (double)(rows[r].sizes[s] * rows[r].times[s] * rows[r].turns);
            if (fabs(estimates[s] - bytes) > 4 * sqrt(variances[s]) + 1e-9 * bytes)
                fail_msg("row %zu: %.0f bytes of %.0f", r, estimates[s], bytes);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(estimates_are_right)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
