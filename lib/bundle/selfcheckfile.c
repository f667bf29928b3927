/* SPDX-License-Identifier: Apache-2.0 */
/* selfcheckfile.c: a small JSON file, every field of which is checked. */
#include "lib/bundle/selfcheckfile.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/date.h"
#include "lib/base/fields.h"
#include "lib/base/filesync.h"
#include "lib/base/jsontext.h"
#include "lib/base/packed.h"
#include "lib/bundle/record.h"

static const char *const verdict_names[] = {
    [BV_CHECK_PASSED] = "passed", [BV_CHECK_FAILED] = "failed", [BV_CHECK_SHORT] = "short"};

/* JSON has no word for what is unknown but null. */
static json_t *number_or_null(double number)
{
    return isfinite(number) ? json_real(number) : json_null();
}

static json_t *check_json(enum bv_check_id id, const struct bv_check *check)
{
    const struct bv_check_kind *kind = bv_check_kind(id);
    return json_pack("{s:s, s:s, s:o, s:o, s:b, s:I, s:I, s:s, s:s, s:s}", "name", kind->name,
                     "question", kind->question, "measured", number_or_null(check->measured),
                     "target", number_or_null(check->target), "at_least", (int)kind->at_least,
                     "count", (json_int_t)check->count, "needed", (json_int_t)kind->needed, "units",
                     kind->units, "verdict", verdict_names[check->verdict], "detail",
                     check->detail);
}

static json_t *file_json(const struct bv_selfcheckfile *file)
{
    json_t *checks = json_array();
    for (int i = 0; i < BV_CHECK_COUNT; i++)
        json_array_append_new(checks, check_json((enum bv_check_id)i, &file->check.checks[i]));
    return json_pack(
        "{s:{s:i, s:s, s:s, s:s?, s:s?, s:s, s:I, s:I, s:I, s:o, s:s}, s:{s:o, s:o, s:o, s:I}, "
        "s:o}",
        "byval_selfcheck", "schema", BV_CHECKFILE_SCHEMA, "version", file->version, "started",
        file->started_utc, "cpu", file->cpu, "compiler", file->compiler, "kernel_hash",
        file->kernel_hash, "seed", (json_int_t)file->seed, "runs", (json_int_t)file->runs, "blocks",
        (json_int_t)file->blocks, "elapsed_s", number_or_null(file->elapsed_s), "verdict",
        verdict_names[bv_selfcheck_verdict(&file->check)], "costs", "clock_ns",
        number_or_null(file->costs.clock_ns), "slice_ns", number_or_null(file->costs.slice_ns),
        "shim_ratio", number_or_null(file->costs.shim_ratio), "count",
        (json_int_t)file->costs.count, "checks", checks);
}

enum bv_status bv_selfcheckfile_write(const struct bv_selfcheckfile *file, const char *path,
                                      struct bv_error *err)
{
    struct bv_newfile new;
    bv_jsontext_starved();
    json_t *json = file_json(file);
    if (bv_jsontext_starved() || json == NULL) {
        json_decref(json);
        return bv_fail(err, BV_E_NOMEM, "out of memory while writing %s", path);
    }
    enum bv_status status = bv_newfile_open(path, &new, err);
    if (status == BV_OK) {
        size_t flags = JSON_INDENT(1) | JSON_REAL_PRECISION(9);
        bool ok = json_dumpf(json, new.stream, flags) == 0 && fputc('\n', new.stream) != EOF;
        int cause = errno;
        if (ok)
            status = bv_newfile_commit(&new, err);
        else {
            bv_newfile_discard(&new);
            status = bv_fail(err, BV_E_IO, "%s: cannot write: %s", path, strerror(cause));
        }
    }
    json_decref(json);
    return status;
}

static enum bv_status read_check(const json_t *json, enum bv_check_id id,
                                 const struct bv_place *place, struct bv_check *out,
                                 struct bv_error *err)
{
    const struct bv_check_kind *kind = bv_check_kind(id);
    const char *question, *units, *detail = "";
    uint32_t name, verdict = 0;
    uint64_t count = 0, needed;
    bool at_least;
    const struct bv_field fields[] = {
        BV_WORD("name", &kind->name, 1, &name),
        BV_TEXT("question", BV_PLAIN, &question),
        BV_NUMBER("measured", BV_MAY_BE_NULL, &out->measured),
        BV_NUMBER("target", BV_MAY_BE_NULL, &out->target),
        BV_FLAG("at_least", &at_least),
        BV_LONG_COUNT("count", BV_PLAIN, 0, INT64_MAX, &count),
        BV_LONG_COUNT("needed", BV_PLAIN, 0, INT64_MAX, &needed),
        BV_TEXT("units", BV_PLAIN, &units),
        BV_WORD("verdict", verdict_names, sizeof verdict_names / sizeof verdict_names[0], &verdict),
        BV_TEXT("detail", BV_PLAIN, &detail),
    };
    enum bv_status status =
        bv_fields_read(json, place, fields, sizeof fields / sizeof fields[0], true, err);
    if (status != BV_OK)
        return status;
    out->count = (size_t)count;
    snprintf(out->detail, sizeof out->detail, "%s", detail);
    out->verdict = bv_check_verdict_of(id, out);
    if (verdict != (uint32_t)out->verdict)
        return bv_place_fail(err, place, "verdict",
                             "says '%s', but the numbers of %s say '%s': the file was changed",
                             verdict_names[verdict], kind->name, verdict_names[out->verdict]);
    return BV_OK;
}

