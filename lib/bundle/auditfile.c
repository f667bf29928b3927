/* SPDX-License-Identifier: Apache-2.0 */
/* auditfile.c: a JSON file, checked field by field: whoever reads it follows its indices. */
#include "lib/bundle/auditfile.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/fields.h"
#include "lib/base/filesync.h"
#include "lib/base/jsontext.h"
#include "lib/base/memory.h"
#include "lib/base/packed.h"

/* A list of lines of text. */
static enum bv_status read_texts(struct bv_audit *audit, const json_t *array,
                                 const struct bv_place *in, const char *name,
                                 const char *const **out, uint32_t *count, struct bv_error *err)
{
    size_t total = json_array_size(array);
    const char **texts = bv_region_take(&audit->storage, total * sizeof *texts);
    enum bv_status status = texts == NULL ? bv_no_memory(err) : BV_OK;
    for (size_t i = 0; i < total && status == BV_OK; i++) {
        const struct bv_place place = {in, name, (int64_t)i};
        status = bv_value_read(json_array_get(array, i), &place,
                               (struct bv_field)BV_TEXT(NULL, BV_ONE_LINE, &texts[i]), err);
    }
    *out = texts;
    *count = (uint32_t)total;
    return status;
}

static enum bv_status read_function(struct bv_audit *audit, const json_t *json,
                                    const struct bv_place *place, struct bv_audit_function *out,
                                    struct bv_error *err)
{
    static const char letters[] = {BV_MARK_PLAIN, BV_MARK_COPY, BV_MARK_CALL, '\0'};
    const json_t *lines = NULL;
    const struct bv_field fields[] = {
        BV_TEXT("name", BV_ONE_LINE, &out->name),
        BV_LIST("lines", BV_PLAIN, 1, INT32_MAX, &lines),
        BV_TEXT("marks", BV_ONE_LINE | BV_MAY_MISS, &out->marks),
    };
    enum bv_status status =
        bv_fields_read(json, place, fields, sizeof fields / sizeof fields[0], false, err);
    if (status == BV_OK)
        status = read_texts(audit, lines, place, "lines", &out->lines, &out->line_count, err);
    if (status == BV_OK && out->marks != NULL &&
        (strlen(out->marks) != out->line_count || strspn(out->marks, letters) != out->line_count))
        return bv_place_fail(err, place, "marks", "expected one of the letters %s for each line",
                             letters);
    return status;
}

static enum bv_status read_functions(struct bv_audit *audit, const json_t *functions,
                                     const struct bv_place *file, struct bv_error *err)
{
    size_t count = json_array_size(functions);
    audit->functions = bv_region_take(&audit->storage, count * sizeof *audit->functions);
    enum bv_status status = audit->functions == NULL ? bv_no_memory(err) : BV_OK;
    while (status == BV_OK && audit->function_count < count) {
        size_t i = audit->function_count++;
        const struct bv_place place = {file, "functions", (int64_t)i};
        status =
            read_function(audit, json_array_get(functions, i), &place, &audit->functions[i], err);
    }
    return status;
}

static enum bv_status read_ways(const json_t *ways, const struct bv_place *in, uint32_t *out,
                                struct bv_error *err)
{
    const char *names[BV_WAY_COUNT];
    for (int way = 0; way < BV_WAY_COUNT; way++)
        names[way] = bv_way_name((enum bv_way)way);
    for (size_t i = 0; i < json_array_size(ways); i++) {
        const struct bv_place place = {in, "ways", (int64_t)i};
        uint32_t way = 0;
        enum bv_status status =
            bv_value_read(json_array_get(ways, i), &place,
                          (struct bv_field)BV_WORD(NULL, names, BV_WAY_COUNT, &way), err);
        if (status != BV_OK)
            return status;
        *out |= 1u << way;
    }
    return BV_OK;
}

/* Indices, each below a bound. */
static enum bv_status read_indices(const json_t *list, const struct bv_place *in, const char *name,
                                   size_t below, uint32_t *out, struct bv_error *err)
{
    enum bv_status status = BV_OK;
    for (size_t i = 0; i < json_array_size(list) && status == BV_OK; i++) {
        const struct bv_place place = {in, name, (int64_t)i};
        status = bv_value_read(json_array_get(list, i), &place,
                               (struct bv_field)BV_INDEX(NULL, below, &out[i]), err);
    }
    return status;
}

