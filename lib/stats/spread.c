/* SPDX-License-Identifier: Apache-2.0 */
/* spread.c: see spread.h. */
#include "lib/stats/spread.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/parallel.h"
#include "lib/base/random.h"
#include "lib/stats/outlier.h"

enum { RESAMPLES = 200, SEED = 1979 };

/* What one drawing says: the spreads, the distances, the spread of all. */
struct finding {
    double *within, *apart, all;
};

struct resampling {
    const struct bv_spread_table *table;
    const uint32_t *sorted; /* the members by group */
    const size_t *starts;   /* of each group in it, and the end */
    struct finding *findings;
};

/* Room for one drawing. */
struct room {
    uint32_t *drawn; /* members by group, as `sorted` */
    double *values, *centres, *within, *apart;
};

static void room_finish(struct room *room)
{
    free(room->drawn);
    free(room->values);
    free(room->centres);
    free(room->within);
    free(room->apart);
}

static bool room_init(const struct bv_spread_table *table, struct room *room)
{
    size_t cells = table->quantity_count * table->group_count + 1;
    *room = (struct room){
        .drawn = malloc((table->member_count + 1) * sizeof room->drawn[0]),
        .values = malloc((table->member_count + 1) * sizeof room->values[0]),
        .centres = malloc((table->group_count + 1) * sizeof room->centres[0]),
        .within = malloc(cells * sizeof room->within[0]),
        .apart = malloc(cells * sizeof room->apart[0]),
    };
    bool ready = room->drawn && room->values && room->centres && room->within && room->apart;
    if (!ready)
        room_finish(room);
    return ready;
}

/* Median of a group in a quantity, and the median distance from it; NAN: not known. */
static void describe(const double *values, const uint32_t *members, size_t count, double *room,
                     double *centre, double *spread)
{
    size_t known = 0;
    *centre = *spread = NAN;
    for (size_t i = 0; i < count; i++)
        if (!isnan(values[members[i]]))
            room[known++] = values[members[i]];
    if (known == 0)
        return;
    *centre = bv_median_selected(room, known);
    for (size_t i = 0; i < known; i++)
        room[i] = fabs(room[i] - *centre);
    if (known > 1)
        *spread = bv_median_selected(room, known);
}

/* Of a stretch of values, some perhaps NAN. */
static double median_of_known(double *values, size_t count)
{
    size_t known = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(values[i]))
            values[known++] = values[i];
    return known > 0 ? bv_median_selected(values, known) : (double)NAN;
}

static void find(const struct resampling *r, struct room *room, struct finding *out)
{
    const struct bv_spread_table *table = r->table;
    size_t quantities = table->quantity_count;
    for (size_t q = 0; q < quantities; q++) {
        const double *values = table->values + q * table->member_count;
        for (size_t g = 0; g < table->group_count; g++) {
            describe(values, room->drawn + r->starts[g], r->starts[g + 1] - r->starts[g],
                     room->values, &room->centres[g], &room->within[g * quantities + q]);
            room->apart[g * quantities + q] = fabs(room->centres[g] - room->centres[0]);
        }
    }
    for (size_t g = 0; g < table->group_count; g++)
        out->apart[g] = median_of_known(room->apart + g * quantities, quantities);
    /* Each of the groups reorders its own stretch; all of them are still there. */
    memcpy(room->apart, room->within, quantities * table->group_count * sizeof room->within[0]);
    for (size_t g = 0; g < table->group_count; g++)
        out->within[g] = median_of_known(room->within + g * quantities, quantities);
    out->all = median_of_known(room->apart, quantities * table->group_count);
}

