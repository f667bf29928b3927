/* SPDX-License-Identifier: Apache-2.0 */
/* compare_words.h: a comparison in words, the same on terminal and page. Plain text throughout. */
#ifndef BV_COMPARE_WORDS_H
#define BV_COMPARE_WORDS_H

#include "lib/base/text.h"
#include "report/compare/answers.h"
#include "report/compare/compare.h"
#include "report/compare/trend.h"

/* "A", "B" ... "Z", "AA" ... */
void bv_words_letter(struct bv_text *out, size_t side);

/* A run by what a person calls it: "Zen 3, gcc 12.2.0, 2026-11-27"; of two that are called the same
 * each with its folder behind it; a pool by the value that it has in common. */
void bv_words_run(struct bv_text *out, const struct bv_comparison *comparison, size_t side);

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

/* The values of a fact: "gcc 12.2.0 (A, C); clang 14.0.6 (B); unknown (D)". */
void bv_words_values(struct bv_text *out, const struct bv_comparison *comparison,
                     const struct bv_compared_fact *fact);

/* What a side is: host, processor, compiler, date, cases, blocks, clock. */
void bv_words_side(struct bv_text *out, const struct bv_comparison *comparison, size_t side);

/* "+3.1 %", "-0.04 %" */
void bv_words_signed_percent(struct bv_text *out, double log_ratio);

/* "value / pointer" of a ratio, "pointer" of a time. */
void bv_words_quantity(struct bv_text *out, const struct bv_comparison *comparison,
                       const struct bv_run_difference *shift);

/* The quantity on the first side (0) or the other one (1): a ratio, or ns. */
void bv_words_quantity_on(struct bv_text *out, const struct bv_comparison *comparison,
                          const struct bv_run_difference *shift, unsigned which);

/* "higher", "lower", "the same", "undecided" */
const char *bv_words_change(enum bv_change change);

/* "same", "other", "unknown": of the machine code. */
const char *bv_words_code(enum bv_code code);

/* What the machine code of a shift's arms does on the first side (0) or the other one (1), by its
 * audit: "value: by moves, 64 B copied, 21 instructions a call; pointer: ..."; nothing without. */
void bv_words_code_on(struct bv_text *out, const struct bv_comparison *comparison,
                      const struct bv_run_difference *shift, unsigned which);

/* "value -> pointer", where that may be told; nothing else. */
void bv_words_verdicts(struct bv_text *out, const struct bv_comparison *comparison,
                       const struct bv_run_difference *shift);

/* "3 changed, 210 the same within the margin, 14 undecided; 1 verdicts flip" */
void bv_words_changes(struct bv_text *out, const struct bv_comparison *comparison,
                      enum bv_quantity quantity);

/* Why a side has no numbers of a case: "not there", or its state and reason. */
void bv_words_missing(struct bv_text *out, const struct bv_case_summary *row);

/* How many changes there are in how many lines, in one sentence without a full stop. */
void bv_words_trend(struct bv_text *out, const struct bv_trend *trend);

/* "value / pointer" or "pointer". */
void bv_words_trend_quantity(struct bv_text *out, const struct bv_trend_line *line);

/* What is known to differ between a run and the one before it, besides readings; "nothing known".
 */
void bv_words_trend_cause(struct bv_text *out, const struct bv_trend *trend, size_t at);

/* A change, where it begins, and of what. */
void bv_words_trend_change(struct bv_text *out, const struct bv_trend *trend,
                           const struct bv_trend_line *line, const struct bv_changepoint *change);

#endif
