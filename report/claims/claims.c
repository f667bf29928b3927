/* SPDX-License-Identifier: Apache-2.0 */
/* claims.c: replies to verdicts. */
#include "report/claims/claims.h"

#include <stdlib.h>

#include "report/claims/claims_words.h"

const char *bv_judgement_words(enum bv_judgement judgement)
{
    static const char *const words[BV_JUDGEMENT_COUNT] = {
        "confirmed", "refuted", "depends", "not decided by this run", "not tested here",
    };
    return words[judgement];
}

/* is_whole   each question that weighs got a reply: half a claim is neither confirmed nor refuted
 */
static enum bv_judgement judge(const size_t replies[BV_REPLY_COUNT], bool is_whole)
{
    size_t yes = replies[BV_REPLY_YES], no = replies[BV_REPLY_NO], open = replies[BV_REPLY_OPEN];
    if (yes + no + open == 0)
        return BV_CLAIM_NOT_TESTED;
    if (yes > 0 && no > 0)
        return BV_CLAIM_DEPENDS;
    if (!is_whole || (double)open > BV_CLAIM_OPEN_MOST * (double)(yes + no + open))
        return BV_CLAIM_NOT_DECIDED;
    return yes > 0 ? BV_CLAIM_CONFIRMED : BV_CLAIM_REFUTED;
}

static enum bv_status judge_one(const struct bv_known *known, const struct bv_claim_table *guidance,
                                struct bv_claims *claims)
{
    struct bv_claim *claim = &claims->items[claims->count++];
    *claim =
        (struct bv_claim){.guidance = guidance, .first = claims->evidences.count, .is_whole = true};
    for (size_t q = 0; q < BV_QUESTIONS_MAX && guidance->questions[q].words; q++) {
        size_t before = claims->evidences.count;
        enum bv_status status = bv_evidence_ask(known, &guidance->questions[q], &claims->evidences);
        if (status != BV_OK)
            return status;
        size_t replies = 0;
        for (size_t i = before; i < claims->evidences.count; i++)
            for (unsigned r = 0; r < BV_REPLY_COUNT; r++)
                replies += claims->evidences.items[i].replies[r];
        /* C has no compiler that speaks of escapes. */
        bool is_of_go = guidance->questions[q].ask == BV_ASK_ESCAPE_WORDS;
        claim->is_whole &= guidance->questions[q].beside || replies > 0 ||
                           (is_of_go && !bv_summary_is_go(known->summary));
    }
    claim->count = claims->evidences.count - claim->first;
    for (size_t i = 0; i < claim->count; i++) {
        const struct bv_evidence *line = &claims->evidences.items[claim->first + i];
        for (unsigned r = 0; bv_evidence_weighs(line) && r < BV_REPLY_COUNT; r++)
            claim->replies[r] += line->replies[r];
    }
    claim->judgement = judge(claim->replies, claim->is_whole);
    return bv_claims_tell(known, claim, bv_claims_evidence(claims, claim));
}

enum bv_status bv_claims_judge(const struct bv_known *known, struct bv_claims *out)
{
    struct bv_claims claims = {.items = calloc(bv_claim_table_count, sizeof claims.items[0])};
    enum bv_status status = claims.items ? BV_OK : BV_E_NOMEM;
    for (size_t i = 0; status == BV_OK && i < bv_claim_table_count; i++)
        status = judge_one(known, &bv_claim_table[i], &claims);
    if (status == BV_OK)
        *out = claims;
    else
        bv_claims_finish(&claims);
    return status;
}

const struct bv_evidence *bv_claims_evidence(const struct bv_claims *claims,
                                             const struct bv_claim *claim)
{
    return claim->count > 0 ? &claims->evidences.items[claim->first] : NULL;
}

void bv_claims_tally(struct bv_text *out, const struct bv_claims *claims)
{
    size_t sums[BV_JUDGEMENT_COUNT] = {0};
    for (size_t i = 0; i < claims->count; i++)
        sums[claims->items[i].judgement]++;
    bv_text_format(out, "the article's %zu claims: ", claims->count);
    for (unsigned j = 0; j < BV_JUDGEMENT_COUNT; j++)
        bv_text_format(out, "%s%zu %s", j ? ", " : "", sums[j],
                       j == BV_CLAIM_DEPENDS && sums[j] != 1 ? "depend" : bv_judgement_words(j));
}

void bv_claims_finish(struct bv_claims *claims)
{
    for (size_t i = 0; i < claims->count; i++) {
        free(claims->items[i].replied);
        free(claims->items[i].why);
    }
    free(claims->items);
    bv_evidences_finish(&claims->evidences);
    *claims = (struct bv_claims){0};
}
