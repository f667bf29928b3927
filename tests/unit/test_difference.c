/* SPDX-License-Identifier: Apache-2.0 */
/* test_difference.c: differences of medians against values worked out by hand and by brute force.
 */
#include "lib/stats/difference.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/random.h"

/* cmocka's own compares floats. */
static void assert_near(double x, double y, double tolerance)
{
    if (!(fabs(x - y) <= tolerance))
        fail_msg("%.17g is not near %.17g", x, y);
}

static struct bv_difference find(const double *a, size_t n, const double *b, size_t m,
                                 double margin)
{
    struct bv_difference out;
    assert_int_equal(bv_difference_of((struct bv_sample){a, n, 0, NULL, 0},
                                      (struct bv_sample){b, m, 0, NULL, 0}, margin, &out),
                     BV_OK);
    return out;
}

static void eight_and_eight_apart(void **unused)
{
    (void)unused;
    const double a[] = {1, 2, 3, 4, 5, 6, 7, 8}, b[] = {11, 12, 13, 14, 15, 16, 17, 18};
    struct bv_difference d = find(a, 8, b, 8, 0);
    assert_near(d.change.estimate, 10, 1e-12);
    /* At any m one of the samples lies wholly beyond it: the product of the tails is 1/256, and
     * Fisher's p is (1 + ln 256) / 256, here twice. */
    assert_near(d.p_beyond, 2 * (1 + log(256)) / 256, 1e-12);
    assert_near(d.p_within, 1, 1e-12);
    /* That is above 0.05: no interval at 95 %. */
    assert_true(isinf(d.change.low) && isinf(d.change.high));
}

static void nine_and_nine_apart(void **unused)
{
    (void)unused;
    double a[9], b[9];
    for (size_t i = 0; i < 9; i++) {
        a[i] = (double)i;
        b[i] = 100 + (double)i;
    }
    struct bv_difference d = find(a, 9, b, 9, 0);
    assert_near(d.p_beyond, 2 * (1 + log(512)) / 512, 1e-12);
    assert_true(d.p_beyond < 0.05);
    assert_true(isfinite(d.change.low) && d.change.low > 0 && d.change.low < 100);
    assert_near(d.change.high, 200 - d.change.low, 1e-12); /* the samples mirror each other */
}

static double chance_of_at_least(size_t count, size_t k)
{
    double sum = 0;
    for (size_t heads = k; heads <= count; heads++) {
        double term = 1;
        for (size_t i = 0; i < heads; i++)
            term *= (double)(count - i) / (double)(heads - i);
        sum += ldexp(term, -(int)count);
    }
    return sum;
}

static double combined(double product)
{
    return product * (1 - log(product));
}

/* The claim's p-value by its definition: at every m of a fine grid, and at the values. */
static double p_by_definition(const double *upper, size_t n, const double *lower, size_t m,
                              double d)
{
    double worst = 0;
    for (int step = -4000; step <= 4000; step++) {
        double middle = step / 1000.0 + 1e-7;
        size_t above = 0, below = 0;
        for (size_t i = 0; i < n; i++)
            above += upper[i] > middle;
        for (size_t i = 0; i < m; i++)
            below += lower[i] < middle - d;
        worst = fmax(worst, chance_of_at_least(n, above) * chance_of_at_least(m, below));
    }
    return combined(worst);
}

static void agrees_with_the_definition(void **unused)
{
    (void)unused;
    struct bv_random r = bv_random_seed(5, 0);
    for (unsigned k = 0; k < 20; k++) {
        double a[20], b[23];
        size_t n = 10 + k % 11, m = 12 + k % 12;
        /* On a grid of 0.01, so that the definition's finer one meets every step, ties included. */
        for (size_t i = 0; i < n; i++)
            a[i] = (double)bv_random_below(&r, 200) / 100 - 1;
        for (size_t i = 0; i < m; i++)
            b[i] = (double)bv_random_below(&r, 200) / 100 - 1 + (k % 3) * 0.7;
        const double margin = 0.2005; /* off the grid, as the differences are on it */
        struct bv_difference d = find(a, n, b, m, margin);
        double up = p_by_definition(b, m, a, n, margin);
        double down = p_by_definition(a, n, b, m, margin);
        assert_near(d.p_beyond, fmin(1, 2 * fmin(up, down)), 1e-9);
        up = p_by_definition(b, m, a, n, -margin);
        down = p_by_definition(a, n, b, m, -margin);
        assert_near(d.p_within, fmin(1, 2 * fmax(up, down)), 1e-9);
    }
}

