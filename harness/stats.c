/* SPDX-License-Identifier: Apache-2.0 */
/* stats.c: the median over blocks, its exact interval, and the verdicts that follow from it.
 *
 * The interval is the sign test turned round (Thompson 1936; Conover, Practical Nonparametric
 * Statistics, 3.2): from the d-th smallest to the d-th largest block, d as large as the binomial
 * with one half allows. It covers the median at least as often as asked whatever the shape of the
 * blocks' distribution. The mean has no such interval (Bahadur and Savage 1956), and the layouts of
 * a program are the case in point: a rare slow one is missing from most samples of 8 blocks.
 * docs/STATISTICS.md has the rivals, their simulated coverage and what this choice costs. */
#include "harness/stats.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The (rank + 1)-th smallest, without a copy to sort: each candidate between the bounds is counted
 * out, and becomes a bound if it was not the one. Expected count * log(count) steps. */
static double order_statistic(const double *x, size_t count, size_t rank)
{
    double low = -INFINITY, high = INFINITY;
    for (size_t i = 0; i < count; i++) {
        if (x[i] <= low || x[i] >= high)
            continue;
        size_t less = 0, equal = 0;
        for (size_t j = 0; j < count; j++) {
            less += x[j] < x[i];
            equal += x[j] == x[i];
        }
        if (rank < less)
            high = x[i];
        else if (rank >= less + equal)
            low = x[i];
        else
            return x[i];
    }
    assert(false && "effects must be finite");
    return NAN;
}

static double median_of(struct bv_sample sample)
{
    size_t middle = sample.count / 2;
    double upper = order_statistic(sample.values, sample.count, middle);
    if (sample.count % 2)
        return upper;
    return (order_statistic(sample.values, sample.count, middle - 1) + upper) / 2;
}

/* Whether the block count is a power of two or half as much again. */
static bool may_look(size_t count)
{
    while (count % 2 == 0)
        count /= 2;
    return count == 1 || count == 3;
}

void bv_sort(double *x, size_t count)
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
    bv_sort(x, count);
    return bv_quantile_sorted(x, count, 0.5);
}

double bv_sign_p(size_t count, size_t few)
{
    if (2 * few >= count)
        return 1;
    /* Terms relative to the central one: none underflows before it is too small to matter. */
    double term = 1, tail = 0, half = 0;
    for (size_t i = count / 2;; i--) {
        half += term;
        if (i <= few)
            tail += term;
        if (i == 0)
            break;
        term *= (double)i / (double)(count - i + 1);
    }
    double total = count % 2 ? 2 * half : 2 * half - 1;
    return 2 * tail / total;
}

struct bv_interval bv_block_interval(struct bv_sample sample, double level)
{
    size_t count = sample.count;
    assert(count > 0 && level > 0 && level < 1 && sample.resolution >= 0);
    /* The tolerance lets a level that is attained exactly, such as 1 - 2 / 64, be attained. */
    double alpha = (1 - level) * (1 + 1e-12);
    size_t cut = 0, too_many = count / 2 + 1; /* blocks that may lie beyond either end, plus 1 */
    while (too_many - cut > 1) {
        size_t middle = cut + (too_many - cut) / 2;
        if (bv_sign_p(count, middle - 1) <= alpha)
            cut = middle;
        else
            too_many = middle;
    }
    struct bv_interval interval = {median_of(sample), -INFINITY, INFINITY};
    if (cut > 0) {
        interval.low = order_statistic(sample.values, count, cut - 1) - sample.resolution;
        interval.high = order_statistic(sample.values, count, count - cut) + sample.resolution;
    }
    return interval;
}

bool bv_precise_enough(struct bv_sample sample, double width)
{
    if (sample.count < BV_BLOCKS_MIN || !may_look(sample.count))
        return false;
    struct bv_interval interval = bv_block_interval(sample, 0.95);
    return interval.high - interval.low < width;
}

/* The values above a bound, or below its negative: on the side that has more. */
static size_t count_outside(struct bv_sample sample, double bound)
{
    size_t above = 0, below = 0;
    for (size_t i = 0; i < sample.count; i++) {
        above += sample.values[i] > bound;
        below += sample.values[i] < -bound;
    }
    return above > below ? above : below;
}

double bv_p_beyond(struct bv_sample sample, double margin)
{
    return bv_sign_p(sample.count,
                     sample.count - count_outside(sample, margin + sample.resolution));
}

double bv_p_within(struct bv_sample sample, double margin)
{
    return bv_sign_p(sample.count, count_outside(sample, margin - sample.resolution));
}

/* Holm's steps over the p-values of one family: those whose verdict in question is, or is not,
 * BV_VERDICT_EQUAL; all of them where verdicts is NULL. A p-value's sign marks it as done. */
static void step_down(double *p, const enum bv_verdict *verdicts, bool equal, size_t count)
{
    double last = 0;
    for (size_t done = 0; done < count; done++) {
        size_t least = count;
        for (size_t i = 0; i < count; i++) {
            bool ours = !verdicts || (verdicts[i] == BV_VERDICT_EQUAL) == equal;
            if (ours && !signbit(p[i]) && (least == count || p[i] < p[least]))
                least = i;
        }
        if (least == count)
            break;
        last = fmax(last, fmin(1, p[least] * (double)(count - done)));
        p[least] = -last;
    }
}

void bv_holm(const double *p, size_t count, double *adjusted)
{
    for (size_t i = 0; i < count; i++)
        adjusted[i] = fabs(p[i]);
    step_down(adjusted, NULL, false, count);
    for (size_t i = 0; i < count; i++)
        adjusted[i] = fabs(adjusted[i]);
}

void bv_verdicts(const struct bv_sample *samples, size_t count, double margin, double alpha,
                 enum bv_verdict *verdicts, double *p_adjusted)
{
    /* A case has at most one p-value below 1: more than half of its blocks lie beyond the margin on
     * one side, or else they do not. So one array serves both families, and each still counts every
     * case of the table. */
    for (size_t i = 0; i < count; i++) {
        double beyond = bv_p_beyond(samples[i], margin);
        double within = bv_p_within(samples[i], margin);
        verdicts[i] = BV_VERDICT_UNDECIDED;
        p_adjusted[i] = fmin(beyond, within);
        if (within < 1)
            verdicts[i] = BV_VERDICT_EQUAL;
        else if (beyond < 1)
            verdicts[i] = median_of(samples[i]) > 0 ? BV_VERDICT_POINTER : BV_VERDICT_VALUE;
    }
    step_down(p_adjusted, verdicts, false, count);
    step_down(p_adjusted, verdicts, true, count);
    for (size_t i = 0; i < count; i++) {
        p_adjusted[i] = fabs(p_adjusted[i]);
        if (p_adjusted[i] > alpha)
            verdicts[i] = BV_VERDICT_UNDECIDED;
    }
}
