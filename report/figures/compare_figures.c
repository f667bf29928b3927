/* SPDX-License-Identifier: Apache-2.0 */
/* compare_figures.c: see compare_figures.h. */
#include "report/figures/compare_figures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare/crossings.h"
#include "report/figures/figure_scale.h"
#include "report/figures/figure_sides.h"
#include "report/figures/kind_figure.h"
#include "report/figures/story_figure.h"
#include "report/words/side_words.h"

/* FNV-1a, over the machine key with its unknowns: the same machine and build, the same number. */
static uint64_t identity_of(const struct bv_facts *key)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < key->count; i++) {
        const char *const words[] = {key->items[i].name, key->items[i].value};
        for (size_t k = 0; k < 2; k++)
            for (const char *c = words[k] ? words[k] : "?"; *c; c++)
                hash = (hash ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
    }
    return hash;
}

/* Each side gets the colour that its key asks for, or the next that is free. They choose in the
 * order of their keys, so that it does not matter in which order they are named. */
static void choose_looks(const struct bv_comparison *comparison, unsigned *looks)
{
    uint64_t identities[BV_SIDES_MAX];
    bool done[BV_SIDES_MAX] = {false};
    size_t taken[BV_FIGURE_CURVES_MAX] = {0};
    for (size_t i = 0; i < comparison->side_count; i++)
        identities[i] = identity_of(&comparison->sides[i].summary->result->key);
    for (size_t turn = 0; turn < comparison->side_count; turn++) {
        size_t next = comparison->side_count;
        for (size_t i = 0; i < comparison->side_count; i++)
            if (!done[i] && (next == comparison->side_count || identities[i] < identities[next]))
                next = i;
        size_t look = identities[next] % BV_FIGURE_CURVES_MAX;
        while (taken[look] > turn / BV_FIGURE_CURVES_MAX)
            look = (look + 1) % BV_FIGURE_CURVES_MAX;
        taken[look]++;
        looks[next] = (unsigned)look;
        done[next] = true;
    }
}

static int arm_called(const struct bv_series *series, const char *arm)
{
    for (unsigned i = 0; i < series->arm_count; i++)
        if (strcmp(series->arms[i], arm) == 0)
            return (int)i;
    return -1;
}

static enum bv_status draw(const struct bv_comparison *comparison,
                           const struct bv_crossing_row *row, const unsigned *looks, size_t index,
                           struct bv_compared_plot *plot)
{
    struct bv_figure_side ratios[BV_SIDES_MAX], times[BV_SIDES_MAX];
    struct bv_text labels[BV_SIDES_MAX] = {{0}};
    char id[BV_FIGURE_ID_SIZE];
    size_t count = 0;
    enum bv_status status = BV_OK;
    for (size_t i = 0; i < comparison->side_count; i++) {
        if (!bv_crossing_on(row, i))
            continue;
        struct bv_text *label = &labels[count];
        bv_words_letter(label, i);
        bv_text_put(label, ": ");
        bv_words_run(label, comparison, i);
        if (label->failed)
            status = BV_E_NOMEM;
        ratios[count] =
            (struct bv_figure_side){label->data, comparison->sides[i].summary, row->series->on[i],
                                    (unsigned)arm_called(row->series->on[i], row->b), looks[i]};
        times[count] = ratios[count];
        times[count++].arm = 0;
    }
    *plot = (struct bv_compared_plot){.series = row->series,
                                      .arm = (unsigned)arm_called(row->series->lead, row->b)};
    snprintf(id, sizeof id, "c%02zu-ratios", index + 1);
    if (status == BV_OK)
        status = bv_figure_sides(ratios, count, true, id, &plot->ratios);
    snprintf(id, sizeof id, "c%02zu-times", index + 1);
    if (status == BV_OK)
        status = bv_figure_sides(times, count, false, id, &plot->times);
    for (size_t i = 0; i < comparison->side_count; i++)
        bv_text_finish(&labels[i]);
    return status;
}

/* Of a row: whether some case in it changed. */
static bool has_changed(const struct bv_comparison *comparison, const struct bv_crossing_row *row)
{
    const struct bv_series *lead = row->series->lead;
    size_t length = strlen(lead->name);
    for (size_t i = 0; i < comparison->ratio_count; i++) {
        const struct bv_run_difference *shift = &comparison->shifts[i];
        const struct bv_matched_case *matched = &comparison->match.cases[shift->case_index];
        if (bv_run_difference_matters(shift) && strncmp(matched->name, lead->name, length) == 0 &&
            strncmp(matched->name + length, "/size:", 6) == 0)
            return true;
    }
    return false;
}

