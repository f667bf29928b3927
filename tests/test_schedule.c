/* SPDX-License-Identifier: Apache-2.0 */
/* test_schedule.c: when the next block begins, and what a case that is done looks like. */
#include "harness/schedule.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { BLOCKS = 16 };

struct fixture {
    struct bv_result result;
    struct bv_case_info info;
    struct bv_schedule *schedule;
};

static const struct bv_regime glibc = {0};

static int set_up(void **state)
{
    static struct fixture f;
    f = (struct fixture){
        .info = {.name = "fake/size:8", .arms = {"value", "pointer"}, .arm_count = 2},
        .result = {.budget_s = 1000,
                   .precision = 0.02,
                   .apart_s = 0.25,
                   .blocks_min = BLOCKS,
                   .blocks_max = 64,
                   .layouts = 64,
                   .clock_step_ns = NAN},
    };
    f.result.cases = &f.info;
    f.result.case_count = 1;
    *state = &f;
    return bv_schedule_create(&f.result, &glibc, &f.schedule, NULL) == BV_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    bv_schedule_destroy(f->schedule);
    return 0;
}

/* A block of 0.01 s that began at so many seconds: the value takes raw_ns, the pointer 2 ns, the
 * loop 1 ns of either. */
static void count_block(struct fixture *f, double start_s, double raw_ns)
{
    struct bv_block_info block = {.start_s = start_s, .seconds = 0.01};
    snprintf(block.regime, sizeof block.regime, "glibc");
    const struct bv_row rows[] = {
        {.arm_index = 0, .rounds = 20, .calls = 10000, .real_ns = raw_ns, .empty_ns = 1},
        {.arm_index = 1,
         .rounds = 20,
         .calls = 10000,
         .real_ns = 2,
         .empty_ns = 1,
         .log_ratio = log(raw_ns / 2)}};
    f->result.block_count++;
    f->result.elapsed_s = start_s + 0.01;
    assert_int_equal(bv_schedule_count(f->schedule, &block, rows, 2, 1, NULL), BV_OK);
}

static double wait_s(const struct fixture *f)
{
    struct bv_turn turn = {.wait_s = NAN};
    assert_null(bv_schedule_next(f->schedule, &turn));
    return turn.wait_s;
}

static void blocks_begin_apart(void **state)
{
    struct fixture *f = *state;
    assert_true(wait_s(f) == 0); /* the first */
    count_block(f, 0, 3);
    assert_true(fabs(wait_s(f) - 0.24) < 1e-9);
    f->result.elapsed_s = 0.2; /* others had their turn */
    assert_true(fabs(wait_s(f) - 0.05) < 1e-9);
    f->result.elapsed_s = 7;
    assert_true(wait_s(f) == 0);
}

static void a_short_budget_holds_all_blocks(void **state)
{
    struct fixture *f = *state;
    f->result.budget_s = 6.4; /* 64 blocks, 0.1 s each */
    count_block(f, 0, 3);
    assert_true(fabs(wait_s(f) - 0.09) < 1e-9);
    struct bv_turn turn;
    f->result.elapsed_s = 6.396;
    assert_string_equal(bv_schedule_next(f->schedule, &turn), "budget");
}

/* 16 blocks that need 0.01 s each are 0.25 s apart: 15 more take 3.75 s. */
static void the_estimate_knows_of_the_waits(void **state)
{
    struct fixture *f = *state;
    count_block(f, 0, 3);
    for (unsigned i = 1; i < 6; i++)
        count_block(f, 0.25 * i, 3 + 1e-4 * i);
    assert_true(fabs(bv_schedule_remaining_s(f->schedule) - 10 * 0.25) < 1e-9);
}

/* By raw times the interval is 1 % wide, without the loop 1.5 %. */
static void precise_is_without_the_loop(void **state)
{
    struct fixture *f = *state;
    f->result.precision = 0.0125;
    for (unsigned i = 0; i < BLOCKS; i++)
        count_block(f, i, i < BLOCKS / 2 ? 3 : 3.03);
    bv_schedule_close(f->schedule);
    assert_int_equal(f->info.state, BV_CASE_OPEN);
    f->result.precision = 0.0175;
    bv_schedule_close(f->schedule);
    assert_int_equal(f->info.state, BV_CASE_PRECISE);
}

/* Slices of 10,000 calls, net 1 ns each, by a clock of 100 ns steps: 2 steps are 2 %. */
static void no_case_is_more_precise_than_the_clock(void **state)
{
    struct fixture *f = *state;
    f->result.clock_step_ns = 100;
    f->result.precision = 0.039;
    for (unsigned i = 0; i < BLOCKS; i++)
        count_block(f, i, 3);
    assert_int_equal(f->info.state, BV_CASE_OPEN);
    f->result.precision = 0.041;
    bv_schedule_close(f->schedule);
    assert_int_equal(f->info.state, BV_CASE_PRECISE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(blocks_begin_apart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_short_budget_holds_all_blocks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_estimate_knows_of_the_waits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(precise_is_without_the_loop, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_case_is_more_precise_than_the_clock, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