static enum bv_status read_head(const json_t *json, const struct bv_place *place,
                                struct bv_selfcheckfile *out, struct bv_error *err)
{
    uint32_t schema = 0, verdict;
    uint64_t runs = 0, blocks = 0;
    const struct bv_field fields[] = {
        BV_COUNT("schema", BV_PLAIN, 1, INT32_MAX, &schema),
        BV_TEXT("version", BV_PLAIN, &out->version),
        BV_TEXT("started", BV_PLAIN, &out->started_utc),
        BV_TEXT("cpu", BV_MAY_BE_NULL, &out->cpu),
        BV_TEXT("compiler", BV_MAY_BE_NULL, &out->compiler),
        BV_TEXT("kernel_hash", BV_PLAIN, &out->kernel_hash),
        BV_LONG_COUNT("seed", BV_PLAIN, 0, INT64_MAX, &out->seed),
        BV_LONG_COUNT("runs", BV_PLAIN, 0, INT64_MAX, &runs),
        BV_LONG_COUNT("blocks", BV_PLAIN, 0, INT64_MAX, &blocks),
        BV_NUMBER("elapsed_s", BV_MAY_BE_NULL, &out->elapsed_s),
        BV_WORD("verdict", verdict_names, sizeof verdict_names / sizeof verdict_names[0], &verdict),
    };
    enum bv_status status = bv_fields_schema(json, place, BV_CHECKFILE_SCHEMA, &schema, err);
    if (status == BV_OK)
        status = bv_fields_read(json, place, fields, sizeof fields / sizeof fields[0], true, err);
    if (status == BV_OK && !bv_date_is(out->started_utc))
        status = bv_place_fail(err, place, "started", BV_DATE_EXPECTED, out->started_utc);
    out->runs = (size_t)runs;
    out->blocks = (size_t)blocks;
    return status;
}

static enum bv_status read_document(const json_t *document, const struct bv_place *file,
                                    struct bv_selfcheckfile *out, struct bv_error *err)
{
    const struct bv_place head = {file, "byval_selfcheck", BV_WHOLE};
    const struct bv_place costs = {file, "costs", BV_WHOLE};
    const json_t *head_json = NULL, *costs_json = NULL, *checks = NULL;
    uint64_t count = 0;
    const struct bv_field parts[] = {
        BV_OBJECT("byval_selfcheck", BV_PLAIN, &head_json),
        BV_OBJECT("costs", BV_PLAIN, &costs_json),
        BV_LIST("checks", BV_PLAIN, BV_CHECK_COUNT, BV_CHECK_COUNT, &checks),
    };
    const struct bv_field fields[] = {
        BV_NUMBER("clock_ns", BV_MAY_BE_NULL, &out->costs.clock_ns),
        BV_NUMBER("slice_ns", BV_MAY_BE_NULL, &out->costs.slice_ns),
        BV_NUMBER("shim_ratio", BV_MAY_BE_NULL, &out->costs.shim_ratio),
        BV_LONG_COUNT("count", BV_PLAIN, 0, INT64_MAX, &count),
    };
    enum bv_status status = bv_fields_read(document, file, parts, 1, false, err);
    if (status == BV_OK)
        status = read_head(head_json, &head, out, err);
    if (status == BV_OK)
        status = bv_fields_read(document, file, parts, sizeof parts / sizeof parts[0], true, err);
    if (status == BV_OK)
        status =
            bv_fields_read(costs_json, &costs, fields, sizeof fields / sizeof fields[0], true, err);
    out->costs.count = (size_t)count;
    for (int i = 0; i < BV_CHECK_COUNT && status == BV_OK; i++) {
        const struct bv_place place = {file, "checks", i};
        status = read_check(json_array_get(checks, (size_t)i), (enum bv_check_id)i, &place,
                            &out->check.checks[i], err);
    }
    return status;
}

enum bv_status bv_selfcheckfile_parse(const char *text, size_t length, const char *name,
                                      struct bv_selfcheckfile *out, struct bv_error *err)
{
    const struct bv_place place = {NULL, name, BV_WHOLE};
    const json_t *document = NULL;
    struct bv_selfcheckfile file = {0};
    enum bv_status status = bv_jsontext_file(&file.storage, text, length, name, &document, err);
    if (status == BV_OK)
        status = read_document(document, &place, &file, err);
    if (status != BV_OK) {
        bv_selfcheckfile_finish(&file);
        return status;
    }
    *out = file;
    return BV_OK;
}

enum bv_status bv_selfcheckfile_read(const char *path, struct bv_selfcheckfile *out,
                                     struct bv_error *err)
{
    char *text;
    size_t length;
    enum bv_status status = bv_packed_read(path, &text, &length, err);
    if (status != BV_OK)
        return status;
    status = bv_selfcheckfile_parse(text, length, path, out, err);
    free(text);
    return status;
}

void bv_selfcheckfile_finish(struct bv_selfcheckfile *file)
{
    if (file == NULL)
        return;
    bv_region_finish(&file->storage);
    *file = (struct bv_selfcheckfile){0};
}
