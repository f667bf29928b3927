/* SPDX-License-Identifier: Apache-2.0 */
/* difference_words.h: what differs between two runs of a comparison, in words. */
#ifndef BV_DIFFERENCE_WORDS_H
#define BV_DIFFERENCE_WORDS_H

#include "lib/base/text.h"
#include "report/compare/compare.h"

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

#endif
