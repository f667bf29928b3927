/* SPDX-License-Identifier: Apache-2.0 */
/* claims_words.c: a claim's replies, what it depends on, and what is missing, in words. */
#include "report/claims/claims_words.h"

#include <string.h>

#include "report/claims/claim_dependence.h"
#include "report/claims/evidence_words.h"
#include "report/words/finding_words.h"
#include "report/words/words.h"

enum { NAMES_MAX = 3 }; /* series that a sentence names */

void bv_claims_subject(struct bv_text *out, const struct bv_evidence *evidence, bool with_arms)
{
    const struct bv_question *question = evidence->question;
    const struct bv_series *series = evidence->series;
    if (!series)
        return;
    bv_words_series(out, &series->parts, NULL);
    if (!with_arms && question->arms && !strchr(question->arms, ' '))
        return;
    bv_text_put(out, ": ");
    if (question->ask == BV_ASK_TIME)
        bv_text_format(out, "%s against ", series->arms[0]);
    bv_text_put(out, series->arms[evidence->arm]);
}

static void put_boundary(struct bv_text *out, const struct bv_evidence *line)
{
    const struct bv_question *question = line->question;
    bv_text_put(out, " ");
    bv_claims_subject(out, line, false);
    bv_text_put(out, ": ");
    if (question->ask == BV_ASK_TIME && question->factor == 0)
        bv_words_finding(out, &line->series->findings[line->arm - 1], line->series->arms[0],
                         line->series->arms[line->arm], true);
    else
        bv_evidence_extent(out, line);
    bv_text_put(out, ".");
}

/* Which lines are all yes, or all no, where there are some of both; a few of them. */
static void put_only(struct bv_text *out, const struct bv_evidence *lines, size_t count,
                     enum bv_reply reply)
{
    size_t named = 0, more = 0;
    for (size_t i = 0; i < count; i++) {
        bool contrary = false;
        for (size_t k = 0; !contrary && k < count; k++)
            contrary = reply == BV_REPLY_YES ? bv_claim_dependence_contrary(&lines[i], &lines[k])
                                             : bv_claim_dependence_contrary(&lines[k], &lines[i]);
        if (!contrary)
            continue;
        if (named == NAMES_MAX) {
            more++;
            continue;
        }
        bv_text_put(out, named++ > 0             ? "; "
                         : reply == BV_REPLY_YES ? " Yes throughout for "
                                                 : " No throughout for ");
        bv_claims_subject(out, &lines[i], false);
    }
    if (more > 0)
        bv_text_format(out, "; and %zu more", more);
    bv_text_put(out, named > 0 ? "." : "");
}

static void put_dependence(struct bv_text *out, const struct bv_evidence *lines, size_t count,
                           const struct bv_evidence *lead)
{
    struct bv_axes axes = {.count = 0};
    bv_claim_dependence_axes(lines, count, &axes);
    bv_text_put(out, "On ");
    for (size_t i = 0; i < axes.count; i++) {
        bv_text_put(out, i == 0 ? "" : i + 1 < axes.count ? ", " : " and ");
        bv_text_put_span(out, axes.names[i].start, axes.names[i].length);
    }
    bv_text_put(out, ".");
    for (size_t i = 0; i < count; i++)
        if (lines[i].question->ask == BV_ASK_ESCAPE_WORDS)
            bv_text_format(out, " %s.", lines[i].numbers);
    const struct bv_evidence all = bv_claim_dependence_merged(lines, count);
    if (lead) {
        put_boundary(out, lead);
    } else if (bv_evidence_flips(&all)) {
        bv_text_put(out, " Taken together: ");
        bv_evidence_extent(out, &all);
        bv_text_put(out, ".");
    }
    put_only(out, lines, count, BV_REPLY_YES);
    put_only(out, lines, count, BV_REPLY_NO);
}

