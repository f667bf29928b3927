/* SPDX-License-Identifier: Apache-2.0 */
/* test_track.c: what a run knows of its cases while it goes on, and how long visits should be. */
#include "harness/measure/track.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/stats/stats.h"

enum { CASES = 5, TIE = 0, WIDE = 1, THREE = 2, NULL_CASE = 3, PLANTED = 4 };

struct fixture {
    struct bv_result result;
    struct bv_case_info infos[CASES];
    struct bv_tracks *tracks;
};

static int set_up(void **state)
{
    static struct fixture f;
    f = (struct fixture){
        .infos =
            {
                [TIE] = {.name = "fake/is:tie/size:8", .arm_count = 2},
                [WIDE] = {.name = "fake/is:wide/size:8", .arm_count = 2},
                [THREE] = {.name = "fake/is:three/size:8", .arm_count = 4},
                [NULL_CASE] = {.name = "null/kind:same/of:value/size:8", .arm_count = 2},
                [PLANTED] = {.name = "planted/percent:2/size:8", .arm_count = 2},
            },
        .result = {.case_count = CASES, .sessions = 1, .clock_step_ns = NAN},
    };
    f.result.cases = f.infos;
    *state = &f;
    return bv_tracks_create(&f.result, &f.tracks, NULL) == BV_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    bv_tracks_destroy(f->tracks);
    return 0;
}

/* How a case's visits come out. */
struct visit {
    uint32_t case_index;
    double effect; /* of each arm but the first; even blocks have it, odd ones its opposite */
    double spread; /* of rounds; NAN: not told */
    double real_ns;
    uint64_t calls;
};

/* Blocks from `first` on, until there are so many. */
static void take(struct fixture *f, struct visit visit, uint32_t first, uint32_t until)
{
    for (uint32_t block = first; block < until; block++) {
        struct bv_row rows[4] = {{0}};
        uint32_t arms = f->infos[visit.case_index].arm_count;
        double effect = block % 2 == 0 ? visit.effect : -visit.effect;
        for (uint32_t arm = 0; arm < arms; arm++)
            rows[arm] = (struct bv_row){.case_index = visit.case_index,
                                        .arm_index = arm,
                                        .block = block,
                                        .rounds = 12,
                                        .calls = visit.calls == 0 ? 1000 : visit.calls,
                                        .real_ns = visit.real_ns == 0 ? 1 : visit.real_ns,
                                        .log_ratio = arm == 0 ? 0 : effect,
                                        .spread = visit.spread};
        assert_int_equal(bv_tracks_take(f->tracks, rows, arms, NULL), BV_OK);
    }
}

/* Three visits find out how many calls to make; then these are known, and soon the rounds, too. */
static void the_first_visits_find_out(void **state)
{
    struct fixture *f = *state;
    static const uint64_t calls[] = {4096, 1024, 2048};
    for (uint32_t i = 0; i < 3; i++) {
        struct bv_visit_plan plan = bv_track_plan(f->tracks, TIE);
        assert_int_equal(plan.calls, 0);
        assert_int_equal(plan.rounds, BV_ROUNDS_FIRST);
        take(f, (struct visit){.case_index = TIE, .spread = 0.02, .calls = calls[i]}, i, i + 1);
    }
    for (uint32_t i = 3; i < 8; i++) {
        struct bv_visit_plan plan = bv_track_plan(f->tracks, TIE);
        assert_int_equal(plan.calls, 2048); /* the middle one */
        assert_int_equal(plan.rounds, BV_ROUNDS_FIRST);
        take(f, (struct visit){.case_index = TIE, .spread = 0.02, .calls = 9}, i, i + 1);
    }
    struct bv_visit_plan plan = bv_track_plan(f->tracks, TIE);
    assert_int_equal(plan.calls, 2048);
    assert_true(plan.rounds > BV_ROUNDS_FIRST);
    /* Of other cases nothing was learned. */
    assert_int_equal(bv_track_plan(f->tracks, WIDE).calls, 0);
}

static uint32_t rounds_of(struct fixture *f, struct visit visit)
{
    take(f, visit, 0, 16);
    return bv_track_plan(f->tracks, visit.case_index).rounds;
}

/* Blocks agree: rounds of 2 % noise shall give a median that is known to half the margin,
 * (1.2533 x 0.02 / 0.004975)^2 = 25.4. */
