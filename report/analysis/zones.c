/* SPDX-License-Identifier: Apache-2.0 */
/* zones.c: see zones.h. */
#include "report/analysis/zones.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of two decided groups of contests, the share of the pointer's wins must differ by this much for
 * what divides them to be named, and each must have so many. */
static const double SHARES_APART = 0.3;
enum { GROUP_LEAST = 5 };

/* What a condition says of a size. */
enum outcome {
    SILENT,       /* nothing */
    NOT_POINTER,  /* proven: the pointer does not win */
    OPEN,         /* nothing is proven, and no median speaks for the pointer */
    OPEN_POINTER, /* the median does */
    POINTER,      /* proven: it wins */
    OUTCOME_COUNT
};

/* All sizes of all conditions, ascending, and how many conditions say what of each. */
struct table {
    uint32_t bytes[BV_SIZES_MAX];
    size_t said[BV_SIZES_MAX][OUTCOME_COUNT];
    size_t count;
};

unsigned bv_zones_arm(const struct bv_series *series)
{
    static const char *const families[] = {"arg", "chain", "indirect"};
    bool passes = false;
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
        passes |= bv_span_is(series->parts.family, families[i]);
    if (!passes || series->arm_count == 0 || strcmp(series->arms[0], "value") != 0)
        return 0;
    for (unsigned arm = 1; arm < series->arm_count; arm++)
        if (strcmp(series->arms[arm], "pointer") == 0)
            return arm;
    return 0;
}

/* The contest of a condition at one of its sizes; NULL: not measured, or of code that is not what
 * its name says. */
static const struct bv_contest *contest_at(const struct bv_summary *summary,
                                           const struct bv_series *series, size_t at, unsigned arm)
{
    bool is_other_code = summary->cases[series->cases[at]].doubts & BV_DOUBT_CODE;
    return is_other_code ? NULL : bv_series_contest(summary, series, at, arm);
}

static uint32_t bytes_at(const struct bv_summary *summary, const struct bv_series *series,
                         size_t at)
{
    return summary->cases[series->cases[at]].info->size_bytes;
}

static enum outcome outcome_of(const struct bv_summary *summary, const struct bv_contest *contest)
{
    if (!contest)
        return SILENT;
    if (contest->verdict == BV_VERDICT_POINTER)
        return POINTER;
    if (contest->verdict != BV_VERDICT_UNDECIDED)
        return NOT_POINTER;
    return contest->effect.estimate > summary->margin ? OPEN_POINTER : OPEN;
}

