/* SPDX-License-Identifier: Apache-2.0 */
/* gnuplot_map.c: the look of the map: tiles on a page of pixels, each with its words. */
#include <string.h>

#include "report/figures/gnuplot.h"
#include "report/words/finding_words.h"

enum {
    WIDTH = 360,
    EDGE = 8,
    CELLS_LEFT = 134,
    CELL_WIDTH_MAX = 64,
    ROW_HEIGHT = 22,
    TITLE_HEIGHT = 30,
    LINE_HEIGHT = 12, /* of the heads */
    BLOCK_GAP = 12,
    LEGEND_HEIGHT = 78,
    GAP = 2,           /* between tiles */
    LETTER_TENTHS = 49 /* the width of a letter of 9 pixels, at most, for most words */
};

static double cell_width(const struct bv_map_block *block)
{
    double width = (double)(WIDTH - EDGE - CELLS_LEFT) / (double)block->column_count;
    return width < CELL_WIDTH_MAX ? width : CELL_WIDTH_MAX;
}

static size_t lines_of(const char *label)
{
    size_t lines = 1;
    for (const char *at = strstr(label, ", "); at; at = strstr(at + 2, ", "))
        lines++;
    return lines;
}

static double head_height(const struct bv_map_block *block)
{
    size_t most = 1;
    for (size_t i = 0; i < block->column_count; i++) {
        size_t lines = lines_of(block->columns[i]);
        most = lines > most ? lines : most;
    }
    return (double)(most * LINE_HEIGHT + 6);
}

/* Where the tiles of a block begin. */
static double block_top(const struct bv_map_sheet *sheet, size_t block)
{
    double top = TITLE_HEIGHT;
    for (size_t i = 0; i < block; i++)
        top += head_height(&sheet->blocks[i]) + BLOCK_GAP +
               (double)(ROW_HEIGHT * sheet->blocks[i].row_count);
    return top + head_height(&sheet->blocks[block]);
}

struct bv_box bv_gnuplot_map_box(const struct bv_map_sheet *sheet, size_t block, size_t row,
                                 size_t column)
{
    double width = cell_width(&sheet->blocks[block]);
    return (struct bv_box){CELLS_LEFT + width * (double)column + GAP / 2.0,
                           block_top(sheet, block) + (double)(ROW_HEIGHT * row) + GAP / 2.0,
                           width - GAP, ROW_HEIGHT - GAP};
}

/* Add words of at most so many pixels at a place; align: "left", "center", "right". */
static void put_words(struct bv_text *out, const char *words, double room, double x, double y,
                      const char *align, unsigned font, unsigned colour)
{
    char label[BV_MAP_LABEL_SIZE];
    bv_gnuplot_fit(label, sizeof label, words, font, room);
    bv_text_put(out, "set label ");
    bv_text_gnuplot(out, label);
    bv_text_format(out, " at first %.9g, first %.9g %s font ',%u' textcolor", x, y, align, font);
    bv_gnuplot_colour(out, colour);
    bv_text_put(out, "\n");
}

static void put_tile(struct bv_text *out, struct bv_box box, unsigned colour)
{
    bv_text_format(
        out,
        "set object rectangle from first %.9g, first %.9g to first %.9g, first %.9g back "
        "fillstyle solid noborder fillcolor",
        box.left, box.top, box.left + box.width, box.top + box.height);
    bv_gnuplot_colour(out, colour);
    bv_text_put(out, "\n");
}

static void put_line(struct bv_text *out, double x, double y, double to_x, double to_y)
{
    bv_text_format(out,
                   "set arrow from first %.9g, first %.9g to first %.9g, first %.9g nohead back "
                   "linewidth 0.7 linecolor",
                   x, y, to_x, to_y);
    bv_gnuplot_colour(out, BV_COLOUR_SOFT);
    bv_text_put(out, "\n");
}

