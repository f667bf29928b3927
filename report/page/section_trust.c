/* SPDX-License-Identifier: Apache-2.0 */
/* section_trust.c: what makes the numbers doubtful, the nulls, the run. */
#include <math.h>
#include <stdio.h>

#include "lib/base/plural.h"
#include "report/page/case_tables.h"
#include "report/page/html_phrase.h"
#include "report/page/section.h"
#include "report/page/table.h"
#include "report/words/number_words.h"
#include "report/words/words.h"

/* How many cases are doubtful, and of what. */
static void put_doubtful(struct bv_text *out, const struct bv_summary *summary)
{
    if (summary->doubtful == 0)
        return;
    bv_text_format(out, "<li>Doubtful, and drawn hollow: %zu of %zu cases", summary->doubtful,
                   summary->case_count);
    for (unsigned i = 0, named = 0; i < BV_DOUBT_COUNT; i++)
        if (summary->doubts[i] > 0)
            bv_text_format(out, "%s%zu %s", named++ > 0 ? "; " : " (", summary->doubts[i],
                           bv_doubt_words(i));
    bv_text_put(out, "). The table of all cases says which.</li>\n");
}

static void put_warnings(struct bv_text *out, const struct bv_summary *summary)
{
    const struct bv_result *result = summary->result;
    size_t unanswered = summary->states[BV_CASE_FAILED] + summary->states[BV_CASE_UNAVAILABLE];
    if (result->warning_count + result->event_count + summary->rows_dropped + unanswered +
            summary->doubtful ==
        0)
        return;
    bv_text_put(out, "<h3 id=\"doubts\">What makes these numbers doubtful</h3>\n"
                     "<div class=\"warn\"><ul>\n");
    for (size_t i = 0; i < result->warning_count; i++) {
        bv_text_put(out, "<li>");
        bv_html_words(out, result->warnings[i].what);
        if (result->warnings[i].advice) {
            bv_text_put(out, " &#8212; ");
            bv_text_html(out, result->warnings[i].advice);
        }
        bv_text_put(out, "</li>\n");
    }
    for (size_t i = 0; i < result->event_count; i++) {
        bv_text_format(out, "<li>Block %u: ", result->events[i].block);
        bv_html_words(out, result->events[i].what);
        bv_text_put(out, "</li>\n");
    }
    if (summary->rows_dropped)
        bv_text_format(out, "<li>Rows left out for want of a usable time: %zu.</li>\n",
                       summary->rows_dropped);
    put_doubtful(out, summary);
    if (unanswered)
        bv_text_format(out,
                       "<li>Cases that failed or are unavailable here: %zu, listed below.</li>\n",
                       unanswered);
    bv_text_put(out, "</ul></div>\n");
    if (unanswered)
        bv_table_missing(out, summary);
}

static void put_nulls(struct bv_text *out, const struct bv_summary *summary)
{
    struct bv_text words = {0};
    bv_text_put(out, "<h3 id=\"nulls\">Nulls and noise floor</h3>\n<p>");
    bv_words_noise(&words, summary);
    bv_html_phrase_put(out, &words, true);
    bv_text_put(out, " The margin of the verdicts is ");
    bv_words_percent(out, summary->margin);
    bv_text_put(out, ": 1 % or the floor, whichever is larger.</p>\n");
    if (isfinite(summary->hidden)) {
        bv_text_format(out, "<p>The clock moves in steps of %.3g ns. ",
                       summary->result->clock_step_ns);
        bv_text_put(out,
                    "Each interval is wider on either side by what they may hide of a ratio: ");
        bv_words_percent(out, summary->hidden);
        bv_text_put(out, " in the median contest.</p>\n");
    }
    bv_text_put(out, "<p>");
    bv_words_independence(&words, summary);
    bv_html_phrase_put(out, &words, true);
    bv_text_put(out, "</p>\n");
    bool any = false;
    for (size_t i = 0; i < summary->case_count; i++)
        any |= summary->cases[i].is_null && !summary->cases[i].is_planted;
    if (any)
        bv_table_nulls(out, summary);
}

static void put_check(struct bv_text *out, enum bv_check_id id, const struct bv_check *check)
{
    const struct bv_check_kind *kind = bv_check_kind(id);
    bv_text_format(out, "<tr><th scope=\"row\">%s</th><td>%s</td>", kind->question,
                   bv_check_verdict_word(check->verdict));
    bv_table_number(out, check->measured);
    bv_words_share(out, check->measured);
    bv_text_put(out, "</td>");
    bv_table_number(out, check->target);
    bv_text_put(out, kind->at_least ? "at least " : "at most ");
    bv_words_share(out, check->target);
    bv_text_put(out, "</td>");
    bv_table_number(out, (double)check->count);
    bv_text_format(out, "%zu</td><td>%s</td><td>", check->count, kind->units);
    bv_text_html(out, check->detail);
    bv_text_put(out, "</td></tr>\n");
}

