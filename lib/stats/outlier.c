/* SPDX-License-Identifier: Apache-2.0 */
/* outlier.c: see outlier.h. */
#include "lib/stats/outlier.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "lib/base/random.h"

static const double NORMAL_QUARTILE = 0.6744897501960817;
enum { LIMIT_SEED = 1993, EXCEEDING = 100 };

/* Move the (rank + 1)-th smallest to its place, the smaller ones before it.
 * Source   Hoare 1961, FIND */
static double selected(double *x, size_t count, size_t rank)
{
    size_t low = 0, high = count - 1;
    while (low < high) {
        double pivot = x[low + (high - low) / 2];
        size_t i = low, j = high;
        for (;;) {
            while (x[i] < pivot)
                i++;
            while (x[j] > pivot)
                j--;
            if (i >= j)
                break;
            double swapped = x[i];
            x[i++] = x[j];
            x[j--] = swapped;
        }
        if (rank <= j) /* all up to j are at most the pivot, all after it at least */
            high = j;
        else
            low = j + 1;
    }
    return x[low];
}

double bv_median_selected(double *x, size_t count)
{
    assert(count > 0);
    double upper = selected(x, count, count / 2);
    if (count % 2)
        return upper;
    double lower = x[0];
    for (size_t i = 1; i < count / 2; i++)
        lower = fmax(lower, x[i]);
    return (lower + upper) / 2;
}

/* Turn values into their scores. room: count entries */
static void score(double *values, size_t count, double *room)
{
    for (size_t i = 0; i < count; i++)
        room[i] = values[i];
    double median = bv_median_selected(room, count);
    for (size_t i = 0; i < count; i++)
        room[i] = fabs(values[i] - median);
    double mad = bv_median_selected(room, count);
    for (size_t i = 0; i < count; i++) {
        double apart = values[i] - median;
        values[i] = apart == 0 ? 0 : NORMAL_QUARTILE * apart / mad;
    }
}

enum bv_status bv_outlier_scores(const double *values, size_t count, double *scores)
{
    double *room = malloc(count * sizeof room[0]);
    if (room == NULL)
        return BV_E_NOMEM;
    for (size_t i = 0; i < count; i++)
        scores[i] = values[i];
    score(scores, count, room);
    free(room);
    return BV_OK;
}

/* Two at a time (Box and Muller 1958). */
static void draw_normal(struct bv_random *random, double *out, size_t count)
{
    static const double turn = 6.283185307179586;
    for (size_t i = 0; i < count; i += 2) {
        double radius = sqrt(-2 * log(1 - bv_random_unit(random)));
        double angle = turn * bv_random_unit(random);
        out[i] = radius * cos(angle);
        if (i + 1 < count)
            out[i + 1] = radius * sin(angle);
    }
}

enum bv_status bv_outlier_limit(size_t count, double rate, double *out)
{
    assert(count >= BV_OUTLIER_LEAST && rate > 0 && rate < 1);
    size_t samples = (size_t)(EXCEEDING / rate);
    double *farthest = malloc(samples * sizeof farthest[0]);
    double *values = malloc(2 * count * sizeof values[0]);
    enum bv_status status = farthest != NULL && values != NULL ? BV_OK : BV_E_NOMEM;
    for (size_t k = 0; status == BV_OK && k < samples; k++) {
        struct bv_random random = bv_random_seed(LIMIT_SEED, k);
        draw_normal(&random, values, count);
        score(values, count, values + count);
        farthest[k] = 0;
        for (size_t i = 0; i < count; i++)
            farthest[k] = fmax(farthest[k], fabs(values[i]));
    }
    if (status == BV_OK)
        *out = selected(farthest, samples, samples - 1 - (size_t)(rate * (double)samples));
    free(values);
    free(farthest);
    return status;
}
