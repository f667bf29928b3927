/* SPDX-License-Identifier: Apache-2.0 */
/* cells.c: see cells.h. */
#include "scan/cells.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "scan/output.h"

#define ALL ((1u << BV_SCAN_COLUMNS) - 1)

const struct bv_scan_part bv_scan_parts[BV_SCAN_PARTS] = {
    {"passed", "By value into and out of functions", 1u << BV_SCAN_PARAMETER | 1u << BV_SCAN_RESULT,
     ALL, "calls", ""},
    {"copies", "Block copies in the code", 1u << BV_SCAN_COPY, ALL & ~(1u << BV_SCAN_COPIED),
     "places", ""},
    {"candidates", "References that could be values", 1u << BV_SCAN_CANDIDATE,
     1u << BV_SCAN_BYTES | 1u << BV_SCAN_SITES | 1u << BV_SCAN_TYPE | 1u << BV_SCAN_FUNCTION |
         1u << BV_SCAN_WHERE,
     "calls",
     "candidates only: byval cannot know whether somebody else writes the object meanwhile\n"
     "(aliasing), or whether its address matters (identity)\n"},
};

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

static void put_price(const struct bv_interval *ns, char *out)
{
    if (isnan(ns->estimate))
        snprintf(out, BV_SCAN_CELL, "-");
    else
        snprintf(out, BV_SCAN_CELL, "%.2f [%.2f, %.2f]", ns->estimate, ns->low, ns->high);
}

void bv_scan_cell(const struct bv_scan *scan, const struct bv_scan_row *row,
                  enum bv_scan_column column, char *out)
{
    switch (column) {
    case BV_SCAN_SHARE:
        snprintf(out, BV_SCAN_CELL, "%.2f %%", 100 * bv_scan_share(scan, row));
        break;
    case BV_SCAN_BYTES:
        snprintf(out, BV_SCAN_CELL, "%" PRIu64, row->bytes);
        break;
    case BV_SCAN_SITES:
        snprintf(out, BV_SCAN_CELL, "%u", row->sites);
        break;
    case BV_SCAN_COPIED:
        if (isnan(row->copied_bytes))
            snprintf(out, BV_SCAN_CELL, "-");
        else
            snprintf(out, BV_SCAN_CELL, "%.*f",
                     row->copied_bytes == floor(row->copied_bytes) ? 0 : 1, row->copied_bytes);
        break;
    case BV_SCAN_WAIT:
        put_price(&row->ns[BV_CONDITION_WAIT], out);
        break;
    case BV_SCAN_OVERLAP:
        put_price(&row->ns[BV_CONDITION_OVERLAP], out);
        break;
    case BV_SCAN_HOW:
        bv_scan_how(row, out, BV_SCAN_CELL);
        break;
    case BV_SCAN_TYPE:
        snprintf(out, BV_SCAN_CELL, "%s%s", row->type != NULL ? row->type : "-",
                 row->is_guess ? "?" : "");
        break;
    case BV_SCAN_FUNCTION:
        if (row->kind == BV_SCAN_COPY)
            snprintf(out, BV_SCAN_CELL, "%s%s%s", row->function, row->inlined != NULL ? " < " : "",
                     row->inlined != NULL ? row->inlined : "");
        else
            snprintf(out, BV_SCAN_CELL, "%s: %s", row->function,
                     row->kind == BV_SCAN_RESULT ? "its result"
                     : row->name != NULL         ? row->name
                                                 : "(no name)");
        break;
    default:
        if (row->file == NULL)
            snprintf(out, BV_SCAN_CELL, "0x%" PRIx64, row->address);
        else
            snprintf(out, BV_SCAN_CELL, "%s:%d", row->file, row->line);
    }
}

bool bv_scan_is_of(const struct bv_scan_part *part, const struct bv_scan_row *row)
{
    return (part->kinds >> row->kind & 1) != 0;
}

const char *bv_scan_head(const struct bv_scan_part *part, enum bv_scan_column column)
{
    static const char *const heads[BV_SCAN_COLUMNS] = {
        "samples",           "bytes", "",     "copied",   "ns, calls wait",
        "ns, calls overlap", "how",   "type", "function", "where"};
    return column == BV_SCAN_SITES ? part->sites : heads[column];
}

unsigned bv_scan_columns(const struct bv_scan *scan, const struct bv_scan_part *part)
{
    unsigned hidden = scan->samples == 0 ? 1u << BV_SCAN_SHARE : 0;
    hidden |= scan->is_priced ? 0 : 1u << BV_SCAN_WAIT | 1u << BV_SCAN_OVERLAP;
    return part->columns & ~hidden;
}

double bv_scan_number(const struct bv_scan *scan, const struct bv_scan_row *row,
                      enum bv_scan_column column)
{
    switch (column) {
    case BV_SCAN_SHARE:
        return bv_scan_share(scan, row);
    case BV_SCAN_BYTES:
        return (double)row->bytes;
    case BV_SCAN_SITES:
        return row->sites;
    case BV_SCAN_COPIED:
        return row->copied_bytes;
    case BV_SCAN_WAIT:
        return row->ns[BV_CONDITION_WAIT].estimate;
    case BV_SCAN_OVERLAP:
        return row->ns[BV_CONDITION_OVERLAP].estimate;
    default:
        return (double)NAN;
    }
}
