/* SPDX-License-Identifier: Apache-2.0 */
/* kind_words.h: kinds of runs in words, the same on terminal and page. Plain text throughout. */
#ifndef BV_KIND_WORDS_H
#define BV_KIND_WORDS_H

#include "lib/base/text.h"
#include "report/compare/kinds.h"

/* How many runs of how many kinds, and how they count: a sentence without a full stop. */
void bv_words_kinds(struct bv_text *out, const struct bv_kinds *kinds);

/* How far runs of a kind are from its median, and how far the kinds are from the first one, of the
 * ratios or of the times: a sentence without a full stop. */
void bv_words_kinds_spread(struct bv_text *out, const struct bv_kinds *kinds,
                           enum bv_quantity quantity);

/* How many outliers there are: a sentence without a full stop. */
void bv_words_outliers(struct bv_text *out, const struct bv_kinds *kinds);

/* By which rule, and how often it errs: a sentence without a full stop. */
void bv_words_outlier_rule(struct bv_text *out, const struct bv_kinds *kinds);

/* Why a run is an outlier: "times +12.3 %, score 9.1; clock -10 %". */
void bv_words_outlier(struct bv_text *out, const struct bv_kind_run *run);

/* What a run is called: the end of its path. */
const char *bv_words_kind_run(const struct bv_kind_run *run);

/* A log-ratio with its interval, where there is one: "2.1 % [2.0 %, 2.3 %]". */
void bv_words_spread(struct bv_text *out, struct bv_interval spread);

#endif
