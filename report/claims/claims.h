/* SPDX-License-Identifier: Apache-2.0 */
/* claims.h: the verdict that a run gives on each claim of the guidance. */
#ifndef BV_CLAIMS_H
#define BV_CLAIMS_H

#include "lib/base/text.h"
#include "report/claims/evidence.h"

enum bv_judgement {
    BV_CLAIM_CONFIRMED,   /* the replies are yes */
    BV_CLAIM_REFUTED,     /* the replies are no */
    BV_CLAIM_DEPENDS,     /* there are both */
    BV_CLAIM_NOT_DECIDED, /* asked, but too many replies are open */
    BV_CLAIM_NOT_TESTED,  /* nothing could be asked */
    BV_JUDGEMENT_COUNT
};

/* Its name: "confirmed", "not tested here" ... */
const char *bv_judgement_words(enum bv_judgement judgement);

/* Of so many replies at most this share may be open in a confirmed or refuted claim. */
#define BV_CLAIM_OPEN_MOST 0.1

struct bv_claim {
    const struct bv_claim_table *guidance;
    enum bv_judgement judgement;
    size_t replies[BV_REPLY_COUNT]; /* those that weigh */
    bool is_whole;                  /* each question that weighs got a reply */
    char *replied;       /* what was asked, and how often it was replied what; empty: nothing was */
    char *why;           /* what it depends on, an instance, or what is missing; plain text */
    size_t first, count; /* its evidence */
    size_t lead;         /* of these, the one that `why` tells of; count: none */
};

struct bv_claims {
    struct bv_claim *items; /* in the table's order */
    size_t count;
    struct bv_evidences evidences;
};

/* Judge every claim of the table.
 * known    outlives the claims
 * out      written only on BV_OK; bv_claims_finish it
 * Errors   BV_E_NOMEM */
enum bv_status bv_claims_judge(const struct bv_known *known, struct bv_claims *out);

/* The evidence of a claim: claim->count lines; NULL where there are none. */
const struct bv_evidence *bv_claims_evidence(const struct bv_claims *claims,
                                             const struct bv_claim *claim);

/* "the article's 15 claims: 3 confirmed, 1 refuted, 4 depends, ..." */
void bv_claims_tally(struct bv_text *out, const struct bv_claims *claims);

/* All claims and their evidence as comma-separated values; data/FORMAT.md documents it. */
void bv_claims_csv(struct bv_text *out, const struct bv_claims *claims);

/* A zeroed one is fine. */
void bv_claims_finish(struct bv_claims *claims);

#endif
