/* SPDX-License-Identifier: Apache-2.0 */
/* answers.c: two answers are held against each other edge by edge, over the same conditions only.
 */
#include "report/compare/answers.h"

#include <math.h>
#include <string.h>

#include "report/compare/crossings.h"

/* A series that both sides have, or neither, wherever one of them takes it for a condition. */
static bool same_conditions(const struct bv_comparison *comparison, size_t side)
{
    for (size_t i = 0; i < comparison->match.series_count; i++) {
        const struct bv_series *first = comparison->match.series[i].on[0];
        const struct bv_series *other = comparison->match.series[i].on[side];
        if ((first && bv_zones_arm(first)) != (other && bv_zones_arm(other)))
            return false;
    }
    return true;
}

static bool same_question(const struct bv_compared_answer *a, const struct bv_compared_answer *b)
{
    return strcmp(a->answer.series->name, b->answer.series->name) == 0 &&
           strcmp(a->answer.series->arms[0], b->answer.series->arms[0]) == 0 &&
           strcmp(a->answer.series->arms[a->answer.arm], b->answer.series->arms[b->answer.arm]) ==
               0;
}

static bool has_answer(const struct bv_compared_answer *answer)
{
    return answer->is_zones || answer->answer.series != NULL;
}

static enum bv_answer_agreement agreement_of(const struct bv_comparison *comparison,
                                             const struct bv_compared_answer *answers, size_t side)
{
    const struct bv_compared_answer *first = &answers[0], *other = &answers[side];
    const struct bv_finding *x = &first->edges, *y = &other->edges;
    if (!has_answer(first) || !has_answer(other) || first->is_zones != other->is_zones ||
        (first->is_zones ? !same_conditions(comparison, side) : !same_question(first, other)) ||
        x->first_bytes != y->first_bytes || x->last_bytes != y->last_bytes)
        return BV_ANSWER_NONE;
    if (bv_crossing_apart(x->a_until, y->a_until, 0))
        return BV_ANSWER_UNTIL_APART;
    if (bv_crossing_apart(x->b_from, y->b_from, UINT32_MAX))
        return BV_ANSWER_FROM_APART;
    return BV_ANSWER_NOT_APART;
}

void bv_compared_answers_find(const struct bv_comparison *comparison,
                              struct bv_compared_answer *out)
{
    for (size_t i = 0; i < comparison->side_count; i++) {
        const struct bv_summary *summary = comparison->sides[i].summary;
        struct bv_compared_answer answer = {.zones = bv_zones_find(summary)};
        answer.is_zones = answer.zones.condition_count > 1;
        if (!answer.is_zones && bv_summary_answers(summary, &answer.answer, 1) == 0)
            answer.answer.series = NULL;
        if (answer.is_zones)
            answer.edges = bv_zones_edges(&answer.zones);
        else if (answer.answer.series)
            answer.edges = answer.answer.series->findings[answer.answer.arm - 1];
        out[i] = answer;
        out[i].agreement = agreement_of(comparison, out, i);
    }
}

/* By how much an edge moves, as a logarithm; none at all counts as past the other end. */
static double distance(uint32_t x, uint32_t y, uint32_t none)
{
    return fabs(log((double)(x ? x : none)) - log((double)(y ? y : none)));
}

size_t bv_compared_answers_farthest(const struct bv_compared_answer *answers, size_t count)
{
    size_t farthest = 0;
    double most = -1;
    for (size_t i = 1; i < count; i++) {
        const struct bv_finding *x = &answers[0].edges, *y = &answers[i].edges;
        double moved = -1;
        if (answers[i].agreement == BV_ANSWER_UNTIL_APART)
            moved = distance(x->a_until.estimate, y->a_until.estimate, 1);
        if (answers[i].agreement == BV_ANSWER_FROM_APART)
            moved = distance(x->b_from.estimate, y->b_from.estimate, 2 * x->last_bytes);
        if (moved > most) {
            most = moved;
            farthest = i;
        }
    }
    return farthest;
}
