/* SPDX-License-Identifier: Apache-2.0 */
/* test_clock.c: the step that times betray. */
#include "lib/base/clock.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/random.h"

enum { SAMPLES = 20000 };

/* Delays of 20 to 120 ns, by a clock with steps of so much that began at a random moment; of a
 * hundred one is interrupted. */
static uint32_t step_seen(double step_ns)
{
    static uint32_t times[SAMPLES];
    struct bv_random r = bv_random_seed(3, 0);
    for (size_t i = 0; i < SAMPLES; i++) {
        double begin = 1e6 * bv_random_unit(&r), end = begin + 20 + 100 * bv_random_unit(&r);
        if (bv_random_below(&r, 100) == 0)
            end += 1e5 * bv_random_unit(&r);
        double first = floor(floor(begin / step_ns) * step_ns);
        times[i] = (uint32_t)(floor(floor(end / step_ns) * step_ns) - first);
    }
    return bv_clock_step_of(times, SAMPLES);
}

static void the_step_shows_in_the_times(void **unused)
{
    (void)unused;
    assert_int_equal(step_seen(0.01), 1);
    assert_int_equal(step_seen(1), 1);
    assert_int_equal(step_seen(10), 10);
    assert_int_equal(step_seen(40), 40);
    assert_int_equal(step_seen(100), 100);
    /* No whole number of ns: rounded down and up. */
    assert_in_range(step_seen(10.42), 10, 11); /* 96 MHz */
    assert_in_range(step_seen(41.67), 41, 42); /* 24 MHz */
    assert_in_range(step_seen(52.08), 52, 53); /* 19.2 MHz */
}

static void equal_times_tell_nothing(void **unused)
{
    (void)unused;
    assert_int_equal(step_seen(1e9), 0);
    uint32_t one[] = {7};
    assert_int_equal(bv_clock_step_of(one, 1), 0);
    assert_int_equal(bv_clock_step_of(one, 0), 0);
}

static void the_machine_has_a_clock(void **unused)
{
    (void)unused;
    struct bv_clock clock = bv_clock_measure();
    assert_true(clock.step_ns >= 1 && isfinite(clock.step_ns));
    assert_true(clock.read_ns > 0 && isfinite(clock.read_ns));
    uint64_t before = bv_clock_ns();
    assert_true(bv_clock_ns() >= before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_step_shows_in_the_times),
        cmocka_unit_test(equal_times_tell_nothing),
        cmocka_unit_test(the_machine_has_a_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
