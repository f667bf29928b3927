/* SPDX-License-Identifier: Apache-2.0 */
/* test_stats.c: the statistics against values from elsewhere and from counting by hand. */
#include "lib/stats/stats.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/random.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define assert_close(got, want) assert_close_at(got, want, __FILE__, __LINE__)

static void assert_close_at(double got, double want, const char *file, int line)
{
    if (isinf(want) ? got != want : !(fabs(got - want) <= 1e-12 * fmax(1e-3, fabs(want)))) {
        print_error("got %.17g, want %.17g\n", got, want);
        _fail(file, line);
    }
}

/* Twelve blocks, out of order; sorted: -3 2 6 8 11 12 15 19 21 27 34 41 thousandths. */
static const double sample[12] = {0.012, -0.003, 0.021, 0.034, 0.008, 0.015,
                                  0.019, 0.002,  0.027, 0.011, 0.041, 0.006};

/* numpy.quantile(sample, q) */
static void quantiles_as_numpy(void **unused)
{
    (void)unused;
    static const struct {
        double q, want;
    } rows[] = {{0, -0.003},   {0.1, 0.0024}, {0.25, 0.0075},
                {0.5, 0.0135}, {0.9, 0.0333}, {1, 0.041}};
    double x[COUNT(sample)];
    memcpy(x, sample, sizeof x);
    bv_values_sort(x, COUNT(x));
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_close(bv_quantile_sorted(x, COUNT(x), rows[i].q), rows[i].want);
    memcpy(x, sample, sizeof x);
    assert_close(bv_median(x, COUNT(x)), 0.0135);
    memcpy(x, sample, sizeof x);
    assert_close(bv_median(x, 5), 0.012);
    assert_close(bv_median(x, 1), -0.003); /* bv_median left the first five sorted */
}

/* scipy.stats.binomtest(few, count).pvalue */
static void sign_test_as_scipy(void **unused)
{
    (void)unused;
    static const struct {
        size_t count, few;
        double want;
    } rows[] = {{8, 0, 0.0078125},
                {12, 2, 0.03857421875},
                {20, 5, 0.04138946533203125},
                {60, 21, 0.027340133868077935},
                {9, 4, 1},
                {0, 0, 1},
                {1, 0, 1},
                {12, 9, 1}};
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_close(bv_sign_p(rows[i].count, rows[i].few), rows[i].want);
    assert_true(fabs(bv_sign_p(1500, 700) - 0.01055925546671162) < 1e-10);
    assert_close(bv_sign_p(1000, 0), ldexp(1, -999));
}

static struct bv_sample of(const double *values, size_t count)
{
    return (struct bv_sample){values, count, 0, NULL, 0};
}

/* The order statistics are scipy.stats.binom.ppf((1 - level) / 2, 12, 0.5) from either end: 3 at
 * 0.95, 2 at 0.99. */
static void interval_by_hand(void **unused)
{
    (void)unused;
    struct bv_interval at95 = bv_block_interval(of(sample, 12), 0.95);
    assert_close(at95.estimate, 0.0135);
    assert_close(at95.low, 0.006);
    assert_close(at95.high, 0.027);
    struct bv_interval at99 = bv_block_interval(of(sample, 12), 0.99);
    assert_close(at99.low, 0.002);
    assert_close(at99.high, 0.034);
}

static void interval_of_few_blocks(void **unused)
{
    (void)unused;
    struct bv_interval six = bv_block_interval(of(sample, 6), 0.95); /* 2 / 64 <= 0.05 */
    assert_close(six.low, -0.003);
    assert_close(six.high, 0.034);
    struct bv_interval exact = bv_block_interval(of(sample, 6), 1 - 2.0 / 64); /* just attained */
    assert_close(exact.low, -0.003);
    struct bv_interval five = bv_block_interval(of(sample, 5), 0.95); /* 2 / 32 > 0.05 */
    assert_close(five.estimate, 0.012);
    assert_close(five.low, -INFINITY);
    assert_close(five.high, INFINITY);
    assert_close(bv_block_interval(of(sample, 1), 0.95).estimate, 0.012);
}

