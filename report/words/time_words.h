/* SPDX-License-Identifier: Apache-2.0 */
/* time_words.h: what a call takes, in words. */
#ifndef BV_TIME_WORDS_H
#define BV_TIME_WORDS_H

#include "lib/base/text.h"
#include "report/analysis/summary.h"

/* What an arm of a series costs in nanoseconds at one size, by which series can be compared: "64 B:
 * value 3.10 ns, pointer 1.60 ns a call".
 * series   the same arm of several, whose times are told from the least to the most
 * Nothing where they have no size in common that was measured. */
void bv_words_nanoseconds(struct bv_text *out, const struct bv_summary *summary,
                          const struct bv_series *const *series, size_t count, unsigned arm);

/* Add words in brackets, "(64 B: ...)", and release them. Without words: nothing. */
void bv_words_aside(struct bv_text *out, struct bv_text *words);

#endif
