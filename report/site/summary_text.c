/* SPDX-License-Identifier: Apache-2.0 */
/* summary_text.c: see summary_text.h. */
#include "report/site/summary_text.h"

#include "lib/base/plural.h"
#include "report/analysis/independence.h"
#include "report/words/finding_words.h"
#include "report/words/overhead_words.h"
#include "report/words/time_words.h"
#include "report/words/words.h"
#include "report/words/zone_words.h"

enum { ANSWERS_MAX = 3 };

static void put_answer(struct bv_text *out, const struct bv_summary *summary,
                       const struct bv_answer *answer)
{
    const struct bv_series *series = answer->series;
    struct bv_text words = {0}, times = {0};
    bv_words_contest(&words, series, series->arms[answer->arm]);
    bv_text_put(&words, ": ");
    bv_words_finding(&words, &series->findings[answer->arm - 1], series->arms[0],
                     series->arms[answer->arm], true);
    bv_words_nanoseconds(&times, summary, &series, 1, answer->arm);
    bv_words_aside(&words, &times);
    bv_text_line(out, &words);
}

/* The answer over all conditions, where there are several. */
static void put_zones(struct bv_text *out, const struct bv_summary *summary)
{
    struct bv_text words = {0};
    const struct bv_zones zones = bv_zones_find(summary);
    if (zones.condition_count < 2)
        return;
    bv_words_zones(&words, &zones, true);
    bv_text_format(&words, " (over %zu conditions)", zones.condition_count);
    bv_text_line(out, &words);
    bv_words_zone_ends(&words, summary, &zones);
    if (words.length > 0) {
        bv_text_put(out, "what decides: ");
        bv_text_line(out, &words);
    }
    bv_words_zone_factor(&words, &zones);
    if (words.length > 0) {
        bv_text_put(out, "between, it depends most on ");
        bv_text_line(out, &words);
    }
    bv_words_zone_costs(&words, summary, &zones);
    if (words.length > 0) {
        bv_text_put(out, "how much it matters: ");
        bv_text_line(out, &words);
    }
}

/* The answer, that of its plainest condition, then what the pointer drags in; where that was not
 * measured, other families.
 */
static void put_answers(struct bv_text *out, const struct bv_summary *summary)
{
    struct bv_answer answers[ANSWERS_MAX];
    struct bv_overhead overheads[BV_OVERHEAD_MAX];
    size_t count = bv_summary_answers(summary, answers, ANSWERS_MAX);
    size_t overhead_count = bv_overheads(summary, overheads);
    size_t shown = overhead_count > 0 ? 1 : ANSWERS_MAX;
    put_zones(out, summary);
    for (size_t i = 0; i < count && i < shown; i++)
        put_answer(out, summary, &answers[i]);
    for (size_t i = 0; i < overhead_count;) {
        struct bv_text words = {0}, finding = {0};
        bv_text_put(&words, "if the pointer also costs ");
        bv_overhead_line(summary, overheads, overhead_count, &i, &words, &finding);
        bv_text_put(&words, ": ");
        bv_text_put_span(&words, finding.data, finding.length);
        bv_text_finish(&finding);
        bv_text_line(out, &words);
    }
    if (count > shown)
        bv_text_format(out, "and %zu more families or arms: see the report\n", count - shown);
    if (count == 0)
        bv_text_format(out, "%s\n", bv_words_unanswered(summary));
}

enum bv_status bv_report_summary_text(const struct bv_summary *summary,
                                      const struct bv_claims *claims, char **out,
                                      struct bv_error *err)
{
    const struct bv_result *result = summary->result;
    struct bv_text text = {0}, words = {0}, more = {0};
    bv_text_format(&words,
                   "byval on %s: %zu case%s known to %.2g %%, %zu less well, %zu failed, %zu "
                   "unavailable; %u block%s, %.0f s, stopped by %s",
                   result->host_name ? result->host_name : "unknown host", summary->narrow,
                   bv_plural(summary->narrow), 100 * result->precision, summary->wide,
                   summary->states[BV_CASE_FAILED], summary->states[BV_CASE_UNAVAILABLE],
                   summary->blocks, bv_plural(summary->blocks), result->elapsed_s,
                   bv_words_stopped(result->stopped));
    bv_text_line(&text, &words);
    bv_words_breach(&words, summary);
    if (words.length > 0)
        bv_text_line(&text, &words);
    put_answers(&text, summary);
    bv_text_format(&words,
                   "all contests: the first arm wins %zu, the other %zu; %zu equal, %zu undecided",
                   summary->verdicts[BV_VERDICT_VALUE], summary->verdicts[BV_VERDICT_POINTER],
                   summary->verdicts[BV_VERDICT_EQUAL], summary->verdicts[BV_VERDICT_UNDECIDED]);
    bv_words_more(&more, summary);
    if (more.length > 0) {
        bv_text_put(&words, "; this decides more: ");
        bv_text_put_span(&words, more.data, more.length);
    }
    words.failed |= more.failed;
    bv_text_finish(&more);
    bv_text_line(&text, &words);
    bv_claims_tally(&words, claims);
    bv_text_line(&text, &words);
    bv_words_basis(&words, summary);
    bv_text_line(&text, &words);
    bv_words_noise(&words, summary);
    bv_text_line(&text, &words);
    if (bv_independence_fails(&summary->serial_correlation)) {
        bv_words_independence(&words, summary);
        bv_text_line(&text, &words);
    }
    if (result->warning_count + summary->doubtful + result->event_count > 0)
        bv_text_format(&text,
                       "doubts: warnings %zu, block events %zu, doubtful cases %zu: see the "
                       "report\n",
                       result->warning_count, result->event_count, summary->doubtful);
    if (text.failed) {
        bv_text_finish(&text);
        return bv_fail(err, BV_E_NOMEM, "out of memory while summing up");
    }
    *out = text.data;
    return BV_OK;
}
