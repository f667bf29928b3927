/* SPDX-License-Identifier: Apache-2.0 */
/* journal_lines.c: see journal_lines.h. */
#include "lib/bundle/journal_lines.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/jsontext.h"
#include "lib/bundle/record.h"
#include "lib/bundle/rowset.h"

/* Later lines about a case (it failed, say) replace what the context said of it. */
static void update_case(struct bv_result *result, const struct bv_case_info *info)
{
    for (size_t i = 0; i < result->case_count; i++)
        if (strcmp(result->cases[i].name, info->name) == 0) {
            result->cases[i].state = info->state;
            result->cases[i].reason = info->reason;
        }
}

static bool is_commit(const json_t *json)
{
    static const char *const kinds[] = {"byval_journal", "byval_block", "byval_event",
                                        "byval_case"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (json_object_get(json, kinds[i]) != NULL)
            return true;
    return false;
}

/* A block's line, which commits the rows before it: they must be the block's, and all of them. */
static enum bv_status read_block(const struct bv_journal_lines *reader, const json_t *json,
                                 const struct bv_place *line, struct bv_error *err)
{
    struct bv_result *result = reader->result;
    const struct bv_place place = {line, "byval_block", BV_WHOLE};
    struct bv_block_info block;
    enum bv_status status = bv_record_read_block(json, &place, &block, err);
    if (status != BV_OK)
        return status;
    bool follows = block.block == result->block_count;
    for (size_t i = reader->committed_rows; i < result->row_count; i++)
        follows = follows && result->rows[i].block == block.block;
    if (!follows)
        return bv_fail(err, BV_E_INPUT, "%s: block %u does not follow, or has rows of another",
                       line->name, block.block);
    status = bv_rowset_check(result, reader->committed_rows, line->name, err);
    return status == BV_OK ? bv_result_add_block(result, &block) : status;
}

static enum bv_status read_commit(struct bv_journal_lines *reader, const json_t *json,
                                  const struct bv_place *line, struct bv_error *err)
{
    struct bv_result *result = reader->result;
    const json_t *part = json_object_get(json, "byval_journal");
    enum bv_status status;
    if ((part != NULL) != (reader->index == NULL))
        return bv_fail(err, BV_E_INPUT, "%s: expected one byval_journal line, the first",
                       line->name);
    if (part != NULL) {
        const struct bv_place place = {line, "byval_journal", BV_WHOLE};
        status = bv_record_read_context(part, &place, result, err);
        if (status == BV_OK)
            status = bv_record_index(result, line->name, &reader->index, err);
        return status;
    }
    if ((part = json_object_get(json, "byval_block")) != NULL)
        return read_block(reader, part, line, err);
    if (result->row_count > reader->committed_rows)
        return bv_fail(err, BV_E_INPUT, "%s: rows before it lack their byval_block line",
                       line->name);
    if ((part = json_object_get(json, "byval_event")) != NULL) {
        const struct bv_place place = {line, "byval_event", BV_WHOLE};
        struct bv_event event;
        status = bv_record_read_event(part, &place, &event, err);
        return status == BV_OK ? bv_result_add_event(result, &event) : status;
    }
    const struct bv_place place = {line, "byval_case", BV_WHOLE};
    struct bv_case_info info;
    status = bv_record_read_case(json_object_get(json, "byval_case"), &place, &info, err);
    if (status == BV_OK)
        update_case(result, &info);
    return status;
}

static enum bv_status read_row(struct bv_journal_lines *reader, const json_t *json,
                               const struct bv_place *line, struct bv_error *err)
{
    struct bv_row row;
    enum bv_status status = bv_record_read_row(json, reader->index, line, &row, err);
    return status == BV_OK ? bv_result_add_row(reader->result, &row) : status;
}

enum bv_status bv_journal_lines_read(FILE *stream, const char *path,
                                     struct bv_journal_lines *reader, off_t *end,
                                     struct bv_error *err)
{
    char *line = NULL;
    size_t capacity = 0, number = 0;
    ssize_t length;
    off_t position = 0;
    struct bv_error damage = {BV_OK, ""};
    enum bv_status status = BV_OK;
    while (status == BV_OK && (length = getline(&line, &capacity, stream)) > 0) {
        char where[PATH_MAX + 40];
        json_error_t jerr;
        number++;
        position += length;
        snprintf(where, sizeof where, "%s:%zu", path, number);
        if (line[length - 1] != '\n')
            break;
        const struct bv_place place = {NULL, where, BV_WHOLE};
        const json_t *kept;
        json_t *json;
        bool starved = bv_jsontext_parse(line, (size_t)length, 0, &json, &jerr) == BV_E_NOMEM;
        bool commits = is_commit(json);
        if (damage.status != BV_OK) {
            if (commits)
                status = bv_fail(err, damage.status, "%s", damage.text);
        } else if (json == NULL) {
            const char *encoding = number == 1 ? bv_jsontext_encoding(line, (size_t)length) : NULL;
            bv_fail(&damage, BV_E_INPUT, "%s: %s%s", where,
                    encoding == NULL ? "not valid JSON: " : "",
                    encoding == NULL ? jerr.text : encoding);
        } else if (!commits) {
            status = read_row(reader, json, &place, &damage);
            status = status == BV_E_INPUT ? BV_OK : status;
        } else {
            /* Rows are copied; the other lines lend their strings to the result. */
            status = bv_jsontext_parse_into(&reader->result->storage, line, (size_t)length, 0,
                                            &kept, &jerr);
            if (status == BV_OK)
                status = read_commit(reader, kept, &place, err);
            *end = position;
            reader->committed_rows = reader->result->row_count;
        }
        json_decref(json);
        if (starved) /* what could not be read is no torn end */
            status = BV_E_NOMEM;
        if (status == BV_E_NOMEM)
            bv_fail(err, BV_E_NOMEM, "out of memory while reading %s", path);
    }
    free(line);
    if (status == BV_OK && length < 0 && !feof(stream))
        return bv_fail(err, BV_E_IO, "%s: cannot read: %s", path, strerror(errno));
    return status;
}
