/* SPDX-License-Identifier: Apache-2.0 */
/* number_words.h: numbers in words: bytes, times, ratios, shares, intervals. */
#ifndef BV_NUMBER_WORDS_H
#define BV_NUMBER_WORDS_H

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

#endif