static int compare_bytes(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static size_t find_size(const struct table *table, uint32_t bytes)
{
    const uint32_t *found =
        bsearch(&bytes, table->bytes, table->count, sizeof bytes, compare_bytes);
    return found ? (size_t)(found - table->bytes) : table->count;
}

static void add_size(struct table *table, uint32_t bytes)
{
    if (table->count == BV_SIZES_MAX || find_size(table, bytes) < table->count)
        return;
    table->bytes[table->count++] = bytes;
    qsort(table->bytes, table->count, sizeof table->bytes[0], compare_bytes);
}

/* What stands between two sizes of a condition: what both say, as far as it is the same. */
static enum outcome between(enum outcome below, enum outcome above)
{
    bool wins = below >= OPEN_POINTER;
    if (below == SILENT || above == SILENT || wins != (above >= OPEN_POINTER))
        return below == SILENT || above == SILENT ? SILENT : OPEN;
    return wins == (below < above) ? below : above; /* the less certain one */
}

/* Let a condition speak of the sizes between its own. */
static void fill_gaps(enum outcome *said, size_t count)
{
    enum outcome below = SILENT;
    for (size_t i = 0; i < count; i++) {
        size_t next = i;
        while (next < count && said[next] == SILENT)
            next++;
        enum outcome fill = between(below, next < count ? said[next] : SILENT);
        for (; i < next; i++)
            said[i] = fill;
        below = next < count ? said[next] : SILENT;
    }
}

static void add_condition(const struct bv_summary *summary, const struct bv_series *series,
                          unsigned arm, struct table *table)
{
    enum outcome said[BV_SIZES_MAX] = {SILENT};
    for (size_t at = 0; at < series->case_count; at++) {
        size_t i = find_size(table, bytes_at(summary, series, at));
        if (i < table->count)
            said[i] = outcome_of(summary, contest_at(summary, series, at, arm));
    }
    fill_gaps(said, table->count);
    for (size_t i = 0; i < table->count; i++)
        table->said[i][said[i]]++;
}

/* The size before the first that some condition says one of these of. */
static uint32_t last_before(const struct table *table, enum outcome least)
{
    for (size_t i = 0; i < table->count; i++)
        for (unsigned what = least; what < OUTCOME_COUNT; what++)
            if (table->said[i][what] > 0)
                return i == 0 ? 0 : table->bytes[i - 1];
    return table->bytes[table->count - 1];
}

/* The size after the last that some condition says one of these of. */
static uint32_t first_after(const struct table *table, enum outcome most)
{
    for (size_t i = table->count; i-- > 0;)
        for (unsigned what = NOT_POINTER; what <= most; what++)
            if (table->said[i][what] > 0)
                return i + 1 == table->count ? 0 : table->bytes[i + 1];
    return table->bytes[0];
}

/* A look at every contest of every condition. */
struct visit {
    struct bv_zone_witness where;
    const struct bv_contest *contest;
    enum outcome outcome;
    uint32_t bytes;
};

static void each_contest(const struct bv_summary *summary,
                         void (*look)(const struct visit *visit, void *user), void *user)
{
    for (size_t i = 0; i < summary->series_count; i++) {
        const struct bv_series *series = &summary->series[i];
        unsigned arm = bv_zones_arm(series);
        for (size_t at = 0; arm > 0 && at < series->case_count; at++) {
            const struct bv_contest *contest = contest_at(summary, series, at, arm);
            if (contest)
                look(&(struct visit){{series, at, arm},
                                     contest,
                                     outcome_of(summary, contest),
                                     bytes_at(summary, series, at)},
                     user);
        }
    }
}

struct edges {
    const struct bv_summary *summary;
    struct bv_zones *zones;
    uint32_t end_bytes;   /* size of zones->value_ends */
    uint32_t begin_bytes; /* size of zones->pointer_begins */
    double most, least;   /* their effects */
};

/* What is lost on small structs, in nanoseconds. Contests without a verdict count, too: the most
 * that is lost must not be less than a number of the same table. */
static void look_for_cost(const struct visit *visit, struct edges *edges)
{
    const struct bv_zone_witness *where = &visit->where;
    double more = bv_series_ns(edges->summary, where->series, where->at, 0).estimate -
                  bv_series_ns(edges->summary, where->series, where->at, where->arm).estimate;
    if (visit->bytes > BV_ZONES_SMALL_BYTES)
        return;
    double effect = visit->contest->effect.estimate;
    if (effect > edges->summary->margin && more > edges->zones->value_costs_ns) {
        edges->zones->value_costs_ns = more;
        edges->zones->value_costs = *where;
    }
    if (effect < -edges->summary->margin && -more > edges->zones->pointer_costs_ns) {
        edges->zones->pointer_costs_ns = -more;
        edges->zones->pointer_costs = *where;
    }
}

static void look_for_witness(const struct visit *visit, void *user)
{
    struct edges *edges = user;
    struct bv_zones *zones = edges->zones;
    double effect = visit->contest->effect.estimate;
    look_for_cost(visit, edges);
    bool wins = visit->outcome == POINTER || visit->outcome == OPEN_POINTER;
    if (wins && visit->bytes > zones->value_until.estimate &&
        (!zones->value_ends.series || visit->bytes < edges->end_bytes ||
         (visit->bytes == edges->end_bytes && effect > edges->most))) {
        zones->value_ends = visit->where;
        edges->end_bytes = visit->bytes;
        edges->most = effect;
    }
    if (!wins &&
        (zones->pointer_from.estimate == 0 || visit->bytes < zones->pointer_from.estimate) &&
        (!zones->pointer_begins.series || visit->bytes > edges->begin_bytes ||
         (visit->bytes == edges->begin_bytes && effect < edges->least))) {
        zones->pointer_begins = visit->where;
        edges->begin_bytes = visit->bytes;
        edges->least = effect;
    }
}

/* How the contests between the zones divide by a key and value. */
struct division {
    const struct bv_zones *zones;
    struct bv_zone_factor factor;
};

static bool same_span(struct bv_span a, struct bv_span b)
{
    return a.length == b.length && memcmp(a.start, b.start, a.length) == 0;
}

static bool has(const struct bv_name *name, const struct bv_zone_factor *factor)
{
    if (factor->key.length == 0)
        return same_span(name->family, factor->value);
    for (size_t i = 0; i < name->key_count; i++)
        if (same_span(name->keys[i].key, factor->key))
            return same_span(name->keys[i].value, factor->value);
    return false;
}

static void look_at_division(const struct visit *visit, void *user)
{
    struct division *division = user;
    const struct bv_zones *zones = division->zones;
    bool is_between =
        visit->bytes > zones->value_until.estimate &&
        (zones->pointer_from.estimate == 0 || visit->bytes < zones->pointer_from.estimate);
    if (!is_between || (visit->outcome != POINTER && visit->outcome != NOT_POINTER))
        return;
    bool is_win = visit->outcome == POINTER;
    if (has(&visit->where.series->parts, &division->factor)) {
        division->factor.contests++;
        division->factor.wins += is_win;
    } else {
        division->factor.other_contests++;
        division->factor.other_wins += is_win;
    }
}

/* How far apart the two groups are, if that can be said. */
static double distance(const struct bv_zone_factor *factor)
{
    if (factor->contests < GROUP_LEAST || factor->other_contests < GROUP_LEAST)
        return 0;
    return fabs((double)factor->wins / (double)factor->contests -
                (double)factor->other_wins / (double)factor->other_contests);
}

static void try_factor(const struct bv_summary *summary, const struct bv_zones *zones,
                       struct bv_span key, struct bv_span value, struct bv_zone_factor *best)
{
    struct division division = {zones, {.key = key, .value = value}};
    each_contest(summary, look_at_division, &division);
    if (distance(&division.factor) >= SHARES_APART && distance(&division.factor) > distance(best))
        *best = division.factor;
}

static struct bv_zone_factor find_factor(const struct bv_summary *summary,
                                         const struct bv_zones *zones)
{
    struct bv_zone_factor best = {.contests = 0};
    for (size_t i = 0; i < summary->series_count; i++) {
        const struct bv_name *name = &summary->series[i].parts;
        if (bv_zones_arm(&summary->series[i]) == 0)
            continue;
        try_factor(summary, zones, (struct bv_span){NULL, 0}, name->family, &best);
        for (size_t k = 0; k < name->key_count; k++)
            if (name->keys[k].key.length > 0)
                try_factor(summary, zones, name->keys[k].key, name->keys[k].value, &best);
    }
    return best;
}

static void gather(const struct bv_summary *summary, struct table *table, struct bv_zones *zones)
{
    zones->blocks_least = SIZE_MAX;
    for (size_t i = 0; i < summary->series_count; i++) {
        const struct bv_series *series = &summary->series[i];
        unsigned arm = bv_zones_arm(series);
        bool is_measured = false;
        for (size_t at = 0; arm > 0 && at < series->case_count; at++) {
            const struct bv_contest *contest = contest_at(summary, series, at, arm);
            if (!contest)
                continue;
            is_measured = true;
            add_size(table, bytes_at(summary, series, at));
            if (contest->sample.count < zones->blocks_least)
                zones->blocks_least = contest->sample.count;
        }
        zones->condition_count += is_measured;
    }
}

struct bv_zones bv_zones_find(const struct bv_summary *summary)
{
    struct table table = {.count = 0};
    struct bv_zones zones = {.condition_count = 0};
    gather(summary, &table, &zones);
    if (zones.condition_count == 0)
        return (struct bv_zones){.condition_count = 0};
    for (size_t i = 0; i < summary->series_count; i++)
        if (bv_zones_arm(&summary->series[i]) > 0)
            add_condition(summary, &summary->series[i], bv_zones_arm(&summary->series[i]), &table);
    zones.size_count = table.count;
    zones.first_bytes = table.bytes[0];
    zones.last_bytes = table.bytes[table.count - 1];
    zones.value_until = (struct bv_size_range){
        last_before(&table, OPEN_POINTER), last_before(&table, OPEN), last_before(&table, POINTER)};
    zones.pointer_from =
        (struct bv_size_range){first_after(&table, OPEN), first_after(&table, NOT_POINTER),
                               first_after(&table, OPEN_POINTER)};
    for (size_t i = 0; i + 1 < table.count; i++)
        zones.meets |= table.bytes[i] == zones.value_until.estimate &&
                       table.bytes[i + 1] == zones.pointer_from.estimate;
    struct edges edges = {.summary = summary, .zones = &zones};
    each_contest(summary, look_for_witness, &edges);
    zones.factor = find_factor(summary, &zones);
    return zones;
}

struct bv_finding bv_zones_edges(const struct bv_zones *zones)
{
    return (struct bv_finding){.blocks_least = zones->blocks_least,
                               .first_bytes = zones->first_bytes,
                               .last_bytes = zones->last_bytes,
                               .a_until = zones->value_until,
                               .b_from = zones->pointer_from};
}
