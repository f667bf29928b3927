/* SPDX-License-Identifier: Apache-2.0 */
/* evidence_words.h: what replies rest on, in words. Plain text, with foreign names. */
#ifndef BV_EVIDENCE_WORDS_H
#define BV_EVIDENCE_WORDS_H

#include "report/claims/evidence.h"

/* Give a line its numbers.
 * line         its replies are complete
 * first, last  what was found at its smallest and at its largest size, which may be one
 * Errors       BV_E_NOMEM */
enum bv_status bv_evidence_words(struct bv_evidence *line, const struct bv_observation *first,
                                 const struct bv_observation *last);

/* The replies of a split line by size: "yes up to 256 B, no from 512 B on". */
void bv_evidence_extent(struct bv_text *out, const struct bv_evidence *evidence);

#endif