static enum bv_status read_arm(struct bv_audit *audit, const json_t *json,
                               const struct bv_place *place, struct bv_audit_arm *out,
                               struct bv_error *err)
{
    const json_t *loop = NULL, *callees = NULL, *ways = NULL, *violations = NULL;
    uint32_t lines[2] = {0};
    const struct bv_field fields[] = {
        BV_TEXT("name", BV_ONE_LINE, &out->name),
        BV_INDEX("function", audit->function_count, &out->function),
        BV_LIST("loop", BV_PLAIN, 2, 2, &loop),
        BV_MAYBE_COUNT("bytes_copied", INT64_MAX, &out->bytes_copied),
        BV_MAYBE_COUNT("instructions", INT64_MAX, &out->instructions),
        BV_LIST("ways", BV_PLAIN, 0, INT32_MAX, &ways),
        BV_LIST("callees", BV_PLAIN, 0, BV_AUDIT_CALLEES, &callees),
        BV_LIST("violations", BV_PLAIN, 0, INT32_MAX, &violations),
    };
    enum bv_status status =
        bv_fields_read(json, place, fields, sizeof fields / sizeof fields[0], false, err);
    if (status == BV_OK)
        status = read_indices(loop, place, "loop", audit->functions[out->function].line_count,
                              lines, err);
    if (status == BV_OK && lines[0] > lines[1])
        status = bv_place_fail(err, place, "loop", "expected its first line before its last one");
    out->loop_first = lines[0];
    out->loop_last = lines[1];
    if (status == BV_OK)
        status = read_ways(ways, place, &out->ways, err);
    if (status == BV_OK)
        status = read_indices(callees, place, "callees", audit->function_count, out->callees, err);
    out->callee_count = (uint32_t)json_array_size(callees);
    return status == BV_OK ? read_texts(audit, violations, place, "violations", &out->violations,
                                        &out->violation_count, err)
                           : status;
}

static enum bv_status read_case(struct bv_audit *audit, const json_t *json,
                                const struct bv_place *place, struct bv_audit_case *out,
                                struct bv_error *err)
{
    const json_t *arms = NULL;
    const struct bv_field fields[] = {
        BV_TEXT("name", BV_ONE_LINE, &out->name),
        BV_COUNT("size_bytes", BV_PLAIN, 0, UINT32_MAX, &out->size_bytes),
        BV_FLAG("identical", &out->identical),
        BV_LIST("arms", BV_PLAIN, 1, BV_AUDIT_ARMS, &arms),
    };
    enum bv_status status =
        bv_fields_read(json, place, fields, sizeof fields / sizeof fields[0], false, err);
    while (status == BV_OK && out->arm_count < json_array_size(arms)) {
        const struct bv_place here = {place, "arms", out->arm_count};
        struct bv_audit_arm *arm = &out->arms[out->arm_count];
        status = read_arm(audit, json_array_get(arms, out->arm_count), &here, arm, err);
        for (uint32_t a = 0; status == BV_OK && a < out->arm_count; a++)
            if (strcmp(out->arms[a].name, arm->name) == 0)
                status = bv_place_fail(err, &here, "name", "'%.100s' appears twice", arm->name);
        out->arm_count++;
    }
    return status;
}

static enum bv_status read_cases(struct bv_audit *audit, const json_t *cases,
                                 const struct bv_place *file, struct bv_error *err)
{
    size_t count = json_array_size(cases);
    json_t *names = json_object();
    enum bv_status status = BV_OK;
    audit->cases = bv_region_take(&audit->storage, count * sizeof *audit->cases);
    if (audit->cases == NULL || names == NULL)
        status = bv_no_memory(err);
    while (status == BV_OK && audit->case_count < count) {
        const struct bv_place place = {file, "cases", (int64_t)audit->case_count};
        struct bv_audit_case *to = &audit->cases[audit->case_count];
        status = read_case(audit, json_array_get(cases, audit->case_count), &place, to, err);
        if (status == BV_OK && json_object_get(names, to->name) != NULL)
            status = bv_place_fail(err, &place, "name", "'%.200s' appears twice", to->name);
        if (status == BV_OK && json_object_set_new(names, to->name, json_true()) != 0)
            status = bv_no_memory(err);
        audit->case_count++;
    }
    json_decref(names);
    return status;
}

static enum bv_status read_document(struct bv_audit *audit, const json_t *root, const char *path,
                                    struct bv_error *err)
{
    const struct bv_place file = {NULL, path, BV_WHOLE}, head = {&file, "byval_audit", BV_WHOLE};
    const json_t *json = NULL, *functions = NULL, *cases = NULL;
    uint32_t schema = 0;
    const struct bv_field parts[] = {
        BV_OBJECT("byval_audit", BV_PLAIN, &json),
        BV_LIST("functions", BV_PLAIN, 0, INT32_MAX, &functions),
        BV_LIST("cases", BV_PLAIN, 0, INT32_MAX, &cases),
    };
    const struct bv_field fields[] = {
        BV_TEXT("version", BV_ONE_LINE, &audit->byval_version),
        BV_TEXT("tool", BV_ONE_LINE, &audit->tool),
        BV_TEXT("isa", BV_ONE_LINE, &audit->isa),
        BV_TEXT("compiler", BV_ONE_LINE, &audit->compiler),
        BV_TEXT("flags", BV_ONE_LINE, &audit->flags),
        BV_TEXT("kernel_hash", BV_ONE_LINE, &audit->kernel_hash),
    };
    enum bv_status status = bv_fields_read(root, &file, parts, 1, false, err);
    if (status == BV_OK)
        status = bv_fields_schema(json, &head, BV_AUDIT_SCHEMA, &schema, err);
    if (status == BV_OK)
        status = bv_fields_read(json, &head, fields, sizeof fields / sizeof fields[0], false, err);
    if (status == BV_OK)
        status = bv_fields_read(root, &file, parts + 1, 2, false, err);
    if (status == BV_OK)
        status = read_functions(audit, functions, &file, err);
    return status == BV_OK ? read_cases(audit, cases, &file, err) : status;
}