static void interval_of_ties(void **unused)
{
    (void)unused;
    static const double same[9] = {0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5};
    struct bv_interval all = bv_block_interval(of(same, 9), 0.95);
    assert_close(all.low, 0.5);
    assert_close(all.high, 0.5);
    static const double zeros[8] = {0, -1, 0, 0, 1, 0, -0.0, 0};
    assert_close(bv_p_beyond(of(zeros, 8), 0), 1);
    assert_close(bv_block_interval(of(zeros, 8), 0.9).low, 0); /* 2 from either end */
}

static void interval_ignores_order(void **unused)
{
    (void)unused;
    double x[101], sorted[101];
    struct bv_random r = bv_random_seed(5, 0);
    for (size_t count = 1; count <= COUNT(x); count++) {
        for (size_t i = 0; i < count; i++)
            x[i] = (double)bv_random_below(&r, 40); /* with ties */
        memcpy(sorted, x, sizeof x);
        bv_values_sort(sorted, count);
        struct bv_interval a = bv_block_interval(of(x, count), 0.95);
        struct bv_interval b = bv_block_interval(of(sorted, count), 0.95);
        assert_close(a.estimate, bv_quantile_sorted(sorted, count, 0.5));
        assert_true(a.low == b.low && a.high == b.high);
        assert_true(a.low <= a.estimate && a.estimate <= a.high);
    }
}

/* 2 * scipy.stats.binom.cdf(few, 12, 0.5), few by counting blocks against the margin. */
static void p_values_as_scipy(void **unused)
{
    (void)unused;
    static const struct {
        double margin, beyond, within;
    } rows[] = {{0, 0.00634765625, 1},   {0.005, 0.03857421875, 1}, {0.01, 0.3876953125, 1},
                {0.02, 1, 0.3876953125}, {0.03, 1, 0.03857421875},  {0.035, 1, 0.00634765625},
                {0.05, 1, 0.00048828125}};
    double mirrored[COUNT(sample)];
    for (size_t i = 0; i < COUNT(sample); i++)
        mirrored[i] = -sample[i];
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_close(bv_p_beyond(of(sample, 12), rows[i].margin), rows[i].beyond);
        assert_close(bv_p_within(of(sample, 12), rows[i].margin), rows[i].within);
        assert_close(bv_p_beyond(of(mirrored, 12), rows[i].margin), rows[i].beyond);
        assert_close(bv_p_within(of(mirrored, 12), rows[i].margin), rows[i].within);
    }
    assert_close(bv_p_beyond(of(NULL, 0), 0.01), 1);
    assert_close(bv_p_within(of(NULL, 0), 0.01), 1);
}

/* The interval of what is known to +-0.001 only holds that of every choice within. */
static void interval_of_coarse_values(void **unused)
{
    (void)unused;
    struct bv_interval exact = bv_block_interval(of(sample, 12), 0.95);
    struct bv_interval coarse =
        bv_block_interval((struct bv_sample){sample, 12, 0.001, NULL, 0}, 0.95);
    assert_close(coarse.estimate, exact.estimate);
    assert_close(coarse.low, 0.005);
    assert_close(coarse.high, 0.028);
    struct bv_random r = bv_random_seed(7, 0);
    for (unsigned k = 0; k < 500; k++) {
        double moved[12];
        for (size_t i = 0; i < 12; i++)
            moved[i] = sample[i] + 0.002 * bv_random_unit(&r) - 0.001;
        struct bv_interval own = bv_block_interval(of(moved, 12), 0.95);
        assert_true(own.low >= coarse.low && own.high <= coarse.high);
    }
    struct bv_interval five =
        bv_block_interval((struct bv_sample){sample, 5, 0.001, NULL, 0}, 0.95);
    assert_close(five.low, -INFINITY);
}

