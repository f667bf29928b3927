/* SPDX-License-Identifier: Apache-2.0 */
/* map.c: see map.h. */
#include "report/figures/map.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/text.h"

enum { SIDE_MAX = 96, SHEET_ROWS = 26 };

/* The keys that say where the object lives. */
static const char *const place_keys[] = {"site", "alloc", "live"};
enum { PLACE_KEYS = sizeof place_keys / sizeof place_keys[0] };

/* One side of a family's grid: labels, each once, in the order in which they came. */
struct side {
    char labels[SIDE_MAX][BV_MAP_LABEL_SIZE];
    size_t count;
};

struct grid {
    char title[BV_MAP_LABEL_SIZE], keys[BV_MAP_LABEL_SIZE];
    struct side variants, places;
    struct bv_map_cell cells[SIDE_MAX][SIDE_MAX]; /* [variant][place] */
};

static bool is_place(const struct bv_key *key)
{
    for (size_t i = 0; i < PLACE_KEYS; i++)
        if (bv_span_is(key->key, place_keys[i]))
            return true;
    return false;
}

static void put_part(struct bv_text *out, struct bv_span span)
{
    bv_text_put(out, out->length > 0 ? ", " : "");
    bv_text_put_span(out, span.start, span.length);
}

/* "int, one, throughput"; a number says of what it is. */
static void put_variant(struct bv_text *out, const struct bv_name *name)
{
    for (size_t i = 0; i < name->key_count; i++) {
        const struct bv_key *key = &name->keys[i];
        if (is_place(key))
            continue;
        if (key->value.length > 0 && isdigit((unsigned char)key->value.start[0]) &&
            key->key.length > 0) {
            put_part(out, key->key);
            bv_text_put(out, " ");
            bv_text_put_span(out, key->value.start, key->value.length);
        } else {
            put_part(out, key->value);
        }
    }
}

/* "heap, glibc", "gc, 16 MiB"; then the arm, where a family has several or no place is named. */
static void put_place(struct bv_text *out, const struct bv_name *name, const char *arm)
{
    for (size_t i = 0; i < PLACE_KEYS; i++) {
        struct bv_span value = bv_name_value(name, place_keys[i]);
        if (value.length == 0)
            continue;
        put_part(out, value);
        if (strcmp(place_keys[i], "live") == 0)
            bv_text_put(out, " MiB");
    }
    if (arm || out->length == 0)
        put_part(out, (struct bv_span){arm ? arm : "", arm ? strlen(arm) : 0});
}

/* Move words into an empty label. */
static void take_label(char label[BV_MAP_LABEL_SIZE], struct bv_text *words, bool *failed)
{
    *failed |= words->failed;
    if (!words->failed && words->data)
        bv_text_cut(label, BV_MAP_LABEL_SIZE, words->data);
    bv_text_finish(words);
}

/* The index of a label on a side, which it is added to; SIDE_MAX: no room. Takes the words. */
static size_t index_of(struct side *side, struct bv_text *words, bool *failed)
{
    char label[BV_MAP_LABEL_SIZE] = "";
    take_label(label, words, failed);
    for (size_t i = 0; i < side->count; i++)
        if (strcmp(side->labels[i], label) == 0)
            return i;
    if (side->count < SIDE_MAX)
        memcpy(side->labels[side->count++], label, sizeof label);
    else
        return SIDE_MAX;
    return side->count - 1;
}

/* Whether the series of a family have other arms of several names. */
static bool has_several_arms(const struct bv_series *const *series, size_t count)
{
    const char *only = NULL;
    for (size_t i = 0; i < count; i++) {
        for (unsigned arm = 1; arm < series[i]->arm_count; arm++) {
            if (only && strcmp(only, series[i]->arms[arm]) != 0)
                return true;
            only = series[i]->arms[arm];
        }
    }
    return false;
}

/* "class, reads, mode", where all series of a family have the same keys; empty otherwise. */
static void put_keys(struct bv_text *out, const struct bv_series *const *series, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct bv_text keys = {0};
        for (size_t k = 0; k < series[i]->parts.key_count; k++)
            if (!is_place(&series[i]->parts.keys[k]))
                put_part(&keys, series[i]->parts.keys[k].key);
        bool same =
            i == 0 || (keys.length == out->length &&
                       (keys.length == 0 || memcmp(keys.data, out->data, keys.length) == 0));
        if (i == 0)
            bv_text_put_span(out, keys.data ? keys.data : "", keys.length);
        out->failed |= keys.failed;
        bv_text_finish(&keys);
        if (!same) {
            bv_text_finish(out);
            return;
        }
    }
}

static bool has_place(const struct bv_name *name)
{
    for (size_t i = 0; i < name->key_count; i++)
        if (is_place(&name->keys[i]))
            return true;
    return false;
}

