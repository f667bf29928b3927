/* SPDX-License-Identifier: Apache-2.0 */
/* answer_line.h: what a worker says, a line each: the second half of the worker protocol
 * (data/FORMAT.md). */
#ifndef BV_ANSWER_LINE_H
#define BV_ANSWER_LINE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <jansson.h>

#include "lib/base/status.h"

enum bv_answer_kind {
    BV_ANSWER_BEGIN,       /* number: the index of the case that follows */
    BV_ANSWER_ROW,         /* json: an arm's times */
    BV_ANSWER_TALLY,       /* json: a list of totals an arm */
    BV_ANSWER_MAPPING,     /* json: a file whose code the stacks that follow are in */
    BV_ANSWER_STACK,       /* json: a stack of a profile, and what it stands for */
    BV_ANSWER_FAILED,      /* text: why the case is; instead of rows or a tally */
    BV_ANSWER_UNAVAILABLE, /* the same */
    BV_ANSWER_END,         /* json: an object; all was said */
    BV_ANSWER_ERROR,       /* text: why the job cannot be done */
    BV_ANSWER_COUNT
};

struct bv_answer_line {
    enum bv_answer_kind kind;
    uint32_t number;
    const char *text; /* of the document, as is json */
    const json_t *json;
    json_t *document;
};

/* Say {NAME OF THE KIND: json}, or json itself of a row, as a line, and flush it.
 * json     its reference is taken; NULL: no memory, and the line stays empty, which no parent takes
 */
void bv_answer_line_say(FILE *out, enum bv_answer_kind kind, json_t *json);

/* Read a line.
 * line     length bytes, not terminated
 * out      bv_answer_line_finish it
 * Errors   BV_E_CHILD (it is no line of the protocol: err says what it is), BV_E_NOMEM */
enum bv_status bv_answer_line_read(const char *line, size_t length, struct bv_answer_line *out,
                                   struct bv_error *err);
void bv_answer_line_finish(struct bv_answer_line *line);

#endif
