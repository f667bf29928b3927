/* SPDX-License-Identifier: Apache-2.0 */
/* test_schedule.c: which block comes next, which cases it visits, and when a run is over; the clock
 * is a number. */
#include "harness/measure/schedule.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/kernels/allocator.h"
#include "lib/base/random.h"
#include "lib/stats/stats.h"

enum { CASES_MAX = 24, VISITS_MAX = 1200, BLOCKS_MAX = 4000, RESTING = 96, LOOK = 24 };

/* What blocks find out about a case: its effects are centre +- spread, evenly. */
struct truth {
    const char *name;
    struct bv_regime regime;
    double centre, spread;
};

/* A run without processes. */
struct world {
    struct bv_result result;
    struct bv_case_info infos[CASES_MAX];
    struct bv_regime regimes[CASES_MAX];
    const struct truth *truths;
    struct bv_schedule *schedule;
    struct bv_random random;
    double process_s, visit_s; /* of a block, and of each case in it */
    double slow;               /* times these, in a process with a collector */
    double starts[CASES_MAX][VISITS_MAX];
    size_t visits[CASES_MAX];
    double waited_s;
    size_t waits; /* blocks that were waited for */
    const char *stopped;
};

#define GLIBC                                                                                      \
    {                                                                                              \
        0                                                                                          \
    }
#define COLLECTOR                                                                                  \
    {                                                                                              \
        .collector = true, .live_mib = 1                                                           \
    }

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    if (w == NULL)
        return -1;
    w->result = (struct bv_result){.budget_s = 1000,
                                   .precision = 0.02,
                                   .spacing_s = 0.25,
                                   .blocks_min = 16,
                                   .blocks_max = 1024,
                                   .sessions = 1,
                                   .clock_step_ns = NAN};
    w->random = bv_random_seed(1, 0);
    w->process_s = 0.02;
    w->visit_s = 0.01;
    w->slow = 1;
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;
    bv_schedule_destroy(w->schedule);
    w->result.cases = NULL; /* not the result's own */
    w->result.case_count = 0;
    bv_result_finish(&w->result);
    free(w);
    return 0;
}

static void plant(struct world *w, const struct truth *truths, size_t count)
{
    assert_true(count <= CASES_MAX);
    w->truths = truths;
    for (size_t i = 0; i < count; i++) {
        w->infos[i] = (struct bv_case_info){
            .name = truths[i].name, .arms = {"value", "pointer"}, .arm_count = 2};
        w->regimes[i] = truths[i].regime;
    }
    w->result.cases = w->infos;
    w->result.case_count = count;
    assert_int_equal(bv_schedule_create(&w->result, w->regimes, &w->schedule, NULL), BV_OK);
}

/* The value takes exp(effect) ns, the pointer 1 ns, the loop none. */
static void add_rows(struct world *w, uint32_t block, uint32_t case_index, double effect)
{
    for (uint32_t arm = 0; arm < 2; arm++) {
        const struct bv_row row = {.case_index = case_index,
                                   .arm_index = arm,
                                   .block = block,
                                   .rounds = 12,
                                   .calls = 10000,
                                   .real_ns = arm == 0 ? exp(effect) : 1,
                                   .log_ratio = arm == 0 ? 0 : effect};
        assert_int_equal(bv_result_add_row(&w->result, &row), BV_OK);
    }
}

/* Run the next block.
 * Returns  whether there was one */
static bool step(struct world *w)
{
    struct bv_turn turn;
    w->stopped = bv_schedule_next(w->schedule, &turn);
    if (w->stopped != NULL)
        return false;
    assert_true(w->result.block_count < BLOCKS_MAX);
    w->result.elapsed_s += turn.wait_s;
    w->waited_s += turn.wait_s;
    w->waits += turn.wait_s > 0;
    struct bv_block_info block = {.block = (uint32_t)w->result.block_count,
                                  .start_s = w->result.elapsed_s};
    bv_regime_name(turn.regime, block.regime, sizeof block.regime);
    size_t first = w->result.row_count;
    uint32_t cases = 0;
    for (uint32_t i = 0; i < w->result.case_count; i++) {
        if (!bv_schedule_visits(w->schedule, i, turn.regime))
            continue;
        assert_true(bv_regime_equal(w->regimes[i], turn.regime));
        assert_true(w->visits[i] < VISITS_MAX);
        w->starts[i][w->visits[i]++] = block.start_s;
        const struct truth *truth = &w->truths[i];
        double effect = truth->centre + truth->spread * (2 * bv_random_unit(&w->random) - 1);
        add_rows(w, block.block, i, effect);
        cases++;
    }
    assert_true(cases > 0); /* no block is for nothing */
    double slow = turn.regime.collector ? w->slow : 1;
    block.seconds = slow * (w->process_s + cases * w->visit_s);
    w->result.elapsed_s += block.seconds;
    assert_int_equal(bv_result_add_block(&w->result, &block), BV_OK);
    assert_int_equal(bv_schedule_count(w->schedule, &block, w->result.rows + first,
                                       w->result.row_count - first, cases, NULL),
                     BV_OK);
    return true;
}