static void put_frame(struct bv_text *out, struct bv_box box)
{
    double right = box.left + box.width, bottom = box.top + box.height;
    put_line(out, box.left, box.top, right, box.top);
    put_line(out, right, box.top, right, bottom);
    put_line(out, right, bottom, box.left, bottom);
    put_line(out, box.left, bottom, box.left, box.top);
}

/* Hatch a tile at both ends, away from its word; lean 1 or -1. */
static void put_hatch(struct bv_text *out, struct bv_box box, int lean)
{
    enum { APART = 5, SLANT = 6, ENDS = 15 };
    for (double x = 0; x + SLANT <= box.width; x += APART) {
        if (x > ENDS - SLANT && x < box.width - ENDS)
            continue;
        double left = box.left + x, right = left + SLANT;
        put_line(out, lean > 0 ? left : right, box.top + box.height, lean > 0 ? right : left,
                 box.top);
    }
}

/* The step of a map for the size from which the other arm wins. */
static unsigned step_of(uint32_t bytes)
{
    static const uint32_t up_to[] = {16, 64, 256, 1024};
    unsigned step = 1;
    for (size_t i = 0; i < sizeof up_to / sizeof up_to[0]; i++)
        step += bytes > up_to[i];
    return step;
}

static void put_finding(struct bv_text *out, struct bv_box box, const struct bv_finding *finding)
{
    switch (finding->kind) {
    case BV_FINDING_UNMEASURED:
        put_frame(out, box);
        break;
    case BV_FINDING_UNDECIDED:
        put_hatch(out, box, 1);
        put_frame(out, box);
        break;
    case BV_FINDING_MIXED:
        put_tile(out, box, BV_COLOUR_BAND);
        put_hatch(out, box, -1);
        break;
    case BV_FINDING_EQUAL:
        put_tile(out, box, BV_COLOUR_BAND);
        put_frame(out, box);
        break;
    case BV_FINDING_A_ALWAYS:
        put_tile(out, box, BV_COLOUR_MAP + BV_COLOUR_MAP_STEPS - 1);
        break;
    case BV_FINDING_B_ALWAYS:
        put_tile(out, box, BV_COLOUR_MAP);
        break;
    case BV_FINDING_A_HOLDS:
        put_tile(out, box, BV_COLOUR_MAP + BV_COLOUR_MAP_STEPS - 2);
        break;
    case BV_FINDING_B_FROM_START:
    case BV_FINDING_CROSSES:
        put_tile(out, box, BV_COLOUR_MAP + step_of(finding->b_from.estimate));
        break;
    }
}

static void put_cell(struct bv_text *out, struct bv_box box, struct bv_map_cell cell)
{
    struct bv_text words = {0};
    if (!cell.series)
        return;
    put_finding(out, box, bv_map_finding(cell));
    bv_words_cell(&words, bv_map_finding(cell), cell.series->arms[0], cell.series->arms[cell.arm]);
    out->failed |= words.failed;
    if (words.data)
        put_words(out, words.data, box.width + 4, box.left + box.width / 2,
                  box.top + box.height / 2, "center", 9, BV_COLOUR_INK);
    bv_text_finish(&words);
}

/* A column's label over its tiles, its last line lowest. */
static void put_head(struct bv_text *out, const char *label, double room, double x, double bottom)
{
    double y = bottom - LINE_HEIGHT * (double)lines_of(label);
    while (label) {
        const char *end = strstr(label, ", ");
        char line[BV_MAP_LABEL_SIZE] = "";
        size_t length = end ? (size_t)(end - label) : strlen(label);
        memcpy(line, label, length);
        put_words(out, line, room, x, y + LINE_HEIGHT / 2.0, "center", 9, BV_COLOUR_SOFT);
        y += LINE_HEIGHT;
        label = end ? end + 2 : NULL;
    }
}

