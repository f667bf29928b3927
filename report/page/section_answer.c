/* SPDX-License-Identifier: Apache-2.0 */
/* section_answer.c: the answer, then the answer of each family. */
#include <stdlib.h>
#include <string.h>

#include "report/analysis/independence.h"
#include "report/page/figure_panel.h"
#include "report/page/html_phrase.h"
#include "report/page/section.h"
#include "report/words/codewords.h"
#include "report/words/finding_words.h"
#include "report/words/layout_words.h"
#include "report/words/number_words.h"
#include "report/words/overhead_words.h"
#include "report/words/profile_words.h"
#include "report/words/words.h"
#include "report/words/zone_words.h"

/* Whether the sentence with intervals says more than the headline does. */
static bool has_intervals(const struct bv_answer *answer)
{
    struct bv_text words = {0};
    bv_words_finding(&words, &answer->series->findings[answer->arm - 1], "", "", true);
    bool has = words.data && strchr(words.data, '[');
    bv_text_finish(&words);
    return has;
}

static enum bv_status list_answers(const struct bv_summary *summary, struct bv_answer **out,
                                   size_t *count, struct bv_error *err)
{
    *count = bv_summary_answers(summary, NULL, 0);
    *out = calloc(*count + 1, sizeof **out);
    if (!*out)
        return bv_fail(err, BV_E_NOMEM, "out of memory while writing the page");
    bv_summary_answers(summary, *out, *count);
    return BV_OK;
}

/* How the answer moves with what the pointer costs. */
static void put_overheads(const struct bv_summary *summary,
                          const struct bv_report_figures *figure_set, struct bv_text *out)
{
    if (figure_set->overhead_count == 0)
        return;
    bv_text_put(out, "<p>When the pointer also costs the making of its object:</p>\n"
                     "<ul class=\"answers\">\n");
    for (size_t i = 0; i < figure_set->overhead_count;) {
        struct bv_text label = {0}, words = {0};
        bv_overhead_line(summary, figure_set->overheads, figure_set->overhead_count, &i, &label,
                         &words);
        bv_text_put(out, "<li><b>");
        bv_html_phrase_put(out, &label, false);
        bv_text_put(out, "</b>: ");
        bv_html_phrase_put(out, &words, false);
        bv_text_put(out, ".</li>\n");
    }
    bv_text_put(out, "</ul>\n");
}

/* A line of a list; no words: none. */
static void put_line(struct bv_text *out, const char *label, struct bv_text *words)
{
    if (words->length == 0)
        return;
    bv_text_format(out, "<li><b>%s</b>: ", label);
    bv_html_phrase_put(out, words, false);
    bv_text_put(out, ".</li>\n");
}

/* The answer over all conditions: how sure it is, what decides it, and how much it matters. */
static void put_zones(const struct bv_summary *summary, struct bv_text *out)
{
    const struct bv_zones zones = bv_zones_find(summary);
    struct bv_text words = {0};
    bv_text_format(out,
                   "<p>This is over all %zu conditions of passing one struct that were "
                   "measured.</p>\n<ul class=\"answers\">\n",
                   zones.condition_count);
    bv_words_zones(&words, &zones, true);
    put_line(out, "How sure", &words);
    bv_words_zone_ends(&words, summary, &zones);
    put_line(out, "What decides the ends", &words);
    bv_words_zone_factor(&words, &zones);
    put_line(out, "Between, it depends most on", &words);
    bv_words_zone_costs(&words, summary, &zones);
    put_line(out, "How much it matters", &words);
    bv_text_put(out, "</ul>\n");
}

/* The condition that decides an end of the zones, or the plainest one. */
static const struct bv_series *deciding_series(const struct bv_summary *summary,
                                               const struct bv_series *plainest)
{
    const struct bv_zones zones = bv_zones_find(summary);
    return zones.condition_count < 2     ? plainest
           : zones.value_ends.series     ? zones.value_ends.series
           : zones.pointer_begins.series ? zones.pointer_begins.series
                                         : plainest;
}

/* What the profile of the largest size of a series says of its copies, of whichever arm has most;
 * nothing where no size was profiled. */