/* A row that may be drawn. */
struct candidate {
    struct bv_crossing_row row;
    bool changed;
    size_t order;
};

static int by_worth(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->changed != y->changed)
        return x->changed ? -1 : 1;
    unsigned p = x->row.series->lead->plainness, q = y->row.series->lead->plainness;
    if (p != q)
        return p > q ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static bool same_family(const struct bv_series *a, const struct bv_series *b)
{
    return a->parts.family.length == b->parts.family.length &&
           memcmp(a->parts.family.start, b->parts.family.start, a->parts.family.length) == 0;
}

static enum bv_status draw_all(const struct bv_comparison *comparison, size_t per_family,
                               struct candidate *candidates, size_t count,
                               struct bv_compare_figures *out)
{
    enum bv_status status = BV_OK;
    qsort(candidates, count, sizeof candidates[0], by_worth);
    for (size_t i = 0; status == BV_OK && i < count; i++) {
        size_t drawn = 0;
        for (size_t k = 0; k < out->plot_count; k++)
            drawn += same_family(out->plots[k].series->lead, candidates[i].row.series->lead);
        if (drawn == per_family) {
            out->left_out++;
            continue;
        }
        struct bv_compared_plot *plot = &out->plots[out->plot_count];
        status = draw(comparison, &candidates[i].row, out->looks, out->plot_count, plot);
        out->plot_count++;
    }
    return status;
}

static enum bv_status draw_maps(const struct bv_comparison *comparison,
                                struct bv_compare_figures *out)
{
    enum bv_status status = BV_OK;
    for (size_t i = 0; status == BV_OK && i < comparison->side_count && i < BV_COMPARE_MAPS_MAX;
         i++) {
        struct bv_map *map = &out->maps[i];
        status = bv_map_init(comparison->sides[i].summary, map);
        for (size_t k = 0; status == BV_OK && k < map->sheet_count; k++)
            snprintf(map->sheets[k].id, sizeof map->sheets[k].id, "map%zu-%c", k % 1000,
                     (char)('a' + i));
        out->map_count += status == BV_OK;
    }
    return status;
}

enum bv_status bv_compare_figures_init(const struct bv_comparison *comparison, size_t per_family,
                                       struct bv_compare_figures *out, struct bv_error *err)
{
    struct bv_compare_figures figure_set = {0};
    struct bv_crossing_row row;
    size_t count = 0;
    for (struct bv_crossings walk = bv_crossings(comparison); bv_crossings_next(&walk, &row);)
        count += row.sides > 1;
    struct candidate *candidates = malloc((count + 1) * sizeof candidates[0]);
    figure_set.plots = calloc(count + 1, sizeof figure_set.plots[0]);
    enum bv_status status = candidates && figure_set.plots ? BV_OK : BV_E_NOMEM;
    choose_looks(comparison, figure_set.looks);
    count = 0;
    for (struct bv_crossings walk = bv_crossings(comparison);
         status == BV_OK && bv_crossings_next(&walk, &row);)
        if (row.sides > 1) {
            candidates[count] = (struct candidate){row, has_changed(comparison, &row), count};
            count++;
        }
    if (status == BV_OK)
        status = draw_all(comparison, per_family, candidates, count, &figure_set);
    if (status == BV_OK)
        status = draw_maps(comparison, &figure_set);
    if (status == BV_OK && comparison->options.kinds)
        status = bv_figure_kinds(comparison->options.kinds, &figure_set.kinds);
    if (status == BV_OK && comparison->story)
        status = bv_figure_story(comparison, &figure_set.story);
    free(candidates);
    if (status == BV_OK) {
        *out = figure_set;
        return BV_OK;
    }
    bv_compare_figures_finish(&figure_set);
    return bv_fail(err, status, "out of memory while drawing the comparison");
}

void bv_compare_figures_finish(struct bv_compare_figures *figure_set)
{
    for (size_t i = 0; figure_set->plots && i < figure_set->plot_count; i++) {
        bv_figure_finish(&figure_set->plots[i].ratios);
        bv_figure_finish(&figure_set->plots[i].times);
    }
    for (size_t i = 0; i < figure_set->map_count; i++)
        bv_map_finish(&figure_set->maps[i]);
    bv_figure_finish(&figure_set->kinds);
    bv_figure_finish(&figure_set->story);
    free(figure_set->plots);
    *figure_set = (struct bv_compare_figures){0};
}
