/* SPDX-License-Identifier: Apache-2.0 */
/* zone_words.h: the answer over all conditions, in words. */
#ifndef BV_ZONE_WORDS_H
#define BV_ZONE_WORDS_H

#include "lib/base/text.h"
#include "report/analysis/zones.h"

/* "by value up to 16 B [12 B to 16 B], by pointer from 512 B [sharp] on, whatever the condition;
 * between, it depends", plain text, without a full stop.
 * zones      of at least one condition
 * intervals  whether the brackets are wanted */
void bv_words_zones(struct bv_text *out, const struct bv_zones *zones, bool intervals);

/* What decides the ends of the zones: "17 B, arg, class int, mode latency: value 4.20 ns, pointer
 * 1.50 ns a call"; both ends by semicolons. Nothing where neither end lies in the range. */
void bv_words_zone_ends(struct bv_text *out, const struct bv_summary *summary,
                        const struct bv_zones *zones);

/* How much it matters for small structs: "up to 16 B by value costs at most 0.31 ns a call more (12
 * B, arg, mode latency), by pointer at most 1.20 ns more (...)", by the medians. Nothing where all
 * is within the margin. */
void bv_words_zone_costs(struct bv_text *out, const struct bv_summary *summary,
                         const struct bv_zones *zones);

/* What it depends on between the zones: "mode latency: the pointer wins 28 of 30 decided contests,
 * and 5 of 60 of the others". Nothing where nothing divides them clearly. */
void bv_words_zone_factor(struct bv_text *out, const struct bv_zones *zones);

/* The answer of a run in one sentence without a full stop: its zones; where fewer than two
 * conditions were measured, its first answer; or why it has none.
 * Returns  whether it is the zones */
bool bv_words_headline(struct bv_text *out, const struct bv_summary *summary, bool intervals);

#endif