enum bv_status bv_audit_read(const char *path, struct bv_audit *out, struct bv_error *err)
{
    char file[PATH_MAX];
    const json_t *root = NULL;
    struct bv_audit audit = {0};
    enum bv_status status =
        bv_packed_json(&audit.storage, path, "audit.json", "", file, &root, err);
    if (status == BV_OK)
        status = read_document(&audit, root, file, err);
    if (status != BV_OK) {
        bv_audit_finish(&audit);
        return status;
    }
    *out = audit;
    return BV_OK;
}

static json_t *texts_of(const char *const *texts, uint32_t count)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < count; i++)
        json_array_append_new(array, json_string(texts[i]));
    return array;
}

static json_t *count_of(int64_t count)
{
    return count < 0 ? json_null() : json_integer(count);
}

static json_t *record_of_arm(const struct bv_audit_arm *arm)
{
    json_t *callees = json_array(), *ways = json_array();
    for (uint32_t i = 0; i < arm->callee_count; i++)
        json_array_append_new(callees, json_integer(arm->callees[i]));
    for (int way = 0; way < BV_WAY_COUNT; way++)
        if ((arm->ways >> way & 1) != 0)
            json_array_append_new(ways, json_string(bv_way_name((enum bv_way)way)));
    return json_pack("{s:s, s:I, s:[I,I], s:o, s:o, s:o, s:o, s:o}", "name", arm->name, "function",
                     (json_int_t)arm->function, "loop", (json_int_t)arm->loop_first,
                     (json_int_t)arm->loop_last, "callees", callees, "ways", ways, "bytes_copied",
                     count_of(arm->bytes_copied), "instructions", count_of(arm->instructions),
                     "violations", texts_of(arm->violations, arm->violation_count));
}

static json_t *record_of_case(const struct bv_audit_case *of)
{
    json_t *arms = json_array();
    for (uint32_t a = 0; a < of->arm_count; a++)
        json_array_append_new(arms, record_of_arm(&of->arms[a]));
    return json_pack("{s:s, s:I, s:b, s:o}", "name", of->name, "size_bytes",
                     (json_int_t)of->size_bytes, "identical", (int)of->identical, "arms", arms);
}

static json_t *head_of(const struct bv_audit *audit)
{
    return json_pack("{s:i, s:s, s:s, s:s, s:s, s:s, s:s}", "schema", BV_AUDIT_SCHEMA, "version",
                     audit->byval_version, "tool", audit->tool, "isa", audit->isa, "compiler",
                     audit->compiler, "flags", audit->flags, "kernel_hash", audit->kernel_hash);
}

enum bv_status bv_audit_write(const struct bv_audit *audit, const char *path, struct bv_error *err)
{
    struct bv_newfile file;
    enum bv_status status = bv_newfile_open(path, &file, err);
    if (status != BV_OK)
        return status;
    errno = 0;
    bv_jsontext_starved();
    bool ok = bv_jsontext_put(file.stream, "{\"byval_audit\":", head_of(audit)) &&
              fputs(",\n\"functions\":[", file.stream) != EOF;
    for (size_t i = 0; i < audit->function_count && ok; i++) {
        const struct bv_audit_function *of = &audit->functions[i];
        ok = bv_jsontext_put(file.stream, i == 0 ? "\n" : ",\n",
                             json_pack("{s:s, s:s*, s:o}", "name", of->name, "marks", of->marks,
                                       "lines", texts_of(of->lines, of->line_count)));
    }
    ok = ok && fputs("\n],\n\"cases\":[", file.stream) != EOF;
    for (size_t i = 0; i < audit->case_count && ok; i++)
        ok = bv_jsontext_put(file.stream, i == 0 ? "\n" : ",\n", record_of_case(&audit->cases[i]));
    ok = ok && fputs("\n]}\n", file.stream) != EOF;
    if (!ok) {
        int cause = errno == 0 ? ENOMEM : errno;
        bv_newfile_discard(&file);
        return bv_fail(err, BV_E_IO, "%s: cannot write: %s", path, strerror(cause));
    }
    return bv_newfile_commit(&file, err);
}