static void put_profiled(const struct bv_page *page, const struct bv_series *series,
                         struct bv_text *out)
{
    const struct bv_arm_profile *most = NULL;
    const struct bv_case_summary *cases = page->summary->cases;
    struct bv_text words = {0};
    double share = -1;
    size_t at = series->case_count;
    while (page->profiles != NULL && most == NULL && at-- > 0)
        for (unsigned arm = 0; arm < series->arm_count; arm++) {
            const struct bv_arm_profile *profile =
                bv_profiles_find(page->profiles, cases[series->cases[at]].info->name,
                                 series->arms[arm], BV_PROFILE_CPU);
            double copies = profile == NULL || profile->listing_count == 0
                                ? -1
                                : bv_profile_shares_of(profile, page->audit).copies.estimate;
            if (copies > share) {
                share = copies;
                most = profile;
            }
        }
    if (most == NULL)
        return;
    bv_text_put(&words, "at ");
    bv_words_bytes(&words, cases[series->cases[at]].info->size_bytes);
    bv_text_put(&words, ", ");
    bv_words_profile_copies(&words, most, page->audit);
    bv_text_put(out, " ");
    bv_html_phrase_put(out, &words, true);
    bv_text_format(out, " <a href=\"#profile-c%u\">Its profile.</a>", series->cases[at]);
}

/* The machine code that explains the curve. */
static enum bv_status put_code(const struct bv_page *page, const struct bv_series *series,
                               struct bv_text *out, struct bv_error *err)
{
    struct bv_text words = {0};
    if (!bv_codegen_has(page->codegen, series))
        return BV_OK;
    enum bv_status status = bv_words_codegen(&words, page->codegen, series, err);
    bv_text_put(out, "<p>The machine code of ");
    bv_html_phrase_series(out, series);
    bv_text_put(out, " explains it: ");
    bv_html_phrase_put(out, &words, false);
    bv_text_format(out, ". <a href=\"#code-s%zu\">Here it is.</a>",
                   (size_t)(series - page->summary->series));
    put_profiled(page, series, out);
    bv_text_put(out, "</p>\n");
    return status;
}

/* What every figure of the page has in common. */
static void put_legend(struct bv_text *out)
{
    struct bv_text words = {0};
    bv_text_format(&words,
                   "a time is what a call takes, less the empty loop around it. Bands and bars are "
                   "95 %% intervals over blocks. Where the curve of a ratio lies in the shaded "
                   "band, the two ways count as equal. Small points are single blocks, each with "
                   "its own link layout: at most %d a size, and none outside the frame. A hollow "
                   "point is doubtful; the <a href=\"#cases\">table of all cases</a> says why. "
                   "Dashed lines mark 16 B, the most that travels in registers, the sizes where "
                   "the compiler copies in another way, and the sizes of the caches.",
                   BV_FIGURE_DOTS_A_SIZE);
    out->failed |= words.failed;
    if (words.data)
        bv_figure_panel_legend(out, words.data);
    bv_text_finish(&words);
}

/* What is open, and how to go on. */
static void put_more(const struct bv_summary *summary, struct bv_text *out)
{
    struct bv_text command = {0};
    size_t contests = 0, likely = 0;
    for (size_t i = 0; i < 4; i++)
        contests += summary->verdicts[i];
    for (size_t i = 0; i < summary->case_count; i++)
        for (unsigned k = 0; k < BV_CONTEST_MAX; k++) {
            const struct bv_case_summary *row = &summary->cases[i];
            likely += !row->is_null && !row->is_planted && row->contests[k].sample.count > 0 &&
                      bv_words_likely(&row->contests[k], "", "") != NULL;
        }
    bv_words_more(&command, summary);
    out->failed |= command.failed;
    if (command.length > 0) {
        bv_text_format(out, "<p>Undecided: %zu of %zu contests",
                       summary->verdicts[BV_VERDICT_UNDECIDED], contests);
        if (likely > 0)
            bv_text_format(out,
                           "; of %zu the <a href=\"#cases\">table of all cases</a> says what "
                           "is likely",
                           likely);
        bv_text_put(out, ". More blocks decide more: <code>");
        bv_text_html(out, command.data);
        bv_text_put(out, "</code></p>\n");
    }
    bv_text_finish(&command);
}

