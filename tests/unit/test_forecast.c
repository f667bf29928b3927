/* SPDX-License-Identifier: Apache-2.0 */
/* test_forecast.c: what a budget can decide, in numbers and words, and what is left out where it
 * cannot decide all. */
#include "harness/measure/forecast.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/stats/stats.h"

enum { CASES_MAX = 64 };

struct fixture {
    struct bv_result result;
    struct bv_regime regimes[CASES_MAX];
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    if (f == NULL)
        return -1;
    f->result = (struct bv_result){.budget_s = 10, .blocks_max = 1024, .sessions = 1};
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    bv_result_finish(&f->result);
    free(f);
    return 0;
}

/* A series, in order of its sizes 8, 16 ... */
static void add(struct fixture *f, const char *series, unsigned sizes, struct bv_regime regime)
{
    for (unsigned i = 0; i < sizes; i++) {
        char name[100];
        snprintf(name, sizeof name, "%s/size:%u", series, 8u << i);
        const struct bv_case_info info = {.name = bv_result_keep(&f->result, name),
                                          .arms = {"value", "pointer"},
                                          .arm_count = 2,
                                          .size_bytes = 8u << i};
        assert_true(f->result.case_count < CASES_MAX);
        f->regimes[f->result.case_count] = regime;
        assert_int_equal(bv_result_add_case(&f->result, &info), BV_OK);
    }
}

static const struct bv_regime plain = {0}, small_heap = {.collector = true, .live_mib = 1},
                              large_heap = {.collector = true, .live_mib = 256};

static struct bv_forecast forecast(const struct fixture *f)
{
    return bv_forecast_of(&f->result, f->regimes);
}

static void expect_words(const struct fixture *f, const struct bv_forecast *forecast,
                         const char *words)
{
    char text[400];
    bv_forecast_words(forecast, f->result.budget_s, text, sizeof text);
    assert_string_equal(text, words);
    /* However short the room is. */
    for (size_t bytes = 1; bytes < sizeof text; bytes++) {
        char part[400];
        memset(part, 'x', sizeof part);
        bv_forecast_words(forecast, f->result.budget_s, part, bytes);
        assert_true(strlen(part) < bytes);
        assert_memory_equal(part, words, strlen(part));
    }
}

/* A process takes 0.012 s and a visit 0.0013 s: ten cases 0.025 s. Nine questions take 9 blocks, as
 * 9 x 2^-8 is below 0.05 x 0.75; a null takes time, and is none. */
static void counts_what_a_budget_is_for(void **state)
{
    struct fixture *f = *state;
    f->result.budget_s = 2.5;
    add(f, "arg/site:stack", 9, plain);
    add(f, "null/kind:same/of:value", 1, plain);
    struct bv_forecast of = forecast(f);
    assert_int_equal(of.cases, 10);
    assert_int_equal(of.contests, 9);
    assert_int_equal(of.regimes, 1);
    assert_int_equal(of.blocks_floor, 9);
    assert_true(fabs(of.floor_s - 9 * 0.025) < 1e-9);
    assert_true(fabs(of.blocks - 100) < 1e-6);
    expect_words(f, &of,
                 "10 cases in 2.5 s: some 100 blocks each; 9 that agree decide a difference");
    f->result.blocks_max = 64;
    of = forecast(f);
    assert_true(of.blocks == 64);
    f->result.budget_s = INFINITY;
    of = forecast(f);
    assert_true(of.blocks == 64);
    expect_words(f, &of, "10 cases, without a budget");
}

static void says_what_would_do_where_a_budget_is_too_short(void **state)
{
    struct fixture *f = *state;
    f->result.budget_s = 0.125; /* half of the floor, and a bit */
    add(f, "arg/site:stack", 10, plain);
    struct bv_forecast of = forecast(f);
    assert_true(fabs(of.blocks - 5) < 1e-6);
    expect_words(f, &of,
                 "10 cases in 0.125 s: some 5 blocks each, too few for a verdict over so many, "
                 "which takes 10; --budget 1, or a filter, decides them");
    /* No budget helps where so many blocks are not asked for. */
    f->result.budget_s = 100;
    f->result.blocks_max = 3;
    of = forecast(f);
    expect_words(f, &of,
                 "10 cases in 100 s: some 3 blocks each, too few for a verdict over so many, which "
                 "takes 10: --blocks asks for no more");
    of.left_out = 3;
    of.blocks = of.blocks_max = 20;
    expect_words(f, &of,
                 "10 cases in 100 s: some 20 blocks each; 3 more are left out: --budget 1, or "
                 "a filter, measures them");
}