static void put_block(struct bv_text *out, const struct bv_map_sheet *sheet, size_t index)
{
    const struct bv_map_block *block = &sheet->blocks[index];
    double top = block_top(sheet, index), width = cell_width(block);
    double line = top - 3 - LINE_HEIGHT / 2.0;
    double room = CELLS_LEFT - EDGE;
    put_words(out, block->title, block->keys[0] ? room / 2.4 : room, EDGE, line, "left", 12,
              BV_COLOUR_INK);
    put_words(out, block->keys, room / 1.3, CELLS_LEFT - 6, line, "right", 9, BV_COLOUR_SOFT);
    for (size_t k = 0; k < block->column_count; k++)
        put_head(out, block->columns[k], width, CELLS_LEFT + width * ((double)k + 0.5), top - 3);
    for (size_t i = 0; i < block->row_count; i++) {
        put_words(out, block->rows[i], CELLS_LEFT - 6 - EDGE, CELLS_LEFT - 6,
                  top + ROW_HEIGHT * ((double)i + 0.5), "right", 9, BV_COLOUR_INK);
        for (size_t k = 0; k < block->column_count; k++)
            put_cell(out, bv_gnuplot_map_box(sheet, index, i, k), block->cells[i][k]);
    }
}

static void put_legend(struct bv_text *out, double top)
{
    static const char *const steps[BV_COLOUR_MAP_STEPS] = {
        "always",
        "\xe2\x89\xa4 16 B",
        "\xe2\x89\xa4 64 B",
        "\xe2\x89\xa4 256 B",
        "\xe2\x89\xa4 1 KiB",
        "above",
        "never",
    };
    static const char *const lines[] = {
        "128 B: it wins from there on. \xe2\x89\xa4 16 B: from the smallest size on.",
        "> 4 KiB: at no size. A name: that arm wins at every size.",
        "=: equal at every size. ?: undecided at every size. mixed: neither.",
        "\xc3\x97: not measured. No tile: not in this run.",
    };
    double width = (double)(WIDTH - 2 * EDGE) / BV_COLOUR_MAP_STEPS;
    for (unsigned i = 0; i < BV_COLOUR_MAP_STEPS; i++) {
        struct bv_box box = {EDGE + width * i, top, width - GAP, 16};
        put_tile(out, box, BV_COLOUR_MAP + i);
        put_words(out, steps[i], width + 8, box.left + box.width / 2, top + 8, "center", 9,
                  BV_COLOUR_INK);
    }
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        bv_text_put(out, "set label ");
        bv_text_gnuplot(out, lines[i]);
        bv_text_format(out, " at first %d, first %.9g left font ',9' textcolor", EDGE,
                       top + 26 + LINE_HEIGHT * (double)i);
        bv_gnuplot_colour(out, BV_COLOUR_SOFT);
        bv_text_put(out, "\n");
    }
}

void bv_gnuplot_map(const struct bv_map_sheet *sheet, size_t formats, struct bv_text *out)
{
    const struct bv_map_block *last = &sheet->blocks[sheet->count - 1];
    double bottom =
        block_top(sheet, sheet->count - 1) + (double)(ROW_HEIGHT * last->row_count) + BLOCK_GAP;
    unsigned height = (unsigned)bottom + LEGEND_HEIGHT;
    bv_text_format(out,
                   "reset\nset encoding utf8\nunset border\nunset tics\nunset key\n"
                   "set lmargin at screen 0\nset rmargin at screen 1\n"
                   "set bmargin at screen 0\nset tmargin at screen 1\n"
                   "set xrange [0:%d]\nset yrange [%u:0]\n",
                   WIDTH, height);
    put_words(out, "size from which the other arm wins", WIDTH, EDGE, TITLE_HEIGHT / 2.0, "left",
              12, BV_COLOUR_INK);
    for (size_t i = 0; i < sheet->count; i++)
        put_block(out, sheet, i);
    put_legend(out, bottom);
    for (size_t i = 0; i < formats; i++) {
        bv_gnuplot_output(out, i, sheet->id, WIDTH, height);
        bv_text_put(out, "plot NaN notitle\nunset output\n");
    }
}
