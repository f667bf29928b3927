/* SPDX-License-Identifier: Apache-2.0 */
/* test_round.c: what a visit makes of its slices, also of those that an interruption hit. */
#include "harness/measure/round.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { ROUNDS = 60, CALLS = 1000, EMPTY_EVERY = 8 };

static const struct bv_visit_plan plan = {.calls = CALLS, .rounds = ROUNDS};
static struct bv_visit_times times;

/* Two arms, 20 us and 10 us a slice, that vary by up to 1 %. */
static void plant(void)
{
    memset(&times, 0, sizeof times);
    for (uint32_t round = 0; round < ROUNDS; round++) {
        times.slice_ns[0][round] = 20000 + round % 7 * 30;
        times.slice_ns[1][round] = 10000 + round % 5 * 20;
        times.empty_ns[round / EMPTY_EVERY] = 200 + round % 3;
    }
    times.empty_count = (ROUNDS + EMPTY_EVERY - 1) / EMPTY_EVERY;
}

static void expect_unmoved(uint32_t arm, double before, double within)
{
    double now = bv_visit_arm(&times, plan, arm).log_ratio;
    if (fabs(now - before) > within)
        fail_msg("the log-ratio moved from %g to %g", before, now);
}

/* The policy of docs/STATISTICS.md: what was interrupted is kept, and a median bears it. */
static void interrupted_slices_move_nothing(void **unused)
{
    (void)unused;
    plant();
    struct bv_arm_times value = bv_visit_arm(&times, plan, 0);
    struct bv_arm_times pointer = bv_visit_arm(&times, plan, 1);
    assert_true(value.log_ratio == 0);
    assert_true(fabs(pointer.log_ratio - log(2)) < 0.01);
    assert_true(fabs(value.real_ns - 20.09) < 1e-9);
    /* A third of the rounds lose 4 ms to a neighbour, half of these in each arm. */
    for (uint32_t round = 0; round < ROUNDS; round += 3)
        times.slice_ns[round / 3 % 2][round] += 4000000;
    expect_unmoved(1, pointer.log_ratio, 0.003);
    assert_true(fabs(bv_visit_arm(&times, plan, 0).real_ns - value.real_ns) < 0.05);
    /* Or all of them in one arm, as no turn-taking order would have it. */
    plant();
    for (uint32_t round = 0; round < ROUNDS; round += 3)
        times.slice_ns[0][round] += 4000000;
    expect_unmoved(1, pointer.log_ratio, 0.01);
    /* From half of the rounds on, one arm's median is that of the interruptions. */
    plant();
    for (uint32_t round = 0; round < ROUNDS / 2 + 1; round++)
        times.slice_ns[0][round] += 4000000;
    assert_true(bv_visit_arm(&times, plan, 1).log_ratio > 4);
}

static void slices_below_the_clock_have_a_logarithm(void **unused)
{
    (void)unused;
    plant();
    memset(times.slice_ns[1], 0, sizeof times.slice_ns[1]);
    struct bv_arm_times nothing = bv_visit_arm(&times, plan, 1);
    assert_true(nothing.real_ns == 0.5 / CALLS);
    assert_true(isfinite(nothing.log_ratio) && nothing.log_ratio > 10);
}

static void the_empty_loop_has_a_median(void **unused)
{
    (void)unused;
    plant();
    times.empty_ns[0] = 4000000;
    double empty_ns = bv_visit_empty_ns(&times, plan);
    assert_true(empty_ns >= 0.2 && empty_ns <= 0.202);
}

static uint64_t slices[BV_ARM_MAX + 1], calls_seen;

static void count_value(struct bv_ctx *ctx, uint64_t n)
{
    (void)ctx;
    slices[0]++;
    calls_seen = n;
}

static void count_pointer(struct bv_ctx *ctx, uint64_t n)
{
    (void)ctx;
    slices[1]++;
    calls_seen = n;
}

static void count_empty(struct bv_ctx *ctx, uint64_t n)
{
    (void)ctx;
    slices[BV_ARM_MAX]++;
    calls_seen = n;
}

