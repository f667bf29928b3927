/* SPDX-License-Identifier: Apache-2.0 */
/* table.c: a scan as a table for people. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/plural.h"
#include "scan/output.h"

enum { CELL = 400, NARROWEST = 12 };

void bv_scan_how(const struct bv_scan_row *row, char *out, size_t size)
{
    if (row->kind == BV_SCAN_COPY)
        snprintf(out, size, "%s%s", bv_strategy_name(row->strategy),
                 row->in_loop ? ", in a loop" : "");
    else if (row->kind == BV_SCAN_CANDIDATE)
        snprintf(out, size, "its address");
    else if (row->is_removed)
        snprintf(out, size, "removed");
    else if (row->copying_sites > 0)
        snprintf(out, size, "%s, %s", bv_passing_name(row->passing),
                 bv_strategy_name(row->strategy));
    else
        snprintf(out, size, "%s", bv_passing_name(row->passing));
}

enum column { SHARE, BYTES, SITES, COPIED, WAIT, OVERLAP, HOW, TYPE, FUNCTION, WHERE, COLUMNS };

/* A part of the table. */
struct part {
    const char *title;
    unsigned kinds, columns; /* bits */
    const char *sites;       /* heading of that column */
    const char *words;       /* below the title; "" */
};

/* A part, as wide as it becomes. */
struct sheet {
    const struct bv_scan *scan;
    const struct part *part;
    unsigned columns;
    int widths[COLUMNS];
};

static void put_price(const struct bv_interval *ns, char *out)
{
    if (isnan(ns->estimate))
        snprintf(out, CELL, "-");
    else
        snprintf(out, CELL, "%.2f [%.2f, %.2f]", ns->estimate, ns->low, ns->high);
}

static void cell_of(const struct bv_scan *scan, const struct bv_scan_row *row, enum column column,
                    char *out)
{
    switch (column) {
    case SHARE:
        snprintf(out, CELL, "%.2f %%", 100 * bv_scan_share(scan, row));
        break;
    case BYTES:
        snprintf(out, CELL, "%" PRIu64, row->bytes);
        break;
    case SITES:
        snprintf(out, CELL, "%u", row->sites);
        break;
    case COPIED:
        if (isnan(row->copied_bytes))
            snprintf(out, CELL, "-");
        else
            snprintf(out, CELL, "%.*f", row->copied_bytes == floor(row->copied_bytes) ? 0 : 1,
                     row->copied_bytes);
        break;
    case WAIT:
        put_price(&row->ns[BV_CONDITION_WAIT], out);
        break;
    case OVERLAP:
        put_price(&row->ns[BV_CONDITION_OVERLAP], out);
        break;
    case HOW:
        bv_scan_how(row, out, CELL);
        break;
    case TYPE:
        snprintf(out, CELL, "%s%s", row->type != NULL ? row->type : "-", row->is_guess ? "?" : "");
        break;
    case FUNCTION:
        if (row->kind == BV_SCAN_COPY)
            snprintf(out, CELL, "%s%s%s", row->function, row->inlined != NULL ? " < " : "",
                     row->inlined != NULL ? row->inlined : "");
        else
            snprintf(out, CELL, "%s: %s", row->function,
                     row->kind == BV_SCAN_RESULT ? "its result"
                     : row->name != NULL         ? row->name
                                                 : "(no name)");
        break;
    default:
        if (row->file == NULL)
            snprintf(out, CELL, "0x%" PRIx64, row->address);
        else
            snprintf(out, CELL, "%s:%d", row->file, row->line);
    }
}

