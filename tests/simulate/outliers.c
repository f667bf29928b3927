/* SPDX-License-Identifier: Apache-2.0 */
/* outliers.c: how often a fleet without outliers gets one, how often one is found, and how often
 * the interval of a kind's spread holds it.
 *
 * simulate_outliers [FLEETS]. Fails if outliers are named in more fleets of normal nodes than the
 * rate that is told, or an interval holds less than 80 %. Other distributions are told, and not
 * judged: what has long tails has runs that do not belong to the others. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/stats/outlier.h"
#include "tests/support/planted_fleet.h"

enum { FLEETS = 300, CASES = 12 };
static const double SD = 0.02, NOISE = 0.004, NORMAL_QUARTILE = 0.6744897501960817;

static double normal(struct bv_random *r)
{
    return bv_fleet_normal(r);
}

/* Of three degrees of freedom, with the quartiles of a normal one. */
static double student(struct bv_random *r)
{
    double square = 0;
    for (int i = 0; i < 3; i++) {
        double x = bv_fleet_normal(r);
        square += x * x;
    }
    return bv_fleet_normal(r) / sqrt(square / 3) * NORMAL_QUARTILE / 0.7649;
}

static double laplace(struct bv_random *r)
{
    double u = bv_random_unit(r) - 0.5;
    return (u < 0 ? 1 : -1) * log1p(-2 * fabs(u)) * NORMAL_QUARTILE / 0.6931;
}

struct counts {
    size_t fleets, alarmed, alarms, found, planted, held, intervals;
};

/* kinds    of so many runs each; `slow` of the first are slower by that log-ratio */
static bool play(double (*draw)(struct bv_random *), size_t kinds, size_t runs, size_t slow,
                 double by, size_t at, struct counts *counts)
{
    static struct bv_planted_fleet fleet;
    struct bv_random random = bv_random_seed(20261128 + at, runs);
    struct bv_kinds found;
    for (size_t k = 0; k < kinds; k++)
        for (size_t i = 0; i < runs; i++) {
            char kind[32];
            snprintf(kind, sizeof kind, "model %zu", k);
            bool is_slow = k == 0 && i < slow;
            bv_fleet_add(&fleet, kind, CASES,
                         0.1 * (double)k + SD * draw(&random) + (is_slow ? by : 0), NOISE, &random);
        }
    bool ok = bv_kinds_find(fleet.members, fleet.count, &found) == BV_OK;
    if (ok) {
        size_t false_alarms = 0;
        for (size_t i = 0; i < fleet.count; i++) {
            bool is_slow = i < slow;
            bool is_named = found.runs[i].is_outlier[0] || found.runs[i].is_outlier[1];
            counts->found += is_slow && found.runs[i].is_outlier[BV_QUANTITY_TIME];
            counts->planted += is_slow;
            false_alarms += !is_slow && is_named;
        }
        counts->fleets++;
        counts->alarms += false_alarms;
        counts->alarmed += false_alarms > 0;
        for (size_t k = slow > 0; k < kinds; k++) {
            const struct bv_interval *within = &found.kinds[k].within[BV_QUANTITY_TIME];
            double truth = NORMAL_QUARTILE * hypot(SD, NOISE);
            if (!isfinite(within->high))
                continue;
            counts->held += within->low <= truth && truth <= within->high;
            counts->intervals++;
        }
        bv_kinds_finish(&found);
    }
    bv_fleet_finish(&fleet);
    return ok;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        double (*draw)(struct bv_random *);
        size_t kinds, runs, slow;
        double by;
        bool is_judged;
    } plays[] = {
        {"normal, 1 x 6", normal, 1, 6, 0, 0, true},
        {"normal, 1 x 10", normal, 1, 10, 0, 0, true},
        {"normal, 1 x 20", normal, 1, 20, 0, 0, true},
        {"normal, 3 x 20", normal, 3, 20, 0, 0, true},
        {"normal, 1 x 200", normal, 1, 200, 0, 0, true},
        {"normal, 1 x 20, one slower by 4 sd", normal, 1, 20, 1, 4 * 0.02, false},
        {"normal, 1 x 20, one slower by 10 sd", normal, 1, 20, 1, 10 * 0.02, false},
        {"normal, 1 x 200, five slower by 6 sd", normal, 1, 200, 5, 6 * 0.02, false},
        {"normal, 1 x 200, five slower by 10 sd", normal, 1, 200, 5, 10 * 0.02, false},
        {"Laplace, 1 x 20", laplace, 1, 20, 0, 0, false},
        {"Laplace, 1 x 200", laplace, 1, 200, 0, 0, false},
        {"Student, 3 df, 1 x 20", student, 1, 20, 0, 0, false},
        {"Student, 3 df, 1 x 200", student, 1, 200, 0, 0, false},
    };
    size_t fleets = argc > 1 ? strtoul(argv[1], NULL, 10) : FLEETS;
    int failed = 0;
    for (size_t p = 0; p < sizeof plays / sizeof plays[0]; p++) {
        struct counts c = {0};
        for (size_t i = 0; i < fleets; i++)
            if (!play(plays[p].draw, plays[p].kinds, plays[p].runs, plays[p].slow, plays[p].by, i,
                      &c))
                return 2;
        double n = (double)c.fleets, rate = (double)c.alarmed / n;
        printf("%-38s false alarms in %5.1f %% of fleets, %.3f a fleet", plays[p].name, 100 * rate,
               (double)c.alarms / n);
        if (c.planted > 0)
            printf("; found %.1f %% of the planted", 100 * (double)c.found / (double)c.planted);
        double held = c.intervals > 0 ? (double)c.held / (double)c.intervals : 1;
        if (c.intervals > 0)
            printf("; the interval of the spread holds it in %.1f %%", 100 * held);
        printf("\n");
        /* Three standard errors above what is told. */
        if (plays[p].is_judged && fleets >= 300 &&
            (rate > 0.05 + 3 * sqrt(0.05 * 0.95 / n) || held < 0.8)) {
            printf("FAILED: more alarms, or narrower intervals, than told\n");
            failed = 1;
        }
    }
    return failed;
}
