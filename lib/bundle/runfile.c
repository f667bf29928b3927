/* SPDX-License-Identifier: Apache-2.0 */
/* runfile.c: rows are written and read one by one, so that memory follows the rows kept. */
#include "lib/bundle/runfile.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/filesync.h"
#include "lib/base/jsontext.h"
#include "lib/base/packed.h"
#include "lib/bundle/record.h"
#include "lib/bundle/rowset.h"
#include "lib/bundle/rowtext.h"

/* A document that is read value by value: jansson reads each, and no more than one is held. */
struct reader {
    const char *file; /* for messages */
    const char *text;
    size_t length, at;
    struct bv_result result;
    const json_t *context; /* NULL before the document gives it */
    json_t *index;         /* of the result's cases, once they are known */
    struct bv_error *err;
};

static enum bv_status refuse(const struct reader *r, int line, const char *why)
{
    const char *encoding = bv_jsontext_encoding(r->text, r->length);
    if (encoding != NULL)
        return bv_fail(r->err, BV_E_INPUT, "%s: %s", r->file, encoding);
    for (size_t i = 0; i < r->at; i++)
        line += r->text[i] == '\n';
    return bv_fail(r->err, BV_E_INPUT, "%s:%d: not valid JSON, or cut short: %s", r->file, line,
                   why);
}

static void skip_space(struct reader *r)
{
    while (r->at < r->length && r->text[r->at] && strchr(" \t\r\n", r->text[r->at]))
        r->at++;
}

/* Whether the next sign is this one, which is then read. */
static bool take_sign(struct reader *r, char sign)
{
    skip_space(r);
    bool is_next = r->at < r->length && r->text[r->at] == sign;
    r->at += is_next;
    return is_next;
}

enum { ONE_VALUE = JSON_DECODE_ANY | JSON_DISABLE_EOF_CHECK };

static enum bv_status pass_value(struct reader *r, enum bv_status parsed, const json_error_t *jerr)
{
    if (parsed == BV_E_NOMEM)
        return bv_fail(r->err, parsed, "out of memory while reading %s", r->file);
    if (parsed != BV_OK)
        return refuse(r, jerr->line > 0 ? jerr->line : 1, jerr->text);
    r->at += (size_t)jerr->position;
    return BV_OK;
}

/* out      a new reference, NULL unless BV_OK */
static enum bv_status take_value(struct reader *r, json_t **out)
{
    json_error_t jerr;
    return pass_value(
        r, bv_jsontext_parse(r->text + r->at, r->length - r->at, ONE_VALUE, out, &jerr), &jerr);
}

/* out      the result's, which borrows its words */
static enum bv_status take_kept_value(struct reader *r, const json_t **out)
{
    json_error_t jerr;
    return pass_value(r,
                      bv_jsontext_parse_into(&r->result.storage, r->text + r->at, r->length - r->at,
                                             ONE_VALUE, out, &jerr),
                      &jerr);
}

static enum bv_status add_row(struct reader *r, json_t *item, size_t i)
{
    const struct bv_place file = {NULL, r->file, BV_WHOLE}, nowhere = {NULL, "", BV_WHOLE};
    const struct bv_place place = {&file, "benchmarks", (int64_t)i};
    const struct bv_place inside = {&nowhere, "benchmarks", (int64_t)i};
    struct bv_row row;
    struct bv_error why;
    enum bv_status status = bv_record_read_row(item, r->index, &place, &row, r->err);
    if (status == BV_OK && r->result.contradiction == NULL &&
        bv_record_check_row(item, &row, &inside, &why) != BV_OK) {
        r->result.contradiction = bv_result_keep(&r->result, why.text);
        status = r->result.contradiction == NULL ? BV_E_NOMEM : BV_OK;
    }
    if (status == BV_OK)
        status = bv_result_add_row(&r->result, &row);
    return status == BV_E_NOMEM
               ? bv_fail(r->err, BV_E_NOMEM, "out of memory while reading %s", r->file)
               : status;
}

