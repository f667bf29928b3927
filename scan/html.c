/* SPDX-License-Identifier: Apache-2.0 */
/* html.c: a scan as an HTML page. */
#include <stdio.h>

#include "report/page/frame.h"
#include "report/page/tables.h"
#include "scan/cells.h"
#include "scan/output.h"

enum { ROWS_MAX = 2000 }; /* of a part; --csv has all */

static void put_row(struct bv_text *out, const struct bv_scan *scan, const struct bv_scan_row *row,
                    unsigned columns)
{
    char cell[BV_SCAN_CELL];
    bv_text_put(out, "<tr>");
    for (int c = 0; c < BV_SCAN_COLUMNS; c++) {
        enum bv_scan_column column = (enum bv_scan_column)c;
        if ((columns >> c & 1) == 0)
            continue;
        if (column < BV_SCAN_HOW)
            bv_table_number(out, bv_scan_number(scan, row, column));
        else
            bv_text_put(out, column == BV_SCAN_HOW ? "<td>" : "<td class=\"name\">");
        bv_scan_cell(scan, row, column, cell);
        bv_text_html(out, cell);
        bv_text_put(out, "</td>");
    }
    bv_text_put(out, "</tr>\n");
}

static void put_part(struct bv_text *out, const struct bv_scan *scan,
                     const struct bv_scan_part *part)
{
    char heads[BV_SCAN_COLUMNS][32];
    const char *shown_heads[BV_SCAN_COLUMNS];
    unsigned columns = bv_scan_columns(scan, part);
    size_t count = 0, all = 0, shown = 0;
    for (size_t i = 0; i < scan->row_count; i++)
        all += bv_scan_is_of(part, &scan->rows[i]);
    if (all == 0 && part->words[0] != '\0')
        return;
    bv_text_format(out, "<section id=\"%s\">\n<h2>%s</h2>\n", part->id, part->title);
    if (part->words[0] != '\0')
        bv_text_format(out, "<p>%s</p>\n", part->words);
    if (all == 0) {
        bv_text_put(out, "<p>None.</p>\n</section>\n");
        return;
    }
    for (int c = 0; c < BV_SCAN_COLUMNS; c++) {
        if ((columns >> c & 1) == 0)
            continue;
        snprintf(heads[c], sizeof heads[c], "%s%s", c < BV_SCAN_HOW ? "#" : "",
                 bv_scan_head(part, (enum bv_scan_column)c));
        shown_heads[count++] = heads[c];
    }
    char id[32];
    snprintf(id, sizeof id, "%s-table", part->id);
    bv_table_begin(out, id, part->title, "", shown_heads, count);
    for (size_t i = 0; i < scan->row_count && shown < ROWS_MAX; i++)
        if (bv_scan_is_of(part, &scan->rows[i])) {
            put_row(out, scan, &scan->rows[i], columns);
            shown++;
        }
    bv_table_end(out);
    if (shown < all)
        bv_text_format(out, "<p class=\"note\">The first %zu of %zu; --csv writes all.</p>\n",
                       shown, all);
    bv_text_put(out, "</section>\n");
}

void bv_scan_html(const struct bv_scan *scan, const char *pricing, struct bv_text *out)
{
    struct bv_text words = {0};
    bv_frame_open(out, "By value or by pointer: copies in a program");
    bv_text_put(out, "<main>\n<h1>Copies that a program makes</h1>\n<p>");
    bv_scan_headline(scan, &words);
    bv_text_html(out, words.data != NULL ? words.data : "");
    out->failed |= words.failed;
    bv_text_finish(&words);
    bv_text_put(out, ".</p>\n<p class=\"note\">");
    bv_text_html(out, pricing);
    if (scan->left_out > 0)
        bv_text_format(out,
                       ". %zu of the system's and the languages' own left out; --system shows them",
                       scan->left_out);
    bv_text_put(out,
                ". docs/SCAN.md of byval says what a row means, and what to do about it.</p>\n");
    for (size_t i = 0; i < BV_SCAN_PARTS; i++)
        put_part(out, scan, &bv_scan_parts[i]);
    bv_text_put(out, "</main>\n<footer>\n<p>Written by byval scan.</p>\n</footer>\n");
    bv_frame_close(out);
}
