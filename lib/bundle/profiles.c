/* SPDX-License-Identifier: Apache-2.0 */
/* profiles.c: a JSON file, checked field by field. */
#include "lib/bundle/profiles.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/fields.h"
#include "lib/base/filesync.h"
#include "lib/base/jsontext.h"
#include "lib/base/memory.h"
#include "lib/base/packed.h"
#include "lib/bundle/audit.h"

static const struct {
    const char *name;
    uint32_t values;
} kinds[BV_PROFILE_KINDS] = {
    [BV_PROFILE_CPU] = {"cpu", BV_PATH_SAMPLES + 1},
    [BV_PROFILE_HEAP] = {"heap", BV_PATH_LIVE_BYTES + 1},
    [BV_PROFILE_WAIT] = {"lock", BV_PATH_WAIT_NS + 1},
};

/* A sum of so many values of so much does not overflow. */
enum { PATHS_MAX = 1 << 12, DEPTH_MAX = 100, LINES_MAX = 1 << 16 };
#define VALUE_MAX ((uint64_t)1 << 50)

const char *bv_profile_kind_name(enum bv_profile_kind kind)
{
    return kinds[kind].name;
}

uint32_t bv_profile_kind_values(enum bv_profile_kind kind)
{
    return kinds[kind].values;
}

uint64_t bv_arm_profile_total(const struct bv_arm_profile *profile, uint32_t value)
{
    uint64_t total = 0;
    for (size_t i = 0; i < profile->path_count; i++)
        total += profile->paths[i].values[value];
    return total;
}

const struct bv_arm_profile *bv_profiles_find(const struct bv_profiles *profiles,
                                              const char *case_name, const char *arm,
                                              enum bv_profile_kind kind)
{
    for (size_t i = 0; i < profiles->count; i++) {
        const struct bv_arm_profile *item = &profiles->items[i];
        if (item->kind == kind && strcmp(item->case_name, case_name) == 0 &&
            strcmp(item->arm, arm) == 0)
            return item;
    }
    return NULL;
}

bool bv_profiles_has(const struct bv_profiles *profiles, const char *case_name)
{
    for (size_t i = 0; i < profiles->count; i++)
        if (strcmp(profiles->items[i].case_name, case_name) == 0)
            return true;
    return false;
}

void bv_profiles_finish(struct bv_profiles *profiles)
{
    bv_region_finish(&profiles->storage);
    memset(profiles, 0, sizeof *profiles);
}

static enum bv_status read_function(const json_t *json, const struct bv_place *place,
                                    struct bv_profile_function *out, struct bv_error *err)
{
    const struct bv_field fields[] = {
        BV_TEXT("name", BV_ONE_LINE | BV_MAY_BE_NULL, &out->name),
        BV_TEXT("file", BV_ONE_LINE, &out->file),
    };
    return bv_fields_read(json, place, fields, sizeof fields / sizeof fields[0], false, err);
}

static enum bv_status read_functions(const json_t *list, const struct bv_place *in,
                                     struct bv_region *storage, struct bv_arm_profile *out,
                                     struct bv_error *err)
{
    enum bv_status status = BV_OK;
    size_t count = json_array_size(list);
    out->functions = bv_region_take(storage, count * sizeof *out->functions);
    if (out->functions == NULL)
        return bv_no_memory(err);
    for (; out->function_count < count && status == BV_OK; out->function_count++) {
        const struct bv_place place = {in, "functions", (int64_t)out->function_count};
        status = read_function(json_array_get(list, out->function_count), &place,
                               &out->functions[out->function_count], err);
    }
    return status;
}

static enum bv_status read_path(const json_t *json, const struct bv_place *place,
                                struct bv_region *storage, const struct bv_arm_profile *of,
                                struct bv_profile_path *out, struct bv_error *err)
{
    const json_t *frames = NULL, *values = NULL;
    const uint32_t value_count = kinds[of->kind].values;
    const struct bv_field fields[] = {
        BV_LIST("frames", BV_PLAIN, 1, DEPTH_MAX, &frames),
        BV_LIST("values", BV_PLAIN, value_count, value_count, &values),
    };
    enum bv_status status = bv_fields_read(json, place, fields, 2, false, err);
    if (status != BV_OK)
        return status;
    out->depth = (uint32_t)json_array_size(frames);
    uint32_t *functions = bv_region_take(storage, out->depth * sizeof *functions);
    if (functions == NULL)
        return bv_no_memory(err);
    out->functions = functions;
    for (uint32_t i = 0; i < out->depth && status == BV_OK; i++) {
        const struct bv_place at = {place, "frames", i};
        const struct bv_field field = BV_INDEX(NULL, of->function_count, &functions[i]);
        status = bv_value_read(json_array_get(frames, i), &at, field, err);
    }
    for (uint32_t i = 0; i < value_count && status == BV_OK; i++) {
        const struct bv_place at = {place, "values", i};
        const struct bv_field field = BV_LONG_COUNT(NULL, BV_PLAIN, 0, VALUE_MAX, &out->values[i]);
        status = bv_value_read(json_array_get(values, i), &at, field, err);
    }
    return status;
}