/* Letters of a text, on a terminal that shows each in one column. */
static int length_of(const char *text)
{
    int count = 0;
    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

static void put_cell(const struct sheet *sheet, enum column column, const char *words,
                     struct bv_text *out)
{
    char cut[CELL];
    struct bv_text plain = {0};
    int width = sheet->widths[column];
    bv_text_plain(&plain, words);
    snprintf(cut, sizeof cut, "%s", plain.data != NULL ? plain.data : "");
    if (length_of(cut) > width && column != WHERE)
        bv_text_cut(cut, (size_t)width + 1, plain.data);
    bv_text_finish(&plain);
    int pad = width > length_of(cut) ? width - length_of(cut) : 0;
    bool to_the_right = column < HOW;
    bv_text_format(out, "%*s%s%*s%s", to_the_right ? pad : 0, "", cut,
                   to_the_right || column == WHERE ? 0 : pad, "", column == WHERE ? "\n" : "  ");
}

static const char *head_of(const struct part *part, enum column column)
{
    static const char *const heads[COLUMNS] = {
        "samples",           "bytes", "",     "copied",   "ns, calls wait",
        "ns, calls overlap", "how",   "type", "function", "where"};
    return column == SITES ? part->sites : heads[column];
}

/* Make the widest columns of words narrower until a line fits. */
static void fit(struct sheet *sheet, size_t width)
{
    for (;;) {
        int sum = -2, widest = HOW;
        for (int c = 0; c < COLUMNS; c++)
            if ((sheet->columns >> c & 1) != 0) {
                sum += sheet->widths[c] + 2;
                if (c >= HOW && c < WHERE && sheet->widths[c] > sheet->widths[widest])
                    widest = c;
            }
        if (sum <= (int)width || sheet->widths[widest] <= NARROWEST)
            return;
        sheet->widths[widest]--;
    }
}

static bool is_of(const struct part *part, const struct bv_scan_row *row)
{
    return (part->kinds >> row->kind & 1) != 0;
}

static void put_rows(const struct sheet *sheet, size_t most, struct bv_text *out)
{
    char cell[CELL];
    for (int c = 0; c < COLUMNS; c++)
        if ((sheet->columns >> c & 1) != 0)
            put_cell(sheet, (enum column)c, head_of(sheet->part, (enum column)c), out);
    size_t shown = 0;
    for (size_t i = 0; i < sheet->scan->row_count && shown < most; i++) {
        const struct bv_scan_row *row = &sheet->scan->rows[i];
        if (!is_of(sheet->part, row))
            continue;
        shown++;
        for (int c = 0; c < COLUMNS; c++)
            if ((sheet->columns >> c & 1) != 0) {
                cell_of(sheet->scan, row, (enum column)c, cell);
                put_cell(sheet, (enum column)c, cell, out);
            }
    }
}

static void put_part(const struct bv_scan *scan, const struct part *part, unsigned hidden,
                     size_t width, size_t most, struct bv_text *out)
{
    struct sheet sheet = {.scan = scan, .part = part, .columns = part->columns & ~hidden};
    char cell[CELL];
    size_t all = 0;
    most = most > 0 ? most : SIZE_MAX;
    for (int c = 0; c < COLUMNS; c++)
        sheet.widths[c] = length_of(head_of(part, (enum column)c));
    for (size_t i = 0; i < scan->row_count; i++) {
        if (!is_of(part, &scan->rows[i]) || all++ >= most)
            continue;
        for (int c = 0; c < COLUMNS; c++) {
            cell_of(scan, &scan->rows[i], (enum column)c, cell);
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
    static const unsigned all = (1u << COLUMNS) - 1;
    static const struct part parts[] = {
        {"By value into and out of functions", 1u << BV_SCAN_PARAMETER | 1u << BV_SCAN_RESULT, all,
         "calls", ""},
        {"Block copies in the code", 1u << BV_SCAN_COPY, all & ~(1u << COPIED), "places", ""},
        {"References that could be values", 1u << BV_SCAN_CANDIDATE,
         1u << BYTES | 1u << SITES | 1u << TYPE | 1u << FUNCTION | 1u << WHERE, "calls",
         "candidates only: byval cannot know whether somebody else writes the object meanwhile\n"
         "(aliasing), or whether its address matters (identity)\n"},
    };
    const struct bv_functions *functions = &scan->functions;
    unsigned hidden = scan->samples == 0 ? 1u << SHARE : 0;
    hidden |= scan->is_priced ? 0 : 1u << WAIT | 1u << OVERLAP;
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
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        put_part(scan, &parts[i], hidden, width, most, out);
}
