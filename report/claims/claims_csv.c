/* SPDX-License-Identifier: Apache-2.0 */
/* claims_csv.c: claims and their evidence as comma-separated values. */
#include "report/claims/claims.h"

static void put_replies_csv(struct bv_text *out, const size_t replies[BV_REPLY_COUNT])
{
    for (unsigned r = 0; r < BV_REPLY_COUNT; r++)
        bv_text_format(out, ",%zu", replies[r]);
    bv_text_put(out, ",");
}

void bv_claims_csv(struct bv_text *out, const struct bv_claims *claims)
{
    bv_text_put(out, "claim,verdict,question,weighs,series,arm,yes,no,open,text\r\n");
    for (size_t i = 0; i < claims->count; i++) {
        const struct bv_claim *claim = &claims->items[i];
        bv_text_format(out, "%s,%s,,,,", claim->guidance->id, bv_judgement_words(claim->judgement));
        put_replies_csv(out, claim->replies);
        bv_text_csv(out, claim->why);
        bv_text_put(out, "\r\n");
        for (size_t k = 0; k < claim->count; k++) {
            const struct bv_evidence *line = &claims->evidences.items[claim->first + k];
            bv_text_format(out, "%s,,", claim->guidance->id);
            bv_text_csv(out, line->question->words);
            bv_text_put(out, bv_evidence_weighs(line) ? ",yes," : ",no,");
            bv_text_csv(out, line->series ? line->series->name : NULL);
            bv_text_put(out, ",");
            bv_text_csv(out, line->series ? line->series->arms[line->arm] : NULL);
            put_replies_csv(out, line->replies);
            bv_text_csv(out, line->numbers);
            bv_text_put(out, "\r\n");
        }
    }
}
