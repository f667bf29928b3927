/* SPDX-License-Identifier: Apache-2.0 */
/* test_crossing.c: crossovers of planted tables. */
#include "lib/stats/stats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { SIZES = 6, BLOCKS = 20 };

static const double MARGIN = 0.01;

/* The crossover of sizes that each have the blocks centre - 0.0095 .. centre + 0.0095. */
static struct bv_crossover find_coarse(const double *centres, size_t size_count, double resolution,
                                       uint64_t seed)
{
    static double effects[SIZES][BLOCKS];
    struct bv_sample samples[SIZES];
    for (size_t i = 0; i < size_count; i++) {
        samples[i] = (struct bv_sample){effects[i], BLOCKS, resolution, NULL, 0};
        for (size_t j = 0; j < BLOCKS; j++)
            effects[i][j] = centres[i] + 0.001 * ((double)j - 9.5);
    }
    return bv_crossover_find(samples, size_count, MARGIN, 500, seed);
}

static struct bv_crossover find(const double *centres, size_t size_count, uint64_t seed)
{
    return find_coarse(centres, size_count, 0, seed);
}

static void assert_crossing(struct bv_crossing got, int estimate, int low, int high)
{
    assert_int_equal(got.estimate, estimate);
    assert_int_equal(got.low, low);
    assert_int_equal(got.high, high);
}

static void clean_crossing(void **unused)
{
    (void)unused;
    static const double centres[SIZES] = {-0.3, -0.2, -0.1, 0.1, 0.2, 0.3};
    struct bv_crossover x = find(centres, SIZES, 1);
    assert_crossing(x.value_until, 2, 2, 2);
    assert_crossing(x.pointer_from, 3, 3, 3);
}

static void value_everywhere(void **unused)
{
    (void)unused;
    static const double centres[SIZES] = {-0.3, -0.2, 0, -0.2, 0, -0.3};
    struct bv_crossover x = find(centres, SIZES, 1);
    assert_crossing(x.value_until, SIZES - 1, SIZES - 1, SIZES - 1);
    assert_crossing(x.pointer_from, -1, -1, -1);
}

static void pointer_everywhere(void **unused)
{
    (void)unused;
    static const double centres[SIZES] = {0.3, 0.2, 0.1, 0.2, 0.1, 0.3};
    struct bv_crossover x = find(centres, SIZES, 1);
    assert_crossing(x.value_until, -1, -1, -1);
    assert_crossing(x.pointer_from, 0, 0, 0);
}

/* Pointer wins early, loses again, and not at the end either. */
static void wins_without_crossover(void **unused)
{
    (void)unused;
    static const double centres[SIZES] = {-0.3, 0.2, -0.1, 0.2, 0.1, -0.3};
    struct bv_crossover x = find(centres, SIZES, 1);
    assert_crossing(x.value_until, 0, 0, 0);
    assert_crossing(x.pointer_from, -1, -1, -1);
}

static void gap_between_the_edges(void **unused)
{
    (void)unused;
    static const double centres[SIZES] = {-0.3, 0.2, -0.1, -0.2, 0.1, 0.3};
    struct bv_crossover x = find(centres, SIZES, 1);
    assert_crossing(x.value_until, 0, 0, 0);
    assert_crossing(x.pointer_from, 4, 4, 4);
}

static void one_size(void **unused)
{
    (void)unused;
    static const double wins[] = {0.3}, loses[] = {-0.3};
    assert_crossing(find(wins, 1, 1).value_until, -1, -1, -1);
    assert_crossing(find(wins, 1, 1).pointer_from, 0, 0, 0);
    assert_crossing(find(loses, 1, 1).value_until, 0, 0, 0);
    assert_crossing(find(loses, 1, 1).pointer_from, -1, -1, -1);
}

/* An effect that is the margin, to the bit, is not beyond it; nor is it in any resample. */
static void ties_with_the_margin(void **unused)
{
    (void)unused;
    double same[8];
    for (size_t i = 0; i < 8; i++)
        same[i] = MARGIN;
    const struct bv_sample samples[] = {{same, 8, 0, NULL, 0}, {same, 8, 0, NULL, 0}};
    struct bv_crossover x = bv_crossover_find(samples, 2, MARGIN, 500, 1);
    assert_int_equal(x.value_until.estimate, 1);
    assert_int_equal(x.value_until.resampled_low, 1);
    assert_int_equal(x.pointer_from.estimate, -1);
    assert_int_equal(x.pointer_from.resampled_low, -1);
}

/* Size 2 lies on the margin: the edges may stand on either side of it, and no further. */
static void doubt_at_one_size(void **unused)
{
    (void)unused;
    static const double centres[SIZES] = {-0.3, -0.2, 0.0101, 0.1, 0.2, 0.3};
    struct bv_crossover x = find(centres, SIZES, 1);
    assert_crossing(x.value_until, 1, 1, 2);
    assert_crossing(x.pointer_from, 2, 2, 3);
    assert_int_equal(x.value_until.resampled_low, 1);
    assert_int_equal(x.value_until.resampled_high, 2);
}

