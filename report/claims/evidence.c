/* SPDX-License-Identifier: Apache-2.0 */
/* evidence.c: see evidence.h. */
#include "report/claims/evidence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/claims/evidence_words.h"
#include "report/words/number_words.h"
#include "report/words/zone_words.h"

/* An observation, with the line of the evidence that it belongs to. */
struct item {
    struct bv_observation seen;
    size_t line;
};

/* A question on its way to an answer. */
struct asking {
    const struct bv_known *known;
    const struct bv_question *question;
    struct bv_evidences *out;
    struct item *items; /* those of a line follow one another */
    size_t count;
};

/* Room for one more. It doubles. */
static void *grown(void *items, size_t count, size_t size)
{
    return (count & (count - 1)) ? items : realloc(items, (count ? 2 * count : 1) * size);
}

static enum bv_status add_line(struct asking *asking, const struct bv_series *series, unsigned arm,
                               struct bv_evidence **line)
{
    struct bv_evidences *out = asking->out;
    void *items = grown(out->items, out->count, sizeof out->items[0]);
    if (!items)
        return BV_E_NOMEM;
    out->items = items;
    *line = &out->items[out->count++];
    **line = (struct bv_evidence){.question = asking->question, .series = series, .arm = arm};
    return BV_OK;
}

static bool is_asked(const struct bv_question *question, const struct bv_series *series)
{
    struct bv_span family = series->parts.family;
    struct bv_span site = bv_name_value(&series->parts, "site");
    if (series->arm_count == 0 ||
        (question->first && strcmp(series->arms[0], question->first) != 0))
        return false;
    if (question->sites &&
        (site.length == 0 || !bv_list_has(question->sites, site.start, site.length)))
        return false;
    return question->families ? bv_list_has(question->families, family.start, family.length)
                              : !bv_span_is(family, "inline");
}

static enum bv_status ask_arm(struct asking *asking, const struct bv_series *series, unsigned arm)
{
    struct bv_evidence *line;
    size_t before = asking->count;
    enum bv_status status = add_line(asking, series, arm, &line);
    for (size_t at = 0; status == BV_OK && at < series->case_count; at++) {
        struct item item = {.line = asking->out->count - 1};
        status = bv_observe(asking->known, asking->question, series, at, arm, &item.seen);
        void *items =
            status == BV_OK ? grown(asking->items, asking->count, sizeof asking->items[0]) : NULL;
        if (!items || !item.seen.is_known)
            free(item.seen.owned);
        if (!items)
            return BV_E_NOMEM;
        asking->items = items;
        if (item.seen.is_known)
            asking->items[asking->count++] = item;
    }
    if (asking->count == before) /* nothing of it is known */
        asking->out->count--;
    return status;
}

/* Verdicts at the margin of the question, over all that it asks. */
static enum bv_status judge(const struct asking *asking)
{
    size_t n = asking->count;
    struct bv_sample *samples = malloc((n + 1) * sizeof samples[0]);
    enum bv_verdict *verdicts = malloc((n + 1) * sizeof verdicts[0]);
    double *p = malloc((2 * n + 1) * sizeof p[0]), *shares = p + n;
    enum bv_status status = samples && verdicts && p ? BV_OK : BV_E_NOMEM;
    for (size_t i = 0; status == BV_OK && i < n; i++) {
        samples[i] = asking->items[i].seen.sample;
        shares[i] = asking->items[i].seen.share;
    }
    if (status == BV_OK)
        status = bv_verdicts(samples, shares, n, log(asking->question->factor),
                             asking->known->summary->alpha, verdicts, p);
    for (size_t i = 0; status == BV_OK && i < n; i++)
        asking->items[i].seen.verdict = verdicts[i];
    free(p);
    free(verdicts);
    free(samples);
    return status;
}

static bool is_statistical(const struct bv_question *question)
{
    return question->ask == BV_ASK_TIME || question->ask == BV_ASK_RESIDENT;
}

static enum bv_reply reply_of(const struct bv_question *question, const struct bv_observation *seen)
{
    if (!is_statistical(question))
        return seen->reply;
    if (seen->verdict == BV_VERDICT_UNDECIDED)
        return BV_REPLY_OPEN;
    return seen->verdict == question->yes ? BV_REPLY_YES : BV_REPLY_NO;
}

