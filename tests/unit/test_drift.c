/* SPDX-License-Identifier: Apache-2.0 */
/* test_drift.c: what a machine changes during a run widens the intervals of its cases, by as much
 * as it takes. */
#include "report/analysis/drift.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/populations.h"
#include "tests/support/synthetic.h"

enum { QUARTERS = 4 };

static void add(struct bv_synthetic *synthetic, const char *name)
{
    const struct bv_synthetic_case planted = {.name = name,
                                              .size_bytes = 8,
                                              .arms = {"value", "pointer"},
                                              .ns = {1, 1},
                                              .state = BV_CASE_OPEN};
    bv_synthetic_add(synthetic, &planted);
}

/* The effect of a case in a block; they stand case by case, two arms a block. */
static void set(struct bv_synthetic *synthetic, uint32_t case_index, uint32_t block, double effect)
{
    struct bv_result *result = &synthetic->result;
    struct bv_row *rows = &result->rows[2 * ((size_t)case_index * result->block_count + block)];
    assert_true(rows[0].case_index == case_index && rows[1].block == block);
    rows[0].real_ns = exp(effect);
    rows[1].real_ns = 1;
    rows[1].log_ratio = effect;
    rows[0].empty_ns = rows[1].empty_ns = 0;
}

/* A run of so many blocks, a second each. */
static struct bv_synthetic *run_of(uint32_t blocks)
{
    struct bv_synthetic *synthetic = bv_synthetic_create(1, blocks);
    synthetic->result.elapsed_s = blocks;
    return synthetic;
}

static struct bv_summary *summary_of(const struct bv_synthetic *synthetic)
{
    static const struct bv_summary_options options = {.resamples = 1};
    struct bv_summary *summary;
    assert_int_equal(bv_summary_create(&synthetic->result, &options, &summary, NULL), BV_OK);
    return summary;
}

static void expect_interval(struct bv_interval got, double low, double high)
{
    if (isinf(low) ? got.low != low || got.high != high
                   : !(fabs(got.low - low) < 1e-9 && fabs(got.high - high) < 1e-9))
        fail_msg("%g to %g instead of %g to %g", got.low, got.high, low, high);
}

/* The interval of its first case, had the run's blocks been spread over so many seconds. */
static void expect_interval_over(struct bv_synthetic *synthetic, double elapsed_s, double low,
                                 double high)
{
    struct bv_result *result = &synthetic->result;
    for (size_t i = 0; i < result->block_count; i++)
        result->blocks[i].start_s *= elapsed_s / result->elapsed_s;
    result->elapsed_s = elapsed_s;
    struct bv_summary *summary = summary_of(synthetic);
    expect_interval(summary->cases[0].contests[0].effect, low, high);
    bv_summary_destroy(summary);
}

static size_t draws_of(const struct bv_contest *contest)
{
    return bv_spells_draws(contest->sample.spells, contest->sample.count);
}

/* 40 blocks of effects 1, 2 ... 40 thousandths, of each quarter of ten so many of the upper half.
 */
static struct bv_synthetic *run_with(const unsigned upper[QUARTERS], const char *const *names,
                                     uint32_t count)
{
    struct bv_synthetic *synthetic = run_of(40);
    for (uint32_t c = 0; c < count; c++) {
        unsigned low = 1, high = 21;
        add(synthetic, names[c]);
        for (uint32_t block = 0; block < 40; block++)
            set(synthetic, c, block, 1e-3 * (block % 10 < upper[block / 10] ? high++ : low++));
        assert_true(low == 21 && high == 41);
    }
    return synthetic;
}

static const char *const question[] = {"arg/size:8"};

/* Of 8, 5, 5 and 2 of ten the shares are off by 0.3, 0, 0 and -0.3. Their squares are 0.045 on
 * average; chance gives 0.25 / 10 x 3/4 x 40/39 = 0.0192; the rest is 3/4 of the variance. */
