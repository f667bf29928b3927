/* SPDX-License-Identifier: Apache-2.0 */
/* claims.c: replies to verdicts, and what a verdict depends on. */
#include "report/claims.h"

#include <stdlib.h>
#include <string.h>

#include "report/words.h"

enum { NAMES_MAX = 3 }; /* series that a sentence names */

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

static bool weighs(const struct bv_evidence *line)
{
    return !line->question->beside;
}

static bool is_only(const struct bv_evidence *line, enum bv_reply reply)
{
    enum bv_reply other = reply == BV_REPLY_YES ? BV_REPLY_NO : BV_REPLY_YES;
    return weighs(line) && line->series && line->replies[reply] > 0 && line->replies[other] == 0;
}

/* Whether one line is all yes, the other all no, to the same question. */
static bool is_contrary(const struct bv_evidence *yes, const struct bv_evidence *no)
{
    return yes->question == no->question && is_only(yes, BV_REPLY_YES) && is_only(no, BV_REPLY_NO);
}

static bool spans_equal(struct bv_span a, struct bv_span b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.start, b.start, a.length) == 0);
}

static const struct bv_key *find_key(const struct bv_name *name, struct bv_span key)
{
    for (size_t i = 0; i < name->key_count; i++)
        if (spans_equal(name->keys[i].key, key))
            return &name->keys[i];
    return NULL;
}

/* In what two lines differ, when it is one thing: the name of a key, or "arm"; else empty. Keys
 * that only one of them has come with the value of another: alloc with site heap. */
static struct bv_span only_difference(const struct bv_evidence *a, const struct bv_evidence *b)
{
    static const struct bv_span none = {"", 0}, arm = {"arm", 3};
    const struct bv_name *x = &a->series->parts, *y = &b->series->parts;
    bool arms_differ = strcmp(a->series->arms[a->arm], b->series->arms[b->arm]) != 0;
    struct bv_span found = arms_differ ? arm : none;
    size_t count = arms_differ;
    if (!spans_equal(x->family, y->family))
        return none;
    for (size_t i = 0; i < x->key_count; i++) {
        const struct bv_key *key = &x->keys[i], *other = find_key(y, key->key);
        if (!other || spans_equal(key->value, other->value))
            continue;
        found = key->key;
        count++;
    }
    return count == 1 ? found : none;
}

/* Whether they are all yes and all no for one arm of one series: to two questions, about small
 * sizes and large. */
static bool is_contrary_by_size(const struct bv_evidence *a, const struct bv_evidence *b)
{
    return a->series == b->series && a->arm == b->arm && a->question != b->question &&
           ((is_only(a, BV_REPLY_YES) && is_only(b, BV_REPLY_NO)) ||
            (is_only(a, BV_REPLY_NO) && is_only(b, BV_REPLY_YES)));
}

/* All lines that weigh, as one. */
static struct bv_evidence merged(const struct bv_evidence *lines, size_t count)
{
    struct bv_evidence all = {.question = NULL};
    for (size_t i = 0; i < count; i++)
        if (weighs(&lines[i]))
            bv_evidence_merge(&all, &lines[i]);
    return all;
}

struct axes {
    struct bv_span names[BV_NAME_KEYS_MAX + 2];
    size_t count;
};

static void add_axis(struct axes *axes, struct bv_span name)
{
    for (size_t i = 0; i < axes->count; i++)
        if (spans_equal(axes->names[i], name))
            return;
    if (name.length > 0 && axes->count < sizeof axes->names / sizeof axes->names[0])
        axes->names[axes->count++] = name;
}

/* What tells yes from no: size, where one arm of a series has both, or where all of one are smaller
 * than all of the other; and whatever is the only difference between two contrary lines. */
static void find_axes(const struct bv_evidence *lines, size_t count, struct axes *axes)
{
    static const struct bv_span size = {"size", 4}, pattern = {"pattern", 7};
    const struct bv_evidence all = merged(lines, count);
    if (bv_evidence_flips(&all))
        add_axis(axes, size);
    for (size_t i = 0; i < count; i++)
        if (weighs(&lines[i]) && bv_evidence_is_split(&lines[i]))
            add_axis(axes, size);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++) {
            if (is_contrary_by_size(&lines[i], &lines[k]))
                add_axis(axes, size);
            else if (is_contrary(&lines[i], &lines[k]))
                add_axis(axes, only_difference(&lines[i], &lines[k]));
        }
    if (axes->count == 0)
        add_axis(axes, pattern);
}

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

