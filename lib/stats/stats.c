/* SPDX-License-Identifier: Apache-2.0 */
/* stats.c: the median over blocks, its exact interval, and the verdicts that follow from it.
 *
 * The interval is the sign test turned round (Thompson 1936; Conover, Practical Nonparametric
 * Statistics, 3.2): from the d-th smallest to the d-th largest block, d as large as the binomial
 * with one half allows. It covers the median at least as often as asked whatever the shape of the
 * blocks' distribution. The mean has no such interval (Bahadur and Savage 1956), and the layouts of
 * a program are the case in point: a rare slow one is missing from most samples of 8 blocks.
 * docs/STATISTICS.md has the rivals, their simulated coverage and what this choice costs. */
#include "lib/stats/stats.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

enum { FIRST_LOOK = 24 };
static const double LOOKS_SHARE = 0.1, FIRST_END_SHARE = 0.75;

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double bv_sample_error(const struct bv_sample *sample, size_t i)
{
    return sample->errors != NULL ? sample->errors[i] : sample->resolution;
}

/* Where a value lies: at its lowest (-1), as it stands (0), at its highest (1). */
static double place_of(const struct bv_sample *sample, size_t i, int end)
{
    return sample->values[i] + (end == 0 ? 0 : end * bv_sample_error(sample, i));
}

/* The (rank + 1)-th smallest, without a copy to sort: each candidate between the bounds is counted
 * out, and becomes a bound if it was not the one. Expected count * log(count) steps. */
static double order_statistic(const struct bv_sample *sample, size_t rank, int end)
{
    double low = -INFINITY, high = INFINITY;
    for (size_t i = 0; i < sample->count; i++) {
        double x = place_of(sample, i, end);
        if (x <= low || x >= high)
            continue;
        size_t less = 0, equal = 0;
        for (size_t j = 0; j < sample->count; j++) {
            double y = place_of(sample, j, end);
            less += y < x;
            equal += y == x;
        }
        if (rank < less)
            high = x;
        else if (rank >= less + equal)
            low = x;
        else
            return x;
    }
    assert(false && "effects must be finite");
    return NAN;
}

static double median_of(struct bv_sample sample)
{
    size_t middle = sample.count / 2;
    double upper = order_statistic(&sample, middle, 0);
    if (sample.count % 2)
        return upper;
    return (order_statistic(&sample, middle - 1, 0) + upper) / 2;
}

/* Whether the block count is a power of two or half as much again. */
static bool may_look(size_t count)
{
    while (count % 2 == 0)
        count /= 2;
    return count == 1 || count == 3;
}

void bv_values_sort(double *x, size_t count)
{
    if (count > 1)
        qsort(x, count, sizeof x[0], compare_doubles);
}

double bv_quantile_sorted(const double *sorted, size_t count, double q)
{
    assert(count > 0 && q >= 0 && q <= 1);
    double position = q * (double)(count - 1);
    size_t below = (size_t)position;
    if (below + 1 >= count)
        return sorted[count - 1];
    double share = position - (double)below;
    return sorted[below] + share * (sorted[below + 1] - sorted[below]);
}

double bv_median(double *x, size_t count)
{
    bv_values_sort(x, count);
    return bv_quantile_sorted(x, count, 0.5);
}

struct bv_interval bv_block_interval(struct bv_sample sample, double level)
{
    size_t count = sample.count;
    assert(count > 0 && level > 0 && level < 1 && sample.resolution >= 0);
    /* The tolerance lets a level that is attained exactly, such as 1 - 2 / 64, be attained. */
    size_t cut = bv_spells_cut(sample.spells, count, (1 - level) * (1 + 1e-12));
    struct bv_interval interval = {median_of(sample), -INFINITY, INFINITY};
    if (cut > 0) {
        interval.low = order_statistic(&sample, cut - 1, -1);
        interval.high = order_statistic(&sample, count - cut, 1);
    }
    return interval;
}

double bv_look_share(size_t count)
{
    double share = LOOKS_SHARE / 2;
    for (size_t look = FIRST_LOOK; look < count; look *= 2)
        share /= 2;
    while (count > FIRST_LOOK && count % 2 == 0)
        count /= 2;
    return count == FIRST_LOOK ? share : 0;
}

double bv_end_share(unsigned sessions)
{
    double left = 1 - LOOKS_SHARE - FIRST_END_SHARE;
    if (sessions <= 1)
        return FIRST_END_SHARE;
    for (unsigned i = 1; i < sessions; i++)
        left /= 2;
    return left;
}

size_t bv_blocks_floor(size_t contests, double alpha)
{
    size_t count = 1;
    while ((double)contests * pow(2, 1 - (double)count) > alpha)
        count++;
    return count;
}