static void rounds_grow_for_noisy_ties(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(rounds_of(f, (struct visit){.case_index = TIE, .spread = 0.02}), 26);
    /* By the last 16 blocks: what was noisy at first is not for ever. */
    take(f, (struct visit){.case_index = TIE, .spread = 0.01}, 16, 32);
    assert_int_equal(bv_track_plan(f->tracks, TIE).rounds, 7);
    take(f, (struct visit){.case_index = TIE, .spread = 0.04}, 32, 48);
    assert_int_equal(bv_track_plan(f->tracks, TIE).rounds, 102);
}

/* Blocks differ by 5 %, 7.4 % by their scaled deviation: a quarter of that is enough. */
static void rounds_stay_few_where_blocks_differ(void **state)
{
    struct fixture *f = *state;
    const struct visit wide = {.case_index = WIDE, .effect = 0.05, .spread = 0.02};
    assert_int_equal(rounds_of(f, wide), BV_ROUNDS_LEAST);
    /* 1.2533 x 0.04 / (0.25 x 1.4826 x 0.05) = 2.7, and its square 7.3. */
    const struct visit wider = {.case_index = WIDE, .effect = 0.05, .spread = 0.04};
    take(f, wider, 16, 32);
    assert_int_equal(bv_track_plan(f->tracks, WIDE).rounds, 8);
}

static void quiet_ties_get_the_least(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(rounds_of(f, (struct visit){.case_index = TIE, .spread = 0.001}),
                     BV_ROUNDS_LEAST);
    /* Nor is anything asked of what does not tell its spread. */
    assert_int_equal(rounds_of(f, (struct visit){.case_index = WIDE, .spread = NAN}),
                     BV_ROUNDS_LEAST);
}

/* However noisy: neither for ever, nor for longer than 20 ms of the arms' slices. */
static void rounds_have_an_end(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(rounds_of(f, (struct visit){.case_index = TIE, .spread = 10}), 256);
    /* 2 arms x 1,000 calls of 500 ns: 1 ms a round. */
    const struct visit slow = {.case_index = WIDE, .spread = 10, .real_ns = 500};
    assert_int_equal(rounds_of(f, slow), 20);
    /* 4 arms x 1,000 calls of 5,000 ns: 20 ms. */
    const struct visit slower = {.case_index = THREE, .spread = 10, .real_ns = 5000};
    assert_int_equal(rounds_of(f, slower), BV_ROUNDS_LEAST);
}

/* The noisiest contest of a case sets its rounds. */
static void the_noisiest_arm_is_heard(void **state)
{
    struct fixture *f = *state;
    for (uint32_t block = 0; block < 16; block++) {
        struct bv_row rows[4];
        static const double spreads[] = {0, 0.001, 0.02, 0.001};
        for (uint32_t arm = 0; arm < 4; arm++)
            rows[arm] = (struct bv_row){.case_index = THREE,
                                        .arm_index = arm,
                                        .block = block,
                                        .calls = 1000,
                                        .real_ns = 1,
                                        .spread = spreads[arm]};
        assert_int_equal(bv_tracks_take(f->tracks, rows, 4, NULL), BV_OK);
    }
    assert_int_equal(bv_track_plan(f->tracks, THREE).rounds, 26);
}

static void effects_are_net_and_know_their_errors(void **state)
{
    struct fixture *f = *state;
    f->result.clock_step_ns = 5;
    const struct bv_row rows[] = {
        {.case_index = TIE, .arm_index = 0, .calls = 1000, .real_ns = 3, .empty_ns = 1},
        {.case_index = TIE,
         .arm_index = 1,
         .calls = 1000,
         .real_ns = 2,
         .empty_ns = 1,
         .log_ratio = log(1.5)},
        /* It saw two states: by its medians the pointer takes as long. */
        {.case_index = WIDE, .arm_index = 0, .calls = 1000, .real_ns = 2, .empty_ns = 1},
        {.case_index = WIDE,
         .arm_index = 1,
         .calls = 1000,
         .real_ns = 2,
         .empty_ns = 1,
         .log_ratio = 0.3},
    };
    assert_int_equal(bv_tracks_take(f->tracks, rows, 4, NULL), BV_OK);
    struct bv_sample tie = bv_track_sample(f->tracks, TIE, 1);
    struct bv_sample wide = bv_track_sample(f->tracks, WIDE, 1);
    assert_int_equal(bv_track_blocks(f->tracks, TIE), 1);
    assert_int_equal(tie.count, 1);
    assert_true(fabs(tie.values[0] - log(2)) < 1e-12);
    assert_true(fabs(bv_sample_error(&tie, 0) - 0.01) < 1e-12); /* 2 steps of 1,000 ns */
    assert_true(fabs(wide.values[0] - 0.3) < 1e-12);
    assert_true(fabs(bv_sample_error(&wide, 0) - 0.3) < 1e-12);
    assert_int_equal(bv_track_sample(f->tracks, THREE, 3).count, 0);
}