/* Each value by its own error: sorted lows -0.003 0.002 ... and highs, third from either end. */
static void interval_of_values_with_errors(void **unused)
{
    (void)unused;
    /* Of 0.002, of 0.041 and of 0.012, in the order of the sample. */
    static const double errors[12] = {0.02, 0, 0, 0, 0, 0, 0, 0.05, 0, 0, 0.001, 0};
    struct bv_sample own = {sample, 12, 0.3, errors, 0};
    for (size_t i = 0; i < 12; i++)
        assert_true(bv_sample_error(&own, i) == errors[i]); /* and not the resolution */
    struct bv_sample same = {sample, 12, 0.3, NULL, 0};
    assert_true(bv_sample_error(&same, 7) == 0.3);
    /* Lowest places: -0.048 -0.008 -0.003 0.006 ...; highest: ... 0.034 0.042 0.052. */
    struct bv_interval wide = bv_block_interval(own, 0.95);
    assert_close(wide.estimate, 0.0135);
    assert_close(wide.low, -0.003);
    assert_close(wide.high, 0.034);
    struct bv_random r = bv_random_seed(8, 0);
    for (unsigned k = 0; k < 500; k++) {
        double moved[12];
        for (size_t i = 0; i < 12; i++)
            moved[i] = sample[i] + errors[i] * (2 * bv_random_unit(&r) - 1);
        struct bv_interval one = bv_block_interval(of(moved, 12), 0.95);
        assert_true(one.low >= wide.low && one.high <= wide.high);
    }
    /* Surely above 0.01: not 0.012 any more, so 7 of 12. Perhaps above 0.03: 0.012 and 0.002, too,
     * so 4 of 12. */
    assert_close(bv_p_beyond(own, 0.01), bv_sign_p(12, 5));
    assert_close(bv_p_within(own, 0.03), bv_sign_p(12, 4));
    assert_close(bv_p_within(of(sample, 12), 0.03), bv_sign_p(12, 2));
}

/* All looks and all ends spend no more than the table's error. */
static void shares_add_up_to_one(void **unused)
{
    (void)unused;
    assert_close(bv_look_share(24), 0.05);
    assert_close(bv_look_share(48), 0.025);
    assert_close(bv_look_share(96), 0.0125);
    assert_close(bv_look_share(192), 0.00625);
    assert_close(bv_end_share(1), 0.75);
    assert_close(bv_end_share(0), 0.75);
    assert_close(bv_end_share(2), 0.075);
    assert_close(bv_end_share(3), 0.0375);
    double looks = 0, ends = 0;
    size_t next = 24;
    for (size_t count = 0; count < 100000; count++) {
        assert_true((bv_look_share(count) > 0) == (count == next));
        looks += bv_look_share(count);
        next *= count == next ? 2 : 1;
    }
    for (unsigned sessions = 1; sessions < 60; sessions++)
        ends += bv_end_share(sessions);
    assert_true(looks <= 0.1 && ends <= 0.9 + 1e-12);
}

/* At level 1 - p the interval lies beyond, or within; at any level above it does not. */
static void p_values_invert_the_interval(void **unused)
{
    (void)unused;
    struct bv_random r = bv_random_seed(9, 0);
    unsigned beyond_seen = 0, within_seen = 0;
    for (unsigned k = 0; k < 2000; k++) {
        double x[40], errors[40], margin = 0.4 * bv_random_unit(&r);
        double shift = bv_random_unit(&r) - 0.5;
        size_t count = 1 + (size_t)bv_random_below(&r, COUNT(x));
        for (size_t i = 0; i < count; i++)
            x[i] = shift + bv_random_unit(&r) - 0.5;
        struct bv_sample blocks = {x, count, k % 2 ? 0 : 0.1 * bv_random_unit(&r), NULL, 0};
        struct bv_spells spells = {.variance = 0.05 * bv_random_unit(&r)};
        for (size_t i = 0; i < count; i++)
            spells.counts[bv_random_below(&r, BV_SPELLS)]++;
        blocks.spells = k % 3 ? NULL : &spells;
        for (size_t i = 0; i < count; i++)
            errors[i] = 0.1 * bv_random_unit(&r);
        blocks.errors = k % 5 ? NULL : errors;
        double beyond = bv_p_beyond(blocks, margin), within = bv_p_within(blocks, margin);
        assert_true(beyond == 1 || within == 1);
        /* Chances of fair coins are exact; those of spells are rounded, and so is 1 - p. */
        double over = blocks.spells == NULL ? 1 : 1 + 1e-6;
        if (beyond * over < 1) {
            struct bv_interval at = bv_block_interval(blocks, 1 - beyond * over);
            assert_true(at.low > margin || at.high < -margin);
            struct bv_interval above = bv_block_interval(blocks, 1 - beyond * 0.999);
            assert_false(above.low > margin || above.high < -margin);
            beyond_seen++;
        }
        if (within * over < 1) {
            struct bv_interval at = bv_block_interval(blocks, 1 - within * over);
            assert_true(at.low >= -margin && at.high <= margin);
            struct bv_interval above = bv_block_interval(blocks, 1 - within * 0.999);
            assert_false(above.low >= -margin && above.high <= margin);
            within_seen++;
        }
    }
    assert_true(beyond_seen > 300 && within_seen > 300);
}

