/* SPDX-License-Identifier: Apache-2.0 */
/* tables.c: what becomes of a table of real contests, by resampling the blocks of runs.
 *
 * simulate_tables FOLDER [TABLES]: FOLDER holds bundles. Fails if verdicts are false in more tables
 * than promised, or more of what is likely is false. With fewer than 300 tables nothing is
 * judged; that serves sanitizers, which are slow.
 *
 * A contest's blocks are drawn with replacement from those that a run measured, skewed and in lumps
 * as they are. Of some contests they are moved so that the median stands exactly at the margin,
 * half of the blocks being above and half below: then a win is false, and so is an equality. (Where
 * several blocks are the median, as where both arms are as fast as the empty loop, that cannot be
 * done.) Blocks are added, looked at and judged as harness/measure/schedule.c does it: what a look
 * decides has 96 blocks at most. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/random.h"
#include "lib/stats/stats.h"
#include "tests/support/contest_pool.h"
#include "tests/support/student.h"

enum { TABLES = 300, RIVALS_EVERY = 4, CONTESTS = 1330, RESTING = 96, ENDS = 4, BLOCKS_MAX = 192 };
static const size_t ends[ENDS] = {14, 24, 96, BLOCKS_MAX}; /* blocks of what does not rest */
static const double ALPHA = 0.05, MARGIN = BV_MARGIN_LEAST, LOOK_MARGIN = 2 * BV_MARGIN_LEAST;

/* What is true of a contest, of a parameter of its blocks: the median, or the mean. */
struct truth {
    bool wins[2]; /* the first arm, the other one */
    bool equals;
};

static struct truth truth_of_mean(double mean)
{
    return (struct truth){{mean<-MARGIN, mean> MARGIN}, fabs(mean) < MARGIN};
}

/* A median that no block has: half of the blocks lie beyond the margin, or more, or fewer. */
static struct truth truth_of_median(const struct bv_contest_population *p, double shift)
{
    size_t below = 0, above = 0;
    for (size_t i = 0; i < p->count; i++) {
        below += p->values[i] + shift < -MARGIN;
        above += p->values[i] + shift > MARGIN;
    }
    size_t half = p->count / 2;
    return (struct truth){{below > half, above > half}, below < half && above < half};
}

/* A contest of a table while blocks are added to it. */
struct contest {
    const struct bv_contest_population *population;
    double shift, mean_shift; /* to where the median, or the mean, is to be */
    struct truth by_median, by_mean;
    double values[BLOCKS_MAX];
    size_t rested_at; /* blocks; 0: it does not rest */
};

static void begin_contest(const struct bv_contest_pool *pool, bool at_margin,
                          struct bv_random *random, struct contest *out)
{
    const struct bv_contest_population *p = &pool->items[bv_random_below(random, pool->count)];
    *out = (struct contest){.population = p};
    at_margin = at_margin && !p->is_lumped;
    if (at_margin) {
        double side = bv_random_below(random, 2) == 0 ? 1 : -1;
        out->shift = side * MARGIN - p->median;
        out->mean_shift = side * MARGIN - p->mean;
    }
    out->by_median = truth_of_median(p, out->shift);
    out->by_mean = truth_of_mean(p->mean + out->mean_shift);
    if (at_margin) { /* to a rounding */
        out->by_median = (struct truth){{false, false}, false};
        out->by_mean = out->by_median;
    }
    for (size_t i = 0; i < BLOCKS_MAX; i++)
        out->values[i] = p->values[bv_random_below(random, p->count)] + out->shift;
}

static struct bv_sample sample_at(const struct contest *c, size_t blocks)
{
    size_t count = c->rested_at > 0 && blocks > RESTING ? RESTING : blocks;
    return (struct bv_sample){.values = c->values, .count = count};
}

/* Look at a contest as the schedule does. */
static void look(struct contest *c, size_t blocks)
{
    double level = ALPHA * bv_look_share(blocks) / CONTESTS;
    struct bv_sample sample = sample_at(c, blocks);
    if (c->rested_at == 0 &&
        (bv_p_beyond(sample, LOOK_MARGIN) <= level || bv_p_within(sample, MARGIN) <= level))
        c->rested_at = blocks;
}

enum method { CHOSEN, WITHOUT_SHARES, LIKELY, STUDENT, METHODS };
static const char *const names[METHODS] = {"sign test, Holm, shares", "the same without shares",
                                           "likely (Benjamini, Hochberg)", "Student's t, Holm"};

