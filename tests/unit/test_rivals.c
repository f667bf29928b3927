/* SPDX-License-Identifier: Apache-2.0 */
/* test_rivals.c: the rival intervals against scipy, so that they lose a fair race. */
#include "tests/support/rivals.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/student.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define assert_close(got, want) assert_close_at(got, want, __FILE__, __LINE__)

static void assert_close_at(double got, double want, const char *file, int line)
{
    if (!(fabs(got - want) <= 1e-10 * fabs(want))) {
        print_error("got %.17g, want %.17g\n", got, want);
        _fail(file, line);
    }
}

/* x in what follows */
static const double sample[12] = {-0.003, 0.002, 0.006, 0.008, 0.011, 0.012,
                                  0.015,  0.019, 0.021, 0.027, 0.034, 0.041};

/* scipy.stats.t.cdf(t, df) */
static void student_cdf_as_scipy(void **unused)
{
    (void)unused;
    static const struct {
        double t, df, want;
    } rows[] = {{-2, 5, 0.05096973941492914},      {1.5, 2.5, 0.876081773456852},
                {-6.08, 7, 0.0002504340186074949}, {0, 3, 0.5},
                {-40, 3, 1.719034039457927e-05},   {0.01, 100, 0.5039793948827858}};
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_close(bv_student_cdf(rows[i].t, rows[i].df), rows[i].want);
    assert_true(bv_student_cdf(INFINITY, 4) == 1 && bv_student_cdf(-INFINITY, 4) == 0);
}

/* scipy.optimize.brentq(lambda t: scipy.stats.t.cdf(t, df) - p, -50, 50, xtol=1e-15, rtol=1e-15);
 * scipy 1.10's own t.ppf strays from that by up to 3e-9 */
static void student_quantile_as_scipy(void **unused)
{
    (void)unused;
    static const struct {
        double p, df, want;
    } rows[] = {{0.975, 1, 12.706204736174683},  {0.975, 7, 2.364624251592783},
                {0.975, 59, 2.000995378088265},  {0.9995, 11, 4.436979338234501},
                {0.75, 2.5, 0.7850136829923012}, {0.02, 3, -3.4819087603212133}};
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_close(bv_student_quantile(rows[i].p, rows[i].df), rows[i].want);
}

static void assert_interval(struct bv_interval got, double estimate, double low, double high)
{
    assert_close(got.estimate, estimate);
    assert_close(got.low, low);
    assert_close(got.high, high);
}

/* ttest_1samp(x, 0).confidence_interval(0.95) */
static void student_as_scipy(void **unused)
{
    (void)unused;
    assert_interval(rival_student(sample, 12), 0.016083333333333335, 0.007805958634974205,
                    0.024360708031692463);
}

/* sk = mean((x - mean(x))**3) / std(x, ddof=1)**3; T by scipy.optimize.brentq of
 * T + sk*T*T/3/12**.5 + sk*sk*T**3/27/12 + sk/6/12**.5 - t.ppf(.025 or .975, 11) */
static void hall_as_scipy(void **unused)
{
    (void)unused;
    assert_interval(rival_hall(sample, 12), 0.016083333333333335, 0.00851567436539398,
                    0.025326487721226858);
}

/* tm = trim_mean(x, .2); ws = mstats.winsorize(x, limits=(.2, .2)); tm -+ 2.364624251592785 *
 * std(ws, ddof=1) / ((1 - 4/12) * 12**.5) */
static void trimmed_as_scipy(void **unused)
{
    (void)unused;
    assert_interval(rival_trimmed(sample, 12), 0.014875, 0.006148960521215663, 0.02360103947878434);
}

/* The 14th of the 78 means of pairs from either end; 14 values w have wilcoxon's
 * P(W <= w) <= 0.025 at n = 12 (Hollander and Wolfe, table A.4: P(W <= 13) = 0.021) */
static void hodges_lehmann_by_hand(void **unused)
{
    (void)unused;
    assert_interval(rival_hodges_lehmann(sample, 12), 0.01525, 0.007, 0.0245);
}

/* Hettmansperger and Sheather's weights with scipy.stats.binom.cdf */
static void interpolated_as_scipy(void **unused)
{
    (void)unused;
    assert_interval(rival_interpolated(sample, 12), 0.0135, 0.006526236881559223,
                    0.025421289355322334);
}

/* Of symmetric data bootstrap-t must be near to t itself. */
static void bootstrap_t_near_student(void **unused)
{
    (void)unused;
    double x[41];
    for (size_t i = 0; i < 41; i++)
        x[i] = (double)i - 20;
    struct bv_interval t = rival_student(x, 41), b = rival_bootstrap_t(x, 41);
    assert_true(fabs(b.low - t.low) < 0.15 * t.high && fabs(b.high - t.high) < 0.15 * t.high);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(student_cdf_as_scipy),  cmocka_unit_test(student_quantile_as_scipy),
        cmocka_unit_test(student_as_scipy),      cmocka_unit_test(hall_as_scipy),
        cmocka_unit_test(trimmed_as_scipy),      cmocka_unit_test(hodges_lehmann_by_hand),
        cmocka_unit_test(interpolated_as_scipy), cmocka_unit_test(bootstrap_t_near_student),
    };
    return cmocka_run_group_tests_name("rivals", tests, NULL, NULL);
}
