/* SPDX-License-Identifier: Apache-2.0 */
/* auditfile.c: a JSON file, checked field by field: whoever reads it follows its indices. */
#include "lib/bundle/auditfile.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/filesync.h"
#include "lib/base/jsontext.h"
#include "lib/base/memory.h"
#include "lib/base/packed.h"

/* A string that may stand in a table: not empty, no control characters. */
static const char *text_in(const json_t *value)
{
    const char *text = json_string_value(value);
    if (text == NULL || text[0] == '\0')
        return NULL;
    for (const char *p = text; *p != '\0'; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7f)
            return NULL;
    return text;
}

/* A copy of it in the audit; *out is NULL where it is no such string. */
static enum bv_status keep_text(struct bv_audit *audit, const json_t *value, const char **out,
                                struct bv_error *err)
{
    const char *text = text_in(value);
    *out = text == NULL ? NULL : bv_audit_keep(audit, text, strlen(text));
    return text != NULL && *out == NULL ? bv_no_memory(err) : BV_OK;
}

static bool number_in(const json_t *value, uint64_t most, uint64_t *out)
{
    json_int_t number = json_integer_value(value);
    if (!json_is_integer(value) || number < 0)
        return false;
    *out = (uint64_t)number;
    return *out <= most;
}

/* A count, or null: unknown. */
static bool count_in(const json_t *value, int64_t *out)
{
    uint64_t number = 0;
    *out = -1;
    if (json_is_null(value))
        return true;
    if (!number_in(value, INT64_MAX, &number))
        return false;
    *out = (int64_t)number;
    return true;
}

/* An array of strings, copied. */
static enum bv_status read_texts(struct bv_audit *audit, const json_t *array, const char *where,
                                 const char *const **out, uint32_t *count, struct bv_error *err)
{
    size_t total = json_array_size(array);
    if (!json_is_array(array) || total > INT32_MAX)
        return bv_fail(err, BV_E_INPUT, "%s is no list", where);
    const char **texts = bv_audit_room(audit, total * sizeof *texts);
    enum bv_status status = texts == NULL ? bv_no_memory(err) : BV_OK;
    for (size_t i = 0; i < total && status == BV_OK; i++) {
        status = keep_text(audit, json_array_get(array, i), &texts[i], err);
        if (status == BV_OK && texts[i] == NULL)
            status = bv_fail(err, BV_E_INPUT, "%s[%zu] is no line of text", where, i);
    }
    *out = texts;
    *count = (uint32_t)total;
    return status;
}

/* A letter a line, or nothing at all. */
static enum bv_status read_marks(struct bv_audit *audit, const json_t *json, const char *where,
                                 struct bv_audit_function *out, struct bv_error *err)
{
    static const char letters[] = {BV_MARK_PLAIN, BV_MARK_COPY, BV_MARK_CALL, '\0'};
    if (json == NULL)
        return BV_OK;
    enum bv_status status = keep_text(audit, json, &out->marks, err);
    if (status == BV_OK && (out->marks == NULL || strlen(out->marks) != out->line_count ||
                            strspn(out->marks, letters) != out->line_count))
        return bv_fail(err, BV_E_INPUT, "%s: marks are not a letter a line", where);
    return status;
}

static enum bv_status read_functions(struct bv_audit *audit, const json_t *functions,
                                     const char *path, struct bv_error *err)
{
    size_t count = json_array_size(functions);
    if (!json_is_array(functions) || count > INT32_MAX)
        return bv_fail(err, BV_E_INPUT, "%s: no list of functions", path);
    audit->functions = bv_audit_room(audit, count * sizeof *audit->functions);
    enum bv_status status = audit->functions == NULL ? bv_no_memory(err) : BV_OK;
    while (status == BV_OK && audit->function_count < count) {
        char where[PATH_MAX + 60];
        size_t i = audit->function_count++;
        const json_t *item = json_array_get(functions, i);
        struct bv_audit_function *to = &audit->functions[i];
        snprintf(where, sizeof where, "%s: functions[%zu].lines", path, i);
        status = keep_text(audit, json_object_get(item, "name"), &to->name, err);
        if (status == BV_OK && to->name == NULL)
            status = bv_fail(err, BV_E_INPUT, "%s: functions[%zu] has no name", path, i);
        if (status == BV_OK)
            status = read_texts(audit, json_object_get(item, "lines"), where, &to->lines,
                                &to->line_count, err);
        if (status == BV_OK && to->line_count == 0)
            status = bv_fail(err, BV_E_INPUT, "%s is empty", where);
        if (status == BV_OK)
            status = read_marks(audit, json_object_get(item, "marks"), where, to, err);
    }
    return status;
}

