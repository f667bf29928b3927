/* SPDX-License-Identifier: Apache-2.0 */
/* compare_words.h: a comparison in words, the same on terminal and page. Plain text throughout. */
#ifndef BV_COMPARE_WORDS_H
#define BV_COMPARE_WORDS_H

#include "lib/base/text.h"
#include "report/compare/answers.h"
#include "report/compare/compare.h"
#include "report/compare/trend.h"

/* Who answers otherwise, by how much and how sure, in one sentence without a full stop.
 * answers   as bv_compared_answers_find() fills them */
void bv_words_answers(struct bv_text *out, const struct bv_comparison *comparison,
                      const struct bv_compared_answer *answers);

/* The answer of a run with its intervals; "no answer". */
void bv_words_answer_on(struct bv_text *out, const struct bv_compared_answer *answer);

/* An answer against the first run's: "differs", "not shown to differ"; "" of the first run. */
const char *bv_words_answer_agreement(const struct bv_compared_answer *answers, size_t side);

/* Whether times may be held against each other, where they stand: a sentence with its full stop;
 * nothing where no fact about the machine is known to differ. */
void bv_words_times_caveat(struct bv_text *out, const struct bv_comparison *comparison);

/* What differs and what that means for the times, in one sentence without a full stop. */
void bv_words_differing(struct bv_text *out, const struct bv_comparison *comparison);

/* How it was compared: level, pairs, clock, in one sentence without a full stop. */
void bv_words_compared(struct bv_text *out, const struct bv_comparison *comparison);

#endif