static void run(struct world *w)
{
    while (step(w))
        ;
}

/* Visits of a case that began between two times. */
static size_t visits_between(const struct world *w, size_t case_index, double from_s, double to_s)
{
    size_t count = 0;
    for (size_t i = 0; i < w->visits[case_index]; i++)
        count += w->starts[case_index][i] >= from_s && w->starts[case_index][i] < to_s;
    return count;
}

static const struct truth wide[] = {{"fake/size:8", GLIBC, 0.01, 0.5}};

static double wait_s(const struct world *w)
{
    struct bv_turn turn = {.wait_s = NAN};
    assert_null(bv_schedule_next(w->schedule, &turn));
    return turn.wait_s;
}

static void blocks_begin_apart(void **state)
{
    struct world *w = *state;
    plant(w, wide, 1);
    assert_true(wait_s(w) == 0); /* the first */
    assert_true(step(w));        /* takes 0.03 s */
    assert_true(fabs(wait_s(w) - 0.22) < 1e-9);
    w->result.elapsed_s = 0.2; /* others had their turn */
    assert_true(fabs(wait_s(w) - 0.05) < 1e-9);
    w->result.elapsed_s = 7;
    assert_true(wait_s(w) == 0);
}

static void a_short_budget_holds_all_blocks(void **state)
{
    struct world *w = *state;
    w->result.blocks_max = 64;
    w->result.budget_s = 6.4; /* 64 blocks, 0.1 s each */
    plant(w, wide, 1);
    assert_true(step(w));
    assert_true(fabs(wait_s(w) - 0.07) < 1e-9);
    struct bv_turn turn;
    w->result.elapsed_s = 6.39;
    assert_string_equal(bv_schedule_next(w->schedule, &turn), "budget");
    w->result.elapsed_s = 6.38; /* half of it fits */
    assert_null(bv_schedule_next(w->schedule, &turn));
}

/* The first block is always run; what is not even begun in time is not. */
static void the_budget_ends_a_run(void **state)
{
    struct world *w = *state;
    w->result.budget_s = 1e-9;
    plant(w, wide, 1);
    run(w);
    assert_string_equal(w->stopped, "budget");
    assert_int_equal(w->result.block_count, 1);
    w->result.budget_s = 10;
    run(w);
    assert_string_equal(w->stopped, "budget");
    assert_true(w->result.elapsed_s <= 10 + 0.5 * 0.03 + 1e-9);
    assert_true(w->result.block_count > 30);
}

static void so_many_blocks_end_a_run(void **state)
{
    struct world *w = *state;
    w->result.blocks_max = 50;
    plant(w, wide, 1);
    run(w);
    assert_string_equal(w->stopped, "blocks");
    assert_int_equal(w->result.block_count, 50);
    assert_int_equal(w->infos[0].state, BV_CASE_OPEN);
}

/* 64 blocks that need 0.03 s each are 0.25 s apart: 58 more take 14.5 s. */
static void the_estimate_knows_of_the_waits(void **state)
{
    struct world *w = *state;
    w->result.blocks_max = 64;
    plant(w, wide, 1);
    assert_true(bv_schedule_remaining_s(w->schedule) == 1000); /* nothing is known yet */
    for (unsigned i = 0; i < 6; i++)
        assert_true(step(w));
    assert_true(fabs(bv_schedule_remaining_s(w->schedule) - 58 * 0.25) < 1e-9);
    w->result.budget_s = w->result.elapsed_s + 3;
    assert_true(fabs(bv_schedule_remaining_s(w->schedule) - 3) < 1e-9);
    run(w);
    assert_true(bv_schedule_remaining_s(w->schedule) < 0.25);
}

