/* SPDX-License-Identifier: Apache-2.0 */
/* counts.c: a small JSON file, checked field by field. */
#include "lib/bundle/counts.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    for (size_t i = 0; i < counts->case_count; i++)
        free(counts->cases[i].arms);
    free(counts->cases);
    json_decref(counts->document);
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

/* A string that may stand in a table: not empty, no control characters. */
static const char *text_of(const json_t *json, const char *key)
{
    const char *text = json_string_value(json_object_get(json, key));
    if (text == NULL || text[0] == '\0')
        return NULL;
    for (const char *p = text; *p != '\0'; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7f)
            return NULL;
    return text;
}

static bool number_of(const json_t *json, const char *key, uint64_t least, uint64_t most,
                      uint64_t *out)
{
    const json_t *value = json_object_get(json, key);
    json_int_t number = json_integer_value(value);
    if (!json_is_integer(value) || number < 0)
        return false;
    *out = (uint64_t)number;
    return *out >= least && *out <= most;
}

static enum bv_status read_arm(const json_t *json, const char *where, struct bv_arm_counts *out,
                               struct bv_error *err)
{
    out->name = text_of(json, "name");
    if (out->name == NULL)
        return bv_fail(err, BV_E_INPUT, "%s: an arm without a name", where);
    if (!number_of(json, "calls", 1, INT64_MAX, &out->calls))
        return bv_fail(err, BV_E_INPUT, "%s: arm %.100s: calls is no count above 0", where,
                       out->name);
    for (int i = 0; i < BV_COUNT_COUNT; i++)
        if (!number_of(json, count_names[i], 0, INT64_MAX, &out->totals[i]))
            return bv_fail(err, BV_E_INPUT, "%s: arm %.100s: %s is no count", where, out->name,
                           count_names[i]);
    return BV_OK;
}

static enum bv_status read_arms(const json_t *arms, const char *where, struct bv_case_counts *out,
                                struct bv_error *err)
{
    size_t count = json_array_size(arms);
    out->arms = calloc(count + 1, sizeof *out->arms);
    if (out->arms == NULL)
        return bv_no_memory(err);
    for (; out->arm_count < count; out->arm_count++) {
        struct bv_arm_counts *arm = &out->arms[out->arm_count];
        enum bv_status status = read_arm(json_array_get(arms, out->arm_count), where, arm, err);
        if (status != BV_OK)
            return status;
        for (size_t i = 0; i < out->arm_count; i++)
            if (strcmp(out->arms[i].name, arm->name) == 0)
                return bv_fail(err, BV_E_INPUT, "%s: arm %.100s appears twice", where, arm->name);
    }
    return BV_OK;
}

static enum bv_status read_case(const json_t *json, const char *where, struct bv_case_counts *out,
                                struct bv_error *err)
{
    uint64_t size_bytes = 0;
    const char *state = text_of(json, "state");
    const json_t *arms = json_object_get(json, "arms");
    out->name = text_of(json, "name");
    out->reason = text_of(json, "reason");
    if (out->name == NULL || state == NULL)
        return bv_fail(err, BV_E_INPUT, "%s: a case without a name or a state", where);
    bool counted = strcmp(state, "counted") == 0;
    out->failed = strcmp(state, "failed") == 0;
    if (!counted && !out->failed && strcmp(state, "unavailable") != 0)
        return bv_fail(err, BV_E_INPUT, "%s: there is no state '%.100s'", where, state);
    if (!number_of(json, "size_bytes", 0, UINT32_MAX, &size_bytes))
        return bv_fail(err, BV_E_INPUT, "%s: size_bytes is no size", where);
    out->size_bytes = (uint32_t)size_bytes;
    if (!json_is_array(arms) || counted != (json_array_size(arms) > 0))
        return bv_fail(err, BV_E_INPUT, "%s: a case has arms if, and only if, it was counted",
                       where);
    if (counted != (out->reason == NULL))
        return bv_fail(err, BV_E_INPUT,
                       "%s: a case has a reason if, and only if, it was not counted", where);
    return read_arms(arms, where, out, err);
}

static enum bv_status read_cases(const json_t *cases, const char *path, struct bv_counts *out,
                                 struct bv_error *err)
{
    size_t count = json_array_size(cases);
    json_t *names = json_object();
    enum bv_status status = BV_OK;
    out->cases = calloc(count + 1, sizeof *out->cases);
    if (out->cases == NULL || names == NULL)
        status = bv_no_memory(err);
    while (status == BV_OK && out->case_count < count) {
        char where[PATH_MAX + 40];
        struct bv_case_counts *to = &out->cases[out->case_count];
        snprintf(where, sizeof where, "%s: cases[%zu]", path, out->case_count);
        const json_t *item = json_array_get(cases, out->case_count++);
        status = read_case(item, where, to, err);
        if (status == BV_OK && json_object_get(names, to->name) != NULL)
            status = bv_fail(err, BV_E_INPUT, "%s: case '%.200s' appears twice", where, to->name);
        if (status == BV_OK && json_object_set_new(names, to->name, json_true()) != 0)
            status = bv_no_memory(err);
    }
    json_decref(names);
    return status;
}

static enum bv_status read_document(const json_t *root, const char *path, struct bv_counts *out,
                                    struct bv_error *err)
{
    const json_t *head = json_object_get(root, "byval_counts");
    uint64_t schema;
    if (!json_is_object(head) || !number_of(head, "schema", 1, INT64_MAX, &schema))
        return bv_fail(err, BV_E_INPUT, "%s: no counts of byval", path);
    if (schema > BV_COUNTS_SCHEMA)
        return bv_fail(err, BV_E_INPUT,
                       "%s: schema %llu is newer than this byval, which reads up to %d; update it",
                       path, (unsigned long long)schema, BV_COUNTS_SCHEMA);
    out->byval_version = text_of(head, "version");
    out->tool = text_of(head, "tool");
    out->compiler = text_of(head, "compiler");
    out->flags = text_of(head, "flags");
    out->kernel_hash = text_of(head, "kernel_hash");
    if (out->byval_version == NULL || out->tool == NULL || out->compiler == NULL ||
        out->flags == NULL || out->kernel_hash == NULL)
        return bv_fail(err, BV_E_INPUT,
                       "%s: version, tool, compiler, flags or kernel_hash is missing or no text",
                       path);
    const json_t *cases = json_object_get(root, "cases");
    if (!json_is_array(cases))
        return bv_fail(err, BV_E_INPUT, "%s: no list of cases", path);
    return read_cases(cases, path, out, err);
}

enum bv_status bv_counts_read(const char *path, struct bv_counts *out, struct bv_error *err)
{
    char file[PATH_MAX];
    json_t *root = NULL;
    enum bv_status status =
        bv_packed_json(path, "counts.json", "; byval count --out writes it", file, &root, err);
    if (status != BV_OK)
        return status;
    struct bv_counts counts = {.document = root};
    status = read_document(counts.document, file, &counts, err);
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