static void put_selfcheck(struct bv_text *out, const struct bv_selfcheckfile *file)
{
    static const char *const heads[] = {"Promise", "Verdict", "#Measured", "#Must be",
                                        "#Of",     "What",    "Detail"};
    if (file == NULL)
        return;
    bv_text_format(
        out,
        "<h3 id=\"selfcheck\">byval, measured by itself</h3>\n<p><b>%s</b>: byval selfcheck, "
        "%zu run%s with %zu block%s of cases with a known truth, and of cases whose "
        "intervals are compared with the other runs; with the kernels of this run. CPU: ",
        bv_check_verdict_word(bv_selfcheck_verdict(&file->check)), file->runs,
        bv_plural(file->runs), file->blocks, bv_plural(file->blocks));
    bv_html_words(out, file->cpu);
    bv_text_put(out, ". Begun: ");
    bv_html_words(out, file->started_utc);
    bv_text_put(out, ".</p>\n");
    bv_table_begin(out, "selfcheck-table", "Selfcheck",
                   "Too short: nothing failed, but too little was measured.", heads,
                   sizeof heads / sizeof heads[0]);
    for (int i = 0; i < BV_CHECK_COUNT; i++)
        put_check(out, (enum bv_check_id)i, &file->check.checks[i]);
    bv_table_end(out);
}

static void put_seconds(struct bv_text *out, bool known, double seconds)
{
    if (known)
        bv_text_format(out, "%.1f s", seconds);
    else
        bv_html_words(out, NULL);
}

static void put_run(struct bv_text *out, const struct bv_summary *summary)
{
    const struct bv_result *result = summary->result;
    double canary_low = INFINITY, canary_high = 0, steal = 0, throttled = 0;
    bool steal_known = result->block_count > 0, throttled_known = steal_known;
    for (size_t i = 0; i < result->block_count; i++) {
        const struct bv_block_info *block = &result->blocks[i];
        for (unsigned k = 0; k < 2; k++) {
            canary_low = fmin(canary_low, block->canary_ghz[k]);
            canary_high = fmax(canary_high, block->canary_ghz[k]);
        }
        steal_known &= !isnan(block->steal_s);
        steal += isnan(block->steal_s) ? 0 : block->steal_s;
        throttled_known &= !isnan(block->throttled_s);
        throttled += isnan(block->throttled_s) ? 0 : block->throttled_s;
    }
    bv_text_format(
        out, "<h3 id=\"run\">The run</h3>\n<p>%u block%s in %.0f s (budget %.0f s), stopped by ",
        summary->blocks, bv_plural(summary->blocks), result->elapsed_s, result->budget_s);
    bv_text_put(out, bv_words_stopped(result->stopped));
    char layouts[60] = "a link layout of its own for each block";
    if (result->layouts > 0)
        snprintf(layouts, sizeof layouts, "%u link layout%s", result->layouts,
                 bv_plural(result->layouts));
    char cpu[40] = "bound to no CPU";
    if (result->cpu >= 0)
        snprintf(cpu, sizeof cpu, "logical CPU %d", result->cpu);
    bv_text_format(out,
                   "; %s; seed %llu; %s. Cases: %zu with intervals narrower than "
                   "%.2g %%, as wanted, "
                   "%zu with wider ones, %zu failed, %zu unavailable. Effective clock ",
                   layouts, (unsigned long long)result->seed, cpu, summary->narrow,
                   100 * result->precision, summary->wide, summary->states[BV_CASE_FAILED],
                   summary->states[BV_CASE_UNAVAILABLE]);
    if (canary_high > 0 && isfinite(canary_low))
        bv_text_format(out, "%.2f to %.2f GHz", canary_low, canary_high);
    else
        bv_html_words(out, NULL);
    bv_text_put(out, ". Taken by the hypervisor: ");
    put_seconds(out, steal_known, steal);
    bv_text_put(out, ". Stopped by a CPU quota: ");
    put_seconds(out, throttled_known, throttled);
    bv_text_put(out, ".</p>\n");
}

enum bv_status bv_section_trust(const struct bv_page *page, struct bv_text *out,
                                struct bv_error *err)
{
    (void)err;
    put_warnings(out, page->summary);
    put_nulls(out, page->summary);
    put_selfcheck(out, page->selfcheck);
    put_run(out, page->summary);
    return BV_OK;
}
