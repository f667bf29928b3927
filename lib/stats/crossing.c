/* SPDX-License-Identifier: Apache-2.0 */
/* crossing.c: where, over sizes, value stops and pointer starts to win.
 *
 * A crossing is a position: a count of sizes, 0 .. size_count, that stand before it. Resampling
 * alone gives intervals that are too narrow wherever several sizes lie near the margin or the
 * blocks have modes on both sides of it: every replicate flips some size, so the replicates agree
 * on a wrong position. So the interval also holds each position that sign tests cannot exclude. */
#include "lib/stats/stats.h"

#include <assert.h>
#include <math.h>

#include "lib/base/random.h"

static const double ALPHA = 0.05;

struct span {
    size_t low, high;
};

/* The sizes before the first win of the pointer, and those up to the last without one. */
struct edges {
    size_t first_win, last_run;
};

static struct edges edges_add(struct edges e, size_t size, bool win)
{
    if (!win)
        e.last_run = size + 1;
    else if (e.first_win > size)
        e.first_win = size;
    return e;
}

/* Whether the median of a resample lies above the margin: a matter of counting, until more than
 * half are on one side. If halves are, the two middle ones decide, each the one next to the margin.
 */
static bool resampled_win(struct bv_sample sample, double margin, struct bv_random *r)
{
    size_t above = 0, below = 0, draws = bv_spells_draws(sample.spells, sample.count);
    double highest_below = -INFINITY, lowest_above = INFINITY;
    while (above + below < draws) {
        double effect = sample.values[bv_random_below(r, sample.count)];
        if (effect > margin) {
            if (2 * ++above > draws)
                return true;
            lowest_above = fmin(lowest_above, effect);
        } else {
            if (2 * ++below > draws)
                return false;
            highest_below = fmax(highest_below, effect);
        }
    }
    return (highest_below + lowest_above) / 2 > margin;
}

/* Percentile interval of positions, of which seen[i] resamples said i. */
static struct span percentiles(const unsigned *seen, unsigned resamples)
{
    struct span span = {0, 0};
    unsigned total = seen[0];
    while (total <= ALPHA / 2 * resamples)
        total += seen[++span.low];
    for (span.high = span.low; total < (1 - ALPHA / 2) * resamples;)
        total += seen[++span.high];
    return span;
}

/* The hull of the first wins that sign tests allow. A position falls if some size before it wins,
 * each tested at its share of ALPHA / 2, or if the size at it does not, at ALPHA / 2. p_win and
 * p_loss are two-sided, hence the ALPHA. */
static struct span first_win_allowed(const double *p_win, const double *p_loss, size_t size_count)
{
    struct span span = {size_count, 0};
    double least_before = 1;
    for (size_t i = 0; i <= size_count; i++) {
        bool wins_before = least_before * (double)i <= ALPHA && i > 0;
        bool loses_at = i < size_count && p_loss[i] <= ALPHA;
        if (!wins_before && !loses_at) {
            span.low = span.low < i ? span.low : i;
            span.high = i;
        }
        if (i < size_count)
            least_before = fmin(least_before, p_win[i]);
    }
    return span;
}

static struct span hull(struct span a, struct span b)
{
    return (struct span){a.low < b.low ? a.low : b.low, a.high > b.high ? a.high : b.high};
}

static int index_or_none(size_t position, size_t size_count)
{
    return position < size_count ? (int)position : -1;
}

/* The values above a bound: as they stand (0), surely (-1), perhaps (1). */
static size_t count_above(struct bv_sample sample, double bound, int end)
{
    size_t above = 0;
    for (size_t i = 0; i < sample.count; i++)
        above += sample.values[i] + (end == 0 ? 0 : end * bv_sample_error(&sample, i)) > bound;
    return above;
}

struct bv_crossover bv_crossover_find(const struct bv_sample *samples, size_t size_count,
                                      double margin, unsigned resamples, uint64_t seed)
{
    assert(size_count > 0 && size_count <= BV_SIZES_MAX && resamples > 0);
    const struct edges nowhere = {size_count, 0};
    double p_win[BV_SIZES_MAX], p_loss[BV_SIZES_MAX];
    double p_loss_mirrored[BV_SIZES_MAX], p_win_mirrored[BV_SIZES_MAX];
    bool win[BV_SIZES_MAX], certain[BV_SIZES_MAX];
    struct edges estimate = nowhere;
    for (size_t i = 0; i < size_count; i++) {
        struct bv_sample sample = samples[i];
        size_t mirror = size_count - 1 - i, above = count_above(sample, margin, 0);
        size_t surely = count_above(sample, margin, -1);
        size_t perhaps = count_above(sample, margin, 1);
        p_win[i] = p_win_mirrored[mirror] =
            bv_spells_p(sample.spells, sample.count, sample.count - surely);
        p_loss[i] = p_loss_mirrored[mirror] = bv_spells_p(sample.spells, sample.count, perhaps);
        win[i] = bv_block_interval(sample, 1 - ALPHA).estimate > margin;
        certain[i] = above == 0 || above == sample.count;
        estimate = edges_add(estimate, i, win[i]);
    }

    unsigned first_win[BV_SIZES_MAX + 1] = {0}, last_run[BV_SIZES_MAX + 1] = {0};
    struct bv_random r = bv_random_seed(seed, 0);
    for (unsigned k = 0; k < resamples; k++) {
        struct edges again = nowhere;
        for (size_t i = 0; i < size_count; i++)
            again =
                edges_add(again, i, certain[i] ? win[i] : resampled_win(samples[i], margin, &r));
        first_win[again.first_win]++;
        last_run[again.last_run]++;
    }

    /* Seen from the largest size down, the last size without a win is a first one with a loss. */
    struct span mirrored = first_win_allowed(p_loss_mirrored, p_win_mirrored, size_count);
    struct span until = percentiles(first_win, resamples);
    struct span from = percentiles(last_run, resamples);
    struct bv_crossover out = {
        .value_until = {.estimate = (int)estimate.first_win - 1,
                        .resampled_low = (int)until.low - 1,
                        .resampled_high = (int)until.high - 1},
        .pointer_from = {.estimate = index_or_none(estimate.last_run, size_count),
                         .resampled_low = index_or_none(from.low, size_count),
                         .resampled_high = index_or_none(from.high, size_count)},
    };
    until = hull(until, first_win_allowed(p_win, p_loss, size_count));
    from = hull(from, (struct span){size_count - mirrored.high, size_count - mirrored.low});
    out.value_until.low = (int)until.low - 1;
    out.value_until.high = (int)until.high - 1;
    out.pointer_from.low = index_or_none(from.low, size_count);
    out.pointer_from.high = index_or_none(from.high, size_count);
    return out;
}
