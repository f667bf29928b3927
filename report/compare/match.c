/* SPDX-License-Identifier: Apache-2.0 */
/* match.c: sorts by name to find what belongs together, and back into the order of appearance. */
#include "report/compare/match.h"

#include <stdlib.h>
#include <string.h>

struct entry {
    const char *name;
    const void *item;
    uint32_t summary, order; /* of appearance: over all summaries, one after the other */
};

static int by_name(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = strcmp(x->name, y->name);
    return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

/* What bears one name. */
struct group {
    const struct entry *first;
    size_t count;
};

static int by_appearance(const void *a, const void *b)
{
    uint32_t x = ((const struct group *)a)->first->order;
    uint32_t y = ((const struct group *)b)->first->order;
    return (x > y) - (x < y);
}

/* Group entries by name; a row of `cells` each, with the item of every summary.
 * groups   room for count
 * Returns  how many groups */
static size_t gather(struct entry *entries, size_t count, size_t summary_count,
                     struct group *groups, const void **cells)
{
    size_t found = 0;
    qsort(entries, count, sizeof entries[0], by_name);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || strcmp(entries[i - 1].name, entries[i].name) != 0)
            groups[found++] = (struct group){&entries[i], 0};
        groups[found - 1].count++;
    }
    qsort(groups, found, sizeof groups[0], by_appearance);
    memset(cells, 0, (found * summary_count + 1) * sizeof cells[0]);
    for (size_t g = 0; g < found; g++)
        for (size_t k = 0; k < groups[g].count; k++)
            cells[g * summary_count + groups[g].first[k].summary] = groups[g].first[k].item;
    return found;
}

struct room {
    struct entry *entries;
    struct group *groups;
};

static bool room_for(struct room *room, size_t count)
{
    *room = (struct room){malloc((count + 1) * sizeof room->entries[0]),
                          malloc((count + 1) * sizeof room->groups[0])};
    return room->entries && room->groups;
}

static void room_finish(struct room *room)
{
    free(room->entries);
    free(room->groups);
}

static enum bv_status match_cases(const struct bv_summary *const *summaries, size_t count,
                                  struct bv_match *out)
{
    struct room room;
    size_t most = 0, used = 0;
    for (size_t i = 0; i < count; i++)
        most += summaries[i]->case_count;
    out->case_cells = malloc((most * count + 1) * sizeof(const void *));
    out->cases = malloc((most + 1) * sizeof out->cases[0]);
    bool ready = room_for(&room, most) && out->case_cells && out->cases;
    for (size_t i = 0; ready && i < count; i++)
        for (size_t k = 0; k < summaries[i]->case_count; k++) {
            const struct bv_case_summary *row = &summaries[i]->cases[k];
            if (row->is_null || row->is_planted)
                continue;
            room.entries[used] = (struct entry){row->info->name, row, (uint32_t)i, (uint32_t)used};
            used++;
        }
    if (ready) {
        out->case_count = gather(room.entries, used, count, room.groups, out->case_cells);
        const struct bv_case_summary *const *cells = out->case_cells;
        for (size_t g = 0; g < out->case_count; g++) {
            const struct bv_case_summary *lead = room.groups[g].first->item;
            out->cases[g] = (struct bv_matched_case){lead->info->name, lead->info->size_bytes,
                                                     cells + g * count};
        }
    }
    room_finish(&room);
    return ready ? BV_OK : BV_E_NOMEM;
}

static enum bv_status match_series(const struct bv_summary *const *summaries, size_t count,
                                   struct bv_match *out)
{
    struct room room;
    size_t most = 0, used = 0;
    for (size_t i = 0; i < count; i++)
        most += summaries[i]->series_count;
    out->series_cells = malloc((most * count + 1) * sizeof(const void *));
    out->series = malloc((most + 1) * sizeof out->series[0]);
    bool ready = room_for(&room, most) && out->series_cells && out->series;
    for (size_t i = 0; ready && i < count; i++)
        for (size_t k = 0; k < summaries[i]->series_count; k++) {
            const struct bv_series *series = &summaries[i]->series[k];
            room.entries[used] = (struct entry){series->name, series, (uint32_t)i, (uint32_t)used};
            used++;
        }
    if (ready) {
        out->series_count = gather(room.entries, used, count, room.groups, out->series_cells);
        const struct bv_series *const *cells = out->series_cells;
        for (size_t g = 0; g < out->series_count; g++)
            out->series[g] =
                (struct bv_matched_series){room.groups[g].first->item, cells + g * count};
    }
    room_finish(&room);
    return ready ? BV_OK : BV_E_NOMEM;
}

enum bv_status bv_match_init(const struct bv_summary *const *summaries, size_t count,
                             struct bv_match *out)
{
    struct bv_match match = {0};
    enum bv_status status = match_cases(summaries, count, &match);
    if (status == BV_OK)
        status = match_series(summaries, count, &match);
    if (status != BV_OK)
        bv_match_finish(&match);
    else
        *out = match;
    return status;
}

bool bv_is_measured(const struct bv_case_summary *row)
{
    return row && row->blocks > 0;
}

int bv_arm_called(const struct bv_case_info *info, const char *arm)
{
    for (uint32_t i = 0; i < info->arm_count; i++)
        if (strcmp(info->arms[i], arm) == 0)
            return (int)i;
    return -1;
}

void bv_match_finish(struct bv_match *match)
{
    free(match->cases);
    free(match->series);
    free(match->case_cells);
    free(match->series_cells);
    *match = (struct bv_match){0};
}
