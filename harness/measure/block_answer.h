/* SPDX-License-Identifier: Apache-2.0 */
/* block_answer.h: one try at a block: the answer of its process, checked line by line and
 * collected.
 *
 * A block visits the cases of its job in their order, and says of each a row an arm, or what is
 * wrong with it. Whatever else it says is refused: a block is whole, or nothing is known about it.
 */
#ifndef BV_BLOCK_ANSWER_H
#define BV_BLOCK_ANSWER_H

#include <jansson.h>

#include "harness/measure/block.h"
#include "lib/bundle/result.h"

/* What a block found out about a case that cannot be measured. */
struct bv_label {
    uint32_t case_index;
    enum bv_case_state state;
    char *reason;
};

/* Begin one with the first three set. */
struct bv_block_answer {
    const struct bv_worker_job *job; /* what the process was told */
    const struct bv_result *result;  /* for its cases */
    const json_t *index;             /* bv_record_index() of the result */
    uint32_t begun;                  /* cases, in the job's order; the last of them is under way */
    uint32_t arms_in;                /* rows that came for it */
    bool labelled;                   /* instead of rows */
    bool complete;                   /* all was said; what follows is filled */
    struct bv_block_info info;       /* start_s and seconds are for the caller to know */
    struct bv_row *rows;
    size_t row_count;
    struct bv_label *labels;
    size_t label_count;
    char *text; /* the rows as lines, for the journal */
    size_t text_bytes, text_capacity;
};

/* The index of the case under way, -1 before the first. */
int bv_block_answer_case(const struct bv_block_answer *answer);

/* Take a line of the answer.
 * line     length bytes, not terminated
 * Errors   BV_E_CHILD (nonsense, or the block says that it failed: err says what), BV_E_NOMEM */
enum bv_status bv_block_answer_take(struct bv_block_answer *answer, const char *line, size_t length,
                                    struct bv_error *err);

/* Append the line that commits the rows, from info, to the text of a complete answer.
 * Errors   BV_E_NOMEM */
enum bv_status bv_block_answer_seal(struct bv_block_answer *answer, struct bv_error *err);

/* Release what was collected. */
void bv_block_answer_finish(struct bv_block_answer *answer);

#endif
