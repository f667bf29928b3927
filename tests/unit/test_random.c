/* SPDX-License-Identifier: Apache-2.0 */
/* test_random.c: the generator against its published sequence, and its uses. */
#include "lib/base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* First outputs of xoshiro256** from the state {1, 2, 3, 4}, as the reference code gives them. */
static void follows_the_reference(void **unused)
{
    (void)unused;
    static const uint64_t expected[] = {11520, 0, 1509978240, 1215971899390074240};
    struct bv_random r = {{1, 2, 3, 4}};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
        assert_int_equal(bv_random_next(&r), expected[i]);
}

static void same_seed_same_stream(void **unused)
{
    (void)unused;
    struct bv_random a = bv_random_seed(42, 7), b = bv_random_seed(42, 7);
    struct bv_random c = bv_random_seed(42, 8), d = bv_random_seed(43, 7);
    uint64_t x = bv_random_next(&a);
    assert_int_equal(x, bv_random_next(&b));
    assert_int_not_equal(x, bv_random_next(&c));
    assert_int_not_equal(x, bv_random_next(&d));
}

static void below_is_uniform(void **unused)
{
    (void)unused;
    enum { DRAWS = 70000, BOUND = 7 };
    unsigned seen[BOUND] = {0};
    struct bv_random r = bv_random_seed(1, 0);
    for (int i = 0; i < DRAWS; i++)
        seen[bv_random_below(&r, BOUND)]++;
    double chi2 = 0;
    for (int i = 0; i < BOUND; i++) {
        double d = seen[i] - (double)DRAWS / BOUND;
        chi2 += d * d / ((double)DRAWS / BOUND);
    }
    assert_true(chi2 < 22.46); /* chi-squared, 6 degrees of freedom, p = 0.001 */
}

static void shuffle_permutes(void **unused)
{
    (void)unused;
    uint32_t items[100];
    unsigned seen[100] = {0}, moved = 0;
    for (uint32_t i = 0; i < 100; i++)
        items[i] = i;
    struct bv_random r = bv_random_seed(3, 0);
    bv_random_shuffle(&r, items, 100);
    for (uint32_t i = 0; i < 100; i++) {
        seen[items[i]]++;
        moved += items[i] != i;
    }
    for (uint32_t i = 0; i < 100; i++)
        assert_int_equal(seen[i], 1);
    assert_true(moved > 80);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(follows_the_reference),
        cmocka_unit_test(same_seed_same_stream),
        cmocka_unit_test(below_is_uniform),
        cmocka_unit_test(shuffle_permutes),
    };
    return cmocka_run_group_tests_name("random", tests, NULL, NULL);
}
