/* SPDX-License-Identifier: Apache-2.0 */
/* core_kinds.c: hwloc's kinds as the nodes of a graph, joined two by two where they are alike. */
#include "harness/machine/core_kinds.h"

#include <hwloc.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Cores of one kind that boost unequally are close together, each to the next; kinds of a hybrid
 * are far apart. */
static const double CLEAR_GAP = 1.15;

struct kind {
    struct hwloc_info_s *infos;
    unsigned info_count;
    int efficiency;
    double speed;   /* in a measure that all kinds have; 0: there is none */
    unsigned group; /* the first kind that it is alike to, by way of others perhaps */
};

/* What tells how much a core does, the best first. */
static const char *const capacities[] = {"LinuxCapacity", "FrequencyBaseMHz", "FrequencyMaxMHz"};
enum { CAPACITY_COUNT = sizeof capacities / sizeof capacities[0] };

static const char *info_of(const struct kind *kind, const char *name)
{
    for (unsigned i = 0; i < kind->info_count; i++)
        if (strcmp(kind->infos[i].name, name) == 0)
            return kind->infos[i].value;
    return NULL;
}

/* 0 unknown */
static double capacity_of(const struct kind *kind, size_t which)
{
    const char *value = info_of(kind, capacities[which]);
    return value == NULL ? 0 : strtod(value, NULL);
}

static bool differ_by_type(const struct kind *a, const struct kind *b)
{
    static const char *const types[] = {"CoreType", "CPUPart"};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        const char *x = info_of(a, types[i]), *y = info_of(b, types[i]);
        if (x != NULL && y != NULL && strcmp(x, y) != 0)
            return true;
    }
    return false;
}

static bool are_alike(const struct kind *a, const struct kind *b)
{
    if (differ_by_type(a, b))
        return false;
    for (size_t i = 0; i < CAPACITY_COUNT; i++) {
        double one = capacity_of(a, i), other = capacity_of(b, i);
        if (one > 0 && other > 0)
            return one < CLEAR_GAP * other && other < CLEAR_GAP * one;
    }
    return false;
}

static void join(struct kind *kinds, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        kinds[i].group = i;
    for (unsigned i = 0; i < count; i++)
        for (unsigned j = 0; j < i; j++) {
            unsigned kept = kinds[j].group, gone = kinds[i].group;
            if (kept == gone || !are_alike(&kinds[i], &kinds[j]))
                continue;
            for (unsigned k = 0; k < count; k++)
                if (kinds[k].group == gone)
                    kinds[k].group = kept;
        }
}

/* By hwloc's order; that fails where two kinds tie, though they may be of one group. */
static void find_speeds(struct kind *kinds, unsigned count)
{
    for (int measure = -1; measure < CAPACITY_COUNT; measure++) {
        unsigned known = 0;
        for (unsigned i = 0; i < count; i++) {
            kinds[i].speed =
                measure < 0 ? kinds[i].efficiency + 1.0 : capacity_of(&kinds[i], (size_t)measure);
            known += kinds[i].speed > 0;
        }
        if (known == count)
            return;
    }
    for (unsigned i = 0; i < count; i++)
        kinds[i].speed = 0;
}

/* Of its fastest kind; 0: no kind is of this group. */
static double speed_of(const struct kind *kinds, unsigned count, unsigned group)
{
    double speed = 0;
    for (unsigned i = 0; i < count; i++)
        if (kinds[i].group == group && kinds[i].speed > speed)
            speed = kinds[i].speed;
    return speed;
}

/* How many groups are slower than one; -1 unknown: none other may be as fast. */
static int rank_of(const struct kind *kinds, unsigned count, unsigned group)
{
    int rank = 0;
    double own = speed_of(kinds, count, group);
    for (unsigned other = 0; other < count; other++) {
        double speed = speed_of(kinds, count, other);
        if (kinds[other].group == other && other != group && speed == own)
            return -1;
        rank += speed > 0 && speed < own;
    }
    return rank;
}

enum bv_status bv_core_kinds_find(struct hwloc_topology *hwloc, struct bv_core_kinds *out)
{
    int found = hwloc_cpukinds_get_nr(hwloc, 0);
    unsigned count = found > 0 ? (unsigned)found : 0;
    struct kind *kinds = calloc(count + 1, sizeof *kinds);
    int *ranks = calloc(count + 1, sizeof *ranks);
    if (kinds == NULL || ranks == NULL) {
        free(kinds);
        free(ranks);
        return BV_E_NOMEM;
    }
    for (unsigned i = 0; i < count; i++)
        if (hwloc_cpukinds_get_info(hwloc, i, NULL, &kinds[i].efficiency, &kinds[i].info_count,
                                    &kinds[i].infos, 0) != 0)
            kinds[i] = (struct kind){.efficiency = -1};
    join(kinds, count);
    find_speeds(kinds, count);
    *out = (struct bv_core_kinds){.ranks = ranks};
    for (unsigned i = 0; i < count; i++)
        out->count += kinds[i].group == i;
    for (unsigned i = 0; i < count; i++)
        ranks[i] = out->count == 1 ? 0 : rank_of(kinds, count, kinds[i].group);
    free(kinds);
    return BV_OK;
}

void bv_core_kinds_finish(struct bv_core_kinds *kinds)
{
    free(kinds->ranks);
    *kinds = (struct bv_core_kinds){0};
}
