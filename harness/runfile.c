/* SPDX-License-Identifier: Apache-2.0 */
/* runfile.c: rows are written and read one by one, so that memory follows the rows kept. */
#include "harness/runfile.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/filesync.h"
#include "harness/packed.h"
#include "harness/record.h"
#include "harness/rowset.h"

static enum bv_status read_rows(const json_t *rows, const char *path, struct bv_result *result,
                                struct bv_error *err)
{
    json_t *index = NULL, *item;
    enum bv_status status = bv_record_index(result, path, &index, err);
    size_t i;
    json_array_foreach((json_t *)rows, i, item)
    {
        char where[PATH_MAX + 40];
        struct bv_row row;
        snprintf(where, sizeof where, "%s: benchmarks[%zu]", path, i);
        if (status == BV_OK)
            status = bv_record_read_row(item, index, where, &row, err);
        if (status == BV_OK)
            status = bv_result_add_row(result, &row);
    }
    json_decref(index);
    if (status == BV_E_NOMEM)
        bv_fail(err, BV_E_NOMEM, "out of memory while reading %s", path);
    return status == BV_OK ? bv_rowset_check(result, 0, path, err) : status;
}

enum bv_status bv_runfile_read(const char *path, struct bv_result *out, struct bv_error *err)
{
    char file[PATH_MAX];
    json_t *root = NULL;
    enum bv_status status = bv_packed_json(
        path, BV_RUNFILE_NAME, "; a run that was killed is finished by byval run --resume", file,
        &root, err);
    if (status != BV_OK)
        return status;
    struct bv_result result = {.storage = json_array()};
    const json_t *rows = json_object_get(root, "benchmarks");
    if (json_array_append_new(result.storage, root) != 0)
        status = bv_fail(err, BV_E_NOMEM, "out of memory while reading %s", file);
    else if (!json_is_object(json_object_get(root, "context")) || !json_is_array(rows))
        status = bv_fail(err, BV_E_INPUT,
                         "%s: no context or no benchmarks: not a Google Benchmark result", file);
    else
        status = bv_record_read_context(json_object_get(root, "context"), file, &result, err);
    if (status == BV_OK)
        status = read_rows(rows, file, &result, err);
    if (status != BV_OK) {
        bv_result_finish(&result);
        return status;
    }
    json_object_del(root, "benchmarks"); /* the rows are kept as structs: a tenth of the memory */
    *out = result;
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
    json_t *context = bv_record_context(result);
    bool ok = context != NULL && fputs("{\"context\":", file.stream) != EOF &&
              json_dumpf(context, file.stream, BV_JSON_FLAGS) == 0 &&
              fputs(",\n\"benchmarks\":[", file.stream) != EOF &&
              write_rows(result, file.stream) == 0 && fputs("\n]}\n", file.stream) != EOF;
    json_decref(context);
    if (!ok) {
        int cause = errno;
        bv_newfile_discard(&file);
        return bv_fail(err, BV_E_IO, "%s: cannot write: %s; rows.jsonl beside it holds the rows",
                       path, strerror(cause));
    }
    return bv_newfile_commit(&file, err);
}