static void precise_at_few_looks(void **unused)
{
    (void)unused;
    static const size_t looks[] = {16, 24, 32, 48, 64, 96, 128};
    double x[130];
    for (size_t i = 0; i < COUNT(x); i++)
        x[i] = 0.001 * (double)(i % 8); /* any interval is at most 0.007 wide */
    size_t next = 0;
    for (size_t count = 0; count <= COUNT(x); count++) {
        bool look = next < COUNT(looks) && count == looks[next];
        assert_int_equal(bv_precise_enough(of(x, count), 0.02), look);
        next += look;
    }
    assert_int_equal(next, COUNT(looks));
    struct bv_interval at16 = bv_block_interval(of(x, 16), 0.95);
    assert_false(bv_precise_enough(of(x, 16), at16.high - at16.low));
    assert_true(bv_precise_enough(of(x, 16), (at16.high - at16.low) * 1.001));
}

/* p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") of R by hand: 0.005 * 4, 0.01 * 3, 0.03 * 2, and
 * 0.04 raised to its predecessor. */
static void holm_by_hand(void **unused)
{
    (void)unused;
    static const double want[] = {0.03, 0.06, 0.06, 0.02};
    double p[] = {0.01, 0.04, 0.03, 0.005}, *of[] = {&p[0], &p[1], &p[2], &p[3]};
    bv_holm(of, COUNT(p), COUNT(p));
    for (size_t i = 0; i < COUNT(p); i++)
        assert_close(p[i], want[i]);
    bv_holm(NULL, 0, 0);
}

/* Two others, whose p-values are larger, are tested with them: 0.005 * 6, 0.01 * 5, 0.03 * 4. */
static void holm_of_the_smallest(void **unused)
{
    (void)unused;
    static const double want[] = {0.05, 0.12, 0.12, 0.03};
    double p[] = {0.01, 0.04, 0.03, 0.005}, *of[] = {&p[0], &p[1], &p[2], &p[3]};
    bv_holm(of, COUNT(p), COUNT(p) + 2);
    for (size_t i = 0; i < COUNT(p); i++)
        assert_close(p[i], want[i]);
}

static void holm_of_extremes(void **unused)
{
    (void)unused;
    static const double want[] = {1, 0, 1, 0, 1};
    double p[] = {1, 0, 0.5, 0, 0.5}, *of[] = {&p[0], &p[1], &p[2], &p[3], &p[4]};
    bv_holm(of, COUNT(p), COUNT(p));
    for (size_t i = 0; i < COUNT(p); i++)
        assert_close(p[i], want[i]);
}

static void fill(double *x, size_t count, double centre)
{
    for (size_t i = 0; i < count; i++)
        x[i] = centre + 1e-4 * (double)(i % 5);
}