/* Read the next row: most are plain text, and all others JSON; before the context is known, only as
 * JSON. */
static enum bv_status take_row(struct reader *r, size_t i)
{
    struct bv_row row;
    skip_space(r);
    size_t bytes = r->index ? bv_rowtext_read(r->text + r->at, &r->result, &row) : 0;
    r->at += bytes;
    if (bytes > 0)
        return bv_result_add_row(&r->result, &row) == BV_OK
                   ? BV_OK
                   : bv_fail(r->err, BV_E_NOMEM, "out of memory while reading %s", r->file);
    json_t *item;
    enum bv_status status = take_value(r, &item);
    if (status == BV_OK && r->index)
        status = add_row(r, item, i);
    json_decref(item);
    return status;
}

/* Read the array of rows after its bracket. */
static enum bv_status take_rows(struct reader *r)
{
    if (take_sign(r, ']'))
        return BV_OK;
    for (size_t i = 0;; i++) {
        enum bv_status status = take_row(r, i);
        if (status != BV_OK || take_sign(r, ']'))
            return status;
        if (!take_sign(r, ','))
            return refuse(r, 1, "']' expected");
    }
}

/* Read the context, if the document has given it. */
static enum bv_status take_context(struct reader *r)
{
    const struct bv_place file = {NULL, r->file, BV_WHOLE}, place = {&file, "context", BV_WHOLE};
    if (!json_is_object(r->context))
        return BV_OK;
    enum bv_status status = bv_record_read_context(r->context, &place, &r->result, r->err);
    return status == BV_OK ? bv_record_index(&r->result, r->file, &r->index, r->err) : status;
}

/* The value of a member.
 * rows_at  gets where the rows begin */
static enum bv_status take_named(struct reader *r, const char *name, size_t *rows_at)
{
    if (strcmp(name, "benchmarks") == 0 && take_sign(r, '[')) {
        *rows_at = r->at;
        enum bv_status status = take_context(r);
        return status == BV_OK ? take_rows(r) : status;
    }
    if (strcmp(name, "context") == 0)
        return take_kept_value(r, &r->context);
    json_t *value = NULL;
    enum bv_status status = take_value(r, &value);
    json_decref(value);
    return status;
}

/* Read one member of the document.
 * names    of the members before it; gets its own
 * rows_at  gets where the rows begin */
static enum bv_status take_member(struct reader *r, json_t *names, size_t *rows_at)
{
    json_t *key = NULL;
    enum bv_status status = take_value(r, &key);
    const char *name = status == BV_OK ? json_string_value(key) : NULL;
    if (status == BV_OK && (name == NULL || !take_sign(r, ':')))
        status = refuse(r, 1, name ? "':' expected" : "string or '}' expected");
    else if (status == BV_OK && json_object_get(names, name))
        status = refuse(r, 1, "duplicate object key");
    if (status == BV_OK)
        status = take_named(r, name, rows_at);
    if (status == BV_OK && json_object_set_new(names, name, json_true()) != 0)
        status = bv_fail(r->err, BV_E_NOMEM, "out of memory while reading %s", r->file);
    json_decref(key);
    return status;
}

/* Read all members; rows_at stays 0 where there are no rows. */
static enum bv_status take_members(struct reader *r, json_t *names, size_t *rows_at)
{
    if (take_sign(r, '}'))
        return BV_OK;
    do {
        enum bv_status status = take_member(r, names, rows_at);
        if (status != BV_OK)
            return status;
    } while (take_sign(r, ','));
    return take_sign(r, '}') ? BV_OK : refuse(r, 1, "'}' expected");
}

