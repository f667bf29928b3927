/* SPDX-License-Identifier: Apache-2.0 */
/* words.h: the one place where numbers become words: page, tables and terminal say the same. */
#ifndef BV_WORDS_H
#define BV_WORDS_H

#include <stdint.h>

#include "lib/base/text.h"
#include "report/analysis/summary.h"

/* What ended a run, after "stopped by": "the budget". NULL: unknown. */
const char *bv_words_stopped(const char *stopped);

/* The name of a series for people: "arg, class int, reads one". */
void bv_words_series(struct bv_text *out, const struct bv_name *name, const char *skip);

/* "ret, value against heap": a series and, where it has several other arms, which one is meant. */
void bv_words_contest(struct bv_text *out, const struct bv_series *series, const char *b);

/* The verdict of a contest: an arm's name, "equal" or "undecided". */
const char *bv_words_verdict(enum bv_verdict verdict, const char *a, const char *b);

/* The weaker word of a contest without a verdict: an arm's name or "equal". NULL: it has a verdict,
 * or nothing is likely. */
const char *bv_words_likely(const struct bv_contest *contest, const char *a, const char *b);

/* The command that decides more, for a shell: "byval run --more 90 results/laptop"; nothing where
 * all is decided, or where the run cannot be gone on with. */
void bv_words_more(struct bv_text *out, const struct bv_summary *summary);

/* "precise", "open", ... */
const char *bv_words_state(enum bv_case_state state);

/* Why a run has no answer, in one sentence: nothing was measured, or nothing but nulls, however few
 * their blocks. */
const char *bv_words_unanswered(const struct bv_summary *summary);

/* Of how many cases the machine code breaks a rule, and what that means; nothing where of none. */
void bv_words_breach(struct bv_text *out, const struct bv_summary *summary);

/* What the run's nulls say, in one sentence. */
void bv_words_noise(struct bv_text *out, const struct bv_summary *summary);

/* Whether the run's blocks are independent draws, in one sentence. */
void bv_words_independence(struct bv_text *out, const struct bv_summary *summary);

/* How sure the verdicts are: blocks, level, margin, in one sentence. */
void bv_words_basis(struct bv_text *out, const struct bv_summary *summary);

#endif
