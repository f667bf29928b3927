/* SPDX-License-Identifier: Apache-2.0 */
/* table_map.c: the numbers behind a sheet of the map. */
#include "report/figures/gnuplot.h"
#include "report/page/table.h"
#include "report/page/tables.h"
#include "report/words/finding_words.h"

static void put_row(struct bv_text *out, const struct bv_map_block *block, size_t row,
                    size_t column, struct bv_box box)
{
    const struct bv_map_cell cell = block->cells[row][column];
    const struct bv_finding *finding = bv_map_finding(cell);
    const char *first = cell.series->arms[0], *other = cell.series->arms[cell.arm];
    struct bv_text words = {0};
    bv_text_format(out, "<tr data-at=\"%.1f %.1f\"><th scope=\"row\">", box.left + box.width / 2,
                   box.top + box.height / 2);
    bv_text_html(out, block->title);
    bv_text_put(out, block->rows[row][0] ? ", " : "");
    bv_text_html(out, block->rows[row]);
    bv_text_put(out, "</th><td>");
    bv_text_html(out, block->columns[column]);
    bv_text_put(out, "</td>");
    bv_table_edge(out, finding, finding->a_until.estimate, bv_words_a_until);
    bv_table_edge(out, finding, finding->b_from.estimate, bv_words_b_from);
    bv_text_put(out, "<td class=\"name\">");
    bv_words_finding(&words, finding, first, other, false);
    bv_text_html_span(out, words.data ? words.data : "", words.length);
    out->failed |= words.failed;
    bv_text_finish(&words);
    bv_text_put(out, "</td></tr>\n");
}

void bv_table_map(struct bv_text *out, const struct bv_map_sheet *sheet)
{
    static const char *const heads[] = {"Row", "Column", "first arm never worse up to",
                                        "other wins from", "in words"};
    struct bv_text id = {0};
    bv_text_format(&id, "%s-numbers", sheet->id);
    if (!id.failed)
        bv_table_begin(out, id.data, "Numbers of the map", "", heads,
                       sizeof heads / sizeof heads[0]);
    out->failed |= id.failed;
    bv_text_finish(&id);
    for (size_t b = 0; b < sheet->count; b++)
        for (size_t i = 0; i < sheet->blocks[b].row_count; i++)
            for (size_t k = 0; k < sheet->blocks[b].column_count; k++)
                if (sheet->blocks[b].cells[i][k].series)
                    put_row(out, &sheet->blocks[b], i, k, bv_gnuplot_map_box(sheet, b, i, k));
    bv_table_end(out);
}