static enum bv_status read_ways(const json_t *ways, const char *where, uint32_t *out,
                                struct bv_error *err)
{
    if (!json_is_array(ways))
        return bv_fail(err, BV_E_INPUT, "%s: no list of ways", where);
    for (size_t i = 0; i < json_array_size(ways); i++) {
        const char *name = json_string_value(json_array_get(ways, i));
        int way = 0;
        while (way < BV_WAY_COUNT &&
               (name == NULL || strcmp(name, bv_way_name((enum bv_way)way)) != 0))
            way++;
        if (way == BV_WAY_COUNT)
            return bv_fail(err, BV_E_INPUT, "%s: ways[%zu]: unknown way", where, i);
        *out |= 1u << way;
    }
    return BV_OK;
}

static enum bv_status read_callees(const struct bv_audit *audit, const json_t *callees,
                                   const char *where, struct bv_audit_arm *out,
                                   struct bv_error *err)
{
    size_t count = json_array_size(callees);
    if (!json_is_array(callees) || count > BV_AUDIT_CALLEES)
        return bv_fail(err, BV_E_INPUT, "%s: no list of up to %d callees", where, BV_AUDIT_CALLEES);
    for (; out->callee_count < count; out->callee_count++) {
        uint64_t index;
        if (!number_in(json_array_get(callees, out->callee_count), UINT32_MAX, &index) ||
            index >= audit->function_count)
            return bv_fail(err, BV_E_INPUT, "%s: callees[%u] is no function", where,
                           out->callee_count);
        out->callees[out->callee_count] = (uint32_t)index;
    }
    return BV_OK;
}

static enum bv_status read_arm(struct bv_audit *audit, const json_t *json, const char *where,
                               struct bv_audit_arm *out, struct bv_error *err)
{
    char here[PATH_MAX + 400];
    const json_t *loop = json_object_get(json, "loop");
    uint64_t function, first, last;
    enum bv_status status = keep_text(audit, json_object_get(json, "name"), &out->name, err);
    if (status != BV_OK)
        return status;
    if (out->name == NULL)
        return bv_fail(err, BV_E_INPUT, "%s: an arm without a name", where);
    snprintf(here, sizeof here, "%s: arm %.100s", where, out->name);
    if (!number_in(json_object_get(json, "function"), UINT32_MAX, &function) ||
        function >= audit->function_count)
        return bv_fail(err, BV_E_INPUT, "%s: function: expected an index of the functions", here);
    if (json_array_size(loop) != 2 || !number_in(json_array_get(loop, 0), UINT32_MAX, &first) ||
        !number_in(json_array_get(loop, 1), UINT32_MAX, &last) || first > last ||
        last >= audit->functions[function].line_count)
        return bv_fail(err, BV_E_INPUT, "%s: loop is not two lines of its function", here);
    out->function = (uint32_t)function;
    out->loop_first = (uint32_t)first;
    out->loop_last = (uint32_t)last;
    if (!count_in(json_object_get(json, "bytes_copied"), &out->bytes_copied))
        return bv_fail(err, BV_E_INPUT, "%s: bytes_copied is no count", here);
    if (!count_in(json_object_get(json, "instructions"), &out->instructions))
        return bv_fail(err, BV_E_INPUT, "%s: instructions is no count", here);
    status = read_ways(json_object_get(json, "ways"), here, &out->ways, err);
    if (status == BV_OK)
        status = read_callees(audit, json_object_get(json, "callees"), here, out, err);
    if (status != BV_OK)
        return status;
    char there[sizeof here + sizeof ": violations"];
    snprintf(there, sizeof there, "%s: violations", here);
    return read_texts(audit, json_object_get(json, "violations"), there, &out->violations,
                      &out->violation_count, err);
}