/* The line whose boundary is told: the plainest series whose arm has both replies. */
static const struct bv_evidence *boundary_line(const struct bv_evidence *lines, size_t count)
{
    const struct bv_evidence *best = NULL;
    for (size_t i = 0; i < count; i++) {
        bool both = weighs(&lines[i]) && bv_evidence_is_split(&lines[i]);
        for (size_t k = 0; !both && k < count; k++)
            both = is_contrary_by_size(&lines[i], &lines[k]);
        if (both && (!best || lines[i].series->plainness > best->series->plainness))
            best = &lines[i];
    }
    return best;
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
            contrary = reply == BV_REPLY_YES ? is_contrary(&lines[i], &lines[k])
                                             : is_contrary(&lines[k], &lines[i]);
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
    struct axes axes = {.count = 0};
    find_axes(lines, count, &axes);
    bv_text_put(out, "On ");
    for (size_t i = 0; i < axes.count; i++) {
        bv_text_put(out, i == 0 ? "" : i + 1 < axes.count ? ", " : " and ");
        bv_text_put_span(out, axes.names[i].start, axes.names[i].length);
    }
    bv_text_put(out, ".");
    const struct bv_evidence all = merged(lines, count);
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
static void put_replies(struct bv_text *out, const struct bv_guidance *guidance,
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
                       const struct bv_guidance *guidance)
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
        if (weighs(&lines[i]) && lines[i].series &&
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
        bv_text_put(out, claim->is_whole
                             ? "Too much is open: measure for longer. "
                             : "One of its questions was not asked of any case: measure "
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

/* Give both texts of a claim their words. */
static enum bv_status tell(const struct bv_known *known, struct bv_claim *claim,
                           const struct bv_evidence *lines)
{
    struct bv_text replied = {0}, why = {0};
    bv_text_put(&replied, "");
    put_replies(&replied, claim->guidance, lines, claim->count);
    const struct bv_evidence *lead = claim->judgement == BV_CLAIM_DEPENDS
                                         ? boundary_line(lines, claim->count)
                                         : plainest(lines, claim->count);
    explain(known, claim, lines, lead, &why);
    claim->lead = lead ? (size_t)(lead - lines) : claim->count;
    claim->replied = replied.data;
    claim->why = why.data;
    return replied.failed || why.failed ? BV_E_NOMEM : BV_OK;
}

static enum bv_status judge_one(const struct bv_known *known, const struct bv_guidance *guidance,
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
        claim->is_whole &= guidance->questions[q].beside || replies > 0;
    }
    claim->count = claims->evidences.count - claim->first;
    for (size_t i = 0; i < claim->count; i++) {
        const struct bv_evidence *line = &claims->evidences.items[claim->first + i];
        for (unsigned r = 0; weighs(line) && r < BV_REPLY_COUNT; r++)
            claim->replies[r] += line->replies[r];
    }
    claim->judgement = judge(claim->replies, claim->is_whole);
    return tell(known, claim, bv_claims_evidence(claims, claim));
}

enum bv_status bv_claims_judge(const struct bv_known *known, struct bv_claims *out)
{
    struct bv_claims claims = {.items = calloc(bv_guidance_count, sizeof claims.items[0])};
    enum bv_status status = claims.items ? BV_OK : BV_E_NOMEM;
    for (size_t i = 0; status == BV_OK && i < bv_guidance_count; i++)
        status = judge_one(known, &bv_guidance[i], &claims);
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
            bv_text_put(out, weighs(line) ? ",yes," : ",no,");
            bv_text_csv(out, line->series ? line->series->name : NULL);
            bv_text_put(out, ",");
            bv_text_csv(out, line->series ? line->series->arms[line->arm] : NULL);
            put_replies_csv(out, line->replies);
            bv_text_csv(out, line->numbers);
            bv_text_put(out, "\r\n");
        }
    }
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