static bool fill(struct grid *grid, const struct bv_series *const *series, size_t count,
                 size_t *left_out)
{
    bool several = has_several_arms(series, count), failed = false;
    struct bv_text label = {0};
    memset(grid, 0, sizeof *grid);
    bv_text_put_span(&label, series[0]->parts.family.start, series[0]->parts.family.length);
    take_label(grid->title, &label, &failed);
    put_keys(&label, series, count);
    take_label(grid->keys, &label, &failed);
    for (size_t i = 0; i < count; i++) {
        for (unsigned arm = 1; arm < series[i]->arm_count; arm++) {
            struct bv_text words = {0};
            bool named = several || !has_place(&series[i]->parts);
            put_variant(&words, &series[i]->parts);
            size_t variant = index_of(&grid->variants, &words, &failed);
            put_place(&words, &series[i]->parts, named ? series[i]->arms[arm] : NULL);
            size_t place = index_of(&grid->places, &words, &failed);
            /* Labels that were cut may be those of another. */
            if (variant == SIDE_MAX || place == SIDE_MAX || grid->cells[variant][place].series)
                ++*left_out;
            else
                grid->cells[variant][place] = (struct bv_map_cell){series[i], arm};
        }
    }
    return !failed;
}

static struct bv_map_cell cell_at(const struct grid *grid, bool turned, size_t row, size_t column)
{
    return turned ? grid->cells[column][row] : grid->cells[row][column];
}

/* Add a block of some columns, and of the rows from *row on that have a cell there. */
static void fill_block(struct bv_map_block *block, const struct grid *grid, bool turned,
                       size_t first, size_t count, size_t *row)
{
    const struct side *down = turned ? &grid->places : &grid->variants;
    const struct side *across = turned ? &grid->variants : &grid->places;
    *block = (struct bv_map_block){.column_count = count};
    memcpy(block->title, grid->title, sizeof block->title);
    if (!turned)
        memcpy(block->keys, grid->keys, sizeof block->keys);
    for (size_t k = 0; k < count; k++)
        memcpy(block->columns[k], across->labels[first + k], sizeof block->columns[k]);
    for (; *row < down->count && block->row_count < BV_MAP_ROWS_MAX; ++*row) {
        bool any = false;
        for (size_t k = 0; k < count; k++) {
            block->cells[block->row_count][k] = cell_at(grid, turned, *row, first + k);
            any |= block->cells[block->row_count][k].series != NULL;
        }
        if (any)
            memcpy(block->rows[block->row_count++], down->labels[*row], sizeof block->rows[0]);
    }
}

/* Cut a family's grid into blocks. */
static bool add_blocks(struct bv_map *map, const struct grid *grid)
{
    bool turned =
        grid->places.count > BV_MAP_COLUMNS_MAX && grid->variants.count < grid->places.count;
    size_t rows = turned ? grid->places.count : grid->variants.count;
    size_t columns = turned ? grid->variants.count : grid->places.count;
    size_t parts = (columns + BV_MAP_COLUMNS_MAX - 1) / BV_MAP_COLUMNS_MAX;
    for (size_t part = 0; part < parts; part++) {
        size_t first = part * columns / parts, end = (part + 1) * columns / parts;
        for (size_t row = 0; row < rows;) {
            struct bv_map_block *blocks =
                realloc(map->blocks, (map->count + 1) * sizeof map->blocks[0]);
            if (!blocks)
                return false;
            map->blocks = blocks;
            fill_block(&blocks[map->count], grid, turned, first, end - first, &row);
            map->count += blocks[map->count].row_count > 0;
        }
    }
    return true;
}

/* Share the blocks out among sheets of a height that a screen shows. */
static bool make_sheets(struct bv_map *map)
{
    size_t rows = 0;
    map->sheets = calloc(map->count + 1, sizeof map->sheets[0]);
    if (!map->sheets)
        return false;
    for (size_t i = 0; i < map->count; i++) {
        size_t more = map->blocks[i].row_count + 2; /* for the heads */
        if (map->sheet_count == 0 || rows + more > SHEET_ROWS + 2) {
            struct bv_map_sheet *sheet = &map->sheets[map->sheet_count++];
            sheet->blocks = &map->blocks[i];
            snprintf(sheet->id, sizeof sheet->id, "map-%zu", map->sheet_count);
            rows = 0;
        }
        rows += more;
        map->sheets[map->sheet_count - 1].count++;
    }
    return true;
}

static int compare_series(const void *a, const void *b)
{
    const struct bv_series *x = *(const struct bv_series *const *)a;
    const struct bv_series *y = *(const struct bv_series *const *)b;
    if (x->family != y->family)
        return x->family < y->family ? -1 : 1;
    return x < y ? -1 : x > y;
}

enum bv_status bv_map_init(const struct bv_summary *summary, struct bv_map *out)
{
    struct bv_map map = {0};
    size_t count = summary->series_count;
    const struct bv_series **series = calloc(count + 1, sizeof(const struct bv_series *));
    struct grid *grid = malloc(sizeof *grid);
    bool good = series && grid;
    for (size_t i = 0; good && i < count; i++)
        series[i] = &summary->series[i];
    if (good)
        qsort(series, count, sizeof(const struct bv_series *), compare_series);
    for (size_t i = 0, end; good && i < count; i = end) {
        for (end = i; end < count && series[end]->family == series[i]->family;)
            end++;
        good = fill(grid, series + i, end - i, &map.left_out) && add_blocks(&map, grid);
    }
    good = good && make_sheets(&map);
    free(grid);
    free(series);
    if (!good) {
        bv_map_finish(&map);
        return BV_E_NOMEM;
    }
    *out = map;
    return BV_OK;
}

const struct bv_finding *bv_map_finding(struct bv_map_cell cell)
{
    return &cell.series->findings[cell.arm - 1];
}

void bv_map_finish(struct bv_map *map)
{
    if (!map)
        return;
    free(map->blocks);
    free(map->sheets);
    *map = (struct bv_map){0};
}
