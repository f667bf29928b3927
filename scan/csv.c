/* SPDX-License-Identifier: Apache-2.0 */
/* csv.c: a scan as comma-separated values. */
#include <inttypes.h>
#include <math.h>

#include "scan/output.h"

static void put_words(struct bv_text *out, const char *words)
{
    bv_text_put(out, ",");
    bv_text_csv(out, words);
}

static void put_price(struct bv_text *out, const struct bv_interval *ns)
{
    if (isnan(ns->estimate))
        bv_text_put(out, ",,,");
    else
        bv_text_format(out, ",%.6g,%.6g,%.6g", ns->estimate, ns->low, ns->high);
}

void bv_scan_csv(const struct bv_scan *scan, struct bv_text *out)
{
    bv_text_put(out, "kind,bytes,align,sites,copying_sites,copied_bytes,passing,strategy,in_loop,"
                     "wait_ns,wait_low,wait_high,overlap_ns,overlap_low,overlap_high,share,"
                     "line,address,type,type_is_guess,function,name,inlined,file\n");
    for (size_t i = 0; i < scan->row_count; i++) {
        const struct bv_scan_row *row = &scan->rows[i];
        bool is_copy = row->kind == BV_SCAN_COPY;
        bv_text_format(out, "%s,%" PRIu64 ",", bv_scan_kind_name(row->kind), row->bytes);
        if (!is_copy)
            bv_text_format(out, "%u", row->align);
        bv_text_format(out, ",%u,", row->sites);
        if (!is_copy)
            bv_text_format(out, "%u", row->copying_sites);
        bv_text_put(out, ",");
        if (!isnan(row->copied_bytes))
            bv_text_format(out, "%.9g", row->copied_bytes);
        bv_text_format(out, ",%s,%s,%d",
                       is_copy           ? ""
                       : row->is_removed ? "removed"
                                         : bv_passing_name(row->passing),
                       is_copy || row->copying_sites > 0 ? bv_strategy_name(row->strategy) : "",
                       row->in_loop);
        for (int c = 0; c < BV_CONDITION_COUNT; c++)
            put_price(out, &row->ns[c]);
        bv_text_put(out, ",");
        if (scan->samples > 0 && bv_scan_copies(row))
            bv_text_format(out, "%.6g", bv_scan_share(scan, row));
        bv_text_format(out, ",%d,0x%" PRIx64, row->line, row->address);
        put_words(out, row->type);
        bv_text_format(out, ",%d", row->is_guess);
        put_words(out, row->function);
        put_words(out, row->name);
        put_words(out, row->inlined);
        put_words(out, row->file);
        bv_text_put(out, "\n");
    }
}