static enum bv_status take_document(struct reader *r, json_t *names)
{
    size_t rows_at = 0;
    enum bv_status status;
    if (take_sign(r, '{')) {
        status = take_members(r, names, &rows_at);
    } else if (r->at < r->length && r->text[r->at] == '[') {
        json_t *list = NULL;
        status = take_value(r, &list);
        json_decref(list);
    } else {
        status = refuse(r, 1, "'[' or '{' expected");
    }
    skip_space(r);
    if (status == BV_OK && r->at < r->length)
        status = refuse(r, 1, "end of file expected");
    if (status != BV_OK)
        return status;
    if (!json_is_object(r->context) || rows_at == 0)
        return bv_fail(r->err, BV_E_INPUT,
                       "%s: no context or no benchmarks: not a Google Benchmark result", r->file);
    if (!r->index) { /* the rows came before the context */
        r->at = rows_at;
        status = take_context(r);
        if (status == BV_OK)
            status = take_rows(r);
    }
    return status == BV_OK ? bv_rowset_check(&r->result, 0, r->file, r->err) : status;
}

enum bv_status bv_runfile_read(const char *path, struct bv_result *out, struct bv_error *err)
{
    char file[PATH_MAX], *text;
    struct reader r = {.file = file, .err = err};
    enum bv_status status = bv_packed_text(
        path, BV_RUNFILE_NAME, "; a run that was killed is finished by byval run --resume", file,
        &text, &r.length, err);
    if (status != BV_OK)
        return status;
    r.text = text;
    json_t *names = json_object();
    if (names == NULL)
        status = bv_fail(err, BV_E_NOMEM, "out of memory while reading %s", file);
    if (status == BV_OK)
        status = take_document(&r, names);
    json_decref(names);
    json_decref(r.index);
    free(text);
    if (status != BV_OK) {
        bv_result_finish(&r.result);
        return status;
    }
    *out = r.result;
    return BV_OK;
}

static int write_rows(const struct bv_result *result, FILE *stream)
{
    uint32_t *repetitions = calloc(result->case_count + 1, sizeof *repetitions);
    if (repetitions == NULL)
        return -1;
    for (size_t i = 0; i < result->row_count; i++)
        repetitions[result->rows[i].case_index] += result->rows[i].arm_index == 0;
    int failed = 0;
    for (size_t i = 0; i < result->row_count && !failed; i++) {
        const struct bv_row *row = &result->rows[i];
        json_t *json = bv_record_row(result, row, repetitions[row->case_index]);
        failed = json == NULL || fputs(i == 0 ? "\n" : ",\n", stream) == EOF ||
                 json_dumpf(json, stream, BV_JSON_FLAGS) != 0;
        json_decref(json);
    }
    free(repetitions);
    return failed ? -1 : 0;
}

/* JSON has no word for the others. */
static bool row_is_finite(const struct bv_row *row)
{
    return isfinite(row->real_ns) && isfinite(row->cpu_ns) && isfinite(row->empty_ns) &&
           isfinite(row->log_ratio);
}

enum bv_status bv_runfile_write(const struct bv_result *result, const char *path,
                                struct bv_error *err)
{
    for (size_t i = 0; i < result->row_count; i++)
        if (!row_is_finite(&result->rows[i]))
            return bv_fail(err, BV_E_INPUT, "%s: a row of '%.200s' in block %u is not finite", path,
                           result->cases[result->rows[i].case_index].name, result->rows[i].block);
    struct bv_newfile file;
    enum bv_status status = bv_newfile_open(path, &file, err);
    if (status != BV_OK)
        return status;
    errno = 0;
    bv_jsontext_starved();
    json_t *context = bv_record_context(result);
    bool ok = context != NULL && fputs("{\"context\":", file.stream) != EOF &&
              json_dumpf(context, file.stream, BV_JSON_FLAGS) == 0 &&
              fputs(",\n\"benchmarks\":[", file.stream) != EOF &&
              write_rows(result, file.stream) == 0 && fputs("\n]}\n", file.stream) != EOF &&
              !bv_jsontext_starved();
    json_decref(context);
    if (!ok) {
        int cause = errno == 0 ? ENOMEM : errno;
        bv_newfile_discard(&file);
        return bv_fail(err, BV_E_IO, "%s: cannot write: %s%s", path, strerror(cause),
                       cause == ENOSPC || cause == EDQUOT ? "; make room" : "");
    }
    return bv_newfile_commit(&file, err);
}