static enum bv_status resample(void *context, size_t at, struct bv_error *err)
{
    const struct resampling *r = context;
    struct bv_random random = bv_random_seed(SEED, at);
    struct room room;
    if (!room_init(r->table, &room))
        return bv_fail(err, BV_E_NOMEM, "out of memory");
    for (size_t g = 0; g < r->table->group_count; g++) {
        size_t start = r->starts[g], count = r->starts[g + 1] - start;
        for (size_t i = 0; i < count; i++) /* the first finding is that of the members themselves */
            room.drawn[start + i] =
                r->sorted[start + (at == 0 ? i : (size_t)bv_random_below(&random, count))];
    }
    find(r, &room, &r->findings[at]);
    room_finish(&room);
    return BV_OK;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* values: the estimate, then what each drawing gave instead */
static struct bv_interval interval_of(double *values, bool is_known)
{
    struct bv_interval interval = {values[0], -INFINITY, INFINITY};
    size_t known = 0;
    for (size_t i = 1; i <= RESAMPLES; i++)
        if (!isnan(values[i]))
            values[1 + known++] = values[i];
    if (!is_known || isnan(values[0]) || known == 0)
        return interval;
    qsort(values + 1, known, sizeof values[0], by_value);
    interval.low = fmin(values[0], bv_quantile_sorted(values + 1, known, (1 - BV_CONFIDENCE) / 2));
    interval.high = fmax(values[0], bv_quantile_sorted(values + 1, known, (1 + BV_CONFIDENCE) / 2));
    return interval;
}

static void sum_up(const struct resampling *r, struct bv_interval *within,
                   struct bv_interval *apart, struct bv_interval *all)
{
    double values[1 + RESAMPLES];
    bool are_many = true;
    for (size_t g = 0; g < r->table->group_count; g++) {
        bool is_known = r->starts[g + 1] - r->starts[g] >= BV_SPREAD_LEAST;
        bool first_is_known = r->starts[1] >= BV_SPREAD_LEAST;
        are_many &= is_known;
        for (size_t i = 0; i <= RESAMPLES; i++)
            values[i] = r->findings[i].within[g];
        within[g] = interval_of(values, is_known);
        for (size_t i = 0; i <= RESAMPLES; i++)
            values[i] = r->findings[i].apart[g];
        apart[g] = interval_of(values, is_known && first_is_known);
    }
    for (size_t i = 0; i <= RESAMPLES; i++)
        values[i] = r->findings[i].all;
    *all = interval_of(values, are_many);
}

/* The members in the order of their groups, by counting. */
static void sort_members(const struct bv_spread_table *table, uint32_t *sorted, size_t *starts)
{
    for (size_t i = 0; i < table->member_count; i++) {
        assert(table->groups[i] < table->group_count);
        starts[table->groups[i] + 1]++;
    }
    for (size_t g = 0; g < table->group_count; g++)
        starts[g + 1] += starts[g];
    for (size_t i = table->member_count; i-- > 0;)
        sorted[--starts[table->groups[i] + 1]] = (uint32_t)i;
    for (size_t g = 0; g < table->group_count; g++)
        starts[g] = starts[g + 1];
    starts[table->group_count] = table->member_count;
}

enum bv_status bv_spread_find(const struct bv_spread_table *table, struct bv_interval *within,
                              struct bv_interval *apart, struct bv_interval *all)
{
    struct finding findings[1 + RESAMPLES];
    struct bv_error err;
    size_t groups = table->group_count;
    uint32_t *sorted = malloc((table->member_count + 1) * sizeof sorted[0]);
    size_t *starts = calloc(groups + 2, sizeof starts[0]);
    double *found = malloc((2 * groups * (1 + RESAMPLES) + 1) * sizeof found[0]);
    enum bv_status status = sorted && starts && found ? BV_OK : BV_E_NOMEM;
    if (status == BV_OK) {
        struct resampling r = {table, sorted, starts, findings};
        sort_members(table, sorted, starts);
        for (size_t i = 0; i <= RESAMPLES; i++)
            findings[i] = (struct finding){found + 2 * i * groups, found + (2 * i + 1) * groups, 0};
        status = bv_parallel_do(1 + RESAMPLES, resample, &r, &err);
        if (status == BV_OK)
            sum_up(&r, within, apart, all);
    }
    free(found);
    free(starts);
    free(sorted);
    return status;
}