static void one_case_is_not_cases(void **state)
{
    struct fixture *f = *state;
    f->result.budget_s = 0.01;
    add(f, "arg/site:stack", 1, plain);
    struct bv_forecast of = forecast(f);
    expect_words(f, &of,
                 "1 case in 0.01 s: some 1 block each, too few for a verdict over so many, which "
                 "takes 6; --budget 1, or a filter, decides them");
}

/* Regimes are processes of their own, and those with a large heap are slow. */
static void regimes_cost_what_they_build(void **state)
{
    struct fixture *f = *state;
    add(f, "arg/site:stack", 4, plain);
    double alone = forecast(f).floor_s;
    add(f, "churn/site:gc/live:1", 4, small_heap);
    double two = forecast(f).floor_s;
    add(f, "churn/site:gc/live:256", 4, large_heap);
    struct bv_forecast of = forecast(f);
    assert_int_equal(of.regimes, 3);
    assert_int_equal(of.cases, 12);
    assert_true(two > 2 * alone && of.floor_s > 10 * two);
    /* What is left beyond the floor is time for blocks of the ordinary kind. */
    f->result.budget_s = of.floor_s;
    assert_true(fabs(forecast(f).blocks - of.blocks_floor) < 1e-6);
    f->result.budget_s = of.floor_s + 10 * (0.012 + 4 * 0.0013);
    assert_true(fabs(forecast(f).blocks - of.blocks_floor - 10) < 1e-6);
    f->result.cases[0].state = BV_CASE_UNAVAILABLE; /* costs nothing, asks nothing */
    assert_int_equal(forecast(f).cases, 11);
    assert_int_equal(forecast(f).contests, 11);
}

static size_t count_open(const struct fixture *f, const char *series)
{
    size_t count = 0, length = strlen(series);
    for (size_t i = 0; i < f->result.case_count; i++)
        count += f->result.cases[i].state == BV_CASE_OPEN &&
                 strncmp(f->result.cases[i].name, series, length) == 0 &&
                 f->result.cases[i].name[length] == '/';
    return count;
}

static const double *visits_s; /* measured, by case; NULL: none */

static void trim(struct fixture *f, double budget_s, const char *first)
{
    struct bv_error err;
    f->result.budget_s = budget_s;
    for (size_t i = 0; i < f->result.case_count; i++) {
        f->result.cases[i].state = BV_CASE_OPEN;
        f->result.cases[i].reason = NULL;
    }
    assert_int_equal(bv_forecast_trim(&f->result, f->regimes, visits_s, first, &err), BV_OK);
    for (size_t i = 0; i < f->result.case_count; i++) {
        const struct bv_case_info *info = &f->result.cases[i];
        if (info->state == BV_CASE_OPEN) {
            assert_null(info->reason);
            assert_false(bv_forecast_left_out(info));
            continue;
        }
        char said[160];
        snprintf(said, sizeof said,
                 "left out: in %g s %zu cases get too few blocks for any verdict; "
                 "--budget ",
                 budget_s, f->result.case_count);
        assert_int_equal(info->state, BV_CASE_UNAVAILABLE);
        assert_memory_equal(info->reason, said, strlen(said));
        assert_true(bv_forecast_left_out(info));
    }
}

/* Series of five cases each, of which the last is slow, and checks at the end. */
static void plant(struct fixture *f)
{
    add(f, "arg/site:stack", 5, plain);
    add(f, "arg/site:heap", 5, plain);
    add(f, "ret", 5, plain);
    add(f, "churn/site:gc/live:256", 5, large_heap);
    add(f, "mix", 5, plain);
    add(f, "null/kind:same/of:value", 2, plain);
    add(f, "planted/more:1/in:a/adds:100", 2, plain);
}

static void whole_series_are_left_out(void **state)
{
    struct fixture *f = *state;
    plant(f);
    double all_s = forecast(f).floor_s;
    /* The dearest goes first, and that is enough. */
    trim(f, all_s, "^arg/site:stack/");
    assert_int_equal(count_open(f, "mix"), 5);
    assert_int_equal(count_open(f, "churn/site:gc/live:256"), 0);
    assert_int_equal(count_open(f, "ret"), 5);
    assert_int_equal(count_open(f, "arg/site:heap"), 5);
    assert_int_equal(count_open(f, "arg/site:stack"), 5);
    assert_int_equal(count_open(f, "null/kind:same/of:value"), 2);
    assert_int_equal(count_open(f, "planted/more:1/in:a/adds:100"), 2);
    /* What is left fits, with room. */
    assert_true(forecast(f).floor_s <= 0.8 * all_s);
    assert_true(forecast(f).blocks >= forecast(f).blocks_floor);
    /* The rest goes series by series, the first one last. */
    for (double budget_s = all_s; budget_s > 0.01; budget_s *= 0.9) {
        trim(f, budget_s, "^arg/site:stack/");
        size_t open[] = {count_open(f, "arg/site:stack"), count_open(f, "arg/site:heap"),
                         count_open(f, "ret")};
        for (size_t i = 0; i < 3; i++)
            assert_true(open[i] == 0 || open[i] == 5);
        assert_true(open[0] >= open[1] && open[1] >= open[2]);
        assert_int_equal(count_open(f, "null/kind:same/of:value"), 2);
    }
    assert_int_equal(count_open(f, "arg/site:heap"), 0);
}