/* Rows of a block that began at so many seconds: the value takes raw_ns, the pointer 2 ns, the loop
 * 1 ns of either. */
static void count_block(struct world *w, double start_s, double raw_ns)
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
    assert_int_equal(bv_schedule_count(w->schedule, &block, rows, 2, 1, NULL), BV_OK);
}

/* By raw times the interval is 1 % wide, without the loop 1.5 %. */
static void precise_is_without_the_loop(void **state)
{
    struct world *w = *state;
    w->result.precision = 0.0125;
    plant(w, wide, 1);
    for (unsigned i = 0; i < BV_BLOCKS_FOR_VERDICT; i++)
        count_block(w, i, i < BV_BLOCKS_FOR_VERDICT / 2 ? 3 : 3.03);
    bv_schedule_close(w->schedule);
    assert_int_equal(w->infos[0].state, BV_CASE_OPEN);
    w->result.precision = 0.0175;
    bv_schedule_close(w->schedule);
    assert_int_equal(w->infos[0].state, BV_CASE_PRECISE);
}

/* Slices of 10,000 calls, net 1 ns each, by a clock of 100 ns steps: 2 steps are 2 %. */
static void no_case_is_more_precise_than_the_clock(void **state)
{
    struct world *w = *state;
    w->result.clock_step_ns = 100;
    w->result.precision = 0.039;
    plant(w, wide, 1);
    for (unsigned i = 0; i < BV_BLOCKS_FOR_VERDICT; i++)
        count_block(w, i, 3);
    bv_schedule_close(w->schedule);
    assert_int_equal(w->infos[0].state, BV_CASE_OPEN);
    w->result.precision = 0.041;
    bv_schedule_close(w->schedule);
    assert_int_equal(w->infos[0].state, BV_CASE_PRECISE);
}

/* The end of a run was not chosen by the width, but a few blocks are few. */
static void few_blocks_are_not_precise(void **state)
{
    struct world *w = *state;
    plant(w, wide, 1);
    for (unsigned i = 0; i + 1 < BV_BLOCKS_FOR_VERDICT; i++)
        count_block(w, i, 3);
    bv_schedule_close(w->schedule);
    assert_int_equal(w->infos[0].state, BV_CASE_OPEN);
    count_block(w, BV_BLOCKS_FOR_VERDICT, 3);
    w->result.blocks_min = BV_BLOCKS_FOR_VERDICT + 1;
    bv_schedule_close(w->schedule);
    assert_int_equal(w->infos[0].state, BV_CASE_OPEN);
    w->result.blocks_min = BV_BLOCKS_FOR_VERDICT;
    bv_schedule_close(w->schedule);
    assert_int_equal(w->infos[0].state, BV_CASE_PRECISE);
}

/* A look decides the one at 24 blocks; the rest of its 96 are spread over the rest of the run. */
static void decided_cases_rest_over_all_of_the_run(void **state)
{
    struct world *w = *state;
    static const struct truth truths[] = {
        {"fake/is:far/size:8", GLIBC, 0.5, 0.3}, /* far beyond the margin, and wide */
        {"fake/is:open/size:8", GLIBC, 0.01, 0.3},
    };
    w->result.budget_s = 192; /* 2 s a visit of what rests */
    w->process_s = 0.2;
    plant(w, truths, 2);
    run(w);
    assert_string_equal(w->stopped, "budget");
    assert_true(w->visits[1] > 4 * RESTING);
    assert_true(w->visits[0] > RESTING - 4 && w->visits[0] <= RESTING);
    for (size_t i = LOOK; i < w->visits[0]; i++)
        assert_true(w->starts[0][i] >= 2.0 * (double)i - 1e-9);
    /* None has more than its share of any later quarter. */
    for (unsigned q = 1; q < 4; q++) {
        size_t in = visits_between(w, 0, 48 * q, 48 * (q + 1));
        assert_true(in >= 22 && in <= 26);
    }
    assert_int_equal(w->infos[0].state, BV_CASE_OPEN); /* wide */
}

