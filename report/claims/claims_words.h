/* SPDX-License-Identifier: Apache-2.0 */
/* claims_words.h: what a claim says, in words. */
#ifndef BV_CLAIMS_WORDS_H
#define BV_CLAIMS_WORDS_H

#include "report/claims/claims.h"

/* Give both texts of a claim that is judged their words, and its leading line.
 * lines    its evidence
 * Errors   BV_E_NOMEM */
enum bv_status bv_claims_tell(const struct bv_known *known, struct bv_claim *claim,
                              const struct bv_evidence *lines);

/* What an evidence is about, "arg, class int ...: value against pointer"; empty where it is about
 * the run. Foreign names, plain.
 * with_arms  false: without the arms, where the question leaves no choice of them */
void bv_claims_subject(struct bv_text *out, const struct bv_evidence *evidence, bool with_arms);

#endif
