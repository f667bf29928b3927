/* SPDX-License-Identifier: Apache-2.0 */
/* report_figures.c: see report_figures.h. */
#include "report/figures/report_figures.h"
#include "report/figures/figure_overheads.h"
#include "report/figures/figure_scale.h"
#include "report/figures/figure_series.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A series on its way into a group. */
struct entry {
    const char *group; /* series name without site */
    const struct bv_series *series;
};

static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = strcmp(x->group, y->group);
    if (order != 0)
        return order;
    return x->series < y->series ? -1 : x->series > y->series;
}

static int compare_groups(const void *a, const void *b)
{
    const struct bv_series_group *x = a, *y = b;
    if (x->lead->family != y->lead->family)
        return x->lead->family < y->lead->family ? -1 : 1;
    if (x->lead->plainness != y->lead->plainness)
        return x->lead->plainness > y->lead->plainness ? -1 : 1;
    return x->series[0] < y->series[0] ? -1 : x->series[0] > y->series[0];
}

static enum bv_status form_groups(const struct bv_summary *summary,
                                  struct bv_report_figures *figure_set)
{
    size_t letters = 1, used = 0, count = summary->series_count;
    for (size_t i = 0; i < count; i++)
        letters += strlen(summary->series[i].name) + 1;
    char *names = malloc(letters);
    struct entry *entries = malloc((count + 1) * sizeof entries[0]);
    if (!names || !entries) {
        free(names);
        free(entries);
        return BV_E_NOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        entries[i] = (struct entry){names + used, &summary->series[i]};
        used += bv_name_series(&summary->series[i].parts, "site", names + used) + 1;
    }
    qsort(entries, count, sizeof entries[0], compare_entries);
    for (size_t i = 0; i < count; i++) {
        figure_set->storage[i] = entries[i].series;
        if (i == 0 || strcmp(entries[i].group, entries[i - 1].group) != 0)
            figure_set->groups[figure_set->count++] = (struct bv_series_group){
                .series = figure_set->storage + i, .lead = entries[i].series};
        struct bv_series_group *group = &figure_set->groups[figure_set->count - 1];
        group->series_count++;
        if (entries[i].series->plainness > group->lead->plainness)
            group->lead = entries[i].series;
    }
    qsort(figure_set->groups, figure_set->count, sizeof figure_set->groups[0], compare_groups);
    free(entries);
    free(names);
    return BV_OK;
}

/* "f07-arg-int-one-throughput": a number that makes it unique, and words for people. */
static void make_id(const struct bv_series_group *group, size_t number, const char *kind, char *id)
{
    char words[40];
    size_t length = 0;
    const struct bv_name *parts = &group->lead->parts;
    for (size_t i = 0; i <= parts->key_count; i++) {
        struct bv_span span = i == 0 ? parts->family : parts->keys[i - 1].value;
        if (i > 0 && bv_span_is(parts->keys[i - 1].key, "site"))
            continue;
        for (size_t k = 0; k <= span.length && length + 1 < sizeof words; k++) {
            char c = k < span.length ? span.start[k] : '-';
            bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (plain || (length > 0 && words[length - 1] != '-'))
                words[length++] = plain ? c : '-';
        }
    }
    while (length > 0 && words[length - 1] == '-')
        length--;
    snprintf(id, BV_FIGURE_ID_SIZE, "f%02zu-%.*s%s%s", number, (int)length, words,
             length ? "-" : "", kind);
}

/* has_strip  whether the blocks of the plainest series are drawn, too */
static enum bv_status draw(const struct bv_summary *summary, const struct bv_audit *audit,
                           struct bv_series_group *group, size_t number, bool has_strip)
{
    char id[BV_FIGURE_ID_SIZE];
    make_id(group, number, "times", id);
    enum bv_status status = bv_figure_times(summary, group->lead, audit, id, &group->times);
    if (status != BV_OK)
        return status;
    make_id(group, number, "ratios", id);
    return bv_figure_ratios(summary, group->series, group->series_count,
                            has_strip ? group->lead : NULL, audit, id, &group->ratios);
}

