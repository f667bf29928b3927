/* SPDX-License-Identifier: Apache-2.0 */
/* stats.c: estimates, intervals and verdicts over blocks. */
#include "harness/stats.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "harness/student.h"

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
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

static double mean_of(const double *x, size_t count, double *error)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++)
        sum += x[i];
    double mean = sum / (double)count;
    for (size_t i = 0; i < count; i++)
        squares += (x[i] - mean) * (x[i] - mean);
    *error = sqrt(squares / (double)(count - 1) / (double)count);
    return mean;
}

struct bv_interval bv_block_interval(const double *effects, size_t count, double level)
{
    assert(count > 0 && level > 0 && level < 1);
    if (count == 1)
        return (struct bv_interval){effects[0], -INFINITY, INFINITY};
    double error, mean = mean_of(effects, count, &error);
    double half = error * bv_student_quantile(0.5 + level / 2, (double)(count - 1));
    return (struct bv_interval){mean, mean - half, mean + half};
}

bool bv_precise_enough(const double *effects, size_t count, double width)
{
    if (count < 8)
        return false;
    struct bv_interval interval = bv_block_interval(effects, count, 0.95);
    return interval.high - interval.low < width;
}

/* Two-sided p-value of the interval's near end touching a bound at this distance. */
static double p_at_distance(double distance, double error, size_t count)
{
    if (distance <= 0)
        return 1;
    if (error <= 0)
        return 0;
    return 2 * bv_student_cdf(-distance / error, (double)(count - 1));
}

double bv_p_beyond(const double *effects, size_t count, double margin)
{
    if (count < 2)
        return 1;
    double error, mean = mean_of(effects, count, &error);
    return p_at_distance(fabs(mean) - margin, error, count);
}

double bv_p_within(const double *effects, size_t count, double margin)
{
    if (count < 2)
        return 1;
    double error, mean = mean_of(effects, count, &error);
    return p_at_distance(margin - fabs(mean), error, count);
}

void bv_holm(const double *p, size_t count, double *adjusted)
{
    /* Selection by rank keeps this free of memory; ties go by index. */
    for (size_t i = 0; i < count; i++)
        adjusted[i] = p[i];
    size_t *order = malloc((count ? count : 1) * sizeof order[0]);
    assert(order);
    for (size_t i = 0; i < count; i++) {
        size_t j = i;
        for (; j > 0 && p[order[j - 1]] > p[i]; j--)
            order[j] = order[j - 1];
        order[j] = i;
    }
    double floor_p = 0;
    for (size_t i = 0; i < count; i++) {
        double scaled = fmin(1, adjusted[order[i]] * (double)(count - i));
        floor_p = fmax(floor_p, scaled);
        adjusted[order[i]] = floor_p;
    }
    free(order);
}

void bv_verdicts(const double *const *effects, const size_t *counts, size_t count, double margin,
                 double alpha, enum bv_verdict *verdicts, double *p_adjusted)
{
    if (count == 0)
        return;
    double *p = malloc(2 * count * sizeof p[0]);
    assert(p);
    double *within = p + count;
    for (size_t i = 0; i < count; i++) {
        p[i] = bv_p_beyond(effects[i], counts[i], margin);
        within[i] = bv_p_within(effects[i], counts[i], margin);
    }
    bv_holm(p, count, p);
    bv_holm(within, count, within);
    for (size_t i = 0; i < count; i++) {
        double p_least = fmin(p[i], within[i]);
        verdicts[i] = BV_VERDICT_UNDECIDED;
        if (p[i] <= alpha)
            verdicts[i] = bv_block_interval(effects[i], counts[i], 0.95).estimate > 0
                              ? BV_VERDICT_POINTER
                              : BV_VERDICT_VALUE;
        else if (within[i] <= alpha)
            verdicts[i] = BV_VERDICT_EQUAL;
        if (p_adjusted)
            p_adjusted[i] = p_least;
    }
    free(p);
}
