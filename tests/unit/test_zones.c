/* SPDX-License-Identifier: Apache-2.0 */
/* test_zones.c: where the zones end, when the truth of every condition was planted. */
#include "report/analysis/zones.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "report/words/zone_words.h"
#include "tests/support/summary_fixture.h"

#define PLAIN "arg/class:int/reads:one/mode:throughput/site:stack"
#define WAITS "arg/class:int/reads:one/mode:latency/site:stack"

static void plant(struct bv_synthetic *synthetic, const char *series, uint32_t bytes, double value,
                  double spread)
{
    char name[120];
    snprintf(name, sizeof name, "%s/size:%u", series, bytes);
    const struct bv_synthetic_case planted = {.name = name,
                                              .size_bytes = bytes,
                                              .arms = {"value", "pointer"},
                                              .ns = {value, 2},
                                              .spread = spread,
                                              .state = BV_CASE_PRECISE};
    bv_synthetic_add(synthetic, &planted);
}

/* A series of sizes 8, 16 ... 256, of which the pointer wins from `from` on by a tenth and is equal
 * below. */
static void plant_crossing(struct bv_synthetic *synthetic, const char *series, uint32_t from)
{
    for (uint32_t bytes = 8; bytes <= 256; bytes *= 2)
        plant(synthetic, series, bytes, bytes >= from ? 2.2 : 2, 1e-4);
}

struct fixture {
    struct bv_synthetic *synthetic;
    struct bv_summary *summary;
    struct bv_zones zones;
};

static void sum_up(struct fixture *f)
{
    f->summary = bv_summary_fixture(f->synthetic);
    f->zones = bv_zones_find(f->summary);
}

static void drop(struct fixture *f)
{
    bv_summary_destroy(f->summary);
    bv_synthetic_destroy(f->synthetic);
}

static void check_range(struct bv_size_range range, uint32_t low, uint32_t estimate, uint32_t high)
{
    if (range.low != low || range.estimate != estimate || range.high != high)
        fail_msg("%u [%u to %u], not %u [%u to %u]", range.estimate, range.low, range.high,
                 estimate, low, high);
}

static void check_words(const struct bv_zones *zones, bool intervals, const char *expected)
{
    struct bv_text words = {0};
    bv_words_zones(&words, zones, intervals);
    assert_string_equal(words.data, expected);
    bv_text_finish(&words);
}

static void the_ends_are_those_of_the_conditions_that_differ_most(void **unused)
{
    (void)unused;
    struct fixture f = {.synthetic = bv_synthetic_create(1, 40)};
    plant_crossing(f.synthetic, PLAIN, 64);
    plant_crossing(f.synthetic, WAITS, 32);
    plant_crossing(f.synthetic, "chain/depth:4", 128);
    plant_crossing(f.synthetic, "ret", 8); /* passes nothing */
    sum_up(&f);
    assert_int_equal(f.zones.condition_count, 3);
    assert_int_equal(f.zones.size_count, 6);
    check_range(f.zones.value_until, 16, 16, 16);
    check_range(f.zones.pointer_from, 128, 128, 128);
    assert_string_equal(f.zones.value_ends.series->name, WAITS);
    assert_string_equal(f.zones.pointer_begins.series->name, "chain/depth:4");
    check_words(&f.zones, true,
                "by value up to 16 B [sharp], by pointer from 128 B [sharp] on, whatever the "
                "condition; between, it depends");
    struct bv_text words = {0};
    bv_words_zone_ends(&words, f.summary, &f.zones);
    assert_string_equal(words.data,
                        "32 B, arg, class int, reads one, mode latency, site stack: value 2.24 ns, "
                        "pointer 2.04 ns a call; 64 B, chain, depth 4: value 1.97 ns, pointer 1.97 "
                        "ns a call (equal)");
    bv_text_finish(&words);
    drop(&f);
}

/* The scatter of one size leaves it open: the end is uncertain, and no verdict contradicts it. */
static void what_is_not_proven_widens_the_interval(void **unused)
{
    (void)unused;
    struct fixture f = {.synthetic = bv_synthetic_create(3, 40)};
    plant_crossing(f.synthetic, PLAIN, 128);
    for (uint32_t bytes = 8; bytes <= 256; bytes *= 2)
        plant(f.synthetic, WAITS, bytes,
              bytes >= 64   ? 2.2
              : bytes == 32 ? 2.1
                            : 2,
              bytes == 32 ? 0.5 : 1e-4);
    sum_up(&f);
    assert_int_equal(f.zones.value_until.low, 16);
    assert_int_equal(f.zones.value_until.high, 32);
    assert_true(f.zones.value_until.estimate == 16 || f.zones.value_until.estimate == 32);
    check_range(f.zones.pointer_from, 128, 128, 128);
    drop(&f);
}