static void add_reply(struct bv_evidence *line, enum bv_reply reply, uint32_t bytes)
{
    const struct bv_evidence one = {.replies = {[BV_REPLY_YES] = reply == BV_REPLY_YES,
                                                [BV_REPLY_NO] = reply == BV_REPLY_NO,
                                                [BV_REPLY_OPEN] = reply == BV_REPLY_OPEN},
                                    .bytes = {[BV_REPLY_YES] = {bytes, bytes},
                                              [BV_REPLY_NO] = {bytes, bytes},
                                              [BV_REPLY_OPEN] = {bytes, bytes}}};
    bv_evidence_merge(line, &one);
}

void bv_evidence_merge(struct bv_evidence *into, const struct bv_evidence *evidence)
{
    for (unsigned r = 0; r < BV_REPLY_COUNT; r++) {
        if (evidence->replies[r] == 0)
            continue;
        if (into->replies[r] == 0)
            into->bytes[r] = evidence->bytes[r];
        if (evidence->bytes[r].low < into->bytes[r].low)
            into->bytes[r].low = evidence->bytes[r].low;
        if (evidence->bytes[r].high > into->bytes[r].high)
            into->bytes[r].high = evidence->bytes[r].high;
        into->replies[r] += evidence->replies[r];
    }
}

/* Turn observations into the replies and the words of their lines. */
static enum bv_status conclude(const struct asking *asking)
{
    enum bv_status status = BV_OK;
    for (size_t i = 0, first = 0; status == BV_OK && i < asking->count; i++) {
        const struct item *item = &asking->items[i];
        struct bv_evidence *line = &asking->out->items[item->line];
        add_reply(line, reply_of(asking->question, &item->seen), item->seen.bytes);
        if (i + 1 < asking->count && asking->items[i + 1].line == item->line)
            continue;
        status = bv_evidence_words(line, &asking->items[first].seen, &item->seen);
        first = i + 1;
    }
    return status;
}

static enum bv_status ask_series(struct asking *asking)
{
    const struct bv_summary *summary = asking->known->summary;
    const struct bv_question *question = asking->question;
    const char *arms =
        question->go_arms && bv_summary_is_go(summary) ? question->go_arms : question->arms;
    enum bv_status status = BV_OK;
    for (size_t i = 0; i < summary->series_count; i++) {
        const struct bv_series *series = &summary->series[i];
        if (!is_asked(question, series))
            continue;
        for (unsigned arm = 0; status == BV_OK && arm < series->arm_count; arm++)
            if (!arms || bv_list_has(arms, series->arms[arm], strlen(series->arms[arm])))
                status = ask_arm(asking, series, arm);
    }
    if (status == BV_OK && is_statistical(question) && question->factor > 0)
        status = judge(asking);
    return status == BV_OK ? conclude(asking) : status;
}

/* A line about the run. */
static enum bv_status add_fact(struct asking *asking, struct bv_text *words, enum bv_reply reply,
                               uint32_t bytes)
{
    struct bv_evidence *line;
    enum bv_status status = words->failed ? BV_E_NOMEM : add_line(asking, NULL, 0, &line);
    if (status != BV_OK) {
        bv_text_finish(words);
        return status;
    }
    if (reply != BV_REPLY_COUNT)
        add_reply(line, reply, bytes);
    line->numbers = words->data;
    return BV_OK;
}

static enum bv_status ask_regret(struct asking *asking)
{
    const struct bv_policies *policies = asking->known->policies;
    enum bv_status status = BV_OK;
    for (size_t i = 0; policies && status == BV_OK && i < policies->count; i++) {
        const struct bv_policy *policy = &policies->items[i];
        struct bv_text words = {0};
        if (policy->is_held_out ||
            (policy->value_up_to_bytes != 0 && policy->value_up_to_bytes != UINT64_MAX))
            continue;
        bv_text_format(&words, "%s: ", policy->tool);
        bv_words_percent(&words, log1p(policy->all.mean));
        bv_text_format(&words, " slower in the mean of %zu cases, ", policy->all.cases);
        bv_words_ratio(&words, log1p(policy->all.worst));
        bv_text_put(&words, " times as slow in the worst");
        if (policy->all.worst_case)
            bv_text_format(&words, ", %s", policy->all.worst_case);
        status = add_fact(asking, &words, BV_REPLY_COUNT, 0);
    }
    return status;
}

static enum bv_status ask_zones(struct asking *asking)
{
    const struct bv_zones zones = bv_zones_find(asking->known->summary);
    struct bv_text words = {0};
    if (zones.condition_count == 0)
        return BV_OK;
    bv_words_zones(&words, &zones, true);
    return add_fact(asking, &words, BV_REPLY_COUNT, 0);
}