/* Size 3 is a clear win, by less than the clock can tell: now it is in doubt, too. */
static void what_the_clock_cannot_tell_is_in_doubt(void **unused)
{
    (void)unused;
    static const double centres[SIZES] = {-0.3, -0.2, -0.1, 0.04, 0.2, 0.3};
    struct bv_crossover x = find(centres, SIZES, 1);
    assert_crossing(x.value_until, 2, 2, 2);
    assert_crossing(x.pointer_from, 3, 3, 3);
    x = find_coarse(centres, SIZES, 0.03, 1);
    assert_crossing(x.value_until, 2, 2, 3);
    assert_crossing(x.pointer_from, 3, 3, 4);
    x = find_coarse(centres, SIZES, 0.15, 1);
    assert_crossing(x.value_until, 2, 1, 3);
    assert_crossing(x.pointer_from, 3, 2, 4);
}

/* The last size in doubt: the pointer's run may begin there, or never (-1). */
static void doubt_at_the_end(void **unused)
{
    (void)unused;
    static const double centres[SIZES] = {-0.3, -0.2, -0.1, -0.1, -0.2, 0.0101};
    struct bv_crossover x = find(centres, SIZES, 1);
    assert_crossing(x.value_until, 4, 4, 5);
    assert_crossing(x.pointer_from, 5, 5, -1);
    static const double mirrored[SIZES] = {0.0101, 0.2, 0.1, 0.1, 0.2, 0.3};
    x = find(mirrored, SIZES, 1);
    assert_crossing(x.value_until, -1, -1, 0);
    assert_crossing(x.pointer_from, 0, 0, 1);
}

/* Six blocks cannot exclude anything over six sizes: 6 * 2^-5 > 0.05. All agree, so resampling is
 * sure of itself; the interval that is shown is not. */
static void few_blocks_stay_in_doubt(void **unused)
{
    (void)unused;
    static const double low[6] = {-0.3, -0.3, -0.3, -0.3, -0.3, -0.3};
    static const double high[6] = {0.3, 0.3, 0.3, 0.3, 0.3, 0.3};
    const struct bv_sample samples[SIZES] = {{low, 6, 0, NULL, 0},  {low, 6, 0, NULL, 0},
                                             {low, 6, 0, NULL, 0},  {high, 6, 0, NULL, 0},
                                             {high, 6, 0, NULL, 0}, {high, 6, 0, NULL, 0}};
    struct bv_crossover x = bv_crossover_find(samples, SIZES, MARGIN, 500, 1);
    assert_int_equal(x.value_until.resampled_low, 2);
    assert_int_equal(x.value_until.resampled_high, 2);
    assert_crossing(x.value_until, 2, 2, SIZES - 1);
    assert_crossing(x.pointer_from, 3, 0, 3);
}

/* Of six blocks one loses. A resample holds it four times or more with P = 0.0087, three times with
 * P = 0.0536 (scipy.stats.binom(6, 1/6)): whether halves lose decides if loss is in the interval,
 * and that the mean of the two middle blocks does. */
static void halves_go_by_their_mean(void **unused)
{
    (void)unused;
    double blocks[6] = {-0.3, 0.2, 0.2, 0.2, 0.2, 0.2};
    struct bv_sample sample = {blocks, 6, 0, NULL, 0};
    struct bv_crossover x = bv_crossover_find(&sample, 1, MARGIN, 5000, 1);
    assert_int_equal(x.pointer_from.resampled_low, 0);
    assert_int_equal(x.pointer_from.resampled_high, -1);
    blocks[0] = -0.1;
    x = bv_crossover_find(&sample, 1, MARGIN, 5000, 1);
    assert_int_equal(x.pointer_from.resampled_low, 0);
    assert_int_equal(x.pointer_from.resampled_high, 0);
    assert_int_equal(x.value_until.resampled_low, -1);
    assert_int_equal(x.value_until.resampled_high, -1);
    static const double mirrored[6] = {0.1, -0.2, -0.2, -0.2, -0.2, -0.2};
    sample.values = mirrored;
    x = bv_crossover_find(&sample, 1, MARGIN, 5000, 1);
    assert_int_equal(x.value_until.resampled_low, 0);
    assert_int_equal(x.value_until.resampled_high, 0);
}

static void same_seed_same_interval(void **unused)
{
    (void)unused;
    static const double centres[SIZES] = {-0.3, 0.008, 0.009, 0.012, 0.013, 0.3};
    struct bv_crossover a = find(centres, SIZES, 7), b = find(centres, SIZES, 7);
    assert_memory_equal(&a, &b, sizeof a);
    assert_true(a.value_until.low < a.value_until.high);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clean_crossing),
        cmocka_unit_test(value_everywhere),
        cmocka_unit_test(pointer_everywhere),
        cmocka_unit_test(wins_without_crossover),
        cmocka_unit_test(gap_between_the_edges),
        cmocka_unit_test(one_size),
        cmocka_unit_test(ties_with_the_margin),
        cmocka_unit_test(doubt_at_one_size),
        cmocka_unit_test(what_the_clock_cannot_tell_is_in_doubt),
        cmocka_unit_test(doubt_at_the_end),
        cmocka_unit_test(few_blocks_stay_in_doubt),
        cmocka_unit_test(halves_go_by_their_mean),
        cmocka_unit_test(same_seed_same_interval),
    };
    return cmocka_run_group_tests_name("crossing", tests, NULL, NULL);
}
