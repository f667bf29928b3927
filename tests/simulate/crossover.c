/* SPDX-License-Identifier: Apache-2.0 */
/* crossover.c: how often the interval of a crossover holds the planted one.
 *
 * simulate_crossover [RUNS]: fails if it does in less than FLOOR of the runs of any cell. With
 * fewer than 500 runs nothing is judged; that serves sanitizers, which are slow. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/stats/stats.h"
#include "tests/support/populations.h"

enum { RUNS = 500, RESAMPLES = 120, BLOCKS_MAX = 60, SIZES = 35 };

static const double FLOOR = 0.93;

/* Effects over sizes, in margins: pointer wins above 1. */
static double ramp(size_t i)
{
    return 1 + 2 * ((double)i - 16.5);
}

static double gentle_ramp(size_t i)
{
    return 1 + 0.2 * ((double)i - 16.5);
}

static double step(size_t i)
{
    return i < 20 ? 0 : 3;
}

static double two_steps(size_t i)
{
    static const double levels[] = {-2, 4, -2, 4}; /* pointer wins, loses again, wins */
    return levels[(i >= 8) + (i >= 12) + (i >= 18)];
}

static double near_margin(size_t i)
{
    return i < 17 ? 0.7 : 1.3;
}

static double always_value(size_t i)
{
    return -3 - 0.1 * (double)i;
}

static double always_pointer(size_t i)
{
    return 5 + 0.1 * (double)i;
}

static double always_equal(size_t i)
{
    return i % 2 ? 0.1 : -0.1;
}

static const struct curve {
    const char *name;
    double (*effect)(size_t size);
    int until, from; /* the truth */
} curves[] = {{"ramp", ramp, 16, 17},
              {"gentle ramp", gentle_ramp, 16, 17},
              {"step", step, 19, 20},
              {"two steps", two_steps, 7, 18},
              {"near margin", near_margin, 16, 17},
              {"value", always_value, 34, -1},
              {"pointer", always_pointer, -1, 0},
              {"equal", always_equal, 34, -1}};

static const struct noise {
    size_t population, blocks;
} noises[] = {{0, 16}, {0, 60}, {2, 16}, {4, 16}, {8, 16}};

enum { CURVES = sizeof curves / sizeof curves[0], NOISES = sizeof noises / sizeof noises[0] };

/* What became of one kind of interval. */
struct tally {
    unsigned held;
    double width;
};

static void count(struct tally *tally, int low, int high, int truth, int none)
{
    low = low < 0 ? none : low;
    high = high < 0 ? none : high;
    truth = truth < 0 ? none : truth;
    tally->held += low <= truth && truth <= high;
    tally->width += high - low;
}

/* Tallies of value_until and of pointer_from, each by resampling alone and as shown. */
static void simulate(const struct curve *curve, const struct shape *noise, size_t blocks,
                     unsigned runs, uint64_t stream, struct tally tallies[4])
{
    double effects[SIZES][BLOCKS_MAX];
    struct bv_sample samples[SIZES];
    struct bv_random r = bv_random_seed(60, stream);
    for (unsigned k = 0; k < runs; k++) {
        for (size_t i = 0; i < SIZES; i++) {
            samples[i] = (struct bv_sample){effects[i], blocks, 0, NULL, 0};
            for (size_t j = 0; j < blocks; j++)
                effects[i][j] = curve->effect(i) + shape_draw(noise, &r);
        }
        struct bv_crossover x = bv_crossover_find(samples, SIZES, 1, RESAMPLES, k);
        struct bv_crossing until = x.value_until, from = x.pointer_from;
        count(&tallies[0], until.resampled_low, until.resampled_high, curve->until, -1);
        count(&tallies[1], until.low, until.high, curve->until, -1);
        count(&tallies[2], from.resampled_low, from.resampled_high, curve->from, SIZES);
        count(&tallies[3], from.low, from.high, curve->from, SIZES);
    }
}

int main(int argc, char **argv)
{
    unsigned runs = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : RUNS;
    if (runs == 0) {
        fprintf(stderr, "usage: simulate_crossover [RUNS]\n");
        return 2;
    }
    printf(
        "Crossovers over %d sizes, spread of blocks 1 margin, %u runs a cell: share of intervals\n"
        "that hold the planted edge, and their mean width in sizes.\n"
        "                                   value_until               pointer_from\n"
        "                                resampled  as shown       resampled  as shown\n"
        "truth        blocks are  count  held width held width     held width held width\n",
        SIZES, runs);
    double least_resampled = 1, least_shown = 1;
    for (size_t n = 0; n < NOISES; n++) {
        struct shape noise = shape_of(&populations[noises[n].population]);
        for (size_t c = 0; c < CURVES; c++) {
            struct tally tallies[4] = {{0, 0}};
            simulate(&curves[c], &noise, noises[n].blocks, runs, n * CURVES + c, tallies);
            printf("%-12s %-12s%5zu ", curves[c].name, noise.population->name, noises[n].blocks);
            for (size_t t = 0; t < 4; t++) {
                double held = (double)tallies[t].held / runs;
                printf("%s%.3f %4.1f ", t == 2 ? "    " : "", held, tallies[t].width / runs);
                double *least = t % 2 ? &least_shown : &least_resampled;
                *least = fmin(*least, held);
            }
            printf("\n");
        }
    }
    printf("least: resampled %.3f, as shown %.3f\n", least_resampled, least_shown);
    if (runs < RUNS) {
        printf("not judged: fewer than %d runs\n", RUNS);
        return 0;
    }
    return least_shown >= FLOOR ? 0 : 1;
}
