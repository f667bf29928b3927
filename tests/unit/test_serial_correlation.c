/* SPDX-License-Identifier: Apache-2.0 */
/* test_serial_correlation.c: blocks that are independent, and blocks that are not. */
#include "lib/stats/serial_correlation.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/random.h"
#include "tests/support/populations.h"

enum { BLOCKS = 32, CASES = 40, HISTORIES = 200 };

static double values[CASES][BLOCKS];
static uint32_t blocks[CASES][BLOCKS];
static struct bv_sequence sequences[CASES];

/* Cases of two groups, whose blocks take turns; of every other case the last blocks are missing.
 * Every fourth block is far off, as by its link layout: in all cases alike, or each case in its
 * own. The machine's state follows itself from block to block, and moves each effect. */
static struct bv_serial_correlation history(double memory, double weight, bool is_shared,
                                            struct bv_random *r)
{
    double states[2 * BLOCKS], off[2 * BLOCKS], state = draw_normal(r);
    for (size_t b = 0; b < 2 * BLOCKS; b++) {
        state = memory * state + sqrt(1 - memory * memory) * draw_normal(r);
        states[b] = state;
        off[b] = bv_random_below(r, 4) == 0 ? 8 : 0;
    }
    for (uint32_t c = 0; c < CASES; c++) {
        uint32_t group = c % 3 == 0, count = c % 2 ? BLOCKS - 12 : BLOCKS;
        for (uint32_t k = 0; k < count; k++) {
            double own = bv_random_below(r, 4) == 0 ? 8 : 0;
            blocks[c][k] = 2 * k + group;
            values[c][k] = (is_shared ? off[blocks[c][k]] : own) + draw_normal(r) +
                           weight * states[blocks[c][k]];
        }
        sequences[c] = (struct bv_sequence){values[c], blocks[c], count, group};
    }
    struct bv_serial_correlation found;
    assert_int_equal(bv_serial_correlation_find(sequences, CASES, 99, bv_random_next(r), &found),
                     BV_OK);
    assert_int_equal(found.count, CASES);
    return found;
}

static double share_found(double memory, double weight, bool is_shared, double *correlation)
{
    struct bv_random r = bv_random_seed(12, 0);
    unsigned found = 0;
    *correlation = 0;
    for (unsigned i = 0; i < HISTORIES; i++) {
        struct bv_serial_correlation serial = history(memory, weight, is_shared, &r);
        found += serial.p <= 0.05;
        *correlation += serial.correlation / HISTORIES;
    }
    return (double)found / HISTORIES;
}

/* 5 % with an error of 1.5 %: three of these are 9.6 %. */
static void independent_blocks_are_not_found_alike(void **unused)
{
    (void)unused;
    for (unsigned is_shared = 0; is_shared < 2; is_shared++) {
        double correlation, found = share_found(0, 1, is_shared, &correlation);
        if (found > 0.096)
            fail_msg("%.3f of the histories", found);
        assert_true(fabs(correlation) < 0.01);
    }
}

static void what_follows_itself_is_found(void **unused)
{
    (void)unused;
    double weak, strong;
    double seldom = share_found(0.9, 0.5, false, &weak),
           often = share_found(0.9, 1, false, &strong);
    if (seldom < 0.3 || often < 0.7)
        fail_msg("%.3f and %.3f of the histories", seldom, often);
    assert_true(weak > 0.02 && strong > weak);
}

/* Ranks 0 1 2 ... of n: the sum of neighbours over that of squares, by hand for n = 12: each rank
 * is i - 5.5, their squares sum to 143, the products of neighbours to 107.25. */
static void a_ramp_by_hand(void **unused)
{
    (void)unused;
    double ramp[12];
    uint32_t numbers[12];
    for (uint32_t i = 0; i < 12; i++) {
        ramp[i] = exp(i);
        numbers[i] = 3 * i;
    }
    const struct bv_sequence one = {ramp, numbers, 12, 7};
    struct bv_serial_correlation found;
    assert_int_equal(bv_serial_correlation_find(&one, 1, 999, 1, &found), BV_OK);
    assert_true(fabs(found.p - 0.001) < 1e-12);
    /* Independent ranks have -1 / (n - 1) x (n - 1) / n = -1 / 12; 999 permutations know it well.
     */
    assert_true(fabs(found.correlation - (107.25 / 143 + 1.0 / 12)) < 0.03);
}

static void nothing_is_known_of_few_or_equal_blocks(void **unused)
{
    (void)unused;
    static const double same[12] = {0}, few[11] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    static const uint32_t numbers[12] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    const struct bv_sequence two[] = {{same, numbers, 12, 0}, {few, numbers, 11, 0}};
    struct bv_serial_correlation found;
    assert_int_equal(bv_serial_correlation_find(two, 2, 99, 1, &found), BV_OK);
    assert_true(isnan(found.correlation) && found.p == 1 && found.count == 0);
    assert_int_equal(bv_serial_correlation_find(NULL, 0, 99, 1, &found), BV_OK);
    assert_true(isnan(found.correlation) && found.p == 1 && found.count == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(independent_blocks_are_not_found_alike),
        cmocka_unit_test(what_follows_itself_is_found),
        cmocka_unit_test(a_ramp_by_hand),
        cmocka_unit_test(nothing_is_known_of_few_or_equal_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
