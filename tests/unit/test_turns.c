/* SPDX-License-Identifier: Apache-2.0 */
/* test_turns.c: turns of loops, beside loops that are gone round. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "scan/turns.h"

static bool holds(enum bv_step_condition condition, int64_t a, int64_t b)
{
    switch (condition) {
    case BV_STEP_UNEQUAL:
        return a != b;
    case BV_STEP_LESS:
    case BV_STEP_BELOW:
        return a < b;
    case BV_STEP_LESS_EQUAL:
    case BV_STEP_BELOW_EQUAL:
        return a <= b;
    case BV_STEP_GREATER:
    case BV_STEP_ABOVE:
        return a > b;
    default:
        return a >= b;
    }
}

/* Every condition, distance and step of some tens: as many turns as a loop takes. */
static void test_loops(void **state)
{
    (void)state;
    enum { ENDLESS = 1000 };
    for (int c = BV_STEP_UNEQUAL; c <= BV_STEP_ABOVE_EQUAL; c++)
        for (int64_t distance = -40; distance <= 40; distance++)
            for (int64_t step = -20; step <= 20; step++) {
                enum bv_step_condition condition = (enum bv_step_condition)c;
                int64_t turns = 1;
                for (int64_t at = 0; turns < ENDLESS && holds(condition, at, distance); at += step)
                    turns++;
                int64_t expected = turns == ENDLESS || step == 0 ? 0 : turns;
                assert_int_equal(bv_turns_until(condition, distance, step, 8), expected);
            }
}

static void test_unknown(void **state)
{
    (void)state;
    assert_int_equal(bv_turns_until(BV_STEP_WHATEVER, 48, 16, 8), 0);
    assert_int_equal(bv_turns_until(BV_STEP_EQUAL, 48, 16, 8), 0);
    assert_int_equal(bv_turns_until(BV_STEP_LESS, INT64_MAX, 1, 8), 0);
    assert_int_equal(bv_turns_until(BV_STEP_LESS, INT64_MIN, -1, 8), 0);
    assert_int_equal(bv_turns_until(BV_STEP_LESS, 1, INT64_MIN, 8), 0);
}

/* A number of 4 bytes goes round where 8 would not. */
static void test_width(void **state)
{
    (void)state;
    assert_int_equal(bv_turns_until(BV_STEP_UNEQUAL, -0xfffffffcLL, 1, 4), 5);
    assert_int_equal(bv_turns_until(BV_STEP_UNEQUAL, -0xfffffffcLL, 1, 8), 0);
    assert_int_equal(bv_turns_cut(0xffffffffLL, 4, true), -1);
    assert_int_equal(bv_turns_cut(-1, 4, false), 0xffffffffLL);
    assert_int_equal(bv_turns_cut(-1, 8, false), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_loops),
        cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_width),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