/* Precise is who is narrow, and decided, and has met as many blocks as who rests. */
static void narrow_and_decided_cases_retire(void **state)
{
    struct world *w = *state;
    static const struct truth truths[] = {
        {"fake/is:far/size:8", GLIBC, 0.5, 0.005},
        {"fake/is:tie/size:8", GLIBC, 0, 0.005},
        {"fake/is:near/size:8", GLIBC, 0.01, 0.005}, /* narrow, at the margin */
        {"fake/is:wide/size:8", GLIBC, 0.5, 0.3},
    };
    w->result.budget_s = INFINITY;
    w->result.blocks_max = 200;
    plant(w, truths, 4);
    for (unsigned i = 0; i < RESTING - 1; i++)
        assert_true(step(w));
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(w->infos[i].state, BV_CASE_OPEN);
    assert_true(step(w));
    assert_int_equal(w->infos[0].state, BV_CASE_PRECISE);
    assert_int_equal(w->infos[1].state, BV_CASE_PRECISE);
    assert_int_equal(w->infos[2].state, BV_CASE_OPEN);
    assert_int_equal(w->infos[3].state, BV_CASE_OPEN);
    assert_int_equal(bv_schedule_open(w->schedule), 2);
    run(w);
    assert_string_equal(w->stopped, "blocks");
    assert_int_equal(w->visits[0], RESTING);
    assert_int_equal(w->visits[1], RESTING);
    assert_int_equal(w->visits[2], 200);
    assert_int_equal(w->visits[3], RESTING);
    /* The end chooses no width: what is narrow then is precise, whatever it is about. */
    bv_schedule_close(w->schedule);
    assert_int_equal(w->infos[2].state, BV_CASE_PRECISE);
    assert_int_equal(w->infos[3].state, BV_CASE_OPEN);
}

static void a_run_that_decided_all_is_over(void **state)
{
    struct world *w = *state;
    static const struct truth truths[] = {
        {"fake/is:far/size:8", GLIBC, 0.5, 0.3},
        {"fake/is:tie/size:8", COLLECTOR, 0, 0.005},
    };
    plant(w, truths, 2);
    w->result.budget_s = INFINITY; /* nobody waits for narrower intervals */
    assert_int_equal(bv_schedule_decided(w->schedule), 0);
    run(w);
    assert_string_equal(w->stopped, "decided");
    assert_int_equal(bv_schedule_decided(w->schedule), 2);
    assert_int_equal(w->visits[0], RESTING);
    assert_int_equal(w->visits[1], RESTING);
    assert_true(bv_schedule_remaining_s(w->schedule) == 0);
}

/* Where a budget leaves time, it makes intervals narrower; what is as narrow as asked is done. */
static void time_that_is_left_makes_intervals_narrower(void **state)
{
    struct world *w = *state;
    static const struct truth truths[] = {
        {"fake/is:far/size:8", GLIBC, 0.5, 0.3},
        {"fake/is:near/size:8", GLIBC, 0.5, 0.001},
    };
    plant(w, truths, 2);
    w->result.budget_s = 1e6;
    run(w);
    assert_int_equal(bv_schedule_decided(w->schedule), 2);
    assert_int_equal(w->visits[1], RESTING);
    assert_true(w->visits[0] > 2 * RESTING);
}

/* A null is no question: it rests when it is narrow. A loud one goes on. */
static void nulls_rest_when_they_are_narrow(void **state)
{
    struct world *w = *state;
    static const struct truth truths[] = {
        {"null/kind:same/of:value/size:8", GLIBC, 0, 0.001},
        {"null/kind:twin/of:value/size:8", GLIBC, 0, 0.3},
        {"planted/percent:1/size:8", GLIBC, 0.01, 0.001},
        {"fake/is:open/size:8", GLIBC, 0.01, 0.3},
    };
    w->result.budget_s = INFINITY;
    w->result.blocks_max = 300;
    plant(w, truths, 4);
    assert_int_equal(bv_tracks_contests(bv_schedule_tracks(w->schedule)), 1);
    run(w);
    assert_string_equal(w->stopped, "blocks");
    assert_int_equal(w->visits[0], RESTING);
    assert_int_equal(w->visits[1], 300);
    assert_int_equal(w->visits[2], RESTING);
    assert_int_equal(w->visits[3], 300);
}

