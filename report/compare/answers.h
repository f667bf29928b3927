/* SPDX-License-Identifier: Apache-2.0 */
/* answers.h: the answer of each run that is compared, and whether it is another one. */
#ifndef BV_ANSWERS_H
#define BV_ANSWERS_H

#include "report/analysis/zones.h"
#include "report/compare/compare.h"

/* An answer against that of the first run. */
enum bv_answer_agreement {
    BV_ANSWER_NONE,        /* the run has none, or it is about other conditions */
    BV_ANSWER_NOT_APART,   /* both edges may be the same: their intervals meet */
    BV_ANSWER_UNTIL_APART, /* the intervals of the first edge do not meet */
    BV_ANSWER_FROM_APART   /* only those of the second */
};

/* What a run answers: its zones; where it has fewer than two conditions, its first answer. */
struct bv_compared_answer {
    struct bv_zones zones;   /* if is_zones */
    struct bv_answer answer; /* if not; series NULL: it has no answer */
    struct bv_finding edges; /* of either: a_until, b_from and what they need to be written */
    enum bv_answer_agreement agreement; /* of the first run: BV_ANSWER_NOT_APART, or none */
    bool is_zones;
};

/* Find the answers of a comparison's sides.
 * out      room for side_count */
void bv_compared_answers_find(const struct bv_comparison *comparison,
                              struct bv_compared_answer *out);

/* The side whose answer is farthest from that of the first one, of those that are apart; 0: none
 * is. */
size_t bv_compared_answers_farthest(const struct bv_compared_answer *answers, size_t count);

#endif