static void verdicts_of_each_kind(void **unused)
{
    (void)unused;
    double value[16], pointer[16], equal[16], torn[16], few[5];
    fill(value, 16, -0.3);
    fill(pointer, 16, 0.3);
    fill(equal, 16, 0.001);
    fill(few, 5, 0.3);
    for (size_t i = 0; i < 16; i++)
        torn[i] = i % 2 ? 0.3 : -0.3;
    const struct bv_sample samples[] = {{value, 16, 0, NULL, 0}, {pointer, 16, 0, NULL, 0},
                                        {equal, 16, 0, NULL, 0}, {torn, 16, 0, NULL, 0},
                                        {few, 5, 0, NULL, 0},    {NULL, 0, 0, NULL, 0}};
    static const enum bv_verdict want[] = {BV_VERDICT_VALUE,     BV_VERDICT_POINTER,
                                           BV_VERDICT_EQUAL,     BV_VERDICT_UNDECIDED,
                                           BV_VERDICT_UNDECIDED, BV_VERDICT_UNDECIDED};
    enum bv_verdict got[COUNT(want)];
    double p[COUNT(want)];
    assert_int_equal(bv_verdicts(samples, NULL, COUNT(want), 0.01, 0.05, got, p), BV_OK);
    for (size_t i = 0; i < COUNT(want); i++)
        assert_int_equal(got[i], want[i]);
    /* All six cases count in either family: the two wins tie at 2^-15, then 5 blocks' 2^-4. */
    assert_close(p[0], 6 * ldexp(1, -15));
    assert_close(p[1], 6 * ldexp(1, -15));
    assert_close(p[4], 4 * ldexp(1, -4));
    assert_close(p[2], 6 * ldexp(1, -15));
    assert_close(p[3], 1);
    assert_close(p[5], 1);
}

/* Eight agreeing blocks have p = 2^-7: enough for 6 cases at 0.05, not for 7. */
static void verdicts_pay_for_the_table(void **unused)
{
    (void)unused;
    double x[8];
    fill(x, 8, 0.3);
    struct bv_sample samples[7];
    enum bv_verdict got[7];
    double p[7];
    for (size_t i = 0; i < 7; i++)
        samples[i] = of(x, 8);
    assert_int_equal(bv_verdicts(samples, NULL, 6, 0.01, 0.05, got, p), BV_OK);
    assert_int_equal(got[0], BV_VERDICT_POINTER);
    assert_int_equal(got[5], BV_VERDICT_POINTER);
    assert_int_equal(bv_verdicts(samples, NULL, 7, 0.01, 0.05, got, p), BV_OK);
    assert_int_equal(got[0], BV_VERDICT_UNDECIDED);
    assert_int_equal(got[6], BV_VERDICT_UNDECIDED);
    assert_close(p[0], 7 * ldexp(1, -7));
    assert_int_equal(bv_verdicts(NULL, NULL, 0, 0.01, 0.05, NULL, NULL), BV_OK);
}

/* So many blocks that agree decide a table; one fewer does not. */
static void the_floor_of_blocks_decides(void **unused)
{
    (void)unused;
    assert_int_equal(bv_blocks_floor(1, 0.05), 6);       /* 2^-5 = 0.031 */
    assert_int_equal(bv_blocks_floor(6, 0.05), 8);       /* 6 x 2^-7 = 0.047 */
    assert_int_equal(bv_blocks_floor(7, 0.05), 9);       /* 7 x 2^-8 = 0.027 */
    assert_int_equal(bv_blocks_floor(8, 0.0625), 8);     /* attained */
    assert_int_equal(bv_blocks_floor(1330, 0.0375), 17); /* 1,330 x 2^-16 = 0.020 */
    assert_int_equal(bv_blocks_floor(1330, 0.00375), 20);
    enum { TABLE = 30 };
    double x[32];
    struct bv_sample samples[TABLE];
    enum bv_verdict got[TABLE];
    double p[TABLE], shares[TABLE];
    fill(x, 32, 0.3);
    for (unsigned sessions = 1; sessions < 4; sessions++) {
        double share = bv_end_share(sessions);
        size_t least = bv_blocks_floor(TABLE, 0.05 * share);
        for (size_t count = least - 1; count <= least; count++) {
            for (size_t i = 0; i < TABLE; i++) {
                samples[i] = of(x, count);
                shares[i] = share;
            }
            assert_int_equal(bv_verdicts(samples, shares, TABLE, 0.01, 0.05, got, p), BV_OK);
            for (size_t i = 0; i < TABLE; i++)
                assert_int_equal(got[i], count < least ? BV_VERDICT_UNDECIDED : BV_VERDICT_POINTER);
            assert_close(p[0], TABLE * ldexp(1, 1 - (int)count) / share);
        }
    }
}