/* Of a series that goes, what is to be kept stays, until nothing else is left. */
static void what_is_kept_longest_stays(void **state)
{
    struct fixture *f = *state;
    plant(f);
    const char *first = "^(arg/site:heap|ret|mix)/size:(8|32)$";
    double all_s = forecast(f).floor_s;
    trim(f, all_s, first);
    assert_int_equal(count_open(f, "mix"), 5);
    assert_int_equal(count_open(f, "churn/site:gc/live:256"), 0);
    assert_int_equal(count_open(f, "ret"), 5);
    trim(f, 0.34, first);
    assert_int_equal(count_open(f, "arg/site:stack"), 0);
    assert_int_equal(count_open(f, "arg/site:heap"), 2);
    assert_int_equal(count_open(f, "ret"), 2);
    assert_int_equal(count_open(f, "mix"), 2);
    trim(f, 0.24, first);
    assert_int_equal(count_open(f, "arg/site:heap"), 2);
    assert_int_equal(count_open(f, "ret"), 2);
    assert_int_equal(count_open(f, "mix"), 0);
}

/* What visits took counts for more than what they were thought to take. */
static void what_turns_out_to_be_dear_goes(void **state)
{
    struct fixture *f = *state;
    double measured[40];
    plant(f);
    assert_in_range(f->result.case_count, 1, 40);
    for (size_t i = 0; i < f->result.case_count; i++)
        measured[i] = strncmp(f->result.cases[i].name, "ret/", 4) == 0 ? 3 : 0.001;
    visits_s = measured;
    trim(f, 150, "^arg/site:stack/");
    visits_s = NULL;
    assert_int_equal(count_open(f, "ret"), 0);
    assert_int_equal(count_open(f, "churn/site:gc/live:256"), 5);
    assert_int_equal(count_open(f, "mix"), 5);
}

/* A working set is built anew at each visit. */
static void working_sets_cost_by_their_bytes(void **state)
{
    struct fixture *f = *state;
    add(f, "scan/set:l2", 8, plain);
    double small_s = forecast(f).floor_s;
    assert_int_equal(bv_facts_add(&f->result.key, "cache.l3", "33554432"), BV_OK);
    add(f, "scan/set:beyond", 8, plain);
    double blocks = forecast(f).blocks_floor, large_s = forecast(f).floor_s;
    assert_true(large_s / blocks > 8 * 0.5 && large_s > 50 * small_s);
}

static void nothing_is_left_out_of_what_fits(void **state)
{
    struct fixture *f = *state;
    plant(f);
    double all_s = forecast(f).floor_s;
    const double enough[] = {all_s / 0.8 * 1.001, 10 * all_s, INFINITY};
    for (size_t i = 0; i < 3; i++) {
        trim(f, enough[i], "^arg/site:stack/");
        for (size_t k = 0; k < f->result.case_count; k++)
            assert_int_equal(f->result.cases[k].state, BV_CASE_OPEN);
    }
    trim(f, all_s / 0.8 * 0.999, "^arg/site:stack/");
    assert_int_equal(count_open(f, "churn/site:gc/live:256"), 0);
    /* Nor where so few blocks are asked for that nothing is decided anyway. */
    f->result.blocks_max = 5;
    trim(f, 0.5, "^arg/site:stack/");
    for (size_t k = 0; k < f->result.case_count; k++)
        assert_int_equal(f->result.cases[k].state, BV_CASE_OPEN);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(counts_what_a_budget_is_for),
        TEST(says_what_would_do_where_a_budget_is_too_short),
        TEST(one_case_is_not_cases),
        TEST(regimes_cost_what_they_build),
        TEST(whole_series_are_left_out),
        TEST(what_is_kept_longest_stays),
        TEST(nothing_is_left_out_of_what_fits),
        TEST(what_turns_out_to_be_dear_goes),
        TEST(working_sets_cost_by_their_bytes),
    };
    return cmocka_run_group_tests_name("forecast", tests, NULL, NULL);
}
