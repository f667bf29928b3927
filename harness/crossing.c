/* SPDX-License-Identifier: Apache-2.0 */
/* crossing.c: where, over sizes, value stops and pointer starts to win. */
#include "harness/stats.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>

#include "harness/random.h"

/* Counts of sizes, 0 .. size_count: sizes before the first that pointer wins, and sizes up to the
 * last that it does not win. */
struct edges {
    size_t first_win, last_loss_end;
};

static struct edges find_edges(const bool *wins, size_t size_count)
{
    struct edges e = {size_count, 0};
    for (size_t i = 0; i < size_count; i++) {
        if (!wins[i])
            e.last_loss_end = i + 1;
        else if (e.first_win == size_count)
            e.first_win = i;
    }
    return e;
}

static double estimate_of(const double *effects, size_t count)
{
    return bv_block_interval(effects, count, 0.95).estimate;
}

static bool resampled_win(const double *effects, size_t count, double margin, struct bv_random *r)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += effects[bv_random_below(r, count)];
    return sum / (double)count > margin;
}

/* Smallest edge with at least a share of the resamples at or below it. */
static int percentile(const unsigned *seen, double rank)
{
    double total = 0;
    int edge = 0;
    while ((total += seen[edge]) < rank)
        edge++;
    return edge;
}

struct bv_crossover bv_crossover_find(const double *const *effects, const size_t *counts,
                                      size_t size_count, double margin, unsigned resamples,
                                      uint64_t seed)
{
    unsigned *first = calloc(2 * (size_count + 1), sizeof first[0]), *end = first + size_count + 1;
    bool *wins = calloc(size_count + 1, sizeof wins[0]);
    assert(first && wins);
    for (size_t i = 0; i < size_count; i++)
        wins[i] = estimate_of(effects[i], counts[i]) > margin;
    struct edges e = find_edges(wins, size_count);
    struct bv_random r = bv_random_seed(seed, 0);
    for (unsigned k = 0; k < resamples; k++) {
        for (size_t i = 0; i < size_count; i++)
            wins[i] = resampled_win(effects[i], counts[i], margin, &r);
        struct edges again = find_edges(wins, size_count);
        first[again.first_win]++;
        end[again.last_loss_end]++;
    }
    int n = (int)size_count;
    struct bv_crossover out = {
        {(int)e.first_win - 1, percentile(first, 0.025 * resamples) - 1,
         percentile(first, 0.975 * resamples) - 1},
        {(int)e.last_loss_end, percentile(end, 0.025 * resamples),
         percentile(end, 0.975 * resamples)},
    };
    int *from[] = {&out.pointer_from.estimate, &out.pointer_from.low, &out.pointer_from.high};
    for (size_t i = 0; i < 3; i++)
        if (*from[i] == n)
            *from[i] = -1;
    free(wins);
    free(first);
    return out;
}