static enum bv_status read_paths(const json_t *list, const struct bv_place *in,
                                 struct bv_region *storage, struct bv_arm_profile *out,
                                 struct bv_error *err)
{
    enum bv_status status = BV_OK;
    size_t count = json_array_size(list);
    out->paths = bv_region_take(storage, count * sizeof *out->paths);
    if (out->paths == NULL)
        return bv_no_memory(err);
    for (; out->path_count < count && status == BV_OK; out->path_count++) {
        const struct bv_place place = {in, "stacks", (int64_t)out->path_count};
        status = read_path(json_array_get(list, out->path_count), &place, storage, out,
                           &out->paths[out->path_count], err);
    }
    if (status == BV_OK && bv_arm_profile_total(out, 0) == 0)
        return bv_place_fail(err, in, "stacks", "expected something in their first values");
    return status;
}

static enum bv_status read_lines(const json_t *lines, const json_t *samples,
                                 const struct bv_place *place, struct bv_region *storage,
                                 struct bv_profile_listing *out, struct bv_error *err)
{
    enum bv_status status = BV_OK;
    const char **texts = bv_region_take(storage, out->line_count * sizeof *texts);
    uint64_t *counts = bv_region_take(storage, out->line_count * sizeof *counts);
    if (texts == NULL || counts == NULL)
        return bv_no_memory(err);
    out->lines = texts;
    out->samples = counts;
    for (uint32_t i = 0; i < out->line_count && status == BV_OK; i++) {
        const struct bv_place line = {place, "lines", i}, count = {place, "samples", i};
        const struct bv_field text = BV_TEXT(NULL, BV_ONE_LINE, &texts[i]);
        const struct bv_field number = BV_LONG_COUNT(NULL, BV_PLAIN, 0, VALUE_MAX, &counts[i]);
        status = bv_value_read(json_array_get(lines, i), &line, text, err);
        if (status == BV_OK)
            status = bv_value_read(json_array_get(samples, i), &count, number, err);
    }
    return status;
}

static enum bv_status read_listing(const json_t *json, const struct bv_place *place,
                                   struct bv_region *storage, const struct bv_arm_profile *of,
                                   struct bv_profile_listing *out, struct bv_error *err)
{
    const json_t *lines = NULL, *samples = NULL;
    const struct bv_field fields[] = {
        BV_INDEX("function", of->function_count, &out->function),
        BV_LIST("lines", BV_PLAIN, 1, LINES_MAX, &lines),
        BV_TEXT("marks", BV_ONE_LINE, &out->marks),
        BV_LIST("samples", BV_PLAIN, 1, LINES_MAX, &samples),
    };
    static const char marks[] = {BV_MARK_PLAIN, BV_MARK_COPY, BV_MARK_CALL, '\0'};
    enum bv_status status =
        bv_fields_read(json, place, fields, sizeof fields / sizeof fields[0], false, err);
    if (status != BV_OK)
        return status;
    out->line_count = (uint32_t)json_array_size(lines);
    if (strlen(out->marks) != out->line_count || strspn(out->marks, marks) != out->line_count)
        return bv_place_fail(err, place, "marks", "expected a letter of '%s' for each line", marks);
    if (json_array_size(samples) != out->line_count)
        return bv_place_fail(err, place, "samples", "expected a number for each line");
    status = read_lines(lines, samples, place, storage, out, err);
    uint64_t sum = 0;
    for (uint32_t i = 0; i < out->line_count && status == BV_OK; i++)
        sum += out->samples[i];
    if (status == BV_OK && sum > bv_arm_profile_total(of, BV_PATH_SAMPLES))
        return bv_place_fail(err, place, "samples", "expected no more than all stacks have");
    return status;
}