bool bv_precise_enough(struct bv_sample sample, double width)
{
    if (sample.count < BV_BLOCKS_FOR_VERDICT || !may_look(sample.count))
        return false;
    struct bv_interval interval = bv_block_interval(sample, BV_CONFIDENCE);
    return interval.high - interval.low < width;
}

/* The values that are beyond the margin on the side that has more of them.
 * perhaps  those count that may be, else only those that surely are */
static size_t count_outside(struct bv_sample sample, double margin, bool perhaps)
{
    size_t above = 0, below = 0;
    int end = perhaps ? 1 : -1;
    for (size_t i = 0; i < sample.count; i++) {
        above += place_of(&sample, i, end) > margin;
        below += place_of(&sample, i, -end) < -margin;
    }
    return above > below ? above : below;
}

double bv_p_beyond(struct bv_sample sample, double margin)
{
    return bv_spells_p(sample.spells, sample.count,
                       sample.count - count_outside(sample, margin, false));
}

double bv_p_within(struct bv_sample sample, double margin)
{
    return bv_spells_p(sample.spells, sample.count, count_outside(sample, margin, true));
}

static int by_value(const void *a, const void *b)
{
    return compare_doubles(*(const double *const *)a, *(const double *const *)b);
}

void bv_holm(double **p, size_t count, size_t tests)
{
    double last = 0;
    if (count > 1)
        qsort(p, count, sizeof p[0], by_value);
    for (size_t i = 0; i < count; i++) {
        last = fmax(last, fmin(1, *p[i] * (double)(tests - i)));
        *p[i] = last;
    }
}

/* The verdict in question, and its p-value. A case has at most one p-value below 1: more than half
 * of its blocks lie beyond the margin on one side, or else they do not. */
static enum bv_verdict in_question(struct bv_sample sample, double share, double margin, double *p)
{
    double beyond = bv_p_beyond(sample, margin), within = bv_p_within(sample, margin);
    *p = fmin(1, fmin(beyond, within) / share);
    if (within < 1)
        return BV_VERDICT_EQUAL;
    if (beyond < 1)
        return median_of(sample) > 0 ? BV_VERDICT_POINTER : BV_VERDICT_VALUE;
    return BV_VERDICT_UNDECIDED;
}

enum bv_status bv_verdicts(const struct bv_sample *samples, const double *shares, size_t count,
                           double margin, double alpha, enum bv_verdict *verdicts,
                           double *p_adjusted)
{
    double **family = malloc((count + 1) * sizeof(double *));
    if (family == NULL)
        return BV_E_NOMEM;
    for (size_t i = 0; i < count; i++)
        verdicts[i] =
            in_question(samples[i], shares != NULL ? shares[i] : 1, margin, &p_adjusted[i]);
    /* One array serves both families, and each still counts every case of the table. */
    for (int equal = 0; equal < 2; equal++) {
        size_t members = 0;
        for (size_t i = 0; i < count; i++)
            if ((verdicts[i] == BV_VERDICT_EQUAL) == equal)
                family[members++] = &p_adjusted[i];
        bv_holm(family, members, count);
    }
    for (size_t i = 0; i < count; i++)
        if (p_adjusted[i] > alpha)
            verdicts[i] = BV_VERDICT_UNDECIDED;
    free(family);
    return BV_OK;
}

/* The largest p-value of a family that Benjamini and Hochberg's steps reject; negative: none. */
static double step_up(double *sorted, size_t family, size_t count, double rate)
{
    bv_values_sort(sorted, family);
    for (size_t i = family; i > 0; i--)
        if (sorted[i - 1] <= rate * (double)i / (double)count)
            return sorted[i - 1];
    return -1;
}

enum bv_status bv_likely(const struct bv_sample *samples, const double *shares, size_t count,
                         double margin, double rate, enum bv_verdict *likely)
{
    double *p = malloc((2 * count + 1) * sizeof *p);
    if (p == NULL)
        return BV_E_NOMEM;
    double *family = p + count;
    for (size_t i = 0; i < count; i++)
        likely[i] = in_question(samples[i], shares != NULL ? shares[i] : 1, margin, &p[i]);
    for (int equal = 0; equal < 2; equal++) {
        size_t members = 0;
        for (size_t i = 0; i < count; i++)
            if ((likely[i] == BV_VERDICT_EQUAL) == equal)
                family[members++] = p[i];
        double most = step_up(family, members, count, rate);
        for (size_t i = 0; i < count; i++)
            if ((likely[i] == BV_VERDICT_EQUAL) == equal && p[i] > most)
                p[i] = 2; /* not before both families are counted */
    }
    for (size_t i = 0; i < count; i++)
        if (p[i] > 1)
            likely[i] = BV_VERDICT_UNDECIDED;
    free(p);
    return BV_OK;
}
