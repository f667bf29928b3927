/* SPDX-License-Identifier: Apache-2.0 */
/* sarif.c: a scan as SARIF 2.1.0, which code hosts and editors show beside the source.
 *
 * Source   OASIS, Static Analysis Results Interchange Format 2.1.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "lib/base/jsontext.h"
#include "lib/base/memory.h"
#include "lib/base/version.h"
#include "scan/output.h"

/* What the rows of a kind are called. */
static const struct {
    const char *id, *text;
} rules[BV_SCAN_KIND_COUNT] = {
    {"by-value-parameter", "A struct goes by value into a function, and is copied for the call"},
    {"by-value-result", "A struct comes by value out of a function"},
    {"block-copy", "A block of bytes is copied"},
    {"reference-candidate", "A reference to a small const object could be a value"},
};

/* A text that may be foreign, plain. */
static json_t *plain_json(const char *words)
{
    struct bv_text plain = {0};
    bv_text_plain(&plain, words);
    json_t *json = json_string(plain.data != NULL ? plain.data : "");
    bv_text_finish(&plain);
    return json;
}

/* A path as a URI: what is no plain letter is escaped.
 * Source   RFC 3986, 2.3 */
static json_t *uri_of(const char *path)
{
    struct bv_text uri = {0};
    bv_text_put(&uri, path[0] == '/' ? "file://" : "");
    for (; *path != '\0'; path++) {
        bool is_plain = (*path >= 'a' && *path <= 'z') || (*path >= 'A' && *path <= 'Z') ||
                        (*path >= '0' && *path <= '9') || strchr("-._~/", *path) != NULL;
        if (is_plain)
            bv_text_put_span(&uri, path, 1);
        else
            bv_text_format(&uri, "%%%02X", (unsigned)(unsigned char)*path);
    }
    json_t *json = json_string(uri.data != NULL ? uri.data : "");
    bv_text_finish(&uri);
    return json;
}

static json_t *result_of(const struct bv_scan *scan, const struct bv_scan_row *row)
{
    struct bv_text sentence = {0};
    bv_scan_sentence(scan, row, &sentence);
    json_t *json =
        json_pack("{s:s, s:i, s:s, s:{s:o}, s:{s:I, s:i}}", "ruleId", rules[row->kind].id,
                  "ruleIndex", (int)row->kind, "level", "note", "message", "text",
                  plain_json(sentence.data != NULL ? sentence.data : ""), "properties", "bytes",
                  (json_int_t)row->bytes, "sites", (int)row->sites);
    bv_text_finish(&sentence);
    if (json != NULL && row->file != NULL)
        json_object_set_new(json, "locations",
                            json_pack("[{s:{s:{s:o}, s:{s:i}}}]", "physicalLocation",
                                      "artifactLocation", "uri", uri_of(row->file), "region",
                                      "startLine", row->line > 0 ? row->line : 1));
    return json;
}

enum bv_status bv_scan_sarif(const struct bv_scan *scan, struct bv_text *out, struct bv_error *err)
{
    json_t *results = json_array(), *all_rules = json_array();
    for (int i = 0; i < BV_SCAN_KIND_COUNT; i++)
        json_array_append_new(all_rules, json_pack("{s:s, s:{s:s}}", "id", rules[i].id,
                                                   "shortDescription", "text", rules[i].text));
    for (size_t i = 0; i < scan->row_count; i++)
        if (bv_scan_copies(&scan->rows[i]) || scan->rows[i].kind == BV_SCAN_CANDIDATE)
            json_array_append_new(results, result_of(scan, &scan->rows[i]));
    json_t *json =
        json_pack("{s:s, s:s, s:[{s:{s:{s:s, s:s, s:o}}, s:o, s:s}]}", "$schema",
                  "https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0", "runs",
                  "tool", "driver", "name", "byval scan", "version", BV_VERSION, "rules", all_rules,
                  "results", results, "columnKind", "utf16CodeUnits");
    char *text = json != NULL ? json_dumps(json, JSON_INDENT(1)) : NULL;
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
