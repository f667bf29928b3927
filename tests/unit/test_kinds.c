/* SPDX-License-Identifier: Apache-2.0 */
/* test_kinds.c: planted outliers and spreads are found, and nothing is where nothing was planted.
 */
#include "report/compare/kinds.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/bundle/net_time.h"
#include "lib/stats/outlier.h"
#include "lib/stats/spread.h"
#include "report/compare/run_median.h"
#include "report/words/kind_words.h"
#include "tests/support/planted_fleet.h"

static void test_a_median_without_sorting(void **unused)
{
    struct bv_random random = bv_random_seed(3, 0);
    (void)unused;
    for (size_t count = 1; count < 300; count += 1 + count / 9) {
        double x[300], y[300];
        for (size_t i = 0; i < count; i++)
            x[i] = y[i] = (double)bv_random_below(&random, count % 3 ? 1000 : 4);
        bv_values_sort(y, count);
        double middle = (y[count / 2] + y[(count - 1) / 2]) / 2;
        assert_true(bv_median_selected(x, count) == middle);
    }
}

/* The example of Iglewicz and Hoaglin: median 2.45, MAD 0.15. */
static void test_scores(void **unused)
{
    static const double x[] = {2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 2.6, 8.2, 8.3};
    static const double same[] = {1, 1, 1, 1, 2};
    double scores[10];
    (void)unused;
    assert_int_equal(bv_outlier_scores(x, 10, scores), BV_OK);
    assert_float_equal(scores[0], -1.574, 0.001);
    assert_float_equal(scores[8], 25.856, 0.001);
    assert_float_equal(scores[9], 26.305, 0.001);
    assert_int_equal(bv_outlier_scores(same, 5, scores), BV_OK);
    assert_true(scores[0] == 0 && scores[4] == INFINITY);
}

static void test_limits(void **unused)
{
    double few, many, rare;
    (void)unused;
    assert_int_equal(bv_outlier_limit(6, 0.05, &few), BV_OK);
    assert_int_equal(bv_outlier_limit(200, 0.05, &many), BV_OK);
    assert_int_equal(bv_outlier_limit(200, 0.01, &rare), BV_OK);
    /* Of 200 normal values with a known deviation it would be the quantile at 1 - 0.05 / 400. */
    assert_true(many > 3.66 && many < 4.4);
    assert_true(rare > many);
    assert_true(few > 5 && few < 6.2);
}

static void test_spreads(void **unused)
{
    /* Two quantities of two groups; the third run of the first lacks the second quantity. */
    static const double values[] = {0, 1, 5, 10, 20, 30, 2, 4, NAN, 2, 3, 4};
    static const uint32_t groups[] = {0, 0, 0, 1, 1, 1};
    const struct bv_spread_table table = {values, 2, 6, groups, 2};
    struct bv_interval within[2], apart[2], all;
    (void)unused;
    assert_int_equal(bv_spread_find(&table, within, apart, &all), BV_OK);
    assert_true(within[0].estimate == 1);   /* of 1 and 1 */
    assert_true(within[1].estimate == 5.5); /* of 10 and 1 */
    assert_true(apart[0].estimate == 0);
    assert_true(apart[1].estimate == 9.5); /* of 19 and 0 */
    assert_true(all.estimate == 1);        /* of 1, 1, 1, 10 */
    assert_true(isinf(within[0].high) && isinf(apart[1].high) && isinf(all.high));
}

static void test_a_run_becomes_its_median(void **unused)
{
    struct bv_synthetic *run = bv_synthetic_create(5, 9);
    struct bv_result median;
    double ns[9], effects[9];
    (void)unused;
    bv_synthetic_add(run, &(struct bv_synthetic_case){.name = "arg/size:8",
                                                      .size_bytes = 8,
                                                      .arms = {"value", "pointer"},
                                                      .ns = {2, 3},
                                                      .spread = 0.05,
                                                      .switches = 4});
    bv_synthetic_add(run, &(struct bv_synthetic_case){.name = "arg/size:16",
                                                      .size_bytes = 16,
                                                      .arms = {"value", "pointer"},
                                                      .state = BV_CASE_UNAVAILABLE,
                                                      .reason = "no"});
    bv_synthetic_fact(&run->result.key, "cpu.model", "CPU");
    for (size_t i = 0; i < 9; i++) {
        const struct bv_row *rows = run->result.rows + 2 * i;
        ns[i] = log(bv_net_of(&rows[1]).ns);
        effects[i] = bv_net_effect(&rows[0], &rows[1]);
    }
    assert_int_equal(bv_run_median(&run->result, 17, &median), BV_OK);
    assert_int_equal(median.row_count, 2);
    assert_int_equal(median.case_count, 2);
    assert_int_equal(median.block_count, 1);
    assert_int_equal(median.blocks[0].layout, 17);
    assert_float_equal(median.blocks[0].canary_ghz[0], 2.9, 1e-12);
    assert_int_equal(median.rows[0].switches, 4);
    assert_float_equal(log(bv_net_of(&median.rows[1]).ns), bv_median_selected(ns, 9), 1e-12);
    assert_float_equal(bv_net_effect(&median.rows[0], &median.rows[1]),
                       bv_median_selected(effects, 9), 1e-12);
    assert_string_equal(bv_facts_get(&median.key, "cpu.model"), "CPU");
    assert_string_equal(median.cases[1].reason, "no");
    bv_synthetic_destroy(run);
    assert_string_equal(median.cases[0].name, "arg/size:8"); /* a copy */
    bv_result_finish(&median);
}