/* A block of one regime costs as much as twenty of the other: both get what a verdict takes. */
static void each_regime_gets_the_floor_first(void **state)
{
    struct world *w = *state;
    static const struct truth truths[] = {
        {"fake/is:a/size:8", GLIBC, 0.01, 0.3},
        {"fake/is:b/size:8", GLIBC, 0.01, 0.3},
        {"fake/is:c/size:8", COLLECTOR, 0.01, 0.3},
    };
    size_t least = bv_blocks_floor(3, 0.05 * bv_end_share(1));
    w->result.spacing_s = 0;
    w->slow = 20;
    w->process_s = 0;
    /* A block of glibc 0.02 s, of gc 0.2 s. */
    w->result.budget_s = 1.1 * (double)least * (0.02 + 0.2);
    plant(w, truths, 3);
    run(w);
    assert_string_equal(w->stopped, "budget");
    assert_true(w->visits[2] >= least && w->visits[2] <= least + 2);
    assert_true(w->visits[0] > least);
    assert_int_equal(w->visits[0], w->visits[1]);
}

/* What time is left beyond the floor goes to open cases, as much to each. */
static void regimes_share_the_time_by_their_open_cases(void **state)
{
    struct world *w = *state;
    static const struct truth truths[] = {
        {"fake/is:a/size:8", GLIBC, 0.01, 0.3},
        {"fake/is:b/size:8", GLIBC, 0.01, 0.3},
        {"fake/is:c/size:8", GLIBC, 0.01, 0.3},
        {"fake/is:d/size:8", COLLECTOR, 0.01, 0.3},
    };
    w->result.spacing_s = 0;
    w->slow = 4;
    w->process_s = 0;
    w->result.budget_s = 40;
    plant(w, truths, 4);
    run(w);
    assert_string_equal(w->stopped, "budget");
    /* Of what is left three quarters for blocks of 0.03 s, one for blocks of 0.04 s. */
    double least = (double)bv_blocks_floor(4, 0.05 * bv_end_share(1));
    double left_s = 40 - least * (0.03 + 0.04);
    assert_true(fabs((double)w->visits[0] - (least + 0.75 * left_s / 0.03)) < 20);
    assert_true(fabs((double)w->visits[3] - (least + 0.25 * left_s / 0.04)) < 20);
}

/* One regime is decided and rests, the other is not: it gets the time. */
static void the_time_goes_to_what_is_undecided(void **state)
{
    struct world *w = *state;
    static const struct truth truths[] = {
        {"fake/is:far/size:8", COLLECTOR, 0.5, 0.3},
        {"fake/is:open/size:8", GLIBC, 0.01, 0.3},
    };
    w->result.spacing_s = 0;
    w->result.budget_s = 30; /* for 1,000 blocks */
    plant(w, truths, 2);
    run(w);
    assert_string_equal(w->stopped, "budget");
    assert_true(w->visits[1] > 850);
    /* It is looked at until the end all the same. */
    assert_true(w->visits[0] > RESTING - 10 && w->visits[0] <= RESTING);
    for (unsigned q = 1; q < 4; q++)
        assert_true(visits_between(w, 0, 7.5 * q, 7.5 * (q + 1)) >= 18);
    assert_int_equal(w->waits, 0);
}

/* Who must wait lets another go first, also one that has all it should have. */
static void no_regime_waits_while_another_can_go(void **state)
{
    struct world *w = *state;
    static const struct truth truths[] = {
        {"fake/is:open/size:8", GLIBC, 0.01, 0.3},
        {"fake/is:other/size:8", COLLECTOR, 0.01, 0.3},
    };
    w->result.spacing_s = 1;
    w->result.blocks_max = 100;
    plant(w, truths, 2);
    struct bv_turn turn;
    assert_true(step(w)); /* at 0 s, 0.03 s long */
    assert_null(bv_schedule_next(w->schedule, &turn));
    assert_true(turn.wait_s == 0);
    assert_true(step(w)); /* the other, at 0.03 s */
    assert_int_equal(w->visits[0], 1);
    assert_int_equal(w->visits[1], 1);
    assert_null(bv_schedule_next(w->schedule, &turn));
    assert_true(bv_regime_equal(turn.regime, w->regimes[0])); /* whose wait is shorter */
    assert_true(fabs(turn.wait_s - 0.94) < 1e-9);
}

/* What is open has nothing to wait for: what rests in another regime does not keep it waiting. */
static void what_rests_keeps_no_regime_waiting(void **state)
{
    struct world *w = *state;
    static const struct truth truths[] = {
        {"fake/is:open/size:8", GLIBC, 0.01, 0.3},
        {"fake/is:far/size:8", COLLECTOR, 0.5, 0.3},
    };
    w->result.spacing_s = 0;
    w->result.budget_s = 20;
    plant(w, truths, 2);
    run(w);
    assert_string_equal(w->stopped, "budget");
    assert_true(w->visits[0] > 400);
    assert_true(w->visits[1] > RESTING - 10 && w->visits[1] <= RESTING);
    assert_int_equal(w->waits, 0);
}