static void drift_by_hand(void **unused)
{
    (void)unused;
    static const unsigned upper[] = {8, 5, 5, 2};
    struct bv_synthetic *synthetic = run_with(upper, question, 1);
    struct bv_summary *summary = summary_of(synthetic);
    const struct bv_contest *contest = &summary->cases[0].contests[0];
    double variance = (0.045 - 0.25 / 10 * 0.75 * 40 / 39) / 0.75;
    assert_true(fabs(summary->drift - variance) < 1e-9);
    assert_true(fabs(contest->spells.variance - variance) < 1e-9);
    /* 40 s are two spells; 40 blocks vary as 40 / (1 + 4 x 40 x variance / 2) fair coins. */
    assert_int_equal(contest->spells.counts[0], 20);
    assert_int_equal(contest->spells.counts[1], 20);
    assert_int_equal(draws_of(contest), 10);
    assert_true(fabs(contest->effect.estimate - 0.0205) < 1e-9);
    /* Sums of beta-binomial counts, added up elsewhere: with 7 of two times 20 on a side two-sided
     * 0.0325, with 8 0.0523. */
    expect_interval(contest->effect, 0.008, 0.033);
    bv_summary_destroy(summary);
    /* Four times 10: 10 give 0.0423, 11 0.0712. Once 40: 4 give 0.0385, 5 0.0601. */
    expect_interval_over(synthetic, 80, 0.011, 0.03);
    expect_interval_over(synthetic, 39, 0.005, 0.036);
    bv_synthetic_destroy(synthetic);
}

static void what_does_not_drift_stays_as_it_is(void **unused)
{
    (void)unused;
    static const unsigned even[] = {5, 5, 5, 5}, chance[] = {6, 4, 6, 4};
    static const unsigned *const runs[] = {even, chance};
    for (unsigned i = 0; i < 2; i++) {
        struct bv_synthetic *synthetic = run_with(runs[i], question, 1);
        struct bv_summary *summary = summary_of(synthetic);
        assert_true(summary->drift == 0);
        assert_int_equal(draws_of(&summary->cases[0].contests[0]), 40);
        expect_interval(summary->cases[0].contests[0].effect, 0.014, 0.027);
        bv_summary_destroy(summary);
        bv_synthetic_destroy(synthetic);
    }
}

