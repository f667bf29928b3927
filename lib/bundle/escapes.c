/* SPDX-License-Identifier: Apache-2.0 */
/* escapes.c: a small JSON file, checked field by field. */
#include "lib/bundle/escapes.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/fields.h"
#include "lib/base/filesync.h"
#include "lib/base/jsontext.h"
#include "lib/base/memory.h"
#include "lib/base/packed.h"

enum { SCENARIOS_MAX = 1000 };

static const char *const words[BV_ESCAPE_WORDS] = {"nothing", "does not escape", "escapes"};

bool bv_escape_misleads(const struct bv_escape_build *build)
{
    return build->says != BV_ESCAPE_SILENT &&
           (build->objects > 0) != (build->says == BV_ESCAPE_LEAVES);
}

bool bv_escape_is_of_l(const struct bv_escape *escape)
{
    return escape->plain.objects > 0 && escape->plain.objects > escape->inlined.objects;
}

const struct bv_escape *bv_escapes_find(const struct bv_escapes *escapes, const char *name)
{
    for (size_t i = 0; i < escapes->count; i++)
        if (strcmp(escapes->items[i].name, name) == 0)
            return &escapes->items[i];
    return NULL;
}

void bv_escapes_finish(struct bv_escapes *escapes)
{
    bv_region_finish(&escapes->storage);
    memset(escapes, 0, sizeof *escapes);
}

static enum bv_status read_build(const json_t *json, const struct bv_place *place,
                                 struct bv_escape_build *out, struct bv_error *err)
{
    const struct bv_field fields[] = {
        BV_WORD("says", words, BV_ESCAPE_WORDS, &out->says),
        BV_NUMBER("objects", BV_PLAIN, &out->objects),
        BV_NUMBER("bytes", BV_PLAIN, &out->bytes),
    };
    enum bv_status status =
        bv_fields_read(json, place, fields, sizeof fields / sizeof fields[0], false, err);
    if (status == BV_OK && !(out->objects >= 0 && out->bytes >= 0))
        return bv_place_fail(err, place, "objects", "expected objects and bytes of 0 or more");
    return status;
}

static enum bv_status read_scenario(const json_t *json, const struct bv_place *place,
                                    struct bv_escape *out, struct bv_error *err)
{
    const json_t *inlined = NULL, *plain = NULL;
    const struct bv_place of_inlined = {place, "inlined", BV_WHOLE};
    const struct bv_place of_plain = {place, "plain", BV_WHOLE};
    const struct bv_field fields[] = {
        BV_TEXT("name", BV_ONE_LINE, &out->name),
        BV_TEXT("title", BV_ONE_LINE, &out->title),
        BV_OBJECT("inlined", BV_PLAIN, &inlined),
        BV_OBJECT("plain", BV_PLAIN, &plain),
    };
    enum bv_status status =
        bv_fields_read(json, place, fields, sizeof fields / sizeof fields[0], false, err);
    if (status == BV_OK)
        status = read_build(inlined, &of_inlined, &out->inlined, err);
    return status == BV_OK ? read_build(plain, &of_plain, &out->plain, err) : status;
}

static enum bv_status read_document(const json_t *root, const char *path, struct bv_escapes *out,
                                    struct bv_error *err)
{
    const struct bv_place file = {NULL, path, BV_WHOLE}, head = {&file, "byval_escapes", BV_WHOLE};
    const json_t *json = NULL, *list = NULL;
    uint32_t schema = 0;
    const struct bv_field parts[] = {
        BV_OBJECT("byval_escapes", BV_PLAIN, &json),
        BV_LIST("scenarios", BV_PLAIN, 1, SCENARIOS_MAX, &list),
    };
    const struct bv_field fields[] = {
        BV_TEXT("version", BV_ONE_LINE, &out->byval_version),
        BV_TEXT("compiler", BV_ONE_LINE, &out->compiler),
        BV_TEXT("kernel_hash", BV_ONE_LINE, &out->kernel_hash),
    };
    enum bv_status status = bv_fields_read(root, &file, parts, 2, false, err);
    if (status == BV_OK)
        status = bv_fields_schema(json, &head, BV_ESCAPES_SCHEMA, &schema, err);
    if (status == BV_OK)
        status = bv_fields_read(json, &head, fields, sizeof fields / sizeof fields[0], false, err);
    if (status != BV_OK)
        return status;
    size_t count = json_array_size(list);
    out->items = bv_region_take(&out->storage, count * sizeof *out->items);
    if (out->items == NULL)
        return bv_no_memory(err);
    for (size_t i = 0; i < count && status == BV_OK; i++) {
        const struct bv_place place = {&file, "scenarios", (int64_t)i};
        struct bv_escape *item = &out->items[i];
        status = read_scenario(json_array_get(list, i), &place, item, err);
        if (status == BV_OK && bv_escapes_find(out, item->name) != NULL)
            status = bv_place_fail(err, &place, "name", "'%.100s' appears twice", item->name);
        out->count = i + 1;
    }
    return status;
}

enum bv_status bv_escapes_read(const char *path, struct bv_escapes *out, struct bv_error *err)
{
    char file[PATH_MAX];
    const json_t *root = NULL;
    struct bv_escapes escapes = {0};
    enum bv_status status = bv_packed_json(&escapes.storage, path, "escapes.json",
                                           "; scripts/escapes --json writes it", file, &root, err);
    if (status == BV_OK)
        status = read_document(root, file, &escapes, err);
    if (status != BV_OK) {
        bv_escapes_finish(&escapes);
        return status;
    }
    *out = escapes;
    return BV_OK;
}

static json_t *record_of(const struct bv_escape_build *build)
{
    return json_pack("{s:s, s:f, s:f}", "says", words[build->says], "objects", build->objects,
                     "bytes", build->bytes);
}

enum bv_status bv_escapes_write(const struct bv_escapes *escapes, const char *path,
                                struct bv_error *err)
{
    struct bv_newfile file;
    enum bv_status status = bv_newfile_open(path, &file, err);
    if (status != BV_OK)
        return status;
    errno = 0;
    bv_jsontext_starved();
    bool ok = bv_jsontext_put(file.stream, "{\"byval_escapes\":",
                              json_pack("{s:i, s:s, s:s, s:s}", "schema", BV_ESCAPES_SCHEMA,
                                        "version", escapes->byval_version, "compiler",
                                        escapes->compiler, "kernel_hash", escapes->kernel_hash)) &&
              fputs(",\n\"scenarios\":[", file.stream) != EOF;
    for (size_t i = 0; i < escapes->count && ok; i++) {
        const struct bv_escape *item = &escapes->items[i];
        ok = bv_jsontext_put(file.stream, i == 0 ? "\n" : ",\n",
                             json_pack("{s:s, s:s, s:o, s:o}", "name", item->name, "title",
                                       item->title, "inlined", record_of(&item->inlined), "plain",
                                       record_of(&item->plain)));
    }
    ok = ok && fputs("\n]}\n", file.stream) != EOF;
    if (!ok) {
        int cause = errno == 0 ? ENOMEM : errno;
        bv_newfile_discard(&file);
        return bv_fail(err, BV_E_IO, "%s: cannot write: %s", path, strerror(cause));
    }
    return bv_newfile_commit(&file, err);
}
