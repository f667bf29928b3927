/* SPDX-License-Identifier: Apache-2.0 */
/* evidence.h: what a run answers to a question, an arm of a series a line. */
#ifndef BV_EVIDENCE_H
#define BV_EVIDENCE_H

#include "lib/base/text.h"
#include "report/claims/observe.h"

struct bv_evidence {
    const struct bv_question *question;
    const struct bv_series *series; /* NULL: about the run */
    unsigned arm;                   /* of the series */
    size_t replies[BV_REPLY_COUNT]; /* none at all where the question is not one of yes or no */
    struct {
        uint32_t low, high;
    } bytes[BV_REPLY_COUNT]; /* least and most size with that reply; 0: none */
    char *numbers;           /* what the replies rest on, as plain text with foreign names */
};

struct bv_evidences {
    struct bv_evidence *items;
    size_t count;
};

/* Put a question to a run, and add what it answers. Replies about time and memory are verdicts at
 * the family-wise level of the summary: the report's own, or, where the question has a margin of
 * its own, those of all that it asks taken together (Holm). The others are exact.
 * out      zeroed, or from an earlier call; bv_evidences_finish it, on failure too
 * Errors   BV_E_NOMEM */
enum bv_status bv_evidence_ask(const struct bv_known *known, const struct bv_question *question,
                               struct bv_evidences *out);

/* Whether a verdict rests on it. */
static inline bool bv_evidence_weighs(const struct bv_evidence *evidence)
{
    return !evidence->question->beside;
}

/* Whether both of yes and no were replied. */
bool bv_evidence_is_split(const struct bv_evidence *evidence);

/* Whether it is split, and all of one reply are smaller than all of the other. */
bool bv_evidence_flips(const struct bv_evidence *evidence);

/* Add the replies of one line to another. */
void bv_evidence_merge(struct bv_evidence *into, const struct bv_evidence *evidence);

/* A zeroed one is fine. */
void bv_evidences_finish(struct bv_evidences *evidences);

#endif