/* A share divides the p-value of its own contest, and no other. */
static void verdicts_pay_for_looks(void **unused)
{
    (void)unused;
    double x[8];
    fill(x, 8, 0.3);
    const struct bv_sample samples[] = {{x, 8, 0, NULL, 0}, {x, 8, 0, NULL, 0}, {x, 8, 0, NULL, 0}};
    static const double shares[] = {1, 0.75, 0.075};
    enum bv_verdict got[3];
    double p[3];
    assert_int_equal(bv_verdicts(samples, shares, 3, 0.01, 0.05, got, p), BV_OK);
    assert_close(p[0], 3 * ldexp(1, -7));
    assert_close(p[1], 3 * ldexp(1, -7)); /* Holm: 2 x 2^-7 / 0.75 is less than its predecessor */
    assert_close(p[2], ldexp(1, -7) / 0.075);
    assert_int_equal(got[0], BV_VERDICT_POINTER);
    assert_int_equal(got[1], BV_VERDICT_POINTER);
    assert_int_equal(got[2], BV_VERDICT_UNDECIDED);
}

/* Agreeing blocks: p = 2^(1 - count). */
static void expect_likely(const size_t *counts, const double *shares, size_t table, double centre,
                          size_t likely_from, enum bv_verdict verdict)
{
    double x[16];
    struct bv_sample samples[16] = {{0}};
    enum bv_verdict got[16];
    fill(x, 16, centre);
    for (size_t i = 0; i < table; i++)
        samples[i] = of(x, counts[i]);
    assert_int_equal(bv_likely(samples, shares, table, 0.01, 0.05, got), BV_OK);
    for (size_t i = 0; i < table; i++)
        assert_int_equal(got[i], i >= likely_from ? verdict : BV_VERDICT_UNDECIDED);
}

/* Benjamini and Hochberg by hand: the largest i of p(i) <= i x 0.05 / 8, that is 0.00625 x i, and
 * all below it. */
static void likely_by_hand(void **unused)
{
    (void)unused;
    static const struct {
        size_t counts[8];
        size_t from; /* the first that is likely */
    } rows[] = {
        /* 2^-7 = 0.0078: one is too much at 0.00625, two are not at 0.0125. */
        {{3, 3, 3, 3, 3, 3, 3, 8}, 8},
        {{3, 3, 3, 3, 3, 3, 8, 8}, 6},
        /* 2^-6 = 0.0156: of three at 0.01875, whatever the first two are. */
        {{3, 3, 3, 3, 3, 7, 7, 7}, 5},
        {{3, 3, 3, 3, 3, 7, 8, 9}, 5},
        {{3, 3, 3, 3, 3, 3, 7, 9}, 7},
        /* 2^-5 = 0.03125: of six at 0.0375, not of four at 0.025. */
        {{3, 3, 6, 6, 6, 6, 6, 6}, 2},
        {{3, 3, 3, 3, 6, 6, 6, 6}, 8},
        {{3, 3, 6, 6, 6, 6, 6, 9}, 2},
        /* Empty samples count, too. */
        {{0, 0, 0, 0, 0, 0, 0, 8}, 8},
        {{0, 0, 0, 0, 0, 0, 8, 8}, 6},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        expect_likely(rows[i].counts, NULL, 8, 0.3, rows[i].from, BV_VERDICT_POINTER);
        expect_likely(rows[i].counts, NULL, 8, -0.3, rows[i].from, BV_VERDICT_VALUE);
        expect_likely(rows[i].counts, NULL, 8, 0, rows[i].from, BV_VERDICT_EQUAL);
    }
    /* 2^-7 / 0.75 = 0.0104 is still below 0.0125, 2^-7 / 0.5 is not. */
    static const double three_quarters[8] = {.75, .75, .75, .75, .75, .75, .75, .75},
                        half[8] = {.5, .5, .5, .5, .5, .5, .5, .5};
    expect_likely(rows[1].counts, three_quarters, 8, 0.3, 6, BV_VERDICT_POINTER);
    expect_likely(rows[1].counts, half, 8, 0.3, 8, BV_VERDICT_UNDECIDED);
    assert_int_equal(bv_likely(NULL, NULL, 0, 0.01, 0.05, NULL), BV_OK);
}

