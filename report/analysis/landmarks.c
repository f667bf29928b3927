/* SPDX-License-Identifier: Apache-2.0 */
/* landmarks.c: see landmarks.h. */
#include "report/analysis/landmarks.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/text.h"

static double fact_bytes(const struct bv_facts *facts, const char *name)
{
    for (size_t i = 0; i < facts->count; i++)
        if (facts->items[i].value && strcmp(facts->items[i].name, name) == 0)
            return strtod(facts->items[i].value, NULL);
    return 0;
}

/* The way that a copy goes for most of its bytes; NULL: nothing is known to be copied. */
static const char *way_of(const struct bv_audit *audit, const struct bv_case_info *info)
{
    static const struct {
        enum bv_way way;
        const char *words;
    } ways[] = {
        {BV_WAY_MEMCPY, "memcpy"}, {BV_WAY_REP_MOVS, "rep movs"},   {BV_WAY_DUFFCOPY, "duffcopy"},
        {BV_WAY_MOVES, "moves"},   {BV_WAY_REGISTERS, "registers"},
    };
    const struct bv_audit_arm *arm =
        info->arm_count > 0 ? bv_audit_find(audit, info->name, info->arms[0]) : NULL;
    for (size_t i = 0; arm && i < sizeof ways / sizeof ways[0]; i++)
        if (arm->ways & 1u << ways[i].way)
            return ways[i].words;
    return NULL;
}

struct list {
    struct bv_landmark *guides;
    size_t count;
};

static void add(struct list *list, double x, const char *label)
{
    if (!(x > 0) || list->count == BV_LANDMARKS_MAX)
        return;
    size_t at = list->count++;
    for (; at > 0 && list->guides[at - 1].x > x; at--)
        list->guides[at] = list->guides[at - 1];
    list->guides[at].x = x;
    bv_text_cut(list->guides[at].label, sizeof list->guides[at].label, label);
}

static void add_ways(struct list *list, const struct bv_summary *summary,
                     const struct bv_series *series, const struct bv_audit *audit)
{
    const char *before = NULL;
    for (size_t i = 0; i < series->case_count; i++) {
        const struct bv_case_info *info = summary->cases[series->cases[i]].info;
        const char *way = way_of(audit, info);
        if (way && before && strcmp(way, before) != 0)
            add(list, info->size_bytes, way);
        before = way ? way : before;
    }
}

static void drop_coinciding(struct list *list)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++)
        if (kept == 0 || list->guides[i].x > 1.5 * list->guides[kept - 1].x)
            list->guides[kept++] = list->guides[i];
    list->count = kept;
}

size_t bv_landmarks_find(const struct bv_summary *summary, const struct bv_series *series,
                         const struct bv_audit *audit, struct bv_landmark out[BV_LANDMARKS_MAX])
{
    static const struct {
        const char *fact, *label;
    } caches[] = {{"cache.l1d", "L1d"}, {"cache.l2", "L2"}, {"cache.l3", "L3"}};
    struct list list = {out, 0};
    add(&list, 16, "16 B");
    for (size_t i = 0; i < sizeof caches / sizeof caches[0]; i++)
        add(&list, fact_bytes(&summary->result->key, caches[i].fact), caches[i].label);
    if (audit)
        add_ways(&list, summary, series, audit);
    drop_coinciding(&list);
    return list.count;
}
