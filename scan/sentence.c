/* SPDX-License-Identifier: Apache-2.0 */
/* sentence.c: a row in words, and rows as the notes of a compiler. */
#include <inttypes.h>
#include <math.h>

#include "lib/base/plural.h"
#include "scan/output.h"

/* "12.3 ns a call where calls wait, 4.5 ns where they overlap" */
static void put_prices(const struct bv_scan_row *row, struct bv_text *out)
{
    static const char *const words[BV_CONDITION_COUNT] = {"where calls wait", "where they overlap"};
    const char *before = "; more than an address by ";
    for (int c = 0; c < BV_CONDITION_COUNT; c++) {
        if (isnan(row->ns[c].estimate))
            continue;
        bv_text_format(out, "%s%.2f ns [%.2f, %.2f] %s", before, row->ns[c].estimate,
                       row->ns[c].low, row->ns[c].high, words[c]);
        before = ", ";
    }
}

void bv_scan_headline(const struct bv_scan *scan, struct bv_text *out)
{
    const struct bv_functions *functions = &scan->functions;
    bv_text_format(out, "%s: %zu function%s with code, %" PRIu64 " instructions; %s, DWARF %d",
                   scan->binary.path, functions->count, bv_plural(functions->count),
                   scan->copies.instructions,
                   scan->binary.abi == BV_ABI_X86_64 ? "x86-64" : "AArch64", functions->oldest);
    if (functions->newest != functions->oldest)
        bv_text_format(out, " to %d", functions->newest);
}

void bv_scan_sentence(const struct bv_scan *scan, const struct bv_scan_row *row,
                      struct bv_text *out)
{
    char how[64];
    const char *type = row->type != NULL ? row->type : "bytes of unknown type";
    bv_scan_how(row, how, sizeof how);
    if (scan->samples > 0 && bv_scan_copies(row))
        bv_text_format(out, "%.2f %% of samples: ", 100 * bv_scan_share(scan, row));
    switch (row->kind) {
    case BV_SCAN_PARAMETER:
        bv_text_format(out, "%s (%" PRIu64 " B) goes by value into %s (%s), %u call%s", type,
                       row->bytes, row->function, how, row->sites, bv_plural(row->sites));
        if (row->copying_sites > 0)
            bv_text_format(out, ", %.4g B copied a call", row->copied_bytes);
        break;
    case BV_SCAN_RESULT:
        bv_text_format(out, "%s (%" PRIu64 " B) comes by value out of %s (%s), %u call%s", type,
                       row->bytes, row->function, how, row->sites, bv_plural(row->sites));
        break;
    case BV_SCAN_COPY:
        bv_text_format(out, "%" PRIu64 " B are copied (%s), %s%s, in %s", row->bytes, how,
                       row->is_guess ? "perhaps " : "", type, row->function);
        break;
    default:
        bv_text_format(out,
                       "%s (%" PRIu64 " B) goes by reference into %s and could go by value, as far "
                       "as nobody else writes it meanwhile and its address does not matter",
                       type, row->bytes, row->function);
    }
    put_prices(row, out);
}

void bv_scan_notes(const struct bv_scan *scan, struct bv_text *out)
{
    for (size_t i = 0; i < scan->row_count; i++) {
        struct bv_text line = {0};
        const struct bv_scan_row *row = &scan->rows[i];
        bool is_shown = bv_scan_copies(row) || row->kind == BV_SCAN_CANDIDATE;
        if (!is_shown || row->file == NULL)
            continue;
        bv_text_format(&line, "%s:%d: note: ", row->file, row->line);
        bv_scan_sentence(scan, row, &line);
        bv_text_line(out, &line);
    }
}