/* A condition with a few sizes: between two that differ it is open, beyond its last it is silent.
 */
static void a_condition_with_gaps_says_what_it_can(void **unused)
{
    (void)unused;
    struct fixture f = {.synthetic = bv_synthetic_create(1, 40)};
    plant_crossing(f.synthetic, PLAIN, 64);
    plant(f.synthetic, WAITS, 8, 2, 1e-4);
    plant(f.synthetic, WAITS, 128, 2.2, 1e-4);
    sum_up(&f);
    check_range(f.zones.value_until, 8, 32, 32);
    check_range(f.zones.pointer_from, 64, 128, 128);
    drop(&f);
}

static void zones_may_be_empty(void **unused)
{
    (void)unused;
    struct fixture f = {.synthetic = bv_synthetic_create(1, 40)};
    plant_crossing(f.synthetic, PLAIN, 1024); /* never */
    plant_crossing(f.synthetic, WAITS, 8);    /* always */
    sum_up(&f);
    check_range(f.zones.value_until, 0, 0, 0);
    check_range(f.zones.pointer_from, 0, 0, 0);
    check_words(&f.zones, true,
                "at no size by value, from no size on by pointer, whatever the condition; it "
                "depends, but up to 16 B by value costs at most 0.20 ns a call more");
    /* What divides them is the mode, with nothing between. */
    assert_true(bv_span_is(f.zones.factor.key, "mode"));
    assert_int_equal(f.zones.factor.contests + f.zones.factor.other_contests, 12);
    assert_int_equal(f.zones.factor.wins + f.zones.factor.other_wins, 6);
    assert_true(f.zones.factor.wins == 0 || f.zones.factor.other_wins == 0);
    struct bv_text words = {0};
    bv_words_zone_costs(&words, f.summary, &f.zones);
    assert_non_null(strstr(words.data, "up to 16 B, by value costs at most 0.20"));
    assert_null(strstr(words.data, "by pointer"));
    bv_text_finish(&words);
    drop(&f);
}

/* The most that is lost is no less than what an undecided contest shows. */
static void undecided_losses_count(void **unused)
{
    (void)unused;
    struct fixture f = {.synthetic = bv_synthetic_create(1, 20)};
    plant_crossing(f.synthetic, PLAIN, 16);
    plant(f.synthetic, WAITS, 8, 4, 2); /* twice as slow, by some blocks ten times, by some not */
    sum_up(&f);
    const struct bv_contest *wide =
        bv_series_contest(f.summary, f.zones.value_costs.series, f.zones.value_costs.at, 1);
    assert_string_equal(f.zones.value_costs.series->name, WAITS);
    assert_int_equal(wide->verdict, BV_VERDICT_UNDECIDED);
    assert_true(f.zones.value_costs_ns > 0.3); /* 0.2 are lost where it is decided */
    drop(&f);
}

/* One condition is answered as it is. */
static void one_condition_and_none(void **unused)
{
    (void)unused;
    struct fixture f = {.synthetic = bv_synthetic_create(1, 40)};
    plant_crossing(f.synthetic, PLAIN, 64);
    plant_crossing(f.synthetic, "inline", 8);
    sum_up(&f);
    assert_int_equal(f.zones.condition_count, 1);
    struct bv_text words = {0};
    assert_false(bv_words_headline(&words, f.summary, true));
    assert_string_equal(words.data, "value is never worse up to 32 B [sharp]; pointer wins from "
                                    "64 B [sharp] on");
    bv_text_finish(&words);
    drop(&f);
    f.synthetic = bv_synthetic_create(1, 40);
    bv_synthetic_nulls(f.synthetic, 1e-4);
    sum_up(&f);
    assert_int_equal(f.zones.condition_count, 0);
    assert_false(bv_words_headline(&words, f.summary, true));
    assert_string_equal(words.data, "only nulls were measured");
    bv_text_finish(&words);
    drop(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ends_are_those_of_the_conditions_that_differ_most),
        cmocka_unit_test(what_is_not_proven_widens_the_interval),
        cmocka_unit_test(a_condition_with_gaps_says_what_it_can),
        cmocka_unit_test(zones_may_be_empty),
        cmocka_unit_test(undecided_losses_count),
        cmocka_unit_test(one_condition_and_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
