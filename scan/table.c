/* SPDX-License-Identifier: Apache-2.0 */
/* table.c: a scan as a table for people. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/plural.h"
#include "scan/output.h"

enum { CELL = 400 };

void bv_scan_how(const struct bv_scan_row *row, char *out, size_t size)
{
    if (row->kind == BV_SCAN_COPY)
        snprintf(out, size, "%s%s", bv_strategy_name(row->strategy),
                 row->in_loop ? ", in a loop" : "");
    else if (row->is_removed)
        snprintf(out, size, "removed");
    else if (row->copying_sites > 0)
        snprintf(out, size, "%s, %s", bv_passing_name(row->passing),
                 bv_strategy_name(row->strategy));
    else
        snprintf(out, size, "%s", bv_passing_name(row->passing));
}

/* The columns of one part of the table. */
struct sheet {
    const char *const *heads;
    int columns, right; /* how many of the first stand to the right */
    int widths[8];
};

static void copied_of(const struct bv_scan_row *row, char *out, size_t size)
{
    if (isnan(row->copied_bytes))
        snprintf(out, size, "-");
    else
        snprintf(out, size, "%.*f", row->copied_bytes == floor(row->copied_bytes) ? 0 : 1,
                 row->copied_bytes);
}

static void where_of(const struct bv_scan_row *row, char *out, size_t size)
{
    if (row->file == NULL)
        snprintf(out, size, "0x%" PRIx64, row->address);
    else
        snprintf(out, size, "%s:%d", row->file, row->line);
}

static void cells_of(const struct bv_scan_row *row, char cells[8][CELL])
{
    snprintf(cells[0], CELL, "%" PRIu64, row->bytes);
    snprintf(cells[1], CELL, "%u", row->sites);
    int at = 2;
    if (row->kind != BV_SCAN_COPY)
        copied_of(row, cells[at++], CELL);
    bv_scan_how(row, cells[at++], CELL);
    snprintf(cells[at++], CELL, "%s%s", row->type != NULL ? row->type : "-",
             row->is_guess ? "?" : "");
    bool is_result = row->kind == BV_SCAN_RESULT;
    if (row->kind == BV_SCAN_COPY)
        snprintf(cells[at++], CELL, "%s%s%s", row->function, row->inlined != NULL ? " < " : "",
                 row->inlined != NULL ? row->inlined : "");
    else
        snprintf(cells[at++], CELL, "%s: %s", row->function,
                 is_result           ? "its result"
                 : row->name != NULL ? row->name
                                     : "(no name)");
    where_of(row, cells[at], CELL);
}

/* Letters of a text, as far as a terminal goes that shows each in one column. */
static int length_of(const char *text)
{
    int count = 0;
    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

static void put_line(const struct sheet *sheet, char cells[8][CELL], struct bv_text *out)
{
    char cut[CELL];
    for (int c = 0; c < sheet->columns; c++) {
        struct bv_text plain = {0};
        bv_text_plain(&plain, cells[c]);
        const char *words = plain.data != NULL ? plain.data : "";
        /* A name's end says more than its beginning of where it is, its beginning what it is. */
        snprintf(cut, sizeof cut, "%s", words);
        if (length_of(cut) > sheet->widths[c] && sheet->widths[c] > 1 && c < sheet->columns - 1)
            bv_text_cut(cut, (size_t)sheet->widths[c] + 1, words);
        int pad = sheet->widths[c] - length_of(cut);
        pad = pad > 0 ? pad : 0;
        bool last = c == sheet->columns - 1;
        bv_text_format(out, "%*s%s%*s", c < sheet->right ? pad : 0, "", cut,
                       c < sheet->right || last ? 0 : pad, "");
        bv_text_put(out, last ? "\n" : "  ");
        bv_text_finish(&plain);
    }
}

/* Make the widest columns of words narrower until the line fits. */
static void fit(struct sheet *sheet, size_t width)
{
    int least = 12;
    for (;;) {
        int sum = 2 * (sheet->columns - 1), widest = sheet->right;
        for (int c = 0; c < sheet->columns; c++) {
            sum += sheet->widths[c];
            if (c >= sheet->right && c < sheet->columns - 1 &&
                sheet->widths[c] > sheet->widths[widest])
                widest = c;
        }
        if (sum <= (int)width || sheet->widths[widest] <= least)
            return;
        int over = sum - (int)width;
        int cut = sheet->widths[widest] - least < over ? sheet->widths[widest] - least : over;
        sheet->widths[widest] -= cut > 4 ? 4 : cut;
    }
}

static bool is_of(const struct bv_scan_row *row, bool copies)
{
    return (row->kind == BV_SCAN_COPY) == copies;
}

static void put_part(const struct bv_scan *scan, bool copies, size_t width, size_t most,
                     struct bv_text *out)
{
    static const char *const passed[] = {"bytes", "calls",    "copied", "how",
                                         "type",  "function", "where"};
    static const char *const copied[] = {"bytes", "places", "how", "type", "function", "where"};
    struct sheet sheet = {
        .heads = copies ? copied : passed, .columns = copies ? 6 : 7, .right = copies ? 2 : 3};
    char cells[8][CELL];
    size_t shown = 0, all = 0;
    for (int c = 0; c < sheet.columns; c++)
        sheet.widths[c] = (int)strlen(sheet.heads[c]);
    for (size_t i = 0; i < scan->row_count; i++) {
        if (!is_of(&scan->rows[i], copies) || (all++ >= most && most > 0))
            continue;
        cells_of(&scan->rows[i], cells);
        for (int c = 0; c < sheet.columns; c++)
            sheet.widths[c] =
                length_of(cells[c]) > sheet.widths[c] ? length_of(cells[c]) : sheet.widths[c];
    }
    bv_text_put(out,
                copies ? "\nBlock copies in the code" : "\nBy value into and out of functions");
    if (all == 0) {
        bv_text_put(out, ": none\n");
        return;
    }
    if (most > 0 && all > most)
        bv_text_format(out, " (the first %zu of %zu; --rows 0 shows all)", most, all);
    bv_text_put(out, "\n");
    if (width > 0)
        fit(&sheet, width);
    for (int c = 0; c < sheet.columns; c++)
        snprintf(cells[c], CELL, "%s", sheet.heads[c]);
    put_line(&sheet, cells, out);
    for (size_t i = 0; i < scan->row_count && (most == 0 || shown < most); i++)
        if (is_of(&scan->rows[i], copies)) {
            cells_of(&scan->rows[i], cells);
            put_line(&sheet, cells, out);
            shown++;
        }
}

void bv_scan_table(const struct bv_scan *scan, size_t width, size_t most, struct bv_text *out)
{
    const struct bv_functions *functions = &scan->functions;
    bv_text_plain(out, scan->binary.path);
    bv_text_format(out, ": %zu function%s with code, %" PRIu64 " instructions; %s, DWARF %d",
                   functions->count, bv_plural(functions->count), scan->copies.instructions,
                   scan->binary.abi == BV_ABI_X86_64 ? "x86-64" : "AArch64", functions->oldest);
    if (functions->newest != functions->oldest)
        bv_text_format(out, " to %d", functions->newest);
    bv_text_put(out, "\n");
    if (scan->left_out > 0)
        bv_text_format(out,
                       "%zu of the system's and the languages' own left out; --system shows them\n",
                       scan->left_out);
    put_part(scan, false, width, most, out);
    put_part(scan, true, width, most, out);
}
