/* SPDX-License-Identifier: Apache-2.0 */
/* coverage.c: how often each interval method covers what it claims to, by simulation.
 *
 * simulate_coverage [RUNS]: fails if the method of stats.c covers less often than FLOOR in any
 * cell. With fewer than 2,000 runs nothing is judged; that serves sanitizers, which are slow. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/stats/stats.h"
#include "tests/support/populations.h"
#include "tests/support/rivals.h"

enum { RUNS = 2000, RUNS_JUDGED = 2000, METHODS = 7 };
_Static_assert(RUNS >= RUNS_JUDGED, "the default number of runs is too small to judge");

/* Exact coverage is 0.95 or more; 2,000 runs see it to 0.005. */
static const double FLOOR = 0.94;
static const size_t block_counts[] = {8, 12, 16, 20, 60};
enum { BLOCK_COUNTS = sizeof block_counts / sizeof block_counts[0] };

static struct bv_interval chosen(const double *sorted, size_t count)
{
    return bv_block_interval((struct bv_sample){sorted, count, 0, NULL, 0}, 0.95);
}

static const struct method {
    const char *name;
    enum parameter about;
    struct bv_interval (*interval)(const double *sorted, size_t count);
} methods[METHODS] = {
    {"exact", MEDIAN, chosen}, /* the one in stats.c stands first */
    {"interp", MEDIAN, rival_interpolated},
    {"HL", PSEUDO_MEDIAN, rival_hodges_lehmann},
    {"trim", TRIMMED_MEAN, rival_trimmed},
    {"t", MEAN, rival_student},
    {"Hall", MEAN, rival_hall},
    {"boot-t", MEAN, rival_bootstrap_t},
};

struct cell {
    double coverage[METHODS], width[METHODS];
};

static struct cell simulate(const struct population *p, const double *truth, size_t count,
                            unsigned runs, uint64_t stream)
{
    struct cell cell = {{0}, {0}};
    struct bv_random r = bv_random_seed(20, stream);
    for (unsigned k = 0; k < runs; k++) {
        double x[RIVAL_COUNT_MAX];
        for (size_t i = 0; i < count; i++)
            x[i] = p->draw(&r);
        bv_values_sort(x, count);
        for (size_t m = 0; m < METHODS; m++) {
            struct bv_interval got = methods[m].interval(x, count);
            double wanted = truth[methods[m].about];
            cell.coverage[m] += got.low <= wanted && wanted <= got.high;
            cell.width[m] += got.high - got.low;
        }
    }
    for (size_t m = 0; m < METHODS; m++) {
        cell.coverage[m] /= runs;
        cell.width[m] /= runs;
    }
    return cell;
}

static void print_heading(const char *title)
{
    printf("\n%s\n%-14s %6s", title, "blocks are", "count");
    for (size_t m = 0; m < METHODS; m++)
        printf(" %7s", methods[m].name);
    printf("\n");
}

static void print_row(const char *name, size_t count, const double *values, const char *format)
{
    if (count)
        printf("%-14s %6zu", name, count);
    else
        printf("%-14s %6s", name, "any");
    for (size_t m = 0; m < METHODS; m++)
        printf(format, values[m]);
    printf("\n");
}

int main(int argc, char **argv)
{
    unsigned runs = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : RUNS;
    if (runs == 0) {
        fprintf(stderr, "usage: simulate_coverage [RUNS]\n");
        return 2;
    }
    struct cell *cells = calloc(population_count * BLOCK_COUNTS, sizeof cells[0]);
    if (!cells)
        return 1;
    double least[METHODS];
    for (size_t m = 0; m < METHODS; m++)
        least[m] = 1;
    for (size_t p = 0; p < population_count; p++) {
        double truth[PARAMETER_COUNT];
        population_truth(&populations[p], truth);
        for (size_t b = 0; b < BLOCK_COUNTS; b++) {
            size_t i = p * BLOCK_COUNTS + b;
            cells[i] = simulate(&populations[p], truth, block_counts[b], runs, i);
            for (size_t m = 0; m < METHODS; m++)
                least[m] = fmin(least[m], cells[i].coverage[m]);
        }
    }

    printf(
        "Nominal 95 %%, %u runs a cell. exact, interp: of the median; HL: of the pseudo-median;\n"
        "trim: of the 20 %% trimmed mean; t, Hall, boot-t: of the mean.\n",
        runs);
    print_heading("Coverage");
    for (size_t i = 0; i < population_count * BLOCK_COUNTS; i++)
        print_row(populations[i / BLOCK_COUNTS].name, block_counts[i % BLOCK_COUNTS],
                  cells[i].coverage, " %7.3f");
    print_row("least", 0, least, " %7.3f");
    print_heading("Mean width, in spreads of the bulk or of one mode");
    for (size_t i = 0; i < population_count * BLOCK_COUNTS; i++)
        print_row(populations[i / BLOCK_COUNTS].name, block_counts[i % BLOCK_COUNTS],
                  cells[i].width, " %7.2f");
    free(cells);

    if (runs < RUNS_JUDGED) {
        printf("\nnot judged: fewer than %d runs\n", RUNS_JUDGED);
        return 0;
    }
    printf("\nleast coverage of the chosen method: %.3f, floor %.3f\n", least[0], FLOOR);
    return least[0] >= FLOOR ? 0 : 1;
}