static enum bv_status read_listings(const json_t *list, const struct bv_place *in,
                                    struct bv_region *storage, struct bv_arm_profile *out,
                                    struct bv_error *err)
{
    enum bv_status status = BV_OK;
    size_t count = json_array_size(list);
    out->listings = bv_region_take(storage, count * sizeof *out->listings);
    if (out->listings == NULL)
        return bv_no_memory(err);
    for (; out->listing_count < count && status == BV_OK; out->listing_count++) {
        const struct bv_place place = {in, "code", (int64_t)out->listing_count};
        status = read_listing(json_array_get(list, out->listing_count), &place, storage, out,
                              &out->listings[out->listing_count], err);
    }
    return status;
}

static enum bv_status read_item(const json_t *json, const struct bv_place *place,
                                struct bv_region *storage, struct bv_arm_profile *out,
                                struct bv_error *err)
{
    const json_t *functions = NULL, *stacks = NULL, *code = NULL;
    const char *names[BV_PROFILE_KINDS];
    for (uint32_t i = 0; i < BV_PROFILE_KINDS; i++)
        names[i] = kinds[i].name;
    const struct bv_field head[] = {
        BV_TEXT("case", BV_ONE_LINE, &out->case_name),
        BV_TEXT("arm", BV_ONE_LINE, &out->arm),
        BV_WORD("kind", names, BV_PROFILE_KINDS, &out->kind),
        BV_TEXT("date", BV_ONE_LINE, &out->date),
        BV_LONG_COUNT("calls", BV_PLAIN, 0, VALUE_MAX, &out->calls),
        BV_COUNT("threads", BV_PLAIN, 1, INT32_MAX, &out->threads),
        BV_COUNT("rate_hz", BV_PLAIN, 0, INT32_MAX, &out->rate_hz),
        BV_LONG_COUNT("lost", BV_PLAIN, 0, VALUE_MAX, &out->lost),
        BV_TEXT("file", BV_ONE_LINE | BV_MAY_BE_NULL, &out->file),
        BV_LIST("functions", BV_PLAIN, 1, INT32_MAX, &functions),
        BV_LIST("stacks", BV_PLAIN, 1, PATHS_MAX, &stacks),
    };
    enum bv_status status =
        bv_fields_read(json, place, head, sizeof head / sizeof head[0], false, err);
    if (status != BV_OK)
        return status;
    const struct bv_field tail[] = {
        BV_LIST("code", BV_PLAIN, 0, out->kind == BV_PROFILE_CPU ? INT32_MAX : 0, &code),
    };
    status = bv_fields_read(json, place, tail, 1, false, err);
    if (status == BV_OK)
        status = read_functions(functions, place, storage, out, err);
    if (status == BV_OK)
        status = read_paths(stacks, place, storage, out, err);
    return status == BV_OK ? read_listings(code, place, storage, out, err) : status;
}

static enum bv_status read_document(const json_t *root, const char *path, struct bv_profiles *out,
                                    struct bv_error *err)
{
    const struct bv_place file = {NULL, path, BV_WHOLE}, head = {&file, "byval_profiles", BV_WHOLE};
    const json_t *json = NULL, *list = NULL;
    uint32_t schema = 0;
    const struct bv_field parts[] = {
        BV_OBJECT("byval_profiles", BV_PLAIN, &json),
        BV_LIST("profiles", BV_PLAIN, 1, INT32_MAX, &list),
    };
    const struct bv_field fields[] = {
        BV_TEXT("version", BV_ONE_LINE, &out->byval_version),
        BV_TEXT("kernel_hash", BV_ONE_LINE, &out->kernel_hash),
    };
    enum bv_status status = bv_fields_read(root, &file, parts, 1, false, err);
    if (status == BV_OK)
        status = bv_fields_schema(json, &head, BV_PROFILES_SCHEMA, &schema, err);
    if (status == BV_OK)
        status = bv_fields_read(json, &head, fields, 2, false, err);
    if (status == BV_OK)
        status = bv_fields_read(root, &file, parts + 1, 1, false, err);
    if (status != BV_OK)
        return status;
    size_t count = json_array_size(list);
    out->items = bv_region_take(&out->storage, count * sizeof *out->items);
    if (out->items == NULL)
        return bv_no_memory(err);
    for (size_t i = 0; i < count && status == BV_OK; i++) {
        const struct bv_place place = {&file, "profiles", (int64_t)i};
        struct bv_arm_profile *item = &out->items[i];
        status = read_item(json_array_get(list, i), &place, &out->storage, item, err);
        if (status == BV_OK &&
            bv_profiles_find(out, item->case_name, item->arm, item->kind) != NULL)
            status =
                bv_place_fail(err, &place, "arm", "'%.100s' appears twice in its case", item->arm);
        out->count = i + 1;
    }
    return status;
}

