/* SPDX-License-Identifier: Apache-2.0 */
/* block_answer.c: one function a kind of line. */
#include "harness/measure/block_answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/kernels/allocator.h"
#include "harness/worker/answer_line.h"
#include "lib/base/jsontext.h"
#include "lib/base/memory.h"
#include "lib/bundle/record.h"

int bv_block_answer_case(const struct bv_block_answer *a)
{
    return a->begun == 0 ? -1 : (int)a->job->visits[a->begun - 1].index;
}

/* Whether all was said about the case under way. */
static bool visit_is_whole(const struct bv_block_answer *a)
{
    int index = bv_block_answer_case(a);
    return index < 0 || a->labelled || a->arms_in == a->result->cases[index].arm_count;
}

static enum bv_status take_begin(struct bv_block_answer *a, uint32_t index, struct bv_error *err)
{
    if (!visit_is_whole(a))
        return bv_fail(err, BV_E_CHILD, "left out rows");
    if (a->begun == a->job->case_count || index != a->job->visits[a->begun].index)
        return bv_fail(err, BV_E_CHILD, "began another case than the next one");
    a->begun++;
    a->arms_in = 0;
    a->labelled = false;
    return BV_OK;
}

static enum bv_status take_label(struct bv_block_answer *a, enum bv_case_state state,
                                 const char *reason, struct bv_error *err)
{
    int index = bv_block_answer_case(a);
    if (index < 0 || a->labelled || a->arms_in > 0)
        return bv_fail(err, BV_E_CHILD, "said what is wrong with a case at the wrong time");
    struct bv_label *grown = realloc(a->labels, (a->label_count + 1) * sizeof *grown);
    if (grown == NULL)
        return bv_no_memory(err);
    a->labels = grown;
    struct bv_label *label = &a->labels[a->label_count];
    *label = (struct bv_label){(uint32_t)index, state, strdup(reason)};
    if (label->reason == NULL)
        return bv_no_memory(err);
    a->label_count++;
    a->labelled = true;
    return BV_OK;
}

static enum bv_status append_text(struct bv_block_answer *a, const char *line, size_t length,
                                  struct bv_error *err)
{
    if (a->text_bytes + length + 1 > a->text_capacity) {
        size_t capacity = 2 * (a->text_bytes + length + 1);
        char *grown = realloc(a->text, capacity);
        if (grown == NULL)
            return bv_no_memory(err);
        a->text = grown;
        a->text_capacity = capacity;
    }
    memcpy(a->text + a->text_bytes, line, length);
    a->text_bytes += length;
    a->text[a->text_bytes++] = '\n';
    return BV_OK;
}

/* Append {kind: json} as a line, or json itself where kind is NULL; takes the reference of json. */
static enum bv_status append_json(struct bv_block_answer *a, const char *kind, json_t *json,
                                  struct bv_error *err)
{
    json_t *line = kind == NULL ? json : json_pack("{s:o}", kind, json);
    char *text = line == NULL ? NULL : json_dumps(line, BV_JSON_FLAGS);
    enum bv_status status = bv_jsontext_starved() || text == NULL
                                ? bv_no_memory(err)
                                : append_text(a, text, strlen(text), err);
    json_decref(line);
    free(text);
    return status;
}

static enum bv_status take_row(struct bv_block_answer *a, const json_t *json, struct bv_error *err)
{
    const struct bv_place place = {NULL, "a row", BV_WHOLE};
    struct bv_row row;
    if (bv_record_read_row(json, a->index, &place, &row, err) != BV_OK)
        return BV_E_CHILD;
    if (row.block != a->job->block || (int)row.case_index != bv_block_answer_case(a) ||
        a->labelled || row.arm_index != a->arms_in)
        return bv_fail(err, BV_E_CHILD, "sent another row than the next one");
    a->arms_in++;
    struct bv_row *grown = realloc(a->rows, (a->row_count + 1) * sizeof *grown);
    if (grown == NULL)
        return bv_no_memory(err);
    a->rows = grown;
    a->rows[a->row_count++] = row;
    return append_json(a, NULL, bv_record_row(a->result, &row, 0), err);
}

static enum bv_status take_end(struct bv_block_answer *a, const json_t *json, struct bv_error *err)
{
    const struct bv_place place = {NULL, "byval_end", BV_WHOLE};
    if (bv_record_read_block(json, &place, &a->info, err) != BV_OK)
        return BV_E_CHILD;
    char regime[sizeof a->info.regime];
    bv_regime_name(a->job->regime, regime, sizeof regime);
    if (strcmp(a->info.regime, regime) != 0)
        return bv_fail(err, BV_E_CHILD, "ran in the wrong kind of process: '%s' instead of '%s'",
                       a->info.regime, regime);
    if (a->info.block != a->job->block || a->begun < a->job->case_count || !visit_is_whole(a))
        return bv_fail(err, BV_E_CHILD, "ended before its last case, or is another block");
    a->complete = true;
    return BV_OK;
}

enum bv_status bv_block_answer_take(struct bv_block_answer *a, const char *text, size_t length,
                                    struct bv_error *err)
{
    struct bv_answer_line line;
    enum bv_status status = bv_answer_line_read(text, length, &line, err);
    if (status != BV_OK)
        return status;
    switch (line.kind) {
    case BV_ANSWER_BEGIN:
        status = take_begin(a, line.number, err);
        break;
    case BV_ANSWER_FAILED:
        status = take_label(a, BV_CASE_FAILED, line.text, err);
        break;
    case BV_ANSWER_UNAVAILABLE:
        status = take_label(a, BV_CASE_UNAVAILABLE, line.text, err);
        break;
    case BV_ANSWER_ERROR:
        status = bv_fail(err, BV_E_CHILD, "%s", line.text);
        break;
    case BV_ANSWER_END:
        status = take_end(a, line.json, err);
        break;
    case BV_ANSWER_ROW:
        status = take_row(a, line.json, err);
        break;
    case BV_ANSWER_TALLY:
    case BV_ANSWER_MAPPING:
    case BV_ANSWER_STACK:
    case BV_ANSWER_COUNT:
        status = bv_fail(err, BV_E_CHILD, "sent counts in the place of times");
        break;
    }
    bv_answer_line_finish(&line);
    return status;
}

enum bv_status bv_block_answer_seal(struct bv_block_answer *a, struct bv_error *err)
{
    return append_json(a, "byval_block", bv_record_block(&a->info), err);
}

void bv_block_answer_finish(struct bv_block_answer *a)
{
    for (size_t i = 0; i < a->label_count; i++)
        free(a->labels[i].reason);
    free(a->labels);
    free(a->rows);
    free(a->text);
    a->labels = NULL;
    a->rows = NULL;
    a->text = NULL;
}