/* A check that never gets narrow is no question: once all questions rest, time makes them narrower.
 */
static void a_loud_null_takes_no_time_from_questions(void **state)
{
    struct world *w = *state;
    static const struct truth truths[] = {
        {"null/kind:twin/of:value/size:8", GLIBC, 0, 0.3},
        {"fake/is:far/size:8", GLIBC, 0.5, 0.3},
    };
    w->result.spacing_s = 0;
    w->result.budget_s = 20;
    plant(w, truths, 2);
    run(w);
    assert_string_equal(w->stopped, "budget");
    assert_true(w->visits[0] > 400);
    assert_true(w->visits[1] > w->visits[0] - RESTING);
    assert_int_equal(w->waits, 0);
}

/* Too short a budget: regimes take turns, so that none is without blocks. */
static void a_budget_below_the_floor_is_shared(void **state)
{
    struct world *w = *state;
    static const struct truth truths[] = {
        {"fake/is:a/size:8", GLIBC, 0.01, 0.3},
        {"fake/is:b/size:8", COLLECTOR, 0.01, 0.3},
        {"fake/is:c/size:8", {.collector = true, .live_mib = 16}, 0.01, 0.3},
    };
    w->result.spacing_s = 0;
    w->result.budget_s = 0.27;
    plant(w, truths, 3);
    run(w);
    assert_string_equal(w->stopped, "budget");
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(w->visits[i], 3);
}

/* A schedule over what was measured goes on as the one that saw it being measured. */
static void a_schedule_can_be_made_anew(void **state)
{
    struct world *w = *state;
    static const struct truth truths[] = {
        {"fake/is:far/size:8", GLIBC, 0.5, 0.3},
        {"fake/is:narrow/size:8", GLIBC, 0.5, 0.001},
        {"fake/is:open/size:8", GLIBC, 0.01, 0.3},
        {"fake/is:tie/size:8", COLLECTOR, 0, 0.005},
        {"null/kind:same/of:value/size:8", GLIBC, 0, 0.001},
    };
    w->result.budget_s = 100;
    plant(w, truths, 5);
    for (unsigned i = 0; i < 600 && step(w); i++) {
        if (i % 50 != 49)
            continue;
        struct bv_case_info states[CASES_MAX];
        struct bv_schedule *again;
        struct bv_turn turn = {.ordinal = 0}, other = turn;
        memcpy(states, w->infos, sizeof states);
        for (unsigned k = 0; k < 5; k++) /* as a journal keeps them */
            w->infos[k].state = BV_CASE_OPEN;
        assert_int_equal(bv_schedule_create(&w->result, w->regimes, &again, NULL), BV_OK);
        assert_memory_equal(states, w->infos, sizeof states);
        const char *stopped = bv_schedule_next(w->schedule, &turn);
        assert_true(stopped == NULL ? bv_schedule_next(again, &other) == NULL
                                    : bv_schedule_next(again, &other) != NULL);
        assert_true(bv_regime_equal(turn.regime, other.regime));
        assert_true(turn.wait_s == other.wait_s);
        assert_int_equal(turn.ordinal, other.ordinal);
        for (unsigned k = 0; k < 5; k++)
            assert_int_equal(bv_schedule_visits(w->schedule, k, w->regimes[k]),
                             bv_schedule_visits(again, k, w->regimes[k]));
        assert_int_equal(bv_schedule_decided(w->schedule), bv_schedule_decided(again));
        bv_schedule_destroy(again);
    }
    assert_true(w->visits[2] > 2 * RESTING);
}

/* A second session may spend less, so what the first end decided may be open again. */
static void a_second_session_asks_for_more(void **state)
{
    struct world *w = *state;
    static const struct truth truths[] = {{"fake/is:far/size:8", GLIBC, 0.5, 0.3},
                                          {"fake/is:open/size:8", GLIBC, 0.01, 0.3}};
    size_t least[3] = {0, bv_blocks_floor(2, 0.05 * bv_end_share(1)),
                       bv_blocks_floor(2, 0.05 * bv_end_share(2))};
    assert_true(least[2] > least[1]);
    plant(w, truths, 2);
    for (size_t i = 0; i < least[1] - 1; i++)
        assert_true(step(w));
    assert_int_equal(bv_schedule_decided(w->schedule), 0);
    assert_true(step(w));
    assert_int_equal(bv_schedule_decided(w->schedule), 1);
    w->result.sessions = 2;
    assert_int_equal(bv_schedule_decided(w->schedule), 0);
    while (w->visits[0] < least[2])
        assert_true(step(w));
    assert_int_equal(bv_schedule_decided(w->schedule), 1);
}

