/* SPDX-License-Identifier: Apache-2.0 */
/* difference.c: how often the difference of two medians is right, by simulation.
 *
 * simulate_difference [RUNS]: fails if an interval covers less often than promised, or if false
 * changes come more often. With fewer than 2,000 runs nothing is judged; that serves sanitizers. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/stats/difference.h"
#include "tests/support/populations.h"

enum { RUNS = 2000, CASES = 100, BLOCKS_MAX = 60, RIVAL_EVERY = 8 };

static const double COVERAGE_FLOOR = 0.94, ALPHA = 0.05;

/* Distribution-free rivals: intervals of both medians whose levels multiply to the one asked. */
static struct bv_interval nested(const double *a, size_t n, const double *b, size_t m)
{
    double level = sqrt(0.95);
    struct bv_interval x = bv_block_interval((struct bv_sample){a, n, 0, NULL, 0}, level),
                       y = bv_block_interval((struct bv_sample){b, m, 0, NULL, 0}, level);
    return (struct bv_interval){y.estimate - x.estimate, y.low - x.high, y.high - x.low};
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Of the shift, by all differences of pairs (Moses): right where both have one shape. */
static struct bv_interval rank_sum(const double *a, size_t n, const double *b, size_t m)
{
    static double pairs[BLOCKS_MAX * BLOCKS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < m; j++)
            pairs[count++] = b[j] - a[i];
    qsort(pairs, count, sizeof pairs[0], compare_doubles);
    double nm = (double)(n * m), sd = sqrt(nm * (double)(n + m + 1) / 12);
    double cut = floor(nm / 2 - 1.959964 * sd);
    size_t d = cut < 0 ? 0 : (size_t)cut;
    return (struct bv_interval){bv_quantile_sorted(pairs, count, 0.5), pairs[d],
                                pairs[count - 1 - d]};
}

/* Standard errors of medians from order statistics (Price and Bonett 2002). */
static struct bv_interval price_bonett(const double *a, size_t n, const double *b, size_t m)
{
    struct bv_interval x = bv_block_interval((struct bv_sample){a, n, 0, NULL, 0}, 0.95),
                       y = bv_block_interval((struct bv_sample){b, m, 0, NULL, 0}, 0.95);
    double change = y.estimate - x.estimate;
    double reach = hypot(x.high - x.low, y.high - y.low) / 2;
    return (struct bv_interval){change, change - reach, change + reach};
}

static void draw(const struct shape *s, size_t count, double *out, struct bv_random *r)
{
    for (size_t i = 0; i < count; i++)
        out[i] = shape_draw(s, r);
}

static void find(const double *a, size_t n, const double *b, size_t m, double margin,
                 struct bv_difference *out)
{
    if (bv_difference_of((struct bv_sample){a, n, 0, NULL, 0}, (struct bv_sample){b, m, 0, NULL, 0},
                         margin, out) != BV_OK)
        abort();
}

/* Coverage of a difference of 0 between two populations. Returns  that of the method chosen */
static double simulate_pair(const struct shape *x, const struct shape *y, size_t n, size_t m,
                            unsigned runs, uint64_t stream)
{
    struct bv_random r = bv_random_seed(50, stream);
    unsigned covered[4] = {0}, rival_runs = 0;
    double width[4] = {0}, a[BLOCKS_MAX], b[BLOCKS_MAX];
    for (unsigned k = 0; k < runs; k++) {
        struct bv_difference d;
        draw(x, n, a, &r);
        draw(y, m, b, &r);
        find(a, n, b, m, 0, &d);
        covered[0] += d.change.low <= 0 && 0 <= d.change.high;
        width[0] += d.change.high - d.change.low;
        if (k % RIVAL_EVERY != 0)
            continue;
        rival_runs++;
        const struct bv_interval rivals[] = {nested(a, n, b, m), rank_sum(a, n, b, m),
                                             price_bonett(a, n, b, m)};
        for (unsigned i = 0; i < 3; i++) {
            covered[i + 1] += rivals[i].low <= 0 && 0 <= rivals[i].high;
            width[i + 1] += rivals[i].high - rivals[i].low;
        }
    }
    printf("%-14s%-14s%3zu%4zu", x->population->name, y->population->name, n, m);
    for (unsigned i = 0; i < 4; i++) {
        double made = i == 0 ? runs : rival_runs;
        printf("   %.3f %6.2f", covered[i] / made, width[i] / made);
    }
    printf("\n");
    return (double)covered[0] / runs;
}

static double simulate_coverage(unsigned runs)
{
    static const size_t counts[][2] = {{16, 16}, {42, 42}, {18, 60}};
    double least = 1;
    printf("Difference of medians, nominal 95 %%, %u runs a line: coverage and mean width.\n"
           "a             b              n_a n_b   chosen         nested         rank sum       "
           "Price-Bonett\n",
           runs);
    for (size_t p = 0; p < population_count; p++)
        for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
            struct shape s = shape_of(&populations[p]);
            least = fmin(least, simulate_pair(&s, &s, counts[c][0], counts[c][1], runs, p * 8 + c));
        }
    /* Another compiler is another shape: normal against all others, whose medians are the same. */
    for (size_t p = 1; p < population_count; p++)
        for (size_t c = 1; c < sizeof counts / sizeof counts[0]; c++) {
            struct shape normal = shape_of(&populations[0]), s = shape_of(&populations[p]);
            least = fmin(least, simulate_pair(&normal, &s, counts[c][0], counts[c][1], runs,
                                              800 + p * 8 + c));
        }
    printf("least coverage of the chosen method: %.3f\n", least);
    return least;
}

