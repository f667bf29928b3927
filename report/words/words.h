/* SPDX-License-Identifier: Apache-2.0 */
/* words.h: the one place where numbers become words: page, tables and terminal say the same. */
#ifndef BV_WORDS_H
#define BV_WORDS_H

#include <stdint.h>

#include "lib/base/text.h"
#include "report/analysis/summary.h"

/* "17 B", "4 KiB" */
void bv_words_bytes(struct bv_text *out, uint64_t bytes);

/* Nanoseconds in three figures, without the unit: "0.52", "13.4", "1280". */
void bv_words_ns(struct bv_text *out, double ns);

/* A log-ratio as a ratio in three figures: "1.23". */
void bv_words_ratio(struct bv_text *out, double log_ratio);

/* A positive log-ratio as a percentage: "0.4 %", "0.003 %", but "0 %" for none at all; NAN:
 * "unknown". */
void bv_words_percent(struct bv_text *out, double log_ratio);

/* A share as a percentage in two or three figures: "0.0412 %", "99.6 %", "100 %"; NAN: "unknown".
 */
void bv_words_share(struct bv_text *out, double share);

/* A share as whole percents: "14 %", "< 1 %", "> 99 %", and "0 %" and "100 %" for none and all.
 */
void bv_words_part(struct bv_text *out, double share);

/* A p-value: "0.03", "< 0.001". */
void bv_words_p(struct bv_text *out, double p);

/* "[0.98, 1.03]" by one of the writers above; "[?]" where too few blocks gave none. */
void bv_words_interval(struct bv_text *out, struct bv_interval interval,
                       void (*write)(struct bv_text *, double));

/* What ended a run, after "stopped by": "the budget". NULL: unknown. */
const char *bv_words_stopped(const char *stopped);

/* "16 B [12 B to 24 B]"; [sharp]: the interval holds no other size that was measured; [?]: too few
 * blocks for an interval. */
void bv_words_a_until(struct bv_text *out, const struct bv_finding *finding);
void bv_words_b_from(struct bv_text *out, const struct bv_finding *finding);

/* The answer of a series in one sentence, plain text, without a full stop:
 * "value is never worse up to 16 B [12 B to 17 B]; pointer wins from 257 B [sharp] on".
 * a, b       names of the arms
 * intervals  whether the brackets are wanted */
void bv_words_finding(struct bv_text *out, const struct bv_finding *finding, const char *a,
                      const char *b, bool intervals);

/* The same in a few letters, for a cell of the map: "128 B", from where b wins; "<= 16 B", from the
 * smallest size on; "> 4 KiB", nowhere in the range; an arm that wins at every size; "=", "?",
 * "mixed", and a cross where no size could be measured. */
void bv_words_cell(struct bv_text *out, const struct bv_finding *finding, const char *a,
                   const char *b);

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