enum bv_status bv_profiles_read(const char *path, struct bv_profiles *out, struct bv_error *err)
{
    char file[PATH_MAX];
    const json_t *root = NULL;
    struct bv_profiles profiles = {0};
    enum bv_status status = bv_packed_json(&profiles.storage, path, "profiles.json",
                                           "; byval profile --bundle writes it", file, &root, err);
    if (status == BV_OK)
        status = read_document(root, file, &profiles, err);
    if (status != BV_OK) {
        bv_profiles_finish(&profiles);
        return status;
    }
    *out = profiles;
    return BV_OK;
}

static json_t *numbers_of(const uint64_t *values, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_integer((json_int_t)values[i]));
    return list;
}

static json_t *path_of(const struct bv_profile_path *path, uint32_t value_count)
{
    json_t *frames = json_array();
    for (uint32_t i = 0; i < path->depth; i++)
        json_array_append_new(frames, json_integer(path->functions[i]));
    return json_pack("{s:o, s:o}", "frames", frames, "values",
                     numbers_of(path->values, value_count));
}

static json_t *listing_of(const struct bv_profile_listing *listing)
{
    json_t *lines = json_array();
    for (uint32_t i = 0; i < listing->line_count; i++)
        json_array_append_new(lines, json_string(listing->lines[i]));
    return json_pack("{s:i, s:o, s:s, s:o}", "function", (int)listing->function, "lines", lines,
                     "marks", listing->marks, "samples",
                     numbers_of(listing->samples, listing->line_count));
}

static json_t *record_of(const struct bv_arm_profile *item)
{
    json_t *functions = json_array(), *stacks = json_array(), *code = json_array();
    for (size_t i = 0; i < item->function_count; i++)
        json_array_append_new(functions, json_pack("{s:s?, s:s}", "name", item->functions[i].name,
                                                   "file", item->functions[i].file));
    for (size_t i = 0; i < item->path_count; i++)
        json_array_append_new(stacks, path_of(&item->paths[i], kinds[item->kind].values));
    for (size_t i = 0; i < item->listing_count; i++)
        json_array_append_new(code, listing_of(&item->listings[i]));
    return json_pack("{s:s, s:s, s:s, s:s, s:I, s:i, s:i, s:I, s:s?, s:o, s:o, s:o}", "case",
                     item->case_name, "arm", item->arm, "kind", kinds[item->kind].name, "date",
                     item->date, "calls", (json_int_t)item->calls, "threads", (int)item->threads,
                     "rate_hz", (int)item->rate_hz, "lost", (json_int_t)item->lost, "file",
                     item->file, "functions", functions, "stacks", stacks, "code", code);
}

enum bv_status bv_profiles_write(const struct bv_profiles *profiles, const char *path,
                                 struct bv_error *err)
{
    struct bv_newfile file;
    enum bv_status status = bv_newfile_open(path, &file, err);
    if (status != BV_OK)
        return status;
    errno = 0;
    bv_jsontext_starved();
    bool ok =
        bv_jsontext_put(file.stream, "{\"byval_profiles\":",
                        json_pack("{s:i, s:s, s:s}", "schema", BV_PROFILES_SCHEMA, "version",
                                  profiles->byval_version, "kernel_hash", profiles->kernel_hash)) &&
        fputs(",\n\"profiles\":[", file.stream) != EOF;
    for (size_t i = 0; i < profiles->count && ok; i++)
        ok = bv_jsontext_put(file.stream, i == 0 ? "\n" : ",\n", record_of(&profiles->items[i]));
    ok = ok && fputs("\n]}\n", file.stream) != EOF;
    if (!ok) {
        int cause = errno == 0 ? ENOMEM : errno;
        bv_newfile_discard(&file);
        return bv_fail(err, BV_E_IO, "%s: cannot write: %s", path, strerror(cause));
    }
    return bv_newfile_commit(&file, err);
}
