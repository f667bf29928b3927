/* SPDX-License-Identifier: Apache-2.0 */
/* selfcheckfile.c: a small JSON file, every field of which is checked. */
#include "lib/bundle/selfcheckfile.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/date.h"
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

/* null is unknown. */
static bool read_number(const json_t *json, double *out)
{
    *out = json_is_null(json) ? (double)NAN : json_number_value(json);
    return json_is_null(json) || json_is_number(json);
}

static bool read_text(const json_t *json, const char **out)
{
    *out = json_string_value(json);
    return json_is_null(json) || json_is_string(json);
}

static enum bv_status read_check(json_t *item, enum bv_check_id id, const char *name,
                                 struct bv_check *out, struct bv_error *err)
{
    const struct bv_check_kind *kind = bv_check_kind(id);
    const char *own, *question, *units, *verdict, *detail;
    json_t *measured, *target;
    json_int_t count, needed;
    int at_least;
    json_error_t why;
    if (json_unpack_ex(item, &why, JSON_STRICT,
                       "{s:s, s:s, s:o, s:o, s:b, s:I, s:I, s:s, s:s, s:s}", "name", &own,
                       "question", &question, "measured", &measured, "target", &target, "at_least",
                       &at_least, "count", &count, "needed", &needed, "units", &units, "verdict",
                       &verdict, "detail", &detail) != 0)
        return bv_fail(err, BV_E_INPUT, "%s: checks[%d]: %s", name, (int)id, why.text);
    if (strcmp(own, kind->name) != 0)
        return bv_fail(err, BV_E_INPUT, "%s: checks[%d] is '%.40s', not '%s'", name, (int)id, own,
                       kind->name);
    if (!read_number(measured, &out->measured) || !read_number(target, &out->target) || count < 0)
        return bv_fail(err, BV_E_INPUT, "%s: %s: expected a finite number", name, kind->name);
    out->count = (size_t)count;
    snprintf(out->detail, sizeof out->detail, "%s", detail);
    out->verdict = bv_check_verdict_of(id, out);
    if (strcmp(verdict, verdict_names[out->verdict]) != 0)
        return bv_fail(err, BV_E_INPUT,
                       "%s: %s: says '%.40s', but its numbers say '%s': the file was changed", name,
                       kind->name, verdict, verdict_names[out->verdict]);
    return BV_OK;
}

static enum bv_status read_head(json_t *document, const char *name, struct bv_selfcheckfile *out,
                                json_t **checks, struct bv_error *err)
{
    json_error_t why;
    json_int_t seed, runs, blocks, count;
    int schema;
    const char *verdict;
    json_t *cpu, *compiler, *elapsed, *clock_ns, *slice_ns, *shim;
    const json_t *head = json_object_get(document, "byval_selfcheck");
    if (json_integer_value(json_object_get(head, "schema")) > BV_CHECKFILE_SCHEMA)
        return bv_fail(err, BV_E_INPUT, "%s: schema %lld is newer than this byval", name,
                       (long long)json_integer_value(json_object_get(head, "schema")));
    if (json_unpack_ex(
            document, &why, JSON_STRICT,
            "{s:{s:i, s:s, s:s, s:o, s:o, s:s, s:I, s:I, s:I, s:o, s:s}, s:{s:o, s:o, s:o, "
            "s:I}, s:o}",
            "byval_selfcheck", "schema", &schema, "version", &out->version, "started",
            &out->started_utc, "cpu", &cpu, "compiler", &compiler, "kernel_hash", &out->kernel_hash,
            "seed", &seed, "runs", &runs, "blocks", &blocks, "elapsed_s", &elapsed, "verdict",
            &verdict, "costs", "clock_ns", &clock_ns, "slice_ns", &slice_ns, "shim_ratio", &shim,
            "count", &count, "checks", checks) != 0)
        return bv_fail(err, BV_E_INPUT, "%s: %s", name, why.text);
    if (!bv_date_is(out->started_utc))
        return bv_fail(err, BV_E_INPUT,
                       "%s: started: expected a date such as 2026-01-31T23:59:59Z, not '%.40s'",
                       name, out->started_utc);
    if (seed < 0 || runs < 0 || blocks < 0 || count < 0 || !read_text(cpu, &out->cpu) ||
        !read_text(compiler, &out->compiler) || !read_number(elapsed, &out->elapsed_s) ||
        !read_number(clock_ns, &out->costs.clock_ns) ||
        !read_number(slice_ns, &out->costs.slice_ns) ||
        !read_number(shim, &out->costs.shim_ratio) || json_array_size(*checks) != BV_CHECK_COUNT)
        return bv_fail(err, BV_E_INPUT,
                       "%s: a field is of the wrong type or range, or there are not %d checks",
                       name, BV_CHECK_COUNT);
    out->seed = (uint64_t)seed;
    out->runs = (size_t)runs;
    out->blocks = (size_t)blocks;
    out->costs.count = (size_t)count;
    return BV_OK;
}

enum bv_status bv_selfcheckfile_parse(const char *text, size_t length, const char *name,
                                      struct bv_selfcheckfile *out, struct bv_error *err)
{
    json_t *document, *checks;
    enum bv_status status = bv_jsontext_file(text, length, name, &document, err);
    if (status != BV_OK)
        return status;
    struct bv_selfcheckfile file = {.document = document};
    status = read_head(document, name, &file, &checks, err);
    for (int i = 0; i < BV_CHECK_COUNT && status == BV_OK; i++)
        status = read_check(json_array_get(checks, (size_t)i), (enum bv_check_id)i, name,
                            &file.check.checks[i], err);
    if (status == BV_E_INPUT && bv_jsontext_starved())
        status = bv_fail(err, BV_E_NOMEM, "out of memory while reading %s", name);
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
    json_decref(file->document);
    *file = (struct bv_selfcheckfile){0};
}