/* How each question that weighs was answered. */
static void put_replies(struct bv_text *out, const struct bv_claim_table *guidance,
                        const struct bv_evidence *lines, size_t count)
{
    for (size_t q = 0; q < BV_QUESTIONS_MAX && guidance->questions[q].words; q++) {
        const struct bv_question *question = &guidance->questions[q];
        size_t sums[BV_REPLY_COUNT] = {0};
        for (size_t i = 0; i < count; i++)
            for (unsigned r = 0; lines[i].question == question && r < BV_REPLY_COUNT; r++)
                sums[r] += lines[i].replies[r];
        if (question->beside || sums[0] + sums[1] + sums[2] == 0)
            continue;
        bv_text_format(out, "%s%s Yes %zu, no %zu, open %zu.", out->length > 0 ? " " : "",
                       question->words, sums[BV_REPLY_YES], sums[BV_REPLY_NO], sums[BV_REPLY_OPEN]);
    }
}

/* Why a question found nothing, as far as the run says it. */
static void put_reason(struct bv_text *out, const struct bv_summary *summary,
                       const struct bv_claim_table *guidance)
{
    const char *families = guidance->questions[0].families;
    for (size_t i = 0; families && i < summary->case_count; i++) {
        const struct bv_case_summary *row = &summary->cases[i];
        struct bv_span family = row->name.family;
        bool named =
            strlen(families) == family.length && memcmp(families, family.start, family.length) == 0;
        if (!named || row->info->state != BV_CASE_UNAVAILABLE || !row->info->reason)
            continue;
        bv_text_format(out, " %s is unavailable: %s.", row->info->name, row->info->reason);
        return;
    }
}

/* The plainest line that weighs. */
static const struct bv_evidence *plainest(const struct bv_evidence *lines, size_t count)
{
    const struct bv_evidence *best = NULL;
    for (size_t i = 0; i < count; i++)
        if (bv_evidence_weighs(&lines[i]) && lines[i].series &&
            (!best || lines[i].series->plainness > best->series->plainness))
            best = &lines[i];
    return best;
}

static void put_instance(struct bv_text *out, const struct bv_evidence *line)
{
    if (!line)
        return;
    bv_text_put(out, "For instance ");
    bv_claims_subject(out, line, false);
    bv_text_format(out, ": %s.", line->numbers);
}

static void explain(const struct bv_known *known, const struct bv_claim *claim,
                    const struct bv_evidence *lines, const struct bv_evidence *lead,
                    struct bv_text *out)
{
    switch (claim->judgement) {
    case BV_CLAIM_DEPENDS:
        put_dependence(out, lines, claim->count, lead);
        break;
    case BV_CLAIM_NOT_TESTED:
        bv_text_put(out, claim->guidance->needs);
        put_reason(out, known->summary, claim->guidance);
        break;
    case BV_CLAIM_NOT_DECIDED:
        bv_text_put(out, claim->is_whole ? "Too much is open: measure for longer. "
                                         : "No measured case answers one of its questions: measure "
                                           "more of them. ");
        put_instance(out, lead);
        break;
    case BV_CLAIM_CONFIRMED:
    case BV_CLAIM_REFUTED:
    case BV_JUDGEMENT_COUNT:
        put_instance(out, lead);
        break;
    }
}

enum bv_status bv_claims_tell(const struct bv_known *known, struct bv_claim *claim,
                              const struct bv_evidence *lines)
{
    struct bv_text replied = {0}, why = {0};
    bv_text_put(&replied, "");
    put_replies(&replied, claim->guidance, lines, claim->count);
    const struct bv_evidence *lead = claim->judgement == BV_CLAIM_DEPENDS
                                         ? bv_claim_dependence_boundary(lines, claim->count)
                                         : plainest(lines, claim->count);
    explain(known, claim, lines, lead, &why);
    claim->lead = lead ? (size_t)(lead - lines) : claim->count;
    claim->replied = replied.data;
    claim->why = why.data;
    return replied.failed || why.failed ? BV_E_NOMEM : BV_OK;
}
