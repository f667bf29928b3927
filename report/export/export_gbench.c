/* SPDX-License-Identifier: Apache-2.0 */
/* export_gbench.c: run.json less what is byval's own, with the empty loop subtracted. */
#include <stdlib.h>

#include "lib/bundle/net_time.h"
#include "lib/bundle/record.h"
#include "report/export/export.h"

/* Add a document; takes its reference, which may be NULL (no memory). */
static void put_json(struct bv_text *out, json_t *json)
{
    char *text = json ? json_dumps(json, BV_JSON_FLAGS) : NULL;
    if (text)
        bv_text_json(out, text);
    out->failed |= !text;
    free(text);
    json_decref(json);
}

static json_t *plain_row(const struct bv_result *result, const struct bv_row *row,
                         uint32_t repetitions)
{
    json_t *json = bv_record_row(result, row, repetitions);
    struct bv_net net = bv_net_of(row);
    const char *key;
    json_t *value;
    void *next;
    json_object_foreach_safe(json, next, key, value)
    {
        if (key[0] == 'b' && key[1] == 'v' && key[2] == '_')
            json_object_del(json, key);
    }
    json_object_set_new(json, "real_time", json_real(net.ns));
    json_object_set_new(json, "cpu_time", json_real(net.ns * row->cpu_ns / row->real_ns));
    return json;
}

void bv_export_gbench(struct bv_text *out, const struct bv_summary *summary)
{
    const struct bv_result *result = summary->result;
    json_t *context = bv_record_context(result);
    const char *gap = "\n";
    json_object_del(context, "byval");
    bv_text_put(out, "{\"context\":");
    put_json(out, context);
    bv_text_put(out, ",\n\"benchmarks\":[");
    for (size_t i = 0; i < result->row_count; i++) {
        const struct bv_row *row = &result->rows[i];
        if (!bv_summary_takes(summary, row))
            continue;
        bv_text_put(out, gap);
        put_json(out, plain_row(result, row, summary->cases[row->case_index].blocks));
        gap = ",\n";
    }
    bv_text_put(out, "\n]}\n");
}
