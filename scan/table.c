/* SPDX-License-Identifier: Apache-2.0 */
/* table.c: a scan as a table for people. */
#include <stdio.h>
#include <string.h>

#include "lib/base/plural.h"
#include "scan/cells.h"
#include "scan/output.h"

enum { NARROWEST = 12 };

/* A part, as wide as it becomes. */
struct sheet {
    const struct bv_scan *scan;
    const struct bv_scan_part *part;
    unsigned columns;
    int widths[BV_SCAN_COLUMNS];
};

/* Letters of a text, on a terminal that shows each in one column. */
static int length_of(const char *text)
{
    int count = 0;
    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

static void put_cell(const struct sheet *sheet, enum bv_scan_column column, const char *words,
                     struct bv_text *out)
{
    char cut[BV_SCAN_CELL];
    struct bv_text plain = {0};
    int width = sheet->widths[column];
    bv_text_plain(&plain, words);
    snprintf(cut, sizeof cut, "%s", plain.data != NULL ? plain.data : "");
    if (length_of(cut) > width && column != BV_SCAN_WHERE)
        bv_text_cut(cut, (size_t)width + 1, plain.data);
    bv_text_finish(&plain);
    int pad = width > length_of(cut) ? width - length_of(cut) : 0;
    bool to_the_right = column < BV_SCAN_HOW;
    bv_text_format(out, "%*s%s%*s%s", to_the_right ? pad : 0, "", cut,
                   to_the_right || column == BV_SCAN_WHERE ? 0 : pad, "",
                   column == BV_SCAN_WHERE ? "\n" : "  ");
}

/* Make the widest columns of words narrower until a line fits. */
static void fit(struct sheet *sheet, size_t width)
{
    for (;;) {
        int sum = -2, widest = BV_SCAN_HOW;
        for (int c = 0; c < BV_SCAN_COLUMNS; c++)
            if ((sheet->columns >> c & 1) != 0) {
                sum += sheet->widths[c] + 2;
                if (c >= BV_SCAN_HOW && c < BV_SCAN_WHERE &&
                    sheet->widths[c] > sheet->widths[widest])
                    widest = c;
            }
        if (sum <= (int)width || sheet->widths[widest] <= NARROWEST)
            return;
        sheet->widths[widest]--;
    }
}

static void put_rows(const struct sheet *sheet, size_t most, struct bv_text *out)
{
    char cell[BV_SCAN_CELL];
    for (int c = 0; c < BV_SCAN_COLUMNS; c++)
        if ((sheet->columns >> c & 1) != 0)
            put_cell(sheet, (enum bv_scan_column)c,
                     bv_scan_head(sheet->part, (enum bv_scan_column)c), out);
    size_t shown = 0;
    for (size_t i = 0; i < sheet->scan->row_count && shown < most; i++) {
        const struct bv_scan_row *row = &sheet->scan->rows[i];
        if (!bv_scan_is_of(sheet->part, row))
            continue;
        shown++;
        for (int c = 0; c < BV_SCAN_COLUMNS; c++)
            if ((sheet->columns >> c & 1) != 0) {
                bv_scan_cell(sheet->scan, row, (enum bv_scan_column)c, cell);
                put_cell(sheet, (enum bv_scan_column)c, cell, out);
            }
    }
}

static void put_part(const struct bv_scan *scan, const struct bv_scan_part *part, size_t width,
                     size_t most, struct bv_text *out)
{
    struct sheet sheet = {.scan = scan, .part = part, .columns = bv_scan_columns(scan, part)};
    char cell[BV_SCAN_CELL];
    size_t all = 0;
    most = most > 0 ? most : SIZE_MAX;
    for (int c = 0; c < BV_SCAN_COLUMNS; c++)
        sheet.widths[c] = length_of(bv_scan_head(part, (enum bv_scan_column)c));
    for (size_t i = 0; i < scan->row_count; i++) {
        if (!bv_scan_is_of(part, &scan->rows[i]) || all++ >= most)
            continue;
        for (int c = 0; c < BV_SCAN_COLUMNS; c++) {
            bv_scan_cell(scan, &scan->rows[i], (enum bv_scan_column)c, cell);
            sheet.widths[c] = length_of(cell) > sheet.widths[c] ? length_of(cell) : sheet.widths[c];
        }
    }
    if (all == 0 && part->words[0] != '\0')
        return;
    bv_text_format(out, "\n%s%s", part->title, all == 0 ? ": none" : "");
    if (all > most)
        bv_text_format(out, " (the first %zu of %zu; --rows 0 shows all)", most, all);
    bv_text_format(out, "\n%s", part->words);
    if (width > 0)
        fit(&sheet, width);
    if (all > 0)
        put_rows(&sheet, most, out);
}

void bv_scan_table(const struct bv_scan *scan, size_t width, size_t most, struct bv_text *out)
{
    struct bv_text words = {0};
    bv_scan_headline(scan, &words);
    bv_text_line(out, &words);
    if (scan->left_out > 0)
        bv_text_format(out,
                       "%zu of the system's and the languages' own left out; --system shows them\n",
                       scan->left_out);
    for (size_t i = 0; i < BV_SCAN_PARTS; i++)
        put_part(scan, &bv_scan_parts[i], width, most, out);
}