/* Of one method at one end, over all tables. */
struct score {
    size_t tables, false_win, false_equal; /* tables that hold one */
    double decided, due;                   /* contests; those that have a truth */
    double win_share, equal_share;         /* false ones among the method's, summed over tables */
};

static void add_score(struct score *score, const struct contest *contests,
                      const enum bv_verdict *verdicts, bool by_mean)
{
    size_t wins = 0, equals = 0, false_wins = 0, false_equals = 0;
    for (size_t i = 0; i < CONTESTS; i++) {
        const struct truth *truth = by_mean ? &contests[i].by_mean : &contests[i].by_median;
        bool win = verdicts[i] == BV_VERDICT_VALUE || verdicts[i] == BV_VERDICT_POINTER;
        bool equal = verdicts[i] == BV_VERDICT_EQUAL;
        wins += win;
        equals += equal;
        false_wins += win && !truth->wins[verdicts[i] == BV_VERDICT_POINTER];
        false_equals += equal && !truth->equals;
        if (truth->wins[0] || truth->wins[1] || truth->equals) {
            score->due++;
            score->decided += win || equal;
        }
    }
    score->tables++;
    score->false_win += false_wins > 0;
    score->false_equal += false_equals > 0;
    score->win_share += wins == 0 ? 0 : (double)false_wins / (double)wins;
    score->equal_share += equals == 0 ? 0 : (double)false_equals / (double)equals;
}

/* p-values of a mean beyond the margin, and of one within: two one-sided t-tests. */
static void student(const struct contest *c, struct bv_sample sample, double *beyond,
                    double *within, bool *is_pointer)
{
    double sum = 0, squares = 0, n = (double)sample.count, shift = c->mean_shift - c->shift;
    for (size_t i = 0; i < sample.count; i++)
        sum += sample.values[i] + shift;
    for (size_t i = 0; i < sample.count; i++) {
        double off = sample.values[i] + shift - sum / n;
        squares += off * off;
    }
    double mean = sum / n, error = sqrt(squares / (n - 1) / n);
    double t = error > 0 ? (fabs(mean) - MARGIN) / error : 0;
    *is_pointer = mean > 0;
    *beyond = t > 0 ? fmin(1, 2 * bv_student_cdf(-t, n - 1)) : 1;
    *within = t < 0 ? fmin(1, 2 * bv_student_cdf(t, n - 1)) : 1;
}

static void adjust(double *p)
{
    double *of[CONTESTS];
    for (size_t i = 0; i < CONTESTS; i++)
        of[i] = &p[i];
    bv_holm(of, CONTESTS, CONTESTS);
}

static void judge_by_student(const struct contest *contests, size_t blocks, double *p,
                             double *equal, enum bv_verdict *verdicts)
{
    static bool pointers[CONTESTS];
    for (size_t i = 0; i < CONTESTS; i++)
        student(&contests[i], sample_at(&contests[i], blocks), &p[i], &equal[i], &pointers[i]);
    adjust(p);
    adjust(equal);
    for (size_t i = 0; i < CONTESTS; i++)
        verdicts[i] = p[i] <= ALPHA       ? pointers[i] ? BV_VERDICT_POINTER : BV_VERDICT_VALUE
                      : equal[i] <= ALPHA ? BV_VERDICT_EQUAL
                                          : BV_VERDICT_UNDECIDED;
}

/* Room for a table. */
struct table {
    struct contest contests[CONTESTS];
    struct bv_sample samples[CONTESTS];
    enum bv_verdict verdicts[CONTESTS];
    double p[CONTESTS], equal[CONTESTS], shares[CONTESTS];
};

/* rivals   whether those are judged, too, that are only to be looked at */
static void judge_table(struct table *t, size_t blocks, bool rivals, struct score scores[METHODS])
{
    for (size_t i = 0; i < CONTESTS; i++) {
        t->samples[i] = sample_at(&t->contests[i], blocks);
        t->shares[i] = bv_end_share(1);
    }
    if (bv_verdicts(t->samples, t->shares, CONTESTS, MARGIN, ALPHA, t->verdicts, t->p) == BV_OK)
        add_score(&scores[CHOSEN], t->contests, t->verdicts, false);
    if (bv_likely(t->samples, t->shares, CONTESTS, MARGIN, ALPHA, t->verdicts) == BV_OK)
        add_score(&scores[LIKELY], t->contests, t->verdicts, false);
    if (!rivals)
        return;
    if (bv_verdicts(t->samples, NULL, CONTESTS, MARGIN, ALPHA, t->verdicts, t->p) == BV_OK)
        add_score(&scores[WITHOUT_SHARES], t->contests, t->verdicts, false);
    judge_by_student(t->contests, blocks, t->p, t->equal, t->verdicts);
    add_score(&scores[STUDENT], t->contests, t->verdicts, true);
}