/* Tables of shifts at a true difference of so many margins: the share with a false change, and with
 * a false equality. */
static double simulate_tables(unsigned tables)
{
    static const double at[] = {0, 1};
    double most = 0, a[BLOCKS_MAX], b[BLOCKS_MAX], beyond[CASES], within[CASES];
    printf("\nTables of %d differences, margin 1, 32 and 42 blocks, %u tables a cell, family-wise "
           "level %.2f: share with a\nfalse change, and with a false equality\n"
           "blocks are     spread   difference 0   difference of one margin\n",
           CASES, tables, ALPHA);
    for (size_t p = 0; p < population_count; p++)
        for (unsigned loud = 0; loud < 2; loud++) {
            struct shape x = shape_of(&populations[p]), y;
            x.scale = loud ? 20 : 1;
            printf("%-15s%6.0f", x.population->name, x.scale);
            for (size_t k = 0; k < 2; k++) {
                struct bv_random r = bv_random_seed(60, p * 8 + loud * 2 + k);
                unsigned changed = 0, equal = 0;
                y = x;
                y.shift = at[k];
                for (unsigned t = 0; t < tables; t++) {
                    double p_beyond = 1, p_within = 1;
                    for (size_t i = 0; i < CASES; i++) {
                        struct bv_difference d;
                        draw(&x, 32, a, &r);
                        draw(&y, 42, b, &r);
                        find(a, 32, b, 42, 1, &d);
                        beyond[i] = d.p_beyond;
                        within[i] = d.p_within;
                        p_beyond = fmin(p_beyond, beyond[i] * CASES);
                        p_within = fmin(p_within, within[i] * CASES);
                    }
                    changed += p_beyond <= ALPHA; /* of Holm, the first step decides */
                    equal += p_within <= ALPHA;
                }
                printf(k ? "   %11.3f %11.3f" : "   %12.3f", (double)changed / tables,
                       (double)equal / tables);
                most = fmax(most, (double)changed / tables);
                if (k == 1)
                    most = fmax(most, (double)equal / tables);
            }
            printf("\n");
        }
    printf("most tables with a false change, or with a false equality: %.3f\n", most);
    return most;
}

/* How many of a table's cases are found at differences so many spreads beyond the margin. */
static void simulate_power(unsigned tables)
{
    static const double differences[] = {0.5, 1, 1.5, 2, 3};
    double a[BLOCKS_MAX], b[BLOCKS_MAX];
    printf(
        "\nShare of differences found in tables of %d, 42 blocks each; so many spreads beyond the "
        "margin\nblocks are    ",
        CASES);
    for (size_t k = 0; k < 5; k++)
        printf("%6.1f", differences[k]);
    printf("\n");
    for (size_t p = 0; p < population_count; p++) {
        struct shape x = shape_of(&populations[p]), y = x;
        printf("%-14s", x.population->name);
        for (size_t k = 0; k < 5; k++) {
            struct bv_random r = bv_random_seed(70, p * 8 + k);
            unsigned found = 0;
            y.shift = 1 + differences[k];
            for (unsigned t = 0; t < tables; t++) {
                struct bv_difference d;
                draw(&x, 42, a, &r);
                draw(&y, 42, b, &r);
                find(a, 42, b, 42, 1, &d);
                found += d.p_beyond * CASES <= ALPHA;
            }
            printf("%6.2f", (double)found / tables);
        }
        printf("\n");
    }
}

int main(int argc, char **argv)
{
    unsigned runs = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : (unsigned)RUNS;
    double least = simulate_coverage(runs);
    double most = simulate_tables(runs / 40 ? runs / 40 : 1);
    simulate_power(runs / 4 ? runs / 4 : 1);
    if (runs < RUNS)
        return 0;
    if (least < COVERAGE_FLOOR || most > ALPHA) {
        printf("FAILED: a promise is broken\n");
        return 1;
    }
    return 0;
}