/* Quarters of another time than the others' through and through: a sample of four says nothing. */
static void a_run_of_two_halves_knows_little(void **unused)
{
    (void)unused;
    static const unsigned upper[] = {10, 10, 0, 0};
    struct bv_synthetic *synthetic = run_with(upper, question, 1);
    struct bv_summary *summary = summary_of(synthetic);
    assert_true(draws_of(&summary->cases[0].contests[0]) < 6);
    expect_interval(summary->cases[0].contests[0].effect, -INFINITY, INFINITY);
    assert_int_equal(summary->cases[0].contests[0].verdict, BV_VERDICT_UNDECIDED);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

/* What is the same, or differs by so many additions, neither tells of drift nor suffers by it. */
static void checks_are_left_out(void **unused)
{
    (void)unused;
    static const unsigned drifting[] = {10, 10, 0, 0}, even[] = {5, 5, 5, 5};
    static const char *const names[] = {"null/kind:same/of:value/size:8", "planted/more:1/size:8",
                                        "arg/size:8"};
    struct bv_synthetic *synthetic = run_with(drifting, names, 2);
    struct bv_summary *summary = summary_of(synthetic);
    assert_true(summary->drift == 0);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
    synthetic = run_with(even, names, 3);
    for (uint32_t block = 0; block < 40; block++)
        set(synthetic, 2, block, block < 20 ? 0.1 : 0.2);
    summary = summary_of(synthetic);
    assert_true(summary->drift > 0.2);
    expect_interval(summary->cases[0].contests[0].effect, 0.014, 0.027);
    expect_interval(summary->cases[1].contests[0].effect, 0.014, 0.027);
    expect_interval(summary->cases[2].contests[0].effect, -INFINITY, INFINITY);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

/* What was measured before there were looks is judged as it was then; so is a run of a few blocks,
 * and one whose time is not known. */
static void some_runs_are_not_asked(void **unused)
{
    (void)unused;
    static const unsigned upper[] = {10, 10, 0, 0};
    for (unsigned i = 0; i < 3; i++) {
        struct bv_synthetic *synthetic = run_with(upper, question, 1);
        struct bv_result *result = &synthetic->result;
        if (i == 0)
            result->schema = BV_SCHEMA_LOOKS - 1;
        else if (i == 1)
            result->row_count = 2 * 31;
        else
            result->elapsed_s = 0;
        struct bv_summary *summary = summary_of(synthetic);
        const struct bv_contest *contest = &summary->cases[0].contests[0];
        assert_true(summary->drift == 0);
        assert_int_equal(draws_of(contest), contest->sample.count);
        assert_true(isfinite(contest->effect.low));
        bv_summary_destroy(summary);
        bv_synthetic_destroy(synthetic);
    }
}

/* Coverage over runs whose quarters are shifted by so many spreads of a case, each case by another
 * shift. */
static double coverage(double shift, unsigned runs, double *unwidened, double *drift)
{
    enum { CASES = 30, BLOCKS = 64 };
    struct bv_random random = bv_random_seed(21, (uint64_t)(10 * shift));
    const struct shape normal = {.population = &populations[0], .scale = 0.01};
    unsigned covered = 0, covered_unwidened = 0;
    *drift = 0;
    for (unsigned run = 0; run < runs; run++) {
        struct bv_synthetic *synthetic = run_of(BLOCKS);
        for (uint32_t c = 0; c < CASES; c++) {
            char name[40];
            double moved[QUARTERS];
            snprintf(name, sizeof name, "arg/at:%u/size:8", c);
            add(synthetic, name);
            for (unsigned q = 0; q < QUARTERS; q++)
                moved[q] = shift * shape_draw(&normal, &random);
            for (uint32_t block = 0; block < BLOCKS; block++)
                set(synthetic, c, block,
                    moved[block * QUARTERS / BLOCKS] + shape_draw(&normal, &random));
        }
        struct bv_summary *summary = summary_of(synthetic);
        for (uint32_t c = 0; c < CASES; c++) {
            const struct bv_contest *contest = &summary->cases[c].contests[0];
            struct bv_sample plain = contest->sample;
            plain.spells = NULL;
            struct bv_interval without = bv_block_interval(plain, 0.95);
            covered += contest->effect.low <= 0 && contest->effect.high >= 0;
            covered_unwidened += without.low <= 0 && without.high >= 0;
        }
        *drift += summary->drift / runs;
        bv_summary_destroy(summary);
        bv_synthetic_destroy(synthetic);
    }
    *unwidened = (double)covered_unwidened / (runs * CASES);
    return (double)covered / (runs * CASES);
}

static void intervals_hold_the_truth_of_drifting_runs(void **unused)
{
    (void)unused;
    static const double shifts[] = {0, 0.3, 0.6, 1};
    for (size_t i = 0; i < sizeof shifts / sizeof shifts[0]; i++) {
        double unwidened, drift, covered = coverage(shifts[i], 60, &unwidened, &drift);
        print_message("shift %.1f: drift %.4f, coverage %.3f, without it %.3f\n", shifts[i], drift,
                      covered, unwidened);
        /* 1,800 intervals: half a per cent is their standard error, were they independent. */
        if (covered < 0.93)
            fail_msg("a shift of %g spreads: %g are covered", shifts[i], covered);
        assert_true(shifts[i] < 0.5 || unwidened < 0.85); /* else this shows nothing */
        assert_true(shifts[i] > 0 || (drift < 0.002 && unwidened - covered < 0.01));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(drift_by_hand),
        cmocka_unit_test(what_does_not_drift_stays_as_it_is),
        cmocka_unit_test(a_run_of_two_halves_knows_little),
        cmocka_unit_test(checks_are_left_out),
        cmocka_unit_test(some_runs_are_not_asked),
        cmocka_unit_test(intervals_hold_the_truth_of_drifting_runs),
    };
    return cmocka_run_group_tests_name("drift", tests, NULL, NULL);
}
