/* SPDX-License-Identifier: Apache-2.0 */
/* test_signtest.c: tails of coins, fair and not quite, against scipy. */
#include "lib/stats/signtest.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/random.h"

enum { COUNT = 40 };

static void assert_close(double a, double b)
{
    assert_true(fabs(a - b) <= 1e-9 * fmax(fabs(a), fabs(b)));
}

/* scipy.stats.betabinom(n, a, a) with a = (1 / (4 variance) - 1) / 2, convolved. */
static void tails_as_scipy(void **unused)
{
    (void)unused;
    static const struct {
        struct bv_spells spells;
        size_t few;
        double p;
    } rows[] = {
        {{0.01, {10, 10, 10, 10}}, 10, 0.008710798237791102},
        {{0.01, {10, 10, 10, 10}}, 0, 4.217137252424325e-10},
        {{0.01, {40, 0, 0, 0}}, 10, 0.0581069803487175},
        {{0.0016, {7, 20, 3, 66}}, 30, 0.0016056246755740268},
        {{0.0025, {200, 200, 200, 200}}, 350, 0.042784382955951175},
        {{0.013, {3, 4, 3, 4}}, 0, 0.00028395161044949527},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t count = 0;
        for (size_t s = 0; s < BV_SPELLS; s++)
            count += rows[i].spells.counts[s];
        assert_close(bv_spells_p(&rows[i].spells, count, rows[i].few), rows[i].p);
    }
}

/* Without variance, or without spells, it is the sign test. */
static void fair_coins_stay_fair(void **unused)
{
    (void)unused;
    const struct bv_spells none = {.counts = {10, 10, 10, 10}};
    const struct bv_spells little = {.variance = 1e-9, .counts = {10, 10, 10, 10}};
    for (size_t few = 0; few <= COUNT; few++) {
        assert_true(bv_spells_p(NULL, COUNT, few) == bv_sign_p(COUNT, few));
        assert_true(bv_spells_p(&none, COUNT, few) == bv_sign_p(COUNT, few));
        assert_true(fabs(bv_spells_p(&little, COUNT, few) / bv_sign_p(COUNT, few) - 1) < 1e-4);
    }
}

/* The cut is the last one whose p-value the level allows: interval and p-value agree. */
static void cuts_invert_tails(void **unused)
{
    (void)unused;
    struct bv_random r = bv_random_seed(3, 0);
    for (unsigned k = 0; k < 300; k++) {
        struct bv_spells spells = {.variance = 0.1 * bv_random_unit(&r) * (k % 4 != 0)};
        size_t count = 0;
        for (size_t s = 0; s < BV_SPELLS; s++)
            count += spells.counts[s] = (uint32_t)bv_random_below(&r, 30);
        double alpha = bv_random_unit(&r) * bv_random_unit(&r);
        size_t cut = bv_spells_cut(&spells, count, alpha);
        assert_true(cut <= count / 2);
        if (cut > 0)
            assert_true(bv_spells_p(&spells, count, cut - 1) <= alpha * (1 + 1e-9));
        if (cut < count / 2)
            assert_true(bv_spells_p(&spells, count, cut) > alpha * (1 - 1e-9));
    }
}

/* Blocks that all agree stay convincing, whatever the machine does; halves do not. */
static void drift_costs_the_middle_most(void **unused)
{
    (void)unused;
    const struct bv_spells spells = {.variance = 0.01, .counts = {24, 24, 24, 24}};
    assert_true(bv_spells_p(&spells, 96, 0) < 1e-15); /* 2e-29 of fair coins */
    assert_true(bv_spells_p(&spells, 96, 36) > 3 * bv_sign_p(96, 36));
    assert_int_equal(bv_spells_draws(&spells, 96), 48); /* 96 / (1 + 4 x 96 x 0.01 / 4) = 48.98 */
    assert_int_equal(bv_spells_draws(NULL, 96), 96);
    assert_int_equal(bv_spells_draws(&spells, 0), 0);
}

/* Of medians of populations that change from spell to spell, the interval holds the whole's. */
static void intervals_hold_what_drifts(void **unused)
{
    (void)unused;
    enum { RUNS = 4000, PART = 24 };
    const struct bv_spells spells = {.variance = 0.01, .counts = {PART, PART, PART, PART}};
    size_t cut = bv_spells_cut(&spells, 4 * PART, 0.05),
           plain = bv_spells_cut(NULL, 4 * PART, 0.05);
    unsigned held = 0, plain_held = 0;
    struct bv_random r = bv_random_seed(5, 0);
    for (unsigned run = 0; run < RUNS; run++) {
        size_t above = 0;
        for (int s = 0; s < BV_SPELLS; s++) {
            /* Shares of 0.4 and 0.6: a variance of 0.01. */
            double share = bv_random_below(&r, 2) ? 0.6 : 0.4;
            for (int b = 0; b < PART; b++)
                above += bv_random_unit(&r) < share;
        }
        held += above >= cut && 4 * PART - above >= cut;
        plain_held += above >= plain && 4 * PART - above >= plain;
    }
    assert_true(held >= 0.95 * RUNS);
    assert_true(plain_held < 0.9 * RUNS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tails_as_scipy),
        cmocka_unit_test(fair_coins_stay_fair),
        cmocka_unit_test(cuts_invert_tails),
        cmocka_unit_test(drift_costs_the_middle_most),
        cmocka_unit_test(intervals_hold_what_drifts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
