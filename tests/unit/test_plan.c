/* SPDX-License-Identifier: Apache-2.0 */
/* test_plan.c: chance is fair, and the same for the same seed. */
#include "harness/measure/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void draws_stay_in_range(void **unused)
{
    (void)unused;
    enum { BLOCKS = 20000 };
    bool least[2] = {0}, most[2] = {0};
    for (uint32_t block = 0; block < BLOCKS; block++) {
        struct bv_draw draw = bv_plan_draw(3, block, block);
        assert_true(draw.layout >= 1 && draw.layout <= INT32_MAX);
        assert_true(draw.env_bytes <= 4095);
        assert_true(draw.stack_bytes <= 4080 && draw.stack_bytes % 16 == 0);
        least[0] |= draw.env_bytes < 8;
        most[0] |= draw.env_bytes > 4087;
        least[1] |= draw.stack_bytes == 0;
        most[1] |= draw.stack_bytes == 4080;
    }
    for (int i = 0; i < 2; i++)
        assert_true(least[i] && most[i]); /* missed by chance once in e^39 */
}

/* No block of a run meets the layout of another, nor do runs of different seeds share any; those of
 * one seed share all, whatever else their blocks are. */
static void layouts_are_fresh(void **unused)
{
    (void)unused;
    enum { BLOCKS = 400, SEEDS = 3 };
    uint32_t seen[SEEDS * BLOCKS];
    size_t count = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++)
        for (uint32_t ordinal = 0; ordinal < BLOCKS; ordinal++) {
            uint32_t layout = bv_plan_draw(seed, 3 * ordinal, ordinal).layout;
            assert_int_equal(layout, bv_plan_draw(seed, 7 + ordinal, ordinal).layout);
            for (size_t i = 0; i < count; i++) /* missed by chance once in 3,000 times */
                assert_int_not_equal(layout, seen[i]);
            seen[count++] = layout;
        }
}

static void orders_are_permutations(void **unused)
{
    (void)unused;
    enum { COUNT = 200, BLOCKS = 50 };
    uint32_t order[COUNT], before[COUNT] = {0};
    for (uint32_t block = 0; block < BLOCKS; block++) {
        bool seen[COUNT] = {0};
        bv_plan_order(5, block, order, COUNT);
        for (uint32_t i = 0; i < COUNT; i++) {
            assert_true(order[i] < COUNT && !seen[order[i]]);
            seen[order[i]] = true;
        }
        assert_memory_not_equal(order, before, sizeof order);
        memcpy(before, order, sizeof order);
    }
    order[0] = 77;
    bv_plan_order(5, 0, order, 1);
    assert_int_equal(order[0], 0);
    bv_plan_order(5, 0, order, 0);
}

/* Each case comes first, and last, about as often as any other. */
static void orders_are_fair(void **unused)
{
    (void)unused;
    enum { COUNT = 8, BLOCKS = 8000 };
    unsigned at[COUNT][COUNT] = {{0}};
    for (uint32_t block = 0; block < BLOCKS; block++) {
        uint32_t order[COUNT];
        bv_plan_order(11, block, order, COUNT);
        for (uint32_t i = 0; i < COUNT; i++)
            at[order[i]][i]++;
    }
    double chi2 = 0;
    for (int i = 0; i < COUNT; i++)
        for (int j = 0; j < COUNT; j++) {
            double d = at[i][j] - (double)BLOCKS / COUNT;
            chi2 += d * d / ((double)BLOCKS / COUNT);
        }
    assert_true(chi2 < 85.4); /* chi-squared, 49 degrees of freedom, p = 0.001 */
}

static void a_latin_square_is_balanced(void **unused)
{
    (void)unused;
    for (uint32_t arms = 2; arms <= 4; arms++) {
        enum { SQUARES = 6000 };
        unsigned follows[4][4] = {{0}};
        struct bv_random random = bv_plan_visit(1, 2, 3);
        uint32_t order[4] = {0}, before = 0;
        for (uint32_t square = 0; square < SQUARES; square++) {
            unsigned at[4][4] = {{0}};
            for (uint32_t round = 0; round < arms; round++) {
                bool seen[4] = {0};
                bv_plan_round(&random, square * arms + round, arms, order);
                for (uint32_t i = 0; i < arms; i++) {
                    assert_true(order[i] < arms && !seen[order[i]]);
                    seen[order[i]] = true;
                    at[order[i]][i]++;
                    if (i > 0)
                        follows[before][order[i]]++;
                    before = order[i];
                }
            }
            /* Each arm once in each place of each square. */
            for (uint32_t arm = 0; arm < arms; arm++)
                for (uint32_t place = 0; place < arms; place++)
                    assert_int_equal(at[arm][place], 1);
        }
        /* Within a round, each arm follows each other one equally often, to 5 standard errors at
         * the least: a square gives arms (arms - 1) pairs, in steps of arms - 1. */
        double expected = SQUARES;
        for (uint32_t a = 0; a < arms; a++)
            for (uint32_t b = 0; b < arms; b++)
                if (a != b)
                    assert_true(follows[a][b] > 0.9 * expected && follows[a][b] < 1.1 * expected);
    }
}

static void same_seed_same_plan(void **unused)
{
    (void)unused;
    enum { COUNT = 50 };
    unsigned draws = 0, orders = 0, visits = 0;
    for (uint32_t block = 0; block < 100; block++) {
        uint32_t one[COUNT], same[COUNT], other[COUNT];
        struct bv_draw a = bv_plan_draw(7, block, block), b = bv_plan_draw(7, block, block);
        struct bv_draw c = bv_plan_draw(8, block, block);
        assert_memory_equal(&a, &b, sizeof a);
        draws += memcmp(&a, &c, sizeof a) != 0;
        bv_plan_order(7, block, one, COUNT);
        bv_plan_order(7, block, same, COUNT);
        bv_plan_order(8, block, other, COUNT);
        assert_memory_equal(one, same, sizeof one);
        orders += memcmp(one, other, sizeof one) != 0;
        struct bv_random r = bv_plan_visit(7, block, 1), s = bv_plan_visit(7, block, 1);
        struct bv_random t = bv_plan_visit(7, block, 2), u = bv_plan_visit(8, block, 1);
        uint64_t first = bv_random_next(&r);
        assert_true(first == bv_random_next(&s));
        visits += first != bv_random_next(&t) && first != bv_random_next(&u);
        /* A block's objects are its own: neither the next block nor the next seed has them. */
        uint64_t objects = bv_plan_objects(7, block);
        assert_true(objects == bv_plan_objects(7, block));
        assert_true(objects != bv_plan_objects(8, block) &&
                    objects != bv_plan_objects(8, block + 1) &&
                    objects != bv_plan_objects(6, block + 1));
    }
    assert_int_equal(draws, 100);
    assert_int_equal(orders, 100);
    assert_int_equal(visits, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_stay_in_range),        cmocka_unit_test(layouts_are_fresh),
        cmocka_unit_test(orders_are_permutations),    cmocka_unit_test(orders_are_fair),
        cmocka_unit_test(a_latin_square_is_balanced), cmocka_unit_test(same_seed_same_plan),
    };
    return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
