/* SPDX-License-Identifier: Apache-2.0 */
/* verdicts.c: what stopping and Holm do to a user, by simulation.
 *
 * simulate_verdicts [RUNS]: fails if stopping spoils the coverage, if false verdicts come more
 * often than promised, or if intervals of crossovers miss planted truths. RUNS are runs of the
 * stopping rule; with fewer than 2,000 nothing is judged; that serves sanitizers, which are slow.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/stats/stats.h"
#include "tests/support/populations.h"
#include "tests/support/student.h"

enum { RUNS = 2000, CASES = 100, BLOCKS_MAX = 60 };

static const double MARGIN = 0.01, ALPHA = 0.05, COVERAGE_FLOOR = 0.94;

/* A table of cases as bv_verdicts takes it. */
struct table {
    double effects[CASES][BLOCKS_MAX];
    struct bv_sample samples[CASES];
    enum bv_verdict verdicts[CASES];
    double p[CASES];
};

/* The rule that stops at the first narrow interval from `least` blocks on. */
static bool narrow(const double *effects, size_t count, double width, size_t least)
{
    struct bv_interval interval =
        bv_block_interval((struct bv_sample){effects, count, 0, NULL, 0}, 0.95);
    return count >= least && interval.high - interval.low < width;
}

/* Blocks drawn until the rule stops; least 0 is bv_precise_enough. */
static size_t measure(const struct shape *s, double width, size_t least, double *effects,
                      struct bv_random *r)
{
    size_t count = 0;
    while (count < BLOCKS_MAX) {
        effects[count++] = shape_draw(s, r);
        if (least ? narrow(effects, count, width, least)
                  : bv_precise_enough((struct bv_sample){effects, count, 0, NULL, 0}, width))
            break;
    }
    return count;
}

static double typical_width(const struct shape *s, size_t count)
{
    double sum = 0, x[BLOCKS_MAX];
    struct bv_random r = bv_random_seed(7, 0);
    for (unsigned k = 0; k < 500; k++) {
        for (size_t i = 0; i < count; i++)
            x[i] = shape_draw(s, &r);
        struct bv_interval interval =
            bv_block_interval((struct bv_sample){x, count, 0, NULL, 0}, 0.95);
        sum += interval.high - interval.low;
    }
    return sum / 500;
}

/* Coverage where measuring stops by width, asked such that it does early, midway and late. */
static double simulate_stopping(unsigned runs)
{
    static const size_t typical_at[] = {12, 24, 48};
    double least_covered = 1;
    printf("Stopping by width, %u runs a cell: asked is the mean width at so many blocks.\n"
           "            asked  bv_precise_enough        the same from 8 blocks\n"
           "blocks are     at  coverage blocks missed   coverage blocks missed\n",
           runs);
    for (size_t p = 0; p < population_count; p++) {
        struct shape s = shape_of(&populations[p]);
        for (size_t a = 0; a < 3; a++) {
            double width = typical_width(&s, typical_at[a]), effects[BLOCKS_MAX];
            printf("%-13s %3zu", s.population->name, typical_at[a]);
            for (size_t rule = 0; rule < 2; rule++) {
                struct bv_random r = bv_random_seed(30, p * 10 + a);
                unsigned covered = 0, missed = 0;
                double blocks = 0;
                for (unsigned k = 0; k < runs; k++) {
                    size_t count = measure(&s, width, rule ? 8 : 0, effects, &r);
                    struct bv_interval got =
                        bv_block_interval((struct bv_sample){effects, count, 0, NULL, 0}, 0.95);
                    covered += got.low <= 0 && 0 <= got.high;
                    missed += got.high - got.low >= width;
                    blocks += (double)count;
                }
                printf("     %.3f  %5.1f  %5.3f", (double)covered / runs, blocks / runs,
                       (double)missed / runs);
                if (rule == 0)
                    least_covered = fmin(least_covered, (double)covered / runs);
            }
            printf("\n");
        }
    }
    printf("least coverage with bv_precise_enough: %.3f\n", least_covered);
    return least_covered;
}

