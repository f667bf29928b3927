/* SPDX-License-Identifier: Apache-2.0 */
/* claim_dependence.h: what tells yes from no among the replies to a claim. */
#ifndef BV_CLAIM_DEPENDENCE_H
#define BV_CLAIM_DEPENDENCE_H

#include "report/claims/evidence.h"

/* By name: the keys of cases, and "arm", "size" and "pattern". */
struct bv_axes {
    struct bv_span names[BV_NAME_KEYS_MAX + 2];
    size_t count;
};

/* Find what tells yes from no among the lines of a claim that has both.
 * out      zeroed; gets at least one name */
void bv_claim_dependence_axes(const struct bv_evidence *lines, size_t count, struct bv_axes *out);

/* Whether one line is all yes, the other all no, to the same question. */
bool bv_claim_dependence_contrary(const struct bv_evidence *yes, const struct bv_evidence *no);

/* All lines that weigh, as one. */
struct bv_evidence bv_claim_dependence_merged(const struct bv_evidence *lines, size_t count);

/* The line whose boundary is worth telling: the plainest series whose arm has both replies; NULL:
 * none has. */
const struct bv_evidence *bv_claim_dependence_boundary(const struct bv_evidence *lines,
                                                       size_t count);

#endif
