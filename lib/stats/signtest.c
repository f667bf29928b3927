/* SPDX-License-Identifier: Apache-2.0 */
/* signtest.c: binomial tails, and those of sums of beta-binomials, by convolution. */
#include "lib/stats/signtest.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

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

static bool is_plain(const struct bv_spells *spells)
{
    return spells == NULL || !(spells->variance > 0);
}

/* Chances of 0 .. count heads where the share of heads is drawn from a symmetric beta distribution.
 */
static void fill_beta_binomial(double *chances, size_t count, double variance)
{
    double a = (1 / (4 * variance) - 1) / 2, n = (double)count, sum = 0;
    double log_term = lgamma(n + a) + lgamma(2 * a) - lgamma(n + 2 * a) - lgamma(a);
    for (size_t k = 0; k <= count; k++) {
        chances[k] = exp(log_term);
        sum += chances[k];
        if (k < count) {
            double x = (double)k;
            log_term += log((n - x) / (x + 1)) + log((x + a) / (n - x - 1 + a));
        }
    }
    for (size_t k = 0; k <= count; k++)
        chances[k] /= sum;
}

/* The chances of 0 .. count heads over all spells; free() them. NULL: no memory. */
static double *fill_chances(const struct bv_spells *spells, size_t count)
{
    double *all = calloc(count + 1, sizeof *all), *next = calloc(count + 1, sizeof *next);
    double *own = calloc(count + 1, sizeof *own);
    size_t sum = 0;
    if (all == NULL || next == NULL || own == NULL) {
        free(all);
        free(next);
        free(own);
        return NULL;
    }
    all[0] = 1;
    for (int s = 0; s < BV_SPELLS; s++) {
        size_t more = spells->counts[s];
        if (more == 0 || sum + more > count)
            continue;
        fill_beta_binomial(own, more, spells->variance);
        memset(next, 0, (count + 1) * sizeof *next);
        for (size_t i = 0; i <= sum; i++)
            for (size_t k = 0; k <= more; k++)
                next[i + k] += all[i] * own[k];
        sum += more;
        memcpy(all, next, (count + 1) * sizeof *all);
    }
    free(next);
    free(own);
    return all;
}

double bv_spells_p(const struct bv_spells *spells, size_t count, size_t few)
{
    if (2 * few >= count)
        return 1;
    double *chances = is_plain(spells) ? NULL : fill_chances(spells, count);
    if (chances == NULL)
        return bv_sign_p(count, few);
    double tail = 0;
    for (size_t k = 0; k <= few; k++)
        tail += chances[k];
    free(chances);
    return fmin(1, 2 * tail);
}

size_t bv_spells_cut(const struct bv_spells *spells, size_t count, double alpha)
{
    double *chances = is_plain(spells) ? NULL : fill_chances(spells, count);
    size_t cut = 0;
    if (chances != NULL) {
        for (double tail = chances[0]; cut < count / 2 && 2 * tail <= alpha; tail += chances[cut])
            cut++;
        free(chances);
        return cut;
    }
    for (size_t too_many = count / 2 + 1; too_many - cut > 1;) {
        size_t middle = cut + (too_many - cut) / 2;
        if (bv_sign_p(count, middle - 1) <= alpha)
            cut = middle;
        else
            too_many = middle;
    }
    return cut;
}

size_t bv_spells_draws(const struct bv_spells *spells, size_t count)
{
    if (is_plain(spells) || count == 0)
        return count;
    double n = (double)count, squares = 0;
    for (int s = 0; s < BV_SPELLS; s++)
        squares += spells->counts[s] / n * spells->counts[s] / n;
    double draws = n / (1 + 4 * n * spells->variance * squares);
    return draws < 1 ? 1 : (size_t)draws;
}