/* Cases that are failed or unavailable are no questions any more, nor are they visited. */
static void failed_cases_are_left_out(void **state)
{
    struct world *w = *state;
    static const struct truth truths[] = {{"fake/is:far/size:8", GLIBC, 0.5, 0.3},
                                          {"fake/is:open/size:8", GLIBC, 0.01, 0.3},
                                          {"fake/is:open/size:16", GLIBC, 0.01, 0.3}};
    plant(w, truths, 3);
    assert_true(step(w));
    assert_int_equal(bv_tracks_contests(bv_schedule_tracks(w->schedule)), 3);
    w->infos[1].state = BV_CASE_FAILED;
    w->infos[2].state = BV_CASE_UNAVAILABLE;
    assert_int_equal(bv_tracks_contests(bv_schedule_tracks(w->schedule)), 1);
    assert_int_equal(bv_schedule_open(w->schedule), 1);
    run(w);
    assert_string_equal(w->stopped, "decided");
    assert_int_equal(w->visits[1], 1);
    assert_int_equal(w->visits[2], 1);
    w->infos[0].state = BV_CASE_FAILED;
    struct bv_turn turn;
    assert_string_equal(bv_schedule_next(w->schedule, &turn), "decided");
}

/* Of the main series, while it is measured. */
static void the_crossing_shows_as_things_stand(void **state)
{
    struct world *w = *state;
    static const struct truth truths[] = {
        {"arg/class:int/reads:one/mode:throughput/site:stack/size:8", GLIBC, -0.2, 0.01},
        {"arg/class:int/reads:one/mode:throughput/site:stack/size:16", GLIBC, -0.1, 0.01},
        {"arg/class:int/reads:one/mode:throughput/site:stack/size:32", GLIBC, 0.1, 0.01},
        {"arg/class:int/reads:one/mode:latency/site:stack/size:64", GLIBC, 0.1, 0.01},
    };
    static const uint32_t sizes[] = {8, 16, 32, 64};
    uint32_t until[3] = {1, 1, 1};
    plant(w, truths, 4);
    for (unsigned i = 0; i < 4; i++)
        w->infos[i].size_bytes = sizes[i];
    for (unsigned i = 0; i + 1 < BV_BLOCKS_FOR_VERDICT; i++)
        assert_true(step(w));
    assert_false(bv_schedule_until(w->schedule, until));
    assert_true(step(w));
    assert_true(bv_schedule_until(w->schedule, until));
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(until[i], 16);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(blocks_begin_apart),
        TEST(a_short_budget_holds_all_blocks),
        TEST(the_budget_ends_a_run),
        TEST(so_many_blocks_end_a_run),
        TEST(the_estimate_knows_of_the_waits),
        TEST(precise_is_without_the_loop),
        TEST(no_case_is_more_precise_than_the_clock),
        TEST(few_blocks_are_not_precise),
        TEST(decided_cases_rest_over_all_of_the_run),
        TEST(narrow_and_decided_cases_retire),
        TEST(a_run_that_decided_all_is_over),
        TEST(time_that_is_left_makes_intervals_narrower),
        TEST(nulls_rest_when_they_are_narrow),
        TEST(each_regime_gets_the_floor_first),
        TEST(regimes_share_the_time_by_their_open_cases),
        TEST(the_time_goes_to_what_is_undecided),
        TEST(no_regime_waits_while_another_can_go),
        TEST(what_rests_keeps_no_regime_waiting),
        TEST(a_loud_null_takes_no_time_from_questions),
        TEST(a_budget_below_the_floor_is_shared),
        TEST(a_schedule_can_be_made_anew),
        TEST(a_second_session_asks_for_more),
        TEST(failed_cases_are_left_out),
        TEST(the_crossing_shows_as_things_stand),
    };
    return cmocka_run_group_tests_name("schedule", tests, NULL, NULL);
}
