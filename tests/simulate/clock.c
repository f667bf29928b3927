/* SPDX-License-Identifier: Apache-2.0 */
/* clock.c: coverage where the clock's steps are coarser than what blocks differ by.
 *
 * simulate_clock [RUNS]: slices of two arms are read off a clock that moves in steps; a block's
 * effect is the median over rounds. Fails if an interval that knows of the steps covers less often
 * than FLOOR in any cell. With fewer than 500 runs nothing is judged. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/bundle/net_time.h"
#include "lib/stats/stats.h"
#include "tests/support/populations.h"

enum { RUNS = 500, RUNS_JUDGED = 500, ROUNDS = 40, BLOCKS_MAX = 64 };

/* 0.95 or more; 500 runs see it to 0.01. */
static const double FLOOR = 0.93;
static const double SLICE_NS = 30000, EMPTY_NS = 6000, EFFECT = 0.0007;

/* In steps of the clock. */
static const double spreads[] = {0.02, 0.3, 2}, noises[] = {0.02, 0.5, 5};
static const size_t block_counts[] = {16, 32, 64};
enum { SPREADS = 3, NOISES = 3, BLOCK_COUNTS = 3 };

/* A slice of so long, begun at a random moment. */
static double read_off(double ns, double step_ns, struct bv_random *r)
{
    double begin = bv_random_unit(r);
    return (floor(begin + ns / step_ns) - floor(begin)) * step_ns;
}

/* A block as a run records it. */
static double measure(double effect, double step_ns, double noise_ns, struct bv_random *r,
                      double *resolution)
{
    double ratios[ROUNDS], first[ROUNDS], other[ROUNDS], empty[ROUNDS];
    for (size_t i = 0; i < ROUNDS; i++) {
        double ns = EMPTY_NS + SLICE_NS;
        other[i] = read_off(ns + noise_ns * fabs(draw_normal(r)), step_ns, r);
        ns = EMPTY_NS + SLICE_NS * exp(effect);
        first[i] = read_off(ns + noise_ns * fabs(draw_normal(r)), step_ns, r);
        empty[i] = read_off(EMPTY_NS, step_ns, r);
        ratios[i] = log(first[i] / other[i]);
    }
    struct bv_row arm = {.calls = 1, .empty_ns = bv_median(empty, ROUNDS)};
    struct bv_row reference = arm;
    reference.real_ns = bv_median(first, ROUNDS);
    arm.real_ns = bv_median(other, ROUNDS);
    arm.log_ratio = bv_median(ratios, ROUNDS);
    *resolution = fmax(*resolution, fmax(bv_net_resolution(&reference, step_ns),
                                         bv_net_resolution(&arm, step_ns)));
    return bv_net_effect(&reference, &arm);
}

static bool holds(struct bv_interval interval, double truth)
{
    return interval.low <= truth && truth <= interval.high;
}

int main(int argc, char **argv)
{
    unsigned runs = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : RUNS;
    double step_ns = 10, step = step_ns / SLICE_NS, least = 1;
    if (runs == 0) {
        fprintf(stderr, "usage: simulate_clock [RUNS]\n");
        return 2;
    }
    printf("A clock with steps of %g ns, slices of %g us net, %u runs a cell: share of 95 %%\n"
           "intervals that hold the median, as the values stand and with what the clock hides.\n"
           "%8s %8s %8s %10s %10s\n",
           step_ns, SLICE_NS / 1000, runs, "spread", "noise", "blocks", "values", "as shown");
    for (size_t cell = 0; cell < SPREADS * NOISES * BLOCK_COUNTS; cell++) {
        double spread = spreads[cell / NOISES / BLOCK_COUNTS];
        double noise = noises[cell / BLOCK_COUNTS % NOISES], bare = 0, shown = 0;
        size_t count = block_counts[cell % BLOCK_COUNTS];
        struct bv_random r = bv_random_seed(80, cell);
        for (unsigned k = 0; k < runs; k++) {
            double x[BLOCKS_MAX], resolution = 0;
            for (size_t i = 0; i < count; i++)
                x[i] = measure(EFFECT + spread * step * draw_normal(&r), step_ns, noise * step_ns,
                               &r, &resolution);
            bare +=
                holds(bv_block_interval((struct bv_sample){x, count, 0, NULL, 0}, 0.95), EFFECT);
            shown += holds(
                bv_block_interval((struct bv_sample){x, count, resolution, NULL, 0}, 0.95), EFFECT);
        }
        printf("%8.2f %8.2f %8zu %10.3f %10.3f\n", spread, noise, count, bare / runs, shown / runs);
        least = fmin(least, shown / runs);
    }
    if (runs < RUNS_JUDGED) {
        printf("not judged: fewer than %d runs\n", RUNS_JUDGED);
        return 0;
    }
    printf("least coverage as shown: %.3f, floor %.3f\n", least, FLOOR);
    return least >= FLOOR ? 0 : 1;
}