/* The interval ends where the p-value passes 0.05. */
static void interval_agrees_with_p(void **unused)
{
    (void)unused;
    struct bv_random r = bv_random_seed(6, 0);
    for (unsigned k = 0; k < 50; k++) {
        double a[30], b[25];
        for (size_t i = 0; i < 30; i++)
            a[i] = bv_random_unit(&r);
        for (size_t i = 0; i < 25; i++)
            b[i] = 5 + bv_random_unit(&r);
        double low = find(a, 30, b, 25, 0).change.low, high = find(a, 30, b, 25, 0).change.high;
        assert_true(low > 3 && low < 5 && high > 5 && high < 7);
        assert_true(find(a, 30, b, 25, low - 1e-9).p_beyond <= 0.05);
        assert_true(find(a, 30, b, 25, low + 1e-9).p_beyond > 0.05);
        assert_true(find(a, 30, b, 25, high + 1e-9).p_within <= 0.05);
        assert_true(find(a, 30, b, 25, high - 1e-9).p_within > 0.05);
    }
}

static void order_and_sign_do_not_matter(void **unused)
{
    (void)unused;
    struct bv_random r = bv_random_seed(7, 0);
    double a[40], b[40], turned[40];
    for (size_t i = 0; i < 40; i++) {
        a[i] = bv_random_unit(&r);
        b[i] = bv_random_unit(&r) + 0.5;
    }
    for (size_t i = 0; i < 40; i++)
        turned[i] = a[39 - i];
    struct bv_difference d = find(a, 40, b, 40, 0.1), e = find(turned, 40, b, 40, 0.1),
                         f = find(b, 40, a, 40, 0.1);
    assert_true(d.change.low == e.change.low && d.p_beyond == e.p_beyond);
    assert_near(d.change.low, -f.change.high, 1e-12);
    assert_near(d.p_beyond, f.p_beyond, 1e-12);
    assert_near(d.p_within, f.p_within, 1e-12);
}

static void little_says_nothing(void **unused)
{
    (void)unused;
    const double one[] = {1}, two[] = {5, 6};
    struct bv_difference d = find(one, 1, two, 2, 0);
    assert_true(isinf(d.change.low) && isinf(d.change.high));
    assert_near(d.change.estimate, 4.5, 1e-12);
    assert_near(d.p_beyond, 1, 0);
    d = find(one, 0, two, 2, 0);
    assert_true(isnan(d.change.estimate) && d.p_beyond == 1 && d.p_within == 1);
    d = bv_difference_paired((struct bv_sample){NULL, 0, 0, NULL, 0}, 0);
    assert_true(isnan(d.change.estimate) && d.p_beyond == 1);
}

static void many_blocks_do_not_underflow(void **unused)
{
    (void)unused;
    static double a[5000], b[5000];
    for (size_t i = 0; i < 5000; i++) {
        a[i] = (double)i / 5000;
        b[i] = 10 + (double)i / 5000;
    }
    struct bv_difference d = find(a, 5000, b, 5000, 1);
    assert_true(d.p_beyond >= 0 && d.p_beyond < 1e-300);
    assert_near(d.change.low, 10, 0.05);
    assert_near(d.change.high, 10, 0.05);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eight_and_eight_apart),        cmocka_unit_test(nine_and_nine_apart),
        cmocka_unit_test(agrees_with_the_definition),   cmocka_unit_test(interval_agrees_with_p),
        cmocka_unit_test(order_and_sign_do_not_matter), cmocka_unit_test(little_says_nothing),
        cmocka_unit_test(many_blocks_do_not_underflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