enum bv_status bv_section_answer(const struct bv_page *page, struct bv_text *out,
                                 struct bv_error *err)
{
    const struct bv_summary *summary = page->summary;
    struct bv_answer *answers;
    size_t count;
    struct bv_text words = {0};
    enum bv_status status = list_answers(summary, &answers, &count, err);
    if (status != BV_OK)
        return status;
    bv_text_put(out, "<h1>");
    bool has_zones = bv_words_headline(&words, summary, false);
    bv_html_phrase_put(out, &words, true);
    bv_text_put(out, "</h1>\n");
    bv_words_breach(&words, summary);
    if (words.length > 0) {
        bv_text_put(out, "<p class=\"warn\">");
        bv_html_phrase_put(out, &words, true);
        bv_text_put(out,
                    " <a href=\"#code\">The code</a> shows it, and their points are hollow.</p>\n");
    }
    bv_text_put(out, "<div class=\"grid lead\">\n<div>\n");
    if (has_zones)
        put_zones(summary, out);
    if (count > 0) {
        bv_text_put(out, has_zones ? "<p>The plainest condition is <b>" : "<p>This is for <b>");
        bv_html_phrase_series(out, answers[0].series);
        bv_text_put(out, "</b>");
        bv_html_phrase_gloss(out, answers[0].series);
        bv_text_put(out, has_zones ? ": " : ". How sure: ");
        if (has_zones || has_intervals(&answers[0])) {
            bv_html_phrase_answer(out, &answers[0], false);
            bv_text_put(out, ". Brackets show the interval of a size, and [sharp] that it holds "
                             "no other size that was tried: ");
        }
        bv_words_basis(&words, summary);
        bv_html_phrase_put(out, &words, false);
        bv_text_put(out, ". ");
        bv_words_noise(&words, summary);
        bv_html_phrase_put(out, &words, true);
        if (bv_independence_fails(&summary->serial_correlation)) {
            bv_text_put(out, " ");
            bv_words_independence(&words, summary);
            bv_html_phrase_put(out, &words, true);
        }
        bv_text_put(out, "</p>\n");
        bv_words_layouts(&words, summary, &answers[0]);
        if (words.length > 0) {
            bv_text_put(out, "<p>");
            bv_html_phrase_put(out, &words, true);
            bv_text_put(out, "</p>\n");
        }
    }
    put_more(summary, out);
    put_overheads(summary, page->figure_set, out);
    if (status == BV_OK && count > 0)
        status = put_code(page, deciding_series(summary, answers[0].series), out, err);
    if (page->figure_set->answer.curve_count > 0 ||
        page->figure_set->main < page->figure_set->count)
        put_legend(out);
    bv_text_put(out, "</div>\n");
    if (status == BV_OK)
        status = bv_figure_panel_answer(out, page, err);
    if (status == BV_OK && page->figure_set->main < page->figure_set->count)
        status = bv_figure_panel_group(out, page, &page->figure_set->groups[page->figure_set->main],
                                       err);
    bv_text_put(out, "</div>\n");
    free(answers);
    return status;
}

enum bv_status bv_section_families(const struct bv_page *page, struct bv_text *out,
                                   struct bv_error *err)
{
    struct bv_answer *answers;
    size_t count;
    enum bv_status status = list_answers(page->summary, &answers, &count, err);
    if (status != BV_OK)
        return status;
    if (count > 1) {
        bv_text_put(out, "<ul class=\"answers\">\n");
        for (size_t i = 0; i < count; i++) {
            bv_text_put(out, "<li><b>");
            bv_html_phrase_contest(out, &answers[i]);
            bv_text_put(out, "</b>: ");
            bv_html_phrase_answer(out, &answers[i], false);
            bv_text_put(out, ".</li>\n");
        }
        bv_text_put(out, "</ul>\n");
    }
    free(answers);
    return BV_OK;
}
