/* SPDX-License-Identifier: Apache-2.0 */
/* student.c: Student's t by the incomplete beta function. */
#include "tests/support/student.h"

#include <assert.h>
#include <float.h>
#include <math.h>

/* Regularised incomplete beta I_x(a, b), for x below about (a + 1) / (a + b + 2), where the
 * fraction converges fast. */
static double beta_fraction(double a, double b, double x)
{
    double front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a;
    double f = 1, c = 1, d = 0;
    for (int i = 0; i < 1000; i++) {
        double m = floor(i / 2.0), term; /* DLMF 8.17.23: the odd and the even coefficients */
        if (i == 0)
            term = 1;
        else if (i % 2 == 0)
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        else
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 + term * d;
        d = 1 / (fabs(d) < DBL_MIN ? DBL_MIN : d);
        c = 1 + term / c;
        c = fabs(c) < DBL_MIN ? DBL_MIN : c;
        f *= c * d;
        if (fabs(1 - c * d) < 1e-15)
            break;
    }
    return front * (f - 1);
}

static double beta_regularised(double a, double b, double x)
{
    if (x <= 0)
        return 0;
    if (x >= 1)
        return 1;
    if (x < (a + 1) / (a + b + 2))
        return beta_fraction(a, b, x);
    return 1 - beta_fraction(b, a, 1 - x);
}

double bv_student_cdf(double t, double df)
{
    assert(df > 0);
    if (isinf(t))
        return t > 0 ? 1 : 0;
    double tail = beta_regularised(df / 2, 0.5, df / (df + t * t)) / 2;
    return t > 0 ? 1 - tail : tail;
}

double bv_student_quantile(double p, double df)
{
    assert(p > 0 && p < 1);
    if (p > 0.5)
        return -bv_student_quantile(1 - p, df);
    double low = -1, high = 0;
    while (bv_student_cdf(low, df) > p)
        low *= 2;
    for (int i = 0; i < 200 && high - low > 1e-14 * -low; i++) {
        double middle = (low + high) / 2;
        if (bv_student_cdf(middle, df) > p)
            high = middle;
        else
            low = middle;
    }
    return (low + high) / 2;
}