static const struct bv_case row = {.name = "test/size:8",
                                   .size_bytes = 8,
                                   .arm_count = 2,
                                   .arms = {{"value", count_value}, {"pointer", count_pointer}}};

static void expect_slices(uint64_t each_arm, uint64_t empty)
{
    assert_int_equal(slices[0], each_arm);
    assert_int_equal(slices[1], each_arm);
    assert_int_equal(slices[BV_ARM_MAX], empty);
    memset(slices, 0, sizeof slices);
}

/* Symmetry: as many slices of either arm, of as many calls, whatever happens in them. */
static void arms_get_the_same_slices(void **unused)
{
    (void)unused;
    struct bv_ctx ctx[BV_ARM_MAX] = {{0}};
    const struct bv_slice_wish wish = {.calls = 7, .rounds = 32};
    const struct bv_visit_plan known = {.calls = 3, .rounds = 6};
    memset(slices, 0, sizeof slices);
    struct bv_visit_plan asked = bv_visit_calibrate(&row, ctx, wish, known, 20000);
    assert_int_equal(asked.calls, 7);
    assert_int_equal(asked.rounds, 32);
    expect_slices(0, 0); /* a wish needs no trial */
    bv_visit_measure(&row, ctx, count_empty, asked, (struct bv_random){{1, 2, 3, 4}}, &times);
    assert_int_equal(times.empty_count, 4);
    expect_slices(32, 4);
    assert_int_equal(calls_seen, 7);
}

/* What is known is not tried again: a slice of each arm warms up. */
static void what_is_known_is_not_tried_again(void **unused)
{
    (void)unused;
    struct bv_ctx ctx[BV_ARM_MAX] = {{0}};
    const struct bv_slice_wish none = {0};
    const struct bv_visit_plan known = {.calls = 3, .rounds = 6};
    memset(slices, 0, sizeof slices);
    struct bv_visit_plan plans = bv_visit_calibrate(&row, ctx, none, known, UINT64_MAX);
    assert_int_equal(plans.calls, 3);
    assert_int_equal(plans.rounds, 6);
    assert_int_equal(calls_seen, 3);
    expect_slices(1, 0);
    /* A wish for either goes before what is known. */
    const struct bv_slice_wish calls = {.calls = 5}, rounds = {.rounds = 16};
    plans = bv_visit_calibrate(&row, ctx, calls, known, UINT64_MAX);
    assert_int_equal(plans.calls, 5);
    assert_int_equal(plans.rounds, 6);
    plans = bv_visit_calibrate(&row, ctx, rounds, known, UINT64_MAX);
    assert_int_equal(plans.calls, 3);
    assert_int_equal(plans.rounds, 16);
    expect_slices(2, 0);
}

/* In whole Latin squares, and in bounds. */
static void rounds_stay_in_bounds(void **unused)
{
    (void)unused;
    static const struct {
        uint32_t known, want;
    } rows[] = {{0, BV_ROUNDS_FIRST}, {6, 6}, {7, 6}, {1, 1}, {UINT32_MAX, BV_ROUND_MAX}};
    struct bv_ctx ctx[BV_ARM_MAX] = {{0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct bv_visit_plan known = {.calls = 1, .rounds = rows[i].known};
        struct bv_visit_plan got =
            bv_visit_calibrate(&row, ctx, (struct bv_slice_wish){0}, known, 20000);
        assert_int_equal(got.rounds, rows[i].want);
    }
}

/* However few the rounds are, the empty loop has a median. */
static void the_empty_loop_is_timed_often_enough(void **unused)
{
    (void)unused;
    static const struct {
        uint32_t rounds, empty;
    } rows[] = {{1, 1}, {2, 2}, {6, 3}, {12, 3}, {24, 3}, {32, 4}, {96, 12}};
    struct bv_ctx ctx[BV_ARM_MAX] = {{0}};
    memset(slices, 0, sizeof slices);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct bv_visit_plan asked = {.calls = 1, .rounds = rows[i].rounds};
        bv_visit_measure(&row, ctx, count_empty, asked, (struct bv_random){{1, 2, 3, 4}}, &times);
        assert_int_equal(times.empty_count, rows[i].empty);
        expect_slices(rows[i].rounds, rows[i].empty);
    }
}

