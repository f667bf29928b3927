/* SPDX-License-Identifier: Apache-2.0 */
/* rules.c: see rules.h. */
#include "report/analysis/rules.h"

#include <stdlib.h>

#include <jansson.h>

#include "lib/base/jsontext.h"
#include "rules_json.h"

static enum bv_status read_rule(json_t *item, size_t index, const char *name, struct bv_rule *out,
                                struct bv_error *err)
{
    json_error_t why;
    json_int_t bytes;
    if (json_unpack_ex(item, &why, JSON_STRICT, "{s:s, s:s, s:s, s:I}", "tool", &out->tool,
                       "option", &out->option, "source", &out->source, "value_up_to_bytes",
                       &bytes) != 0)
        return bv_fail(err, BV_E_INPUT, "%s: rules[%zu]: %s", name, index, why.text);
    if (bytes < 0 || bytes > UINT32_MAX)
        return bv_fail(err, BV_E_INPUT, "%s: rules[%zu]: value_up_to_bytes is out of range", name,
                       index);
    out->value_up_to_bytes = (uint32_t)bytes;
    return BV_OK;
}

enum bv_status bv_rules_parse(const char *text, size_t length, const char *name,
                              struct bv_rules *out, struct bv_error *err)
{
    json_error_t why;
    int version;
    json_t *document, *list, *item;
    size_t i;
    enum bv_status status = bv_jsontext_file(text, length, name, &document, err);
    if (status != BV_OK)
        return status;
    struct bv_rules rules = {.document = document};
    if (json_unpack_ex(document, &why, JSON_STRICT, "{s:i, s:o}", "byval_rules", &version, "rules",
                       &list) != 0)
        status = bv_fail(err, BV_E_INPUT, "%s: %s", name, why.text);
    else if (version != 1 || !json_is_array(list))
        status = bv_fail(err, BV_E_INPUT, "%s: %s", name,
                         version != 1 ? "byval_rules is not 1: a byval of its time reads it"
                                      : "rules is not a list");
    else if (!(rules.items = calloc(json_array_size(list) + 1, sizeof rules.items[0])))
        status = bv_fail(err, BV_E_NOMEM, "out of memory while reading %s", name);
    if (status == BV_OK)
        json_array_foreach(list, i, item)
        {
            if (status == BV_OK)
                status = read_rule(item, i, name, &rules.items[rules.count++], err);
        }
    if (status == BV_E_INPUT && bv_jsontext_starved())
        status = bv_fail(err, BV_E_NOMEM, "out of memory while reading %s", name);
    if (status != BV_OK) {
        bv_rules_finish(&rules);
        return status;
    }
    *out = rules;
    return BV_OK;
}

enum bv_status bv_rules_builtin(struct bv_rules *out, struct bv_error *err)
{
    return bv_rules_parse(rules_json, sizeof rules_json - 1, "rules.json", out, err);
}

void bv_rules_finish(struct bv_rules *rules)
{
    free(rules->items);
    json_decref(rules->document);
    *rules = (struct bv_rules){0};
}