static char *words_of(const struct bv_kinds *kinds,
                      void (*write)(struct bv_text *, const struct bv_kinds *))
{
    struct bv_text text = {0};
    write(&text, kinds);
    return text.data;
}

static void assert_says(char *text, const char *words)
{
    if (!strstr(text, words))
        fail_msg("'%s' is missing in: %s", words, text);
    free(text);
}

/* Two kinds of 40 runs, and one of 4, which is too few to judge. */
static void plant(struct bv_planted_fleet *fleet, size_t slow)
{
    struct bv_random random = bv_random_seed(11, 0);
    for (size_t i = 0; i < 84; i++) {
        const char *kind = i < 40 ? "one" : i < 80 ? "two" : "few";
        double level = (i >= 40 ? 0.26 : 0) + 0.02 * bv_fleet_normal(&random);
        bv_fleet_add(fleet, kind, 20, level + (i < slow ? 0.3 : 0), 0.004, &random);
    }
}

static void test_planted_outliers(void **unused)
{
    static struct bv_planted_fleet fleet;
    struct bv_kinds kinds;
    (void)unused;
    plant(&fleet, 3);
    assert_int_equal(bv_kinds_find(fleet.members, fleet.count, &kinds), BV_OK);
    assert_int_equal(kinds.kind_count, 3);
    assert_string_equal(kinds.kinds[1].name, "two");
    assert_int_equal(kinds.kinds[2].run_count, 4);
    assert_int_equal(kinds.judged, 80);
    assert_int_equal(kinds.outlier_count, 3);
    for (size_t i = 0; i < kinds.run_count; i++)
        assert_int_equal(kinds.runs[i].is_outlier[BV_QUANTITY_TIME], i < 3);
    assert_float_equal(kinds.runs[0].level[BV_QUANTITY_TIME], 0.3, 0.08);
    assert_true(isnan(kinds.runs[83].score[BV_QUANTITY_TIME]));
    /* exp(0.26) is 30 %; the quartile of a deviation of 2 % lies at 1.3 %. */
    const struct bv_interval *apart = &kinds.kinds[1].apart[BV_QUANTITY_TIME];
    assert_true(apart->low < 0.26 && apart->high > 0.26 && apart->high - apart->low < 0.04);
    const struct bv_interval *within = &kinds.kinds[1].within[BV_QUANTITY_TIME];
    assert_true(within->low < 0.0138 && within->high > 0.0138 && within->high < 0.02);
    assert_true(kinds.kinds[1].apart[BV_QUANTITY_RATIO].estimate < 0.005);
    assert_says(words_of(&kinds, bv_words_outliers),
                "3 of 80 runs are outliers of their kinds; 4 runs of kinds with fewer than 6");
    assert_says(words_of(&kinds, bv_words_kinds), "84 runs of 3 kinds");
    assert_says(words_of(&kinds, bv_words_outlier_rule), "at most 5 % of such comparisons");
    assert_string_equal(bv_words_kind_run(&kinds.runs[2]), "n2");
    bv_kinds_finish(&kinds);
    bv_fleet_finish(&fleet);
}

static void test_no_outliers(void **unused)
{
    static struct bv_planted_fleet fleet;
    struct bv_kinds kinds;
    (void)unused;
    plant(&fleet, 0);
    assert_int_equal(bv_kinds_find(fleet.members, fleet.count, &kinds), BV_OK);
    assert_int_equal(kinds.outlier_count, 0);
    assert_says(words_of(&kinds, bv_words_outliers), "no run is an outlier of its kind, of 80");
    bv_kinds_finish(&kinds);
    bv_fleet_finish(&fleet);
}

/* What lies far by its score, but less than the margin off, is no finding. */
static void test_less_than_the_margin(void **unused)
{
    static struct bv_planted_fleet fleet;
    struct bv_random random = bv_random_seed(2, 0);
    struct bv_kinds kinds;
    (void)unused;
    for (size_t i = 0; i < 20; i++)
        bv_fleet_add(&fleet, "one", 20, i == 0 ? 0.005 : 0, 0.0002, &random);
    assert_int_equal(bv_kinds_find(fleet.members, fleet.count, &kinds), BV_OK);
    assert_true(kinds.runs[0].score[BV_QUANTITY_TIME] > 10);
    assert_int_equal(kinds.outlier_count, 0);
    assert_true(isnan(kinds.kinds[0].limit) == 0);
    bv_kinds_finish(&kinds);
    bv_fleet_finish(&fleet);
}

/* Runs that have no case in common with the others are nobody's outliers. */
static void test_nothing_in_common(void **unused)
{
    static struct bv_planted_fleet fleet;
    struct bv_random random = bv_random_seed(2, 0);
    struct bv_kinds kinds;
    (void)unused;
    for (size_t i = 0; i < 8; i++)
        bv_fleet_add(&fleet, "one", i == 0 ? 0 : 3, 0, 0.01, &random);
    assert_int_equal(bv_kinds_find(fleet.members, fleet.count, &kinds), BV_OK);
    assert_true(isnan(kinds.runs[0].level[BV_QUANTITY_TIME]));
    assert_int_equal(kinds.outlier_count, 0);
    bv_kinds_finish(&kinds);
    bv_fleet_finish(&fleet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_median_without_sorting),
        cmocka_unit_test(test_scores),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_spreads),
        cmocka_unit_test(test_a_run_becomes_its_median),
        cmocka_unit_test(test_planted_outliers),
        cmocka_unit_test(test_no_outliers),
        cmocka_unit_test(test_less_than_the_margin),
        cmocka_unit_test(test_nothing_in_common),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