/* Fill a table with cases of one shape; fixed blocks, or 0: until bv_precise_enough. */
static void measure_table(struct table *t, const struct shape *s, size_t fixed, double width,
                          struct bv_random *r)
{
    for (size_t i = 0; i < CASES; i++) {
        t->samples[i] = (struct bv_sample){t->effects[i], fixed, 0, NULL, 0};
        for (size_t j = 0; j < fixed; j++)
            t->effects[i][j] = shape_draw(s, r);
        if (fixed == 0)
            t->samples[i].count = measure(s, width, 0, t->effects[i], r);
    }
    if (bv_verdicts(t->samples, NULL, CASES, MARGIN, ALPHA, t->verdicts, t->p) != BV_OK)
        abort();
}

static size_t count_verdicts(const struct table *t, bool equal)
{
    size_t count = 0;
    for (size_t i = 0; i < CASES; i++)
        count += equal ? t->verdicts[i] == BV_VERDICT_EQUAL
                       : t->verdicts[i] == BV_VERDICT_VALUE || t->verdicts[i] == BV_VERDICT_POINTER;
    return count;
}

/* Share of tables with a false verdict. A/A: medians are 0, so a win is false; quiet and loud
 * against the margin. At the margin: both a win and an equality are false. */
static double simulate_false_verdicts(struct table *t, unsigned tables)
{
    static const struct {
        const char *name;
        double scale, shift; /* in margins */
    } nulls[] = {
        {"A/A, spread 1 margin", 1, 0}, {"A/A, spread 20 margins", 20, 0}, {"at the margin", 1, 1}};
    static const size_t blocks[] = {16, 60, 0};
    double most = 0;
    printf("\nTables of %d nulls, %u tables a cell, family-wise level %.2f: share with a false "
           "verdict\n"
           "%-24s%-15s   16 blocks      60 blocks      by width\n%39s   win   equal    win   equal "
           "   win   equal\n",
           CASES, tables, ALPHA, "nulls", "blocks are", "");
    for (size_t n = 0; n < 3; n++) {
        for (size_t p = 0; p < population_count; p++) {
            struct shape s = shape_of(&populations[p]);
            s.scale = nulls[n].scale * MARGIN;
            s.shift = nulls[n].shift * MARGIN;
            double width = typical_width(&s, 24);
            printf("%-24s%-15s", nulls[n].name, s.population->name);
            for (size_t b = 0; b < 3; b++) {
                struct bv_random r = bv_random_seed(40, n * 100 + p * 10 + b);
                unsigned wins = 0, equals = 0;
                for (unsigned k = 0; k < tables; k++) {
                    measure_table(t, &s, blocks[b], width, &r);
                    wins += count_verdicts(t, false) > 0;
                    equals += count_verdicts(t, true) > 0;
                }
                double win = (double)wins / tables, equal = (double)equals / tables;
                most = fmax(most, win);
                if (nulls[n].shift > 0) {
                    most = fmax(most, equal);
                    printf("  %.3f  %.3f ", win, equal);
                } else {
                    printf("  %.3f      - ", win);
                }
            }
            printf("\n");
        }
    }
    printf("most tables with a false win, or with a false equality: %.3f\n", most);
    return most;
}

/* What Student's t would give for the same question, after Holm's first step. */
static bool student_wins(const double *x, size_t count)
{
    double sum = 0, squares = 0, n = (double)count;
    for (size_t i = 0; i < count; i++)
        sum += x[i];
    for (size_t i = 0; i < count; i++)
        squares += (x[i] - sum / n) * (x[i] - sum / n);
    double error = sqrt(squares / (n - 1) / n);
    return 2 * bv_student_cdf(-(sum / n - MARGIN) / error, n - 1) <= ALPHA / CASES;
}