/* One table from its first block to its last, judged as if it had ended at each of the ends. */
static void simulate_table(struct table *t, const struct bv_contest_pool *pool, double at_margin,
                           bool rivals, struct bv_random *random,
                           struct score scores[ENDS][METHODS])
{
    size_t end = 0;
    for (size_t i = 0; i < CONTESTS; i++)
        begin_contest(pool, bv_random_unit(random) < at_margin, random, &t->contests[i]);
    for (size_t blocks = 1; blocks <= BLOCKS_MAX; blocks++) {
        if (bv_look_share(blocks) > 0)
            for (size_t i = 0; i < CONTESTS; i++)
                look(&t->contests[i], blocks);
        if (blocks == ends[end])
            judge_table(t, blocks, rivals, scores[end++]);
    }
}

static double share(double part, double of)
{
    return of > 0 ? part / of : 0;
}

/* Returns  whether what was promised held: the shares at most ALPHA, but for three standard errors
 */
static bool print_scores(const char *what, struct score scores[ENDS][METHODS])
{
    bool holds = true;
    printf("\n%s: share of tables with a false win, with a false equality; of the contests that "
           "have a truth: decided;\nof the wins false, of the equalities false\n%-30s",
           what, "blocks at the end");
    for (size_t e = 0; e < ENDS; e++)
        printf("                   %8zu           ", ends[e]);
    printf("\n");
    for (size_t m = 0; m < METHODS; m++) {
        printf("%-30s", names[m]);
        for (size_t e = 0; e < ENDS; e++) {
            const struct score *s = &scores[e][m];
            double tables = (double)s->tables, room = 3 * sqrt(ALPHA * (1 - ALPHA) / tables);
            double win = share((double)s->false_win, tables);
            double equal = share((double)s->false_equal, tables);
            double of_wins = share(s->win_share, tables), of_equals = share(s->equal_share, tables);
            printf("  %.3f %.3f %.3f  %.4f %.4f ", win, equal, share(s->decided, s->due), of_wins,
                   of_equals);
            if (m == CHOSEN)
                holds &= win <= ALPHA + room && equal <= ALPHA + room;
            if (m == LIKELY)
                holds &= of_wins <= ALPHA + room && of_equals <= ALPHA + room;
        }
        printf("\n");
    }
    return holds;
}

int main(int argc, char **argv)
{
    unsigned tables = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : TABLES;
    static const struct {
        const char *what;
        double at_margin;
    } worlds[] = {{"All contests at the margin", 1}, {"One in five at the margin", 0.2}};
    struct bv_contest_pool pool = {0};
    struct table *table = malloc(sizeof *table);
    bool holds = argc > 1 && tables > 0 && table != NULL && bv_contest_pool_read(argv[1], &pool);
    if (!holds) {
        fprintf(stderr, "usage: simulate_tables FOLDER-OF-BUNDLES [TABLES]\n");
        free(table);
        bv_contest_pool_finish(&pool);
        return 2;
    }
    printf("%zu contests of %zu runs, %zu of them with a lump for a median; tables of %d of them, "
           "%u tables of a kind, level %.2f\n",
           pool.count, pool.runs, pool.lumped, CONTESTS, tables, ALPHA);
    for (size_t w = 0; w < sizeof worlds / sizeof worlds[0]; w++) {
        static struct score scores[ENDS][METHODS];
        memset(scores, 0, sizeof scores);
        struct bv_random random = bv_random_seed(90, w);
        for (unsigned i = 0; i < tables; i++)
            simulate_table(table, &pool, worlds[w].at_margin, i % RIVALS_EVERY == 0, &random,
                           scores);
        holds &= print_scores(worlds[w].what, scores);
    }
    free(table);
    bv_contest_pool_finish(&pool);
    if (tables < TABLES) {
        printf("\nnot judged: fewer than %d tables\n", TABLES);
        return 0;
    }
    printf("\n%s\n", holds ? "holds" : "FAILS");
    return holds ? 0 : 1;
}
