/* SPDX-License-Identifier: Apache-2.0 */
/* rivals.c: interval methods that lost to the median's exact one, and still have to be checked. */
#include "tests/support/rivals.h"

#include <assert.h>
#include <math.h>

#include "lib/base/random.h"
#include "tests/support/student.h"

struct moments {
    double mean, sd, skewness;
};

static struct moments moments_of(const double *x, size_t count)
{
    double n = (double)count, sum = 0, squares = 0, cubes = 0;
    for (size_t i = 0; i < count; i++)
        sum += x[i];
    double mean = sum / n;
    for (size_t i = 0; i < count; i++) {
        double d = x[i] - mean;
        squares += d * d;
        cubes += d * d * d;
    }
    double sd = sqrt(squares / (n - 1));
    return (struct moments){mean, sd, squares > 0 ? cubes / n / (sd * sd * sd) : 0};
}

/* The 97.5 % point of t, remembered: the simulation asks for the same few a million times. */
static double critical(size_t df)
{
    static double known[RIVAL_COUNT_MAX + 1];
    assert(df <= RIVAL_COUNT_MAX);
    if (known[df] == 0)
        known[df] = bv_student_quantile(0.975, (double)df);
    return known[df];
}

struct bv_interval rival_student(const double *sorted, size_t count)
{
    struct moments m = moments_of(sorted, count);
    double half = critical(count - 1) * m.sd / sqrt((double)count);
    return (struct bv_interval){m.mean, m.mean - half, m.mean + half};
}

/* Hall's g inverted: the t of which `x` is the transform. */
static double hall_inverse(double x, double skewness, double n)
{
    double a = skewness / sqrt(n);
    if (fabs(a) < 1e-9)
        return x;
    return 3 / a * (cbrt(1 + a * (x - a / 6)) - 1);
}

struct bv_interval rival_hall(const double *sorted, size_t count)
{
    struct moments m = moments_of(sorted, count);
    double n = (double)count, error = m.sd / sqrt(n), t = critical(count - 1);
    return (struct bv_interval){m.mean, m.mean - error * hall_inverse(t, m.skewness, n),
                                m.mean - error * hall_inverse(-t, m.skewness, n)};
}

struct bv_interval rival_bootstrap_t(const double *sorted, size_t count)
{
    enum { RESAMPLES = 320 };
    assert(count <= RIVAL_COUNT_MAX);
    struct moments m = moments_of(sorted, count);
    double t[RESAMPLES], again[RIVAL_COUNT_MAX], root = sqrt((double)count);
    struct bv_random r = bv_random_seed(1, 0);
    for (size_t k = 0; k < RESAMPLES; k++) {
        for (size_t i = 0; i < count; i++)
            again[i] = sorted[bv_random_below(&r, count)];
        struct moments b = moments_of(again, count);
        /* A resample without spread says nothing but the direction. */
        t[k] = b.sd > 0 ? (b.mean - m.mean) * root / b.sd : copysign(INFINITY, b.mean - m.mean);
    }
    bv_values_sort(t, RESAMPLES);
    double error = m.sd / root;
    return (struct bv_interval){m.mean, m.mean - error * t[RESAMPLES - RESAMPLES / 40],
                                m.mean - error * t[RESAMPLES / 40 - 1]};
}

struct bv_interval rival_trimmed(const double *sorted, size_t count)
{
    size_t cut = count / 5, kept = count - 2 * cut;
    double inner = moments_of(sorted + cut, kept).mean, winsorised[RIVAL_COUNT_MAX] = {0};
    assert(count <= RIVAL_COUNT_MAX);
    for (size_t i = 0; i < count; i++)
        winsorised[i] = fmin(fmax(sorted[i], sorted[cut]), sorted[count - 1 - cut]);
    double sd = moments_of(winsorised, count).sd, share = (double)kept / (double)count;
    double half = critical(kept - 1) * sd / (share * sqrt((double)count));
    return (struct bv_interval){inner, inner - half, inner + half};
}

/* Mean pairs that may lie beyond either end: the most rank sums w with P(W <= w) <= 0.025. */
static size_t signed_rank_cut(size_t count)
{
    enum { SUMS = RIVAL_COUNT_MAX * (RIVAL_COUNT_MAX + 1) / 2 };
    static size_t known[RIVAL_COUNT_MAX + 1]; /* cut + 1 */
    if (known[count])
        return known[count] - 1;
    double share[SUMS + 1] = {1};
    size_t top = 0;
    for (size_t rank = 1; rank <= count; rank++) {
        top += rank;
        for (size_t s = top + 1; s-- > 0;)
            share[s] = (share[s] + (s >= rank ? share[s - rank] : 0)) / 2;
    }
    size_t cut = 0;
    for (double tail = share[0]; tail <= 0.025; tail += share[cut])
        cut++;
    known[count] = cut + 1;
    return cut;
}

struct bv_interval rival_hodges_lehmann(const double *sorted, size_t count)
{
    assert(count <= RIVAL_COUNT_MAX);
    double pairs[RIVAL_COUNT_MAX * (RIVAL_COUNT_MAX + 1) / 2];
    size_t pair_count = 0, cut = signed_rank_cut(count);
    for (size_t i = 0; i < count; i++)
        for (size_t j = i; j < count; j++)
            pairs[pair_count++] = (sorted[i] + sorted[j]) / 2;
    struct bv_interval interval = {bv_median(pairs, pair_count), -INFINITY, INFINITY};
    if (cut > 0) {
        interval.low = pairs[cut - 1];
        interval.high = pairs[pair_count - cut];
    }
    return interval;
}

/* P(low_cut <= heads <= count - low_cut) of fair coins. */
static double between_orders(size_t count, size_t cut)
{
    double term = ldexp(1, -(int)count), tail = 0;
    for (size_t i = 0; i < cut; i++) {
        tail += term;
        term *= (double)(count - i) / (double)(i + 1);
    }
    return 1 - 2 * tail;
}

struct bv_interval rival_interpolated(const double *sorted, size_t count)
{
    double middle = bv_quantile_sorted(sorted, count, 0.5), n = (double)count;
    size_t cut = 0;
    while (between_orders(count, cut + 1) >= 0.95)
        cut++;
    if (cut == 0)
        return (struct bv_interval){middle, -INFINITY, INFINITY};
    double outer = between_orders(count, cut), inner = between_orders(count, cut + 1);
    double d = (double)cut, share = (outer - 0.95) / (outer - inner);
    double weight = (n - d) * share / (d + (n - 2 * d) * share);
    return (struct bv_interval){middle, (1 - weight) * sorted[cut - 1] + weight * sorted[cut],
                                (1 - weight) * sorted[count - cut] +
                                    weight * sorted[count - cut - 1]};
}
