/* SPDX-License-Identifier: Apache-2.0 */
/* rules.c: see rules.h. */
#include "report/analysis/rules.h"

#include "lib/base/fields.h"
#include "lib/base/jsontext.h"
#include "rules_json.h"

static enum bv_status read_rule(const json_t *json, const struct bv_place *place,
                                struct bv_rule *out, struct bv_error *err)
{
    const struct bv_field fields[] = {
        BV_TEXT("tool", BV_PLAIN, &out->tool),
        BV_TEXT("option", BV_PLAIN, &out->option),
        BV_TEXT("source", BV_PLAIN, &out->source),
        BV_COUNT("value_up_to_bytes", BV_PLAIN, 0, UINT32_MAX, &out->value_up_to_bytes),
    };
    return bv_fields_read(json, place, fields, sizeof fields / sizeof fields[0], true, err);
}

static enum bv_status read_rules(const json_t *document, const struct bv_place *file,
                                 struct bv_rules *out, struct bv_error *err)
{
    uint32_t version = 0;
    const json_t *list = NULL;
    const struct bv_field fields[] = {
        BV_COUNT("byval_rules", BV_PLAIN, 1, INT32_MAX, &version),
        BV_LIST("rules", BV_PLAIN, 0, INT32_MAX, &list),
    };
    enum bv_status status =
        bv_fields_read(document, file, fields, sizeof fields / sizeof fields[0], true, err);
    if (status == BV_OK && version != 1)
        status = bv_place_fail(err, file, "byval_rules",
                               "%u is newer than this byval's 1; use a newer byval", version);
    if (status != BV_OK)
        return status;
    size_t count = json_array_size(list);
    out->items = bv_region_take(&out->storage, count * sizeof *out->items);
    if (out->items == NULL)
        return bv_fail(err, BV_E_NOMEM, "out of memory while reading %s", file->name);
    while (status == BV_OK && out->count < count) {
        const struct bv_place place = {file, "rules", (int64_t)out->count};
        const json_t *item = json_array_get(list, out->count);
        status = read_rule(item, &place, &out->items[out->count++], err);
    }
    return status;
}

enum bv_status bv_rules_parse(const char *text, size_t length, const char *name,
                              struct bv_rules *out, struct bv_error *err)
{
    const struct bv_place file = {NULL, name, BV_WHOLE};
    const json_t *document = NULL;
    struct bv_rules rules = {0};
    enum bv_status status = bv_jsontext_file(&rules.storage, text, length, name, &document, err);
    if (status == BV_OK)
        status = read_rules(document, &file, &rules, err);
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
    bv_region_finish(&rules->storage);
    *rules = (struct bv_rules){0};
}