/* A win does not make an equality more likely, nor the other way round. */
static void likely_wins_and_equalities_are_two_families(void **unused)
{
    (void)unused;
    double win[8], equal[8];
    struct bv_sample samples[8];
    enum bv_verdict got[8];
    fill(win, 8, 0.3);
    fill(equal, 8, 0.001);
    for (size_t i = 0; i < 8; i++)
        samples[i] = (struct bv_sample){0};
    samples[2] = of(win, 8);
    samples[5] = of(equal, 8);
    assert_int_equal(bv_likely(samples, NULL, 8, 0.01, 0.05, got), BV_OK);
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(got[i], BV_VERDICT_UNDECIDED);
    samples[3] = of(win, 8);
    assert_int_equal(bv_likely(samples, NULL, 8, 0.01, 0.05, got), BV_OK);
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(got[i], i == 2 || i == 3 ? BV_VERDICT_POINTER : BV_VERDICT_UNDECIDED);
}

/* What has a verdict is likely. */
static void verdicts_are_likely(void **unused)
{
    (void)unused;
    enum { TABLE = 40 };
    struct bv_random r = bv_random_seed(12, 0);
    size_t decided = 0, likely_only = 0;
    for (unsigned k = 0; k < 200; k++) {
        double x[TABLE][24], p[TABLE];
        struct bv_sample samples[TABLE];
        enum bv_verdict verdicts[TABLE], likely[TABLE];
        for (size_t i = 0; i < TABLE; i++) {
            double centre = 0.06 * bv_random_unit(&r) - 0.03;
            size_t count = 1 + (size_t)bv_random_below(&r, 24);
            for (size_t b = 0; b < count; b++)
                x[i][b] = centre + 0.02 * bv_random_unit(&r) - 0.01;
            samples[i] = of(x[i], count);
        }
        assert_int_equal(bv_verdicts(samples, NULL, TABLE, 0.01, 0.05, verdicts, p), BV_OK);
        assert_int_equal(bv_likely(samples, NULL, TABLE, 0.01, 0.05, likely), BV_OK);
        for (size_t i = 0; i < TABLE; i++) {
            decided += verdicts[i] != BV_VERDICT_UNDECIDED;
            likely_only += verdicts[i] == BV_VERDICT_UNDECIDED && likely[i] != verdicts[i];
            if (verdicts[i] != BV_VERDICT_UNDECIDED)
                assert_int_equal(likely[i], verdicts[i]);
        }
    }
    assert_true(decided > 100 && likely_only > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_as_numpy),
        cmocka_unit_test(sign_test_as_scipy),
        cmocka_unit_test(interval_by_hand),
        cmocka_unit_test(interval_of_few_blocks),
        cmocka_unit_test(interval_of_ties),
        cmocka_unit_test(interval_of_coarse_values),
        cmocka_unit_test(interval_of_values_with_errors),
        cmocka_unit_test(interval_ignores_order),
        cmocka_unit_test(shares_add_up_to_one),
        cmocka_unit_test(p_values_as_scipy),
        cmocka_unit_test(p_values_invert_the_interval),
        cmocka_unit_test(precise_at_few_looks),
        cmocka_unit_test(holm_by_hand),
        cmocka_unit_test(holm_of_the_smallest),
        cmocka_unit_test(holm_of_extremes),
        cmocka_unit_test(verdicts_of_each_kind),
        cmocka_unit_test(verdicts_pay_for_the_table),
        cmocka_unit_test(verdicts_pay_for_looks),
        cmocka_unit_test(the_floor_of_blocks_decides),
        cmocka_unit_test(likely_by_hand),
        cmocka_unit_test(likely_wins_and_equalities_are_two_families),
        cmocka_unit_test(verdicts_are_likely),
    };
    return cmocka_run_group_tests_name("stats", tests, NULL, NULL);
}