static enum bv_status read_case(struct bv_audit *audit, const json_t *json, const char *where,
                                struct bv_audit_case *out, struct bv_error *err)
{
    uint64_t size_bytes;
    const json_t *arms = json_object_get(json, "arms"), *same = json_object_get(json, "identical");
    enum bv_status status = keep_text(audit, json_object_get(json, "name"), &out->name, err);
    if (status != BV_OK)
        return status;
    if (out->name == NULL)
        return bv_fail(err, BV_E_INPUT, "%s: a case without a name", where);
    if (!number_in(json_object_get(json, "size_bytes"), UINT32_MAX, &size_bytes))
        return bv_fail(err, BV_E_INPUT, "%s: size_bytes is no size", where);
    if (!json_is_boolean(same))
        return bv_fail(err, BV_E_INPUT, "%s: identical is neither true nor false", where);
    if (json_array_size(arms) == 0 || json_array_size(arms) > BV_AUDIT_ARMS)
        return bv_fail(err, BV_E_INPUT, "%s: no list of up to %d arms", where, BV_AUDIT_ARMS);
    out->size_bytes = (uint32_t)size_bytes;
    out->identical = json_is_true(same);
    while (status == BV_OK && out->arm_count < json_array_size(arms)) {
        struct bv_audit_arm *arm = &out->arms[out->arm_count];
        status = read_arm(audit, json_array_get(arms, out->arm_count), where, arm, err);
        for (uint32_t a = 0; status == BV_OK && a < out->arm_count; a++)
            if (strcmp(out->arms[a].name, arm->name) == 0)
                status = bv_fail(err, BV_E_INPUT, "%s: arm %.100s appears twice", where, arm->name);
        out->arm_count++;
    }
    return status;
}

static enum bv_status read_cases(struct bv_audit *audit, const json_t *cases, const char *path,
                                 struct bv_error *err)
{
    size_t count = json_array_size(cases);
    if (!json_is_array(cases))
        return bv_fail(err, BV_E_INPUT, "%s: no list of cases", path);
    json_t *names = json_object();
    enum bv_status status = BV_OK;
    audit->cases = bv_audit_room(audit, count * sizeof *audit->cases);
    if (audit->cases == NULL || names == NULL)
        status = bv_no_memory(err);
    while (status == BV_OK && audit->case_count < count) {
        char where[PATH_MAX + 40];
        struct bv_audit_case *to = &audit->cases[audit->case_count];
        snprintf(where, sizeof where, "%s: cases[%zu]", path, audit->case_count);
        status = read_case(audit, json_array_get(cases, audit->case_count), where, to, err);
        if (status == BV_OK && json_object_get(names, to->name) != NULL)
            status = bv_fail(err, BV_E_INPUT, "%s: case '%.200s' appears twice", where, to->name);
        if (status == BV_OK && json_object_set_new(names, to->name, json_true()) != 0)
            status = bv_no_memory(err);
        audit->case_count++;
    }
    json_decref(names);
    return status;
}

static enum bv_status read_head(struct bv_audit *audit, const json_t *head, const char *path,
                                struct bv_error *err)
{
    const struct {
        const char *name;
        const char **to;
    } fields[] = {
        {"version", &audit->byval_version},
        {"tool", &audit->tool},
        {"isa", &audit->isa},
        {"compiler", &audit->compiler},
        {"flags", &audit->flags},
        {"kernel_hash", &audit->kernel_hash},
    };
    uint64_t schema;
    if (!json_is_object(head) || !number_in(json_object_get(head, "schema"), INT64_MAX, &schema) ||
        schema == 0)
        return bv_fail(err, BV_E_INPUT, "%s: no audit of byval", path);
    if (schema > BV_AUDIT_SCHEMA)
        return bv_fail(err, BV_E_INPUT,
                       "%s: schema %llu is newer than this byval, which reads up to %d; update it",
                       path, (unsigned long long)schema, BV_AUDIT_SCHEMA);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        enum bv_status status =
            keep_text(audit, json_object_get(head, fields[i].name), fields[i].to, err);
        if (status == BV_OK && *fields[i].to == NULL)
            status = bv_fail(err, BV_E_INPUT, "%s: %s is missing or no text", path, fields[i].name);
        if (status != BV_OK)
            return status;
    }
    return BV_OK;
}

enum bv_status bv_audit_read(const char *path, struct bv_audit *out, struct bv_error *err)
{
    char file[PATH_MAX];
    json_t *root = NULL;
    enum bv_status status = bv_packed_json(path, "audit.json", "", file, &root, err);
    if (status != BV_OK)
        return status;
    struct bv_audit audit = {0};
    status = read_head(&audit, json_object_get(root, "byval_audit"), file, err);
    if (status == BV_OK)
        status = read_functions(&audit, json_object_get(root, "functions"), file, err);
    if (status == BV_OK)
        status = read_cases(&audit, json_object_get(root, "cases"), file, err);
    json_decref(root);
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
