/* SPDX-License-Identifier: Apache-2.0 */
/* difference.c: two sign tests combined.
 *
 * That the median of b exceeds that of a by no more than d means: there is an m which the median of
 * b does not exceed, while that of a is no less than m - d. For a given m each half is a sign test,
 * the two are independent, and Fisher's method combines them; m is not known, so the m that speaks
 * least against the claim counts. Between two values of b only the counts of a change with m, so
 * the m to look at are the values of b, and one below them all. */
#include "lib/stats/difference.h"

#include <math.h>
#include <stdlib.h>

/* Ascending values, and of each k the logarithm of the chance that at least k of so many fair coins
 * show heads. */
struct sample {
    const double *values;
    const double *log_tails; /* count + 1 */
    size_t count;
};

static void fill_log_tails(double *log_tails, size_t count)
{
    double log_half = -(double)count * log(2), log_term = log_half, log_sum = -INFINITY;
    for (size_t k = count + 1; k-- > 0;) {
        /* log_term belongs to count - k heads, which are as likely as k. */
        double high = fmax(log_sum, log_term), low = fmin(log_sum, log_term);
        log_sum = high + log1p(exp(low - high));
        log_tails[k] = fmin(0, log_sum);
        if (k > 0)
            log_term += log((double)k) - log((double)(count - k + 1));
    }
}

/* p-value of two independent ones, from the logarithm of their product: chi-squared with 4 degrees
 * of freedom has this tail. */
static double combined(double log_product)
{
    return exp(log_product) * (1 - log_product);
}

static double log_product_at(double p)
{
    double low = -800, high = 0;
    for (unsigned i = 0; i < 80; i++) {
        double middle = (low + high) / 2;
        if (combined(middle) <= p)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* p-value of "the median of upper exceeds that of lower by more than d". */
static double p_above(const struct sample *upper, const struct sample *lower, double d)
{
    double worst = upper->log_tails[upper->count];
    size_t below = 0;
    for (size_t k = 0; k < upper->count; k++) {
        while (below < lower->count && lower->values[below] < upper->values[k] - d)
            below++;
        worst = fmax(worst, upper->log_tails[upper->count - 1 - k] + lower->log_tails[below]);
    }
    return combined(worst);
}

/* The largest d that p_above rejects: each value of upper must lie by more than d above so many of
 * lower as its own tail leaves to show. */
static double bound_below(const struct sample *upper, const struct sample *lower,
                          double log_product)
{
    double bound = INFINITY;
    size_t needed = 0;
    if (upper->log_tails[upper->count] > log_product)
        return -INFINITY;
    for (size_t k = 0; k < upper->count; k++) {
        double own = upper->log_tails[upper->count - 1 - k];
        while (needed <= lower->count && own + lower->log_tails[needed] > log_product)
            needed++;
        if (needed > lower->count)
            return -INFINITY;
        if (needed > 0)
            bound = fmin(bound, upper->values[k] - lower->values[needed - 1]);
    }
    return bound;
}

/* The values at their lowest and at their highest, ascending. */
static void fill_ends(const struct bv_sample *sample, double *low, double *high)
{
    for (size_t i = 0; i < sample->count; i++) {
        double error = bv_sample_error(sample, i);
        low[i] = sample->values[i] - error;
        high[i] = sample->values[i] + error;
    }
    bv_values_sort(low, sample->count);
    bv_values_sort(high, sample->count);
}

static double doubled(double p)
{
    return fmin(1, 2 * p);
}

static struct bv_difference nothing_known(void)
{
    return (struct bv_difference){{NAN, -INFINITY, INFINITY}, 1, 1};
}

enum bv_status bv_difference_of(struct bv_sample a, struct bv_sample b, double margin,
                                struct bv_difference *out)
{
    size_t a_count = a.count, b_count = b.count;
    if (a_count == 0 || b_count == 0) {
        *out = nothing_known();
        return BV_OK;
    }
    double *room = malloc((3 * (a_count + b_count) + 2) * sizeof room[0]);
    if (!room)
        return BV_E_NOMEM;
    double *a_low = room, *a_high = a_low + a_count;
    double *b_low = a_high + a_count, *b_high = b_low + b_count;
    double *a_tails = b_high + b_count, *b_tails = a_tails + a_count + 1;
    fill_ends(&a, a_low, a_high);
    fill_ends(&b, b_low, b_high);
    fill_log_tails(a_tails, a_count);
    fill_log_tails(b_tails, b_count);
    /* That b is the higher must hold with b as low and a as high as they may be, and so on. */
    const struct sample low_a = {a_low, a_tails, a_count}, high_a = {a_high, a_tails, a_count};
    const struct sample low_b = {b_low, b_tails, b_count}, high_b = {b_high, b_tails, b_count};
    double enough = log_product_at((1 - BV_CONFIDENCE) / 2);
    *out = (struct bv_difference){
        .change = {.estimate = bv_block_interval(b, BV_CONFIDENCE).estimate -
                               bv_block_interval(a, BV_CONFIDENCE).estimate,
                   .low = bound_below(&low_b, &high_a, enough),
                   .high = -bound_below(&low_a, &high_b, enough)},
        .p_beyond =
            doubled(fmin(p_above(&low_b, &high_a, margin), p_above(&low_a, &high_b, margin))),
        .p_within =
            doubled(fmax(p_above(&low_b, &high_a, -margin), p_above(&low_a, &high_b, -margin))),
    };
    free(room);
    return BV_OK;
}

struct bv_difference bv_difference_paired(struct bv_sample changes, double margin)
{
    if (changes.count == 0)
        return nothing_known();
    return (struct bv_difference){bv_block_interval(changes, BV_CONFIDENCE),
                                  bv_p_beyond(changes, margin), bv_p_within(changes, margin)};
}
