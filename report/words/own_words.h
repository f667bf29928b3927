/* SPDX-License-Identifier: Apache-2.0 */
/* own_words.h: what a run says about a type of the user's, on a terminal. */
#ifndef BV_OWN_WORDS_H
#define BV_OWN_WORDS_H

#include "report/analysis/summary.h"

struct bv_text;

/* The answer: a table of conditions, each with the arms' times, the ratio with its interval and the
 * verdict; and the same for objects that are made anew. */
void bv_words_own(struct bv_text *out, const struct bv_summary *summary);

/* The advice alone, without a full stop: on what the choice depends, by the verdicts. */
void bv_words_own_advice(struct bv_text *out, const struct bv_summary *summary);

#endif
