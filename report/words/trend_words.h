/* SPDX-License-Identifier: Apache-2.0 */
/* trend_words.h: a trend in words. */
#ifndef BV_TREND_WORDS_H
#define BV_TREND_WORDS_H

#include <stddef.h>

#include "lib/base/text.h"
#include "report/compare/trend.h"

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
