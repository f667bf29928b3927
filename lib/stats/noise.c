/* SPDX-License-Identifier: Apache-2.0 */
/* noise.c: see noise.h. */
#include "lib/stats/noise.h"

#include <math.h>
#include <stdlib.h>

/* Distance between 0 and the interval; 0 where it contains 0. */
static double near_end(struct bv_interval interval)
{
    return fmax(0, fmax(interval.low, -interval.high));
}

static double far_end(struct bv_interval interval)
{
    return fmax(fabs(interval.low), fabs(interval.high));
}

static bool has_interval(const struct bv_null *null)
{
    return null->sample.count > 0 && isfinite(null->effect.low) && isfinite(null->effect.high);
}

static double larger(double known, double candidate)
{
    return isnan(known) || candidate > known ? candidate : known;
}

/* The distance from 0 that 95 of 100 blocks of a kind's nulls keep to; NAN where there are none.
 * room     for all of them */
static double of_one_block(const struct bv_null *nulls, size_t count, bool twins, double *room)
{
    size_t blocks = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t b = 0; b < nulls[i].sample.count && nulls[i].is_twin == twins; b++)
            room[blocks++] = fabs(nulls[i].sample.values[b]);
    bv_values_sort(room, blocks);
    return blocks == 0 ? (double)NAN : bv_quantile_sorted(room, blocks, 0.95);
}

static struct bv_noise floors_of(const struct bv_null *nulls, size_t count, double *reach)
{
    struct bv_noise noise = {.floor_same = NAN, .floor_twin = NAN, .reach = NAN};
    for (size_t i = 0; i < count; i++) {
        if (!has_interval(&nulls[i]))
            continue;
        reach[noise.judged++] = far_end(nulls[i].effect);
        double near = near_end(nulls[i].effect);
        if (nulls[i].is_twin) {
            noise.twin_count++;
            noise.floor_twin = larger(noise.floor_twin, near);
        } else {
            noise.same_count++;
            noise.floor_same = larger(noise.floor_same, near);
        }
    }
    if (noise.judged > 0)
        noise.reach = bv_median(reach, noise.judged);
    return noise;
}

enum bv_status bv_noise_find(const struct bv_null *nulls, size_t count, double margin, double alpha,
                             enum bv_verdict *verdicts, double *p_adjusted, struct bv_noise *out)
{
    enum bv_status status = BV_E_NOMEM;
    struct bv_sample *samples = calloc(count + 1, sizeof samples[0]);
    double *reach = calloc(count + 1, sizeof reach[0]), *blocks = NULL;
    size_t block_count = 0;
    for (size_t i = 0; i < count; i++)
        block_count += nulls[i].sample.count;
    blocks = calloc(block_count + 1, sizeof blocks[0]);
    if (!samples || !reach || !blocks)
        goto done;
    for (size_t i = 0; i < count; i++)
        samples[i] = nulls[i].sample;
    struct bv_noise noise = floors_of(nulls, count, reach);
    noise.one_same = of_one_block(nulls, count, false, blocks);
    noise.one_twin = of_one_block(nulls, count, true, blocks);
    status = bv_verdicts(samples, NULL, count, margin, alpha, verdicts, p_adjusted);
    if (status != BV_OK)
        goto done;
    for (size_t i = 0; i < count; i++)
        noise.false_count += verdicts[i] == BV_VERDICT_VALUE || verdicts[i] == BV_VERDICT_POINTER;
    *out = noise;
done:
    free(blocks);
    free(reach);
    free(samples);
    return status;
}

double bv_noise_margin(const struct bv_noise *noise, double least)
{
    double margin = least;
    if (noise->floor_same > margin)
        margin = noise->floor_same;
    if (noise->floor_twin > margin)
        margin = noise->floor_twin;
    return margin;
}
