/* SPDX-License-Identifier: Apache-2.0 */
/* json.c: a scan as a JSON document. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include "lib/base/jsontext.h"
#include "lib/base/memory.h"
#include "scan/output.h"

/* Foreign words: what is no UTF-8 loses its wrong bytes. */
static json_t *words(const char *text)
{
    if (text == NULL)
        return json_null();
    json_t *value = json_string(text);
    if (value != NULL)
        return value;
    struct bv_text plain = {0};
    bv_text_plain(&plain, text);
    value = json_string(plain.data != NULL ? plain.data : "");
    bv_text_finish(&plain);
    return value;
}

static json_t *row_of(const struct bv_scan *scan, const struct bv_scan_row *row)
{
    char address[32];
    bool is_copy = row->kind == BV_SCAN_COPY;
    snprintf(address, sizeof address, "0x%" PRIx64, row->address);
    json_t *json = json_pack("{s:s, s:o, s:o, s:b, s:o, s:i, s:I, s:i, s:b, s:s}", "kind",
                             bv_scan_kind_name(row->kind), "function", words(row->function), "type",
                             words(row->type), "type_is_guess", row->is_guess, "file",
                             words(row->file), "line", row->line, "bytes", (json_int_t)row->bytes,
                             "sites", (int)row->sites, "in_loop", row->in_loop, "address", address);
    if (json == NULL)
        return NULL;
    if (is_copy) {
        json_object_set_new(json, "inlined", words(row->inlined));
    } else {
        json_object_set_new(json, "name", words(row->name));
        json_object_set_new(json, "align", json_integer(row->align));
        json_object_set_new(
            json, "passing",
            json_string(row->is_removed ? "removed" : bv_passing_name(row->passing)));
        json_object_set_new(json, "copying_sites", json_integer(row->copying_sites));
        json_object_set_new(json, "copied_bytes",
                            isnan(row->copied_bytes) ? json_null() : json_real(row->copied_bytes));
    }
    if (is_copy || row->copying_sites > 0)
        json_object_set_new(json, "strategy", json_string(bv_strategy_name(row->strategy)));
    if (scan->samples > 0 && bv_scan_copies(row))
        json_object_set_new(json, "share", json_real(bv_scan_share(scan, row)));
    for (int c = 0; c < BV_CONDITION_COUNT; c++)
        if (!isnan(row->ns[c].estimate))
            json_object_set_new(json, bv_condition_name((enum bv_condition)c),
                                json_pack("{s:f, s:f, s:f}", "ns", row->ns[c].estimate, "low",
                                          row->ns[c].low, "high", row->ns[c].high));
    return json;
}

enum bv_status bv_scan_json(const struct bv_scan *scan, struct bv_text *out, struct bv_error *err)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < scan->row_count; i++)
        json_array_append_new(rows, row_of(scan, &scan->rows[i]));
    json_t *json = json_pack("{s:i, s:o, s:s, s:s, s:I, s:I, s:I, s:o}", "byval_scan", 1, "program",
                             words(scan->binary.path), "build_id", scan->binary.build_id, "isa",
                             scan->binary.abi == BV_ABI_X86_64 ? "x86-64" : "aarch64", "functions",
                             (json_int_t)scan->functions.count, "instructions",
                             (json_int_t)scan->copies.instructions, "left_out",
                             (json_int_t)scan->left_out, "rows", rows);
    char *text = json != NULL ? json_dumps(json, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) : NULL;
    json_decref(json);
    if (text == NULL || bv_jsontext_starved()) {
        free(text);
        return bv_no_memory(err);
    }
    bv_text_json(out, text);
    bv_text_put(out, "\n");
    free(text);
    return BV_OK;
}