/* Share of true effects that get their verdict, in tables of cases that all have the same. */
static void simulate_power(struct table *t, unsigned tables)
{
    static const size_t blocks[] = {12, 16, 20, 30, 60};
    static const double distances[] = {0.5, 1, 2, 3};
    static const size_t shapes[] = {0, 4}; /* normal, outliers */
    printf(
        "\nShare of cases decided in tables of %d, %u tables a cell. win: the effect is so many\n"
        "spreads beyond the margin (t: by Student's t and Bonferroni); equal: no effect, the\n"
        "margin is so many spreads\n%-12s%9s",
        CASES, tables, "blocks are", "spreads");
    for (size_t b = 0; b < 5; b++)
        printf("   %2zu: win    t equal", blocks[b]);
    printf("\n");
    for (size_t i = 0; i < 8; i++) {
        struct shape s = shape_of(&populations[shapes[i / 4]]);
        double distance = distances[i % 4];
        printf("%-12s%9.1f", s.population->name, distance);
        for (size_t b = 0; b < 5; b++) {
            struct bv_random r = bv_random_seed(50, i * 10 + b);
            double wins = 0, by_t = 0, equals = 0, all = (double)tables * CASES;
            for (unsigned k = 0; k < tables; k++) {
                s.scale = MARGIN;
                s.shift = MARGIN * (1 + distance);
                measure_table(t, &s, blocks[b], 0, &r);
                wins += (double)count_verdicts(t, false);
                for (size_t c = 0; c < CASES; c++)
                    by_t += student_wins(t->effects[c], blocks[b]);
                s.scale = MARGIN / distance;
                s.shift = 0;
                measure_table(t, &s, blocks[b], 0, &r);
                equals += (double)count_verdicts(t, true);
            }
            printf("      %4.2f %4.2f  %4.2f", wins / all, by_t / all, equals / all);
        }
        printf("\n");
    }
}

/* How narrow to ask so that equal cases are also shown to be so. */
static void simulate_equality(struct table *t, unsigned tables)
{
    static const double asked[] = {2, 1, 0.75, 0.5};
    static const size_t typical_at[] = {12, 24, 48};
    printf("\nShare of A/A cases found equal when they retire by width, %u tables of %d a cell; "
           "asked\n"
           "is the mean width at so many blocks, and so many margins\n%-14s%8s",
           tables, CASES, "blocks are", "margins");
    for (size_t b = 0; b < 3; b++)
        printf("  at %zu", typical_at[b]);
    printf("\n");
    for (size_t p = 0; p < population_count; p += 4) { /* normal, outliers, four layouts */
        for (size_t a = 0; a < 4; a++) {
            printf("%-14s%8.2f", populations[p].name, asked[a]);
            for (size_t b = 0; b < 3; b++) {
                struct shape s = shape_of(&populations[p]);
                double width = asked[a] * MARGIN, equals = 0;
                s.scale = width / typical_width(&s, typical_at[b]);
                struct bv_random r = bv_random_seed(70, p * 100 + a * 10 + b);
                for (unsigned k = 0; k < tables; k++) {
                    measure_table(t, &s, 0, width, &r);
                    equals += (double)count_verdicts(t, true);
                }
                printf("  %5.2f", equals / ((double)tables * CASES));
            }
            printf("\n");
        }
    }
}

int main(int argc, char **argv)
{
    unsigned runs = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : RUNS;
    struct table *table = malloc(sizeof *table);
    if (runs < 10 || !table) {
        fprintf(stderr, "usage: simulate_verdicts [RUNS], at least 10\n");
        free(table);
        return 2;
    }
    double least_covered = simulate_stopping(runs);
    double most_false = simulate_false_verdicts(table, runs / 5);
    simulate_power(table, runs / 100 + 1);
    simulate_equality(table, runs / 100 + 1);
    free(table);

    if (runs < RUNS) {
        printf("\nnot judged: fewer than %d runs\n", RUNS);
        return 0;
    }
    bool holds = least_covered >= COVERAGE_FLOOR && most_false <= ALPHA;
    printf("\n%s: coverage %.3f, at least %.2f wanted; false verdicts %.3f, at most %.2f\n",
           holds ? "holds" : "FAILS", least_covered, COVERAGE_FLOOR, most_false, ALPHA);
    return holds ? 0 : 1;
}
