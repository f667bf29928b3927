/* SPDX-License-Identifier: Apache-2.0 */
/* counts.c: a small JSON file, checked field by field. */
#include "lib/bundle/counts.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/fields.h"
#include "lib/base/filesync.h"
#include "lib/base/jsontext.h"
#include "lib/base/memory.h"
#include "lib/base/packed.h"

static const char *const count_names[BV_COUNT_COUNT] = {
    "instructions", "loads", "stores", "allocations", "frees", "bytes",
};

const char *bv_count_name(enum bv_count count)
{
    return count_names[count];
}

void bv_counts_finish(struct bv_counts *counts)
{
    bv_region_finish(&counts->storage);
    memset(counts, 0, sizeof *counts);
}

const struct bv_arm_counts *bv_counts_find(const struct bv_counts *counts, const char *case_name,
                                           const char *arm)
{
    for (size_t i = 0; i < counts->case_count; i++)
        for (size_t a = 0; a < counts->cases[i].arm_count; a++)
            if (strcmp(counts->cases[i].name, case_name) == 0 &&
                strcmp(counts->cases[i].arms[a].name, arm) == 0)
                return &counts->cases[i].arms[a];
    return NULL;
}

static enum bv_status read_arm(const json_t *json, const struct bv_place *place,
                               struct bv_arm_counts *out, struct bv_error *err)
{
    struct bv_field fields[2 + BV_COUNT_COUNT] = {
        BV_TEXT("name", BV_ONE_LINE, &out->name),
        BV_LONG_COUNT("calls", BV_PLAIN, 1, INT64_MAX, &out->calls),
    };
    for (int i = 0; i < BV_COUNT_COUNT; i++)
        fields[2 + i] =
            (struct bv_field)BV_LONG_COUNT(count_names[i], BV_PLAIN, 0, INT64_MAX, &out->totals[i]);
    return bv_fields_read(json, place, fields, 2 + BV_COUNT_COUNT, false, err);
}

static enum bv_status read_arms(const json_t *arms, const struct bv_place *in,
                                struct bv_counts *counts, struct bv_case_counts *out,
                                struct bv_error *err)
{
    size_t count = json_array_size(arms);
    out->arms = bv_region_take(&counts->storage, count * sizeof *out->arms);
    if (out->arms == NULL)
        return bv_no_memory(err);
    for (; out->arm_count < count; out->arm_count++) {
        const struct bv_place place = {in, "arms", (int64_t)out->arm_count};
        struct bv_arm_counts *arm = &out->arms[out->arm_count];
        enum bv_status status = read_arm(json_array_get(arms, out->arm_count), &place, arm, err);
        if (status != BV_OK)
            return status;
        for (size_t i = 0; i < out->arm_count; i++)
            if (strcmp(out->arms[i].name, arm->name) == 0)
                return bv_place_fail(err, &place, "name", "'%.100s' appears twice", arm->name);
    }
    return BV_OK;
}

static enum bv_status read_case(const json_t *json, const struct bv_place *place,
                                struct bv_counts *counts, struct bv_case_counts *out,
                                struct bv_error *err)
{
    enum { COUNTED, FAILED, UNAVAILABLE };
    static const char *const states[] = {"counted", "failed", "unavailable"};
    uint32_t state = 0;
    const json_t *arms = NULL;
    const struct bv_field fields[] = {
        BV_TEXT("name", BV_ONE_LINE, &out->name),
        BV_COUNT("size_bytes", BV_PLAIN, 0, UINT32_MAX, &out->size_bytes),
        BV_WORD("state", states, sizeof states / sizeof states[0], &state),
        BV_TEXT("reason", BV_ONE_LINE | BV_MAY_BE_NULL, &out->reason),
        BV_LIST("arms", BV_PLAIN, 0, INT32_MAX, &arms),
    };
    enum bv_status status =
        bv_fields_read(json, place, fields, sizeof fields / sizeof fields[0], false, err);
    if (status != BV_OK)
        return status;
    out->failed = state == FAILED;
    if ((state == COUNTED) != (json_array_size(arms) > 0))
        return bv_place_fail(err, place, "arms", "expected %s of a case that is %s",
                             state == COUNTED ? "one or more" : "none", states[state]);
    if ((state == COUNTED) != (out->reason == NULL))
        return bv_place_fail(err, place, "reason", "expected %s of a case that is %s",
                             state == COUNTED ? "null" : "a line of text", states[state]);
    return read_arms(arms, place, counts, out, err);
}