/* Give the figures of a family, from one group up to another, the same scales. */
static enum bv_status share_scales(struct bv_series_group *first, const struct bv_series_group *end)
{
    size_t count = (size_t)(end - first);
    struct bv_figure **figures = calloc(2 * count + 1, sizeof figures[0]);
    if (!figures)
        return BV_E_NOMEM;
    for (size_t i = 0; i < count; i++) {
        figures[i] = &first[i].times;
        figures[count + i] = &first[i].ratios;
    }
    bv_figure_share_scales(figures, count);
    bv_figure_share_scales(figures + count, count);
    free(figures);
    return BV_OK;
}

enum bv_status bv_report_figures_init(const struct bv_summary *summary,
                                      const struct bv_audit *audit, size_t per_family,
                                      struct bv_report_figures *out, struct bv_error *err)
{
    struct bv_report_figures figure_set = {
        .groups = calloc(summary->series_count + 1, sizeof figure_set.groups[0]),
        .storage = calloc(summary->series_count + 1, sizeof(const struct bv_series *)),
    };
    enum bv_status status = BV_E_NOMEM;
    if (!figure_set.groups || !figure_set.storage ||
        (status = form_groups(summary, &figure_set)) != BV_OK)
        goto failed;
    figure_set.overhead_count = bv_overheads(summary, figure_set.overheads);
    if (figure_set.overhead_count > 0 &&
        (status = bv_figure_overheads(summary, figure_set.overheads, figure_set.overhead_count,
                                      "answer", &figure_set.answer)) != BV_OK)
        goto failed;
    if ((status = bv_map_init(summary, &figure_set.map)) != BV_OK)
        goto failed;
    figure_set.main = figure_set.count;
    size_t in_family = 0;
    for (size_t i = 0; i < figure_set.count; i++) {
        struct bv_series_group *group = &figure_set.groups[i];
        bool first = i == 0 || group->lead->family != figure_set.groups[i - 1].lead->family;
        in_family = first ? 0 : in_family + 1;
        if (group->lead->plainness == 0 || in_family >= per_family)
            continue;
        bool is_main = group->lead == &summary->series[summary->main_series];
        status = draw(summary, audit, group, ++figure_set.drawn, is_main || in_family == 0);
        if (status != BV_OK)
            goto failed;
        if (is_main)
            figure_set.main = i;
    }
    for (size_t i = 0, end; i < figure_set.count; i = end) {
        for (end = i; end < figure_set.count &&
                      figure_set.groups[end].lead->family == figure_set.groups[i].lead->family;)
            end++;
        status = share_scales(figure_set.groups + i, figure_set.groups + end);
        if (status != BV_OK)
            goto failed;
    }
    *out = figure_set;
    return BV_OK;
failed:
    bv_report_figures_finish(&figure_set);
    return bv_fail(err, status, "out of memory while planning the figures");
}

const struct bv_series_group *bv_report_figures_find(const struct bv_report_figures *figure_set,
                                                     const struct bv_series *series)
{
    for (size_t i = 0; i < figure_set->count; i++)
        for (size_t k = 0; k < figure_set->groups[i].series_count; k++)
            if (figure_set->groups[i].series[k] == series)
                return &figure_set->groups[i];
    return NULL;
}

void bv_report_figures_finish(struct bv_report_figures *figure_set)
{
    if (!figure_set)
        return;
    for (size_t i = 0; figure_set->groups && i < figure_set->count; i++) {
        bv_figure_finish(&figure_set->groups[i].times);
        bv_figure_finish(&figure_set->groups[i].ratios);
    }
    bv_figure_finish(&figure_set->answer);
    bv_map_finish(&figure_set->map);
    free(figure_set->groups);
    free(figure_set->storage);
    *figure_set = (struct bv_report_figures){0};
}
