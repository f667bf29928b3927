/* SPDX-License-Identifier: Apache-2.0 */
/* crossing.c: where, over sizes, value stops and pointer starts to win. */
#include "harness/stats.h"

#include <assert.h>
#include <math.h>

#include "harness/random.h"

static const double TAIL = 0.025; /* either side of a 95 % interval */

/* Where the pointer first wins and where its unbroken run of wins to the last size begins; both
 * are size_count for "nowhere". */
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

/* Whether the median of a resample lies above the margin: a matter of counting, unless an even
 * count is split in halves. Then the two middle ones decide, each the one next to the margin. */
static bool resampled_win(const double *effects, size_t count, double margin, struct bv_random *r)
{
    size_t above = 0;
    double highest_below = -INFINITY, lowest_above = INFINITY;
    for (size_t i = 0; i < count; i++) {
        double effect = effects[bv_random_below(r, count)];
        if (effect > margin) {
            above++;
            lowest_above = fmin(lowest_above, effect);
        } else {
            highest_below = fmax(highest_below, effect);
        }
    }
    if (2 * above == count)
        return (highest_below + lowest_above) / 2 > margin;
    return 2 * above > count;
}

/* Estimate and percentile interval, as positions: seen[i] resamples said i. */
struct position {
    size_t estimate, low, high;
};

static struct position position_of(size_t estimate, const unsigned *seen, unsigned resamples)
{
    struct position p = {estimate, 0, 0};
    unsigned total = seen[0];
    while (total <= TAIL * resamples)
        total += seen[++p.low];
    for (p.high = p.low; total < (1 - TAIL) * resamples;)
        total += seen[++p.high];
    return p;
}

static int index_or_none(size_t position, size_t size_count)
{
    return position < size_count ? (int)position : -1;
}

struct bv_crossover bv_crossover_find(const double *const *effects, const size_t *counts,
                                      size_t size_count, double margin, unsigned resamples,
                                      uint64_t seed)
{
    assert(size_count > 0 && size_count <= BV_SIZES_MAX && resamples > 0);
    unsigned first_win[BV_SIZES_MAX + 1] = {0}, last_run[BV_SIZES_MAX + 1] = {0};
    const struct edges nowhere = {size_count, 0};
    struct edges seen = nowhere;
    for (size_t i = 0; i < size_count; i++)
        seen = edges_add(seen, i, bv_block_interval(effects[i], counts[i], 0.95).estimate > margin);

    struct bv_random r = bv_random_seed(seed, 0);
    for (unsigned k = 0; k < resamples; k++) {
        struct edges again = nowhere;
        for (size_t i = 0; i < size_count; i++)
            again = edges_add(again, i, resampled_win(effects[i], counts[i], margin, &r));
        first_win[again.first_win]++;
        last_run[again.last_run]++;
    }
    struct position until = position_of(seen.first_win, first_win, resamples);
    struct position from = position_of(seen.last_run, last_run, resamples);
    return (struct bv_crossover){
        .value_until = {(int)until.estimate - 1, (int)until.low - 1, (int)until.high - 1},
        .pointer_from = {index_or_none(from.estimate, size_count),
                         index_or_none(from.low, size_count), index_or_none(from.high, size_count)},
    };
}
