/* SPDX-License-Identifier: Apache-2.0 */
/* finding_words.h: the answer of a series in words. */
#ifndef BV_FINDING_WORDS_H
#define BV_FINDING_WORDS_H

#include <stdbool.h>

#include "lib/base/text.h"
#include "report/analysis/summary.h"

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

#endif
