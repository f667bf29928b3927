/* SPDX-License-Identifier: Apache-2.0 */
/* test_share.c: intervals of shares against published ones. */
#include "lib/stats/share.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Newcombe 1998, table I, method 3. */
static void intervals_as_published(void **unused)
{
    (void)unused;
    static const struct {
        uint64_t hits, count;
        double low, high;
    } rows[] = {{81, 263, 0.2553, 0.3662},
                {15, 148, 0.0624, 0.1605},
                {0, 20, 0, 0.1611},
                {1, 29, 0.0061, 0.1718}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bv_interval got = bv_share_interval(rows[i].hits, rows[i].count);
        assert_true(got.estimate == (double)rows[i].hits / (double)rows[i].count);
        assert_true(fabs(got.low - rows[i].low) < 0.00005);
        assert_true(fabs(got.high - rows[i].high) < 0.00005);
        struct bv_interval rest = bv_share_interval(rows[i].count - rows[i].hits, rows[i].count);
        assert_true(fabs(rest.low - (1 - got.high)) < 1e-12);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(intervals_as_published)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
