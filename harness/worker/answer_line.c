/* SPDX-License-Identifier: Apache-2.0 */
/* answer_line.c: see answer_line.h. */
#include "harness/worker/answer_line.h"

#include <stdbool.h>

#include "lib/base/fields.h"
#include "lib/base/jsontext.h"
#include "lib/base/memory.h"

static const char *const names[BV_ANSWER_COUNT] = {
    [BV_ANSWER_BEGIN] = "byval_begin",
    [BV_ANSWER_ROW] = NULL, /* it has no name: what has no other name is a row */
    [BV_ANSWER_TALLY] = "byval_tally",
    [BV_ANSWER_MAPPING] = "byval_mapping",
    [BV_ANSWER_STACK] = "byval_stack",
    [BV_ANSWER_FAILED] = "byval_failed",
    [BV_ANSWER_UNAVAILABLE] = "byval_unavailable",
    [BV_ANSWER_END] = "byval_end",
    [BV_ANSWER_ERROR] = "byval_error",
};

void bv_answer_line_say(FILE *out, enum bv_answer_kind kind, json_t *json)
{
    json_t *line =
        names[kind] == NULL || json == NULL ? json : json_pack("{s:o}", names[kind], json);
    json_dumpf(line, out, BV_JSON_FLAGS);
    fputc('\n', out);
    fflush(out);
    json_decref(line);
}

/* Unreadable text as it may stand in a message. */
static void quote(const char *text, size_t length, char *out, size_t bytes)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < length && used + sizeof "\\x00" < bytes; i++) {
        unsigned char c = (unsigned char)text[i];
        bool plain = c >= ' ' && c <= '~';
        used += (size_t)snprintf(out + used, bytes - used, plain ? "%c" : "\\x%02x", c);
    }
}

static enum bv_status read_payload(struct bv_answer_line *line, struct bv_error *err)
{
    const struct bv_place place = {NULL, "its answer", BV_WHOLE};
    const char *name = names[line->kind];
    enum bv_status status = BV_OK;
    switch (line->kind) {
    case BV_ANSWER_BEGIN:
        status = bv_fields_read(line->document, &place,
                                &(struct bv_field)BV_COUNT(name, 0, 0, INT32_MAX, &line->number), 1,
                                true, err);
        break;
    case BV_ANSWER_TALLY:
        status = bv_fields_read(line->document, &place,
                                &(struct bv_field)BV_LIST(name, 0, 0, INT64_MAX, &line->json), 1,
                                true, err);
        break;
    case BV_ANSWER_MAPPING:
    case BV_ANSWER_STACK:
    case BV_ANSWER_END:
        status = bv_fields_read(line->document, &place,
                                &(struct bv_field)BV_OBJECT(name, 0, &line->json), 1, true, err);
        break;
    case BV_ANSWER_FAILED:
    case BV_ANSWER_UNAVAILABLE:
    case BV_ANSWER_ERROR:
        status = bv_fields_read(line->document, &place,
                                &(struct bv_field)BV_TEXT(name, 0, &line->text), 1, true, err);
        break;
    case BV_ANSWER_ROW:
    case BV_ANSWER_COUNT:
        line->json = line->document;
        break;
    }
    return status == BV_OK ? BV_OK : BV_E_CHILD;
}

enum bv_status bv_answer_line_read(const char *line, size_t length, struct bv_answer_line *out,
                                   struct bv_error *err)
{
    json_error_t jerr;
    *out = (struct bv_answer_line){.kind = BV_ANSWER_ROW};
    enum bv_status status = bv_jsontext_parse(line, length, 0, &out->document, &jerr);
    if (status == BV_E_NOMEM)
        return bv_no_memory(err);
    if (status != BV_OK) {
        char text[80];
        quote(line, length, text, sizeof text);
        return bv_fail(err, BV_E_CHILD, "said '%s', which is not JSON", text);
    }
    for (int kind = 0; kind < BV_ANSWER_COUNT; kind++)
        if (names[kind] != NULL && json_object_get(out->document, names[kind]) != NULL)
            out->kind = (enum bv_answer_kind)kind;
    status = read_payload(out, err);
    if (status != BV_OK)
        bv_answer_line_finish(out);
    return status;
}

void bv_answer_line_finish(struct bv_answer_line *line)
{
    json_decref(line->document);
    line->document = NULL;
}