/* Where the stack ends here: at the usual place, or that what is as large as it does not fit. */
static enum bv_status ask_stack_end(struct asking *asking, bool whether_usual)
{
    static const double usual = 8 << 20;
    double end = bv_observe_stack_end(asking->known->summary);
    struct bv_text words = {0};
    if (isnan(end) || end > UINT32_MAX)
        return BV_OK;
    bv_text_put(&words, "a walk down the stack of this machine ended after ");
    bv_words_bytes(&words, (uint64_t)end);
    return add_fact(asking, &words,
                    whether_usual && fabs(end - usual) > usual / 10 ? BV_REPLY_NO : BV_REPLY_YES,
                    (uint32_t)end);
}

/* A line for the programs of which the compiler is right, and one for those of which it is not. */
static enum bv_status ask_escape_words(struct asking *asking)
{
    const struct bv_escapes *escapes = asking->known->escapes;
    size_t sums[2] = {0}, named = 0;
    struct bv_text wrong = {0};
    for (size_t i = 0; escapes && i < escapes->count; i++) {
        const struct bv_escape *item = &escapes->items[i];
        bool misleads = bv_escape_misleads(&item->inlined);
        if (item->inlined.says == BV_ESCAPE_SILENT)
            continue;
        sums[misleads]++;
        if (misleads && named++ < 3)
            bv_text_format(&wrong, "%s%s (%s)", named > 1 ? "; " : "", item->title,
                           item->inlined.says == BV_ESCAPE_STAYS
                               ? "does not escape, and is allocated"
                               : "escapes, and is not allocated");
    }
    enum bv_status status = BV_OK;
    for (unsigned k = 0; status == BV_OK && k < 2; k++) {
        struct bv_text words = {0};
        if (sums[k] == 0)
            continue;
        bv_text_format(&words, "%zu of %zu programs: ", sums[k], sums[0] + sums[1]);
        bv_text_put(&words, k == 0 ? "the word is borne out by the count" : "it is not, such as ");
        if (k == 1)
            bv_text_put_span(&words, wrong.data, wrong.length);
        status = add_fact(asking, &words, BV_REPLY_COUNT, 0);
        if (status == BV_OK)
            asking->out->items[asking->out->count - 1]
                .replies[k == 0 ? BV_REPLY_YES : BV_REPLY_NO] = sums[k];
    }
    if (wrong.failed)
        status = BV_E_NOMEM;
    bv_text_finish(&wrong);
    return status;
}

enum bv_status bv_evidence_ask(const struct bv_known *known, const struct bv_question *question,
                               struct bv_evidences *out)
{
    struct asking asking = {.known = known, .question = question, .out = out};
    enum bv_status status = BV_OK;
    if (question->ask == BV_ASK_REGRET)
        status = ask_regret(&asking);
    else if (question->ask == BV_ASK_ZONES)
        status = ask_zones(&asking);
    else if (question->ask == BV_ASK_STACK_END) /* in Go, that of goroutines has another end */
        status = bv_summary_is_go(known->summary) ? BV_OK : ask_stack_end(&asking, true);
    else if (question->ask == BV_ASK_ESCAPE_WORDS)
        status = ask_escape_words(&asking);
    else
        status = ask_series(&asking);
    if (status == BV_OK && question->ask == BV_ASK_FITS && asking.count > 0 &&
        !bv_summary_is_go(known->summary))
        status = ask_stack_end(&asking, false);
    for (size_t i = 0; i < asking.count; i++)
        free(asking.items[i].seen.owned);
    free(asking.items);
    return status;
}

bool bv_evidence_is_split(const struct bv_evidence *evidence)
{
    return evidence->replies[BV_REPLY_YES] > 0 && evidence->replies[BV_REPLY_NO] > 0;
}

bool bv_evidence_flips(const struct bv_evidence *evidence)
{
    return bv_evidence_is_split(evidence) &&
           (evidence->bytes[BV_REPLY_YES].high < evidence->bytes[BV_REPLY_NO].low ||
            evidence->bytes[BV_REPLY_NO].high < evidence->bytes[BV_REPLY_YES].low);
}

void bv_evidences_finish(struct bv_evidences *evidences)
{
    for (size_t i = 0; i < evidences->count; i++)
        free(evidences->items[i].numbers);
    free(evidences->items);
    *evidences = (struct bv_evidences){0};
}
