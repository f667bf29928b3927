/* SPDX-License-Identifier: Apache-2.0 */
/* trend.c: how often a change over time is found where there is none, and where there is.
 *
 * simulate_trend [HISTORIES]: fails if false changes come more often than promised. With fewer than
 * 200 histories nothing is judged; that serves sanitizers, which are slow. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/stats/changepoint.h"
#include "tests/support/populations.h"

enum { HISTORIES = 200, RUNS = 10, BLOCKS = 24 };

static const double ALPHA = 0.05;

/* A history: runs of blocks of one shape, which moves by `step` at run `at`; each run also has a
 * shift of its own, of so much spread, that its blocks share. */
static void draw(const struct shape *s, double step, size_t at, double own, double *values,
                 struct bv_random *r)
{
    for (size_t run = 0; run < RUNS; run++) {
        double shift = own * draw_normal(r) + (run >= at ? step : 0);
        for (size_t b = 0; b < BLOCKS; b++)
            *values++ = shape_draw(s, r) + shift;
    }
}

static size_t find(const double *values, double margin, struct bv_changepoint *out)
{
    size_t counts[RUNS], found;
    for (size_t i = 0; i < RUNS; i++)
        counts[i] = BLOCKS;
    if (bv_changepoints_find((struct bv_sample){values, RUNS * BLOCKS, 0, NULL, 0}, counts, RUNS,
                             margin, ALPHA, out, &found) != BV_OK)
        abort();
    return found;
}

/* Share of histories without a change that show one. */
static double false_alarms(const struct shape *s, double own, unsigned histories, uint64_t stream)
{
    double values[RUNS * BLOCKS];
    struct bv_changepoint changes[RUNS];
    struct bv_random r = bv_random_seed(80, stream);
    unsigned alarms = 0;
    for (unsigned k = 0; k < histories; k++) {
        draw(s, 0, RUNS, own, values, &r);
        alarms += find(values, 1, changes) > 0;
    }
    return (double)alarms / histories;
}

/* Share of histories whose change, so many spreads beyond the margin, is found where it is, and
 * nothing else. */
static double found_right(const struct shape *s, double beyond, unsigned histories, uint64_t stream)
{
    double values[RUNS * BLOCKS];
    struct bv_changepoint changes[RUNS];
    struct bv_random r = bv_random_seed(81, stream);
    unsigned right = 0;
    for (unsigned k = 0; k < histories; k++) {
        size_t at = 1 + k % (RUNS - 1);
        draw(s, 1 + beyond, at, 0, values, &r);
        right += find(values, 1, changes) == 1 && changes[0].at == at;
    }
    return (double)right / histories;
}

int main(int argc, char **argv)
{
    unsigned histories = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : (unsigned)HISTORIES;
    double most = 0;
    printf("%d runs of %d blocks, margin 1 spread, %u histories a cell, level %.2f: share with a "
           "false change; the same where\neach run has a shift of its own of half a margin; share "
           "whose one change is found at its run, by spreads beyond the margin\n"
           "blocks are       false  own shifts     0.5   1.0   2.0\n",
           RUNS, BLOCKS, histories, ALPHA);
    for (size_t p = 0; p < population_count; p++) {
        struct shape s = shape_of(&populations[p]);
        double alone = false_alarms(&s, 0, histories, p), own = false_alarms(&s, 0.5, histories, p);
        most = fmax(most, alone);
        printf("%-15s  %5.3f       %5.3f  ", s.population->name, alone, own);
        for (size_t i = 0; i < 3; i++) {
            static const double beyond[] = {0.5, 1, 2};
            printf(" %5.2f", found_right(&s, beyond[i], histories / 4 + 1, p * 4 + i));
        }
        printf("\n");
    }
    printf("most false changes: %.3f\n", most);
    if (histories >= HISTORIES && most > ALPHA) {
        printf("FAILED: a promise is broken\n");
        return 1;
    }
    return 0;
}