/* A row without a time is no effect, nor is one whose first arm has none. */
static void rows_without_times_are_passed_over(void **state)
{
    struct fixture *f = *state;
    const struct bv_row rows[] = {
        {.case_index = TIE, .arm_index = 0, .calls = 1000, .real_ns = 0},
        {.case_index = TIE, .arm_index = 1, .calls = 1000, .real_ns = 2},
        {.case_index = WIDE, .arm_index = 0, .calls = 1000, .real_ns = 2},
        {.case_index = WIDE, .arm_index = 1, .calls = 1000, .real_ns = NAN},
        {.case_index = THREE, .arm_index = 1, .calls = 1000, .real_ns = 2},
    };
    assert_int_equal(bv_tracks_take(f->tracks, rows, 5, NULL), BV_OK);
    for (uint32_t i = 0; i < CASES; i++)
        assert_int_equal(bv_track_blocks(f->tracks, i), 0);
}

/* Each contest at the level of the table: 5 questions have 0.05 / 5, which 8 blocks that agree
 * reach, 2^-7 = 0.0078, and 7 do not. */
static void contests_are_decided_at_the_level_of_the_table(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(bv_tracks_contests(f->tracks), 5);
    assert_int_equal(bv_track_contests(f->tracks, THREE), 3);
    assert_int_equal(bv_track_contests(f->tracks, NULL_CASE), 0);
    assert_int_equal(bv_track_contests(f->tracks, PLANTED), 0);
    assert_true(bv_track_is_check(f->tracks, NULL_CASE));
    assert_true(bv_track_is_check(f->tracks, PLANTED));
    assert_false(bv_track_is_check(f->tracks, TIE));
    for (uint32_t block = 0; block < 8; block++) {
        assert_int_equal(bv_tracks_decided(f->tracks, 0.05, BV_MARGIN_LEAST), 0);
        for (uint32_t i = 0; i < CASES; i++) {
            struct bv_row rows[4];
            for (uint32_t arm = 0; arm < f->infos[i].arm_count; arm++)
                rows[arm] = (struct bv_row){.case_index = i,
                                            .arm_index = arm,
                                            .block = block,
                                            .calls = 1000,
                                            .real_ns = 1,
                                            .log_ratio = arm == 2 ? 0.015 : 0};
            assert_int_equal(bv_tracks_take(f->tracks, rows, f->infos[i].arm_count, NULL), BV_OK);
        }
    }
    assert_int_equal(bv_tracks_decided(f->tracks, 0.05, BV_MARGIN_LEAST), 5);
    assert_int_equal(bv_track_decided(f->tracks, THREE, 0.05, BV_MARGIN_LEAST), 3);
    /* 1.5 % is no win where 2 % are asked for, and no tie. */
    assert_int_equal(bv_track_decided(f->tracks, THREE, 0.05, 2 * BV_MARGIN_LEAST), 2);
    assert_int_equal(bv_track_decided(f->tracks, NULL_CASE, 0.05, BV_MARGIN_LEAST), 0);
    assert_int_equal(bv_tracks_decided(f->tracks, 0.039, BV_MARGIN_LEAST), 0);
    /* A table without the cases that failed asks for less. */
    f->infos[THREE].state = BV_CASE_FAILED;
    assert_int_equal(bv_tracks_contests(f->tracks), 2);
    assert_int_equal(bv_tracks_decided(f->tracks, 0.039, BV_MARGIN_LEAST), 2);
    f->infos[TIE].state = f->infos[WIDE].state = BV_CASE_UNAVAILABLE;
    assert_int_equal(bv_tracks_contests(f->tracks), 0);
    assert_int_equal(bv_tracks_decided(f->tracks, 0.05, BV_MARGIN_LEAST), 0);
    assert_int_equal(bv_track_decided(f->tracks, TIE, 0.05, BV_MARGIN_LEAST), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_first_visits_find_out),
        TEST(rounds_grow_for_noisy_ties),
        TEST(rounds_stay_few_where_blocks_differ),
        TEST(quiet_ties_get_the_least),
        TEST(rounds_have_an_end),
        TEST(the_noisiest_arm_is_heard),
        TEST(effects_are_net_and_know_their_errors),
        TEST(rows_without_times_are_passed_over),
        TEST(contests_are_decided_at_the_level_of_the_table),
    };
    return cmocka_run_group_tests_name("track", tests, NULL, NULL);
}