/* Of the ratios of the rounds, not of the times: 1.4826 times their median absolute deviation. */
static void the_spread_is_that_of_the_ratios(void **unused)
{
    (void)unused;
    memset(&times, 0, sizeof times);
    for (uint32_t round = 0; round < ROUNDS; round++) {
        uint64_t slower = 1 + round; /* in step */
        times.slice_ns[0][round] = 20000 * slower;
        times.slice_ns[1][round] = 10000 * slower;
        times.slice_ns[2][round] = (round % 2 == 0 ? 20000 : 40000) * slower;
    }
    assert_true(bv_visit_arm(&times, plan, 0).spread == 0);
    assert_true(fabs(bv_visit_arm(&times, plan, 1).spread) < 1e-12);
    assert_true(fabs(bv_visit_arm(&times, plan, 2).spread - 1.4826 * log(2) / 2) < 1e-12);
}

/* 2,000 steps, between what reading the clock asks for and what a scheduler leaves whole. */
static void a_coarse_clock_wants_long_slices(void **unused)
{
    (void)unused;
    assert_int_equal(bv_slice_wanted_ns(1), 20000);
    assert_int_equal(bv_slice_wanted_ns(10), 20000);
    assert_int_equal(bv_slice_wanted_ns(42), 84000);
    assert_int_equal(bv_slice_wanted_ns(1000), 200000);
    assert_int_equal(bv_slice_wanted_ns(NAN), 20000);
}

/* Dependent steps, some nanoseconds each. */
static uint64_t work(uint64_t n)
{
    uint64_t x = n | 1;
    for (uint64_t i = 0; i < n; i++) {
        x *= 6364136223846793005u;
        __asm__ volatile("" : "+r"(x));
    }
    return x;
}

static uint64_t interrupted_at; /* slices of the value arm are long once, at so many calls */

static void work_value(struct bv_ctx *ctx, uint64_t n)
{
    (void)ctx;
    work(n);
    if (n == interrupted_at) {
        interrupted_at = 0;
        work(1000000);
    }
}

static void work_pointer(struct bv_ctx *ctx, uint64_t n)
{
    (void)ctx;
    work(n);
}

/* An interruption while slices are planned does not make all of them short. */
static void an_interruption_shortens_no_slices(void **unused)
{
    (void)unused;
    static const struct bv_case busy = {.name = "test/size:8",
                                        .size_bytes = 8,
                                        .arm_count = 2,
                                        .arms = {{"value", work_value}, {"pointer", work_pointer}}};
    struct bv_ctx ctx[BV_ARM_MAX] = {{0}};
    interrupted_at = 16;
    struct bv_visit_plan found =
        bv_visit_calibrate(&busy, ctx, (struct bv_slice_wish){0}, (struct bv_visit_plan){0}, 20000);
    assert_int_equal(interrupted_at, 0); /* it came */
    assert_true(found.calls > 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_coarse_clock_wants_long_slices),
        cmocka_unit_test(an_interruption_shortens_no_slices),
        cmocka_unit_test(interrupted_slices_move_nothing),
        cmocka_unit_test(slices_below_the_clock_have_a_logarithm),
        cmocka_unit_test(the_empty_loop_has_a_median),
        cmocka_unit_test(arms_get_the_same_slices),
        cmocka_unit_test(what_is_known_is_not_tried_again),
        cmocka_unit_test(rounds_stay_in_bounds),
        cmocka_unit_test(the_empty_loop_is_timed_often_enough),
        cmocka_unit_test(the_spread_is_that_of_the_ratios),
    };
    return cmocka_run_group_tests_name("round", tests, NULL, NULL);
}