static enum bv_status read_cases(const json_t *cases, const struct bv_place *file,
                                 struct bv_counts *out, struct bv_error *err)
{
    size_t count = json_array_size(cases);
    json_t *names = json_object();
    enum bv_status status = BV_OK;
    out->cases = bv_region_take(&out->storage, count * sizeof *out->cases);
    if (out->cases == NULL || names == NULL)
        status = bv_no_memory(err);
    while (status == BV_OK && out->case_count < count) {
        const struct bv_place place = {file, "cases", (int64_t)out->case_count};
        struct bv_case_counts *to = &out->cases[out->case_count];
        const json_t *item = json_array_get(cases, out->case_count++);
        status = read_case(item, &place, out, to, err);
        if (status == BV_OK && json_object_get(names, to->name) != NULL)
            status = bv_place_fail(err, &place, "name", "'%.200s' appears twice", to->name);
        if (status == BV_OK && json_object_set_new(names, to->name, json_true()) != 0)
            status = bv_no_memory(err);
    }
    json_decref(names);
    return status;
}

static enum bv_status read_document(const json_t *root, const char *path, struct bv_counts *out,
                                    struct bv_error *err)
{
    const struct bv_place file = {NULL, path, BV_WHOLE}, head = {&file, "byval_counts", BV_WHOLE};
    const json_t *json = NULL, *cases = NULL;
    uint32_t schema = 0;
    const struct bv_field parts[] = {
        BV_OBJECT("byval_counts", BV_PLAIN, &json),
        BV_LIST("cases", BV_PLAIN, 0, INT32_MAX, &cases),
    };
    const struct bv_field fields[] = {
        BV_TEXT("version", BV_ONE_LINE, &out->byval_version),
        BV_TEXT("tool", BV_ONE_LINE, &out->tool),
        BV_TEXT("compiler", BV_ONE_LINE, &out->compiler),
        BV_TEXT("flags", BV_ONE_LINE, &out->flags),
        BV_TEXT("kernel_hash", BV_ONE_LINE, &out->kernel_hash),
    };
    enum bv_status status = bv_fields_read(root, &file, parts, 1, false, err);
    if (status == BV_OK)
        status = bv_fields_schema(json, &head, BV_COUNTS_SCHEMA, &schema, err);
    if (status == BV_OK)
        status = bv_fields_read(json, &head, fields, sizeof fields / sizeof fields[0], false, err);
    if (status == BV_OK)
        status = bv_fields_read(root, &file, parts + 1, 1, false, err);
    return status == BV_OK ? read_cases(cases, &file, out, err) : status;
}

enum bv_status bv_counts_read(const char *path, struct bv_counts *out, struct bv_error *err)
{
    char file[PATH_MAX];
    const json_t *root = NULL;
    struct bv_counts counts = {0};
    enum bv_status status = bv_packed_json(&counts.storage, path, "counts.json",
                                           "; byval count --out writes it", file, &root, err);
    if (status == BV_OK)
        status = read_document(root, file, &counts, err);
    if (status != BV_OK) {
        bv_counts_finish(&counts);
        return status;
    }
    *out = counts;
    return BV_OK;
}

static json_t *head_of(const struct bv_counts *counts)
{
    return json_pack("{s:i, s:s, s:s, s:s, s:s, s:s}", "schema", BV_COUNTS_SCHEMA, "version",
                     counts->byval_version, "tool", counts->tool, "compiler", counts->compiler,
                     "flags", counts->flags, "kernel_hash", counts->kernel_hash);
}

static json_t *record_of(const struct bv_case_counts *of)
{
    const char *state = of->reason == NULL ? "counted" : of->failed ? "failed" : "unavailable";
    json_t *arms = json_array();
    for (size_t a = 0; a < of->arm_count; a++) {
        const struct bv_arm_counts *arm = &of->arms[a];
        json_t *item = json_pack("{s:s, s:I}", "name", arm->name, "calls", (json_int_t)arm->calls);
        for (int i = 0; i < BV_COUNT_COUNT; i++)
            json_object_set_new(item, count_names[i], json_integer((json_int_t)arm->totals[i]));
        json_array_append_new(arms, item);
    }
    return json_pack("{s:s, s:I, s:s, s:s?, s:o}", "name", of->name, "size_bytes",
                     (json_int_t)of->size_bytes, "state", state, "reason", of->reason, "arms",
                     arms);
}

enum bv_status bv_counts_write(const struct bv_counts *counts, const char *path,
                               struct bv_error *err)
{
    struct bv_newfile file;
    enum bv_status status = bv_newfile_open(path, &file, err);
    if (status != BV_OK)
        return status;
    errno = 0;
    bv_jsontext_starved();
    bool ok = bv_jsontext_put(file.stream, "{\"byval_counts\":", head_of(counts)) &&
              fputs(",\n\"cases\":[", file.stream) != EOF;
    for (size_t i = 0; i < counts->case_count && ok; i++)
        ok = bv_jsontext_put(file.stream, i == 0 ? "\n" : ",\n", record_of(&counts->cases[i]));
    ok = ok && fputs("\n]}\n", file.stream) != EOF;
    if (!ok) {
        int cause = errno == 0 ? ENOMEM : errno;
        bv_newfile_discard(&file);
        return bv_fail(err, BV_E_IO, "%s: cannot write: %s", path, strerror(cause));
    }
    return bv_newfile_commit(&file, err);
}
