/* SPDX-License-Identifier: Apache-2.0 */
/* page.c: the sections of the page, in reading order. */
#include "report/page.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "page_css.h"
#include "report/csp.h"
#include "report/folder.h"
#include "report/panel.h"
#include "report/tables.h"
#include "report/words.h"

static void put_head(struct bv_text *out, const char *title)
{
    char style[BV_CSP_HASH_SIZE];
    bv_csp_hash(page_css, sizeof page_css - 1, style);
    bv_text_format(out,
                   "<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n"
                   "<head>\n<meta charset=\"utf-8\" />\n"
                   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                   "img-src data:; style-src '%s'; base-uri 'none'; form-action 'none'\" />\n"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n"
                   "<meta name=\"color-scheme\" content=\"light dark\" />\n"
                   "<meta name=\"referrer\" content=\"no-referrer\" />\n" BV_FOLDER_MARK
                   "\" />\n<title>",
                   style);
    bv_text_html(out, title);
    bv_text_put(out, "</title>\n<style>");
    bv_text_put(out, page_css);
    bv_text_put(out, "</style>\n</head>\n<body>\n");
}

/* Escape words, and keep each number on one line with its unit. */
static void put_unbroken(struct bv_text *out, const char *words)
{
    const char *start = words;
    for (const char *c = words; *c; c++) {
        if (*c != ' ' || c == words || !isdigit((unsigned char)c[-1]))
            continue;
        size_t unit = strspn(c + 1, "BGiKMns%");
        if (unit == 0 || isalnum((unsigned char)c[1 + unit]))
            continue;
        bv_text_html_span(out, start, (size_t)(c - start));
        bv_text_put(out, "&#160;");
        start = c + 1;
    }
    bv_text_html(out, start);
}

/* Words composed from foreign names, as HTML; with a capital and a full stop if a sentence. */
static void put_words(struct bv_text *out, struct bv_text *words, bool sentence)
{
    out->failed |= words->failed;
    if (words->data) {
        if (sentence)
            words->data[0] = (char)toupper((unsigned char)words->data[0]);
        put_unbroken(out, words->data);
        bv_text_put(out, sentence ? "." : "");
    }
    bv_text_finish(words);
}

static const char *fact_value(const struct bv_facts *facts, const char *name)
{
    for (size_t i = 0; i < facts->count; i++)
        if (strcmp(facts->items[i].name, name) == 0)
            return facts->items[i].value;
    return NULL;
}

static void put_identity(struct bv_text *out, const struct bv_summary *summary)
{
    const struct bv_result *result = summary->result;
    bv_text_put(out, "<p class=\"about\">byval ");
    bv_html_words(out, result->byval_version);
    bv_text_put(out, " &#183; host ");
    bv_html_words(out, result->host_name);
    bv_text_put(out, " &#183; ");
    bv_html_words(out, fact_value(&result->key, "cpu.model"));
    bv_text_put(out, " &#183; ");
    bv_html_words(out, fact_value(&result->key, "compiler"));
    bv_text_put(out, " &#183; profile ");
    bv_html_words(out, result->profile);
    bv_text_put(out, " &#183; begun ");
    bv_html_words(out, result->started_utc);
    bv_text_put(out, "</p>\n");
}

static void put_answer_line(struct bv_text *out, const struct bv_answer *answer, bool headline)
{
    struct bv_text words = {0};
    bv_words_finding(&words, &answer->series->findings[answer->arm - 1], answer->series->arms[0],
                     answer->series->arms[answer->arm], !headline);
    put_words(out, &words, headline);
}

/* Whether the sentence with intervals says more than the headline does. */
static bool has_intervals(const struct bv_answer *answer)
{
    struct bv_text words = {0};
    bv_words_finding(&words, &answer->series->findings[answer->arm - 1], "", "", true);
    bool has = words.data && strchr(words.data, '[');
    bv_text_finish(&words);
    return has;
}

static void put_series_name(struct bv_text *out, const struct bv_series *series, const char *skip)
{
    struct bv_text words = {0};
    bv_words_series(&words, &series->parts, skip);
    put_words(out, &words, false);
}

static enum bv_status put_answer(struct bv_text *out, const struct bv_page *page,
                                 struct bv_error *err)
{
    const struct bv_summary *summary = page->summary;
    size_t count = bv_summary_answers(summary, NULL, 0);
    struct bv_answer *answers = calloc(count + 1, sizeof answers[0]);
    struct bv_text words = {0};
    enum bv_status status = BV_OK;
    if (!answers)
        return bv_fail(err, BV_E_NOMEM, "out of memory while writing the page");
    bv_summary_answers(summary, answers, count);
    bv_text_put(out, "<header>\n");
    put_identity(out, summary);
    bv_text_put(out, "<h1>");
    if (count > 0)
        put_answer_line(out, &answers[0], true);
    else
        bv_text_put(out,
                    summary->noise.judged ? "Only nulls were measured." : "No case was measured.");
    bv_text_put(out, "</h1>\n");
    if (count > 0) {
        bv_text_put(out, "<p>This is for <b>");
        put_series_name(out, answers[0].series, NULL);
        bv_text_put(out, "</b>. How sure: ");
        if (has_intervals(&answers[0])) {
            put_answer_line(out, &answers[0], false);
            bv_text_put(out, ". In brackets: ");
        }
        bv_words_basis(&words, summary);
        put_words(out, &words, false);
        bv_text_put(out, ". ");
        bv_words_noise(&words, summary);
        put_words(out, &words, true);
        bv_text_put(out, "</p>\n");
    }
    bv_text_put(out, "</header>\n<main>\n");
    if (page->gallery->main < page->gallery->count) {
        bv_text_put(out, "<div class=\"grid lead\">\n");
        status = bv_panel_exhibit(out, page->figures, &page->gallery->exhibits[page->gallery->main],
                                  err);
        bv_text_put(out, "</div>\n");
    }
    if (count > 1) {
        bv_text_put(out, "<h2>The answer, family by family</h2>\n<ul class=\"answers\">\n");
        for (size_t i = 0; i < count; i++) {
            bv_text_put(out, "<li><b>");
            put_series_name(out, answers[i].series, NULL);
            bv_text_put(out, "</b>: ");
            put_answer_line(out, &answers[i], false);
            bv_text_put(out, ".</li>\n");
        }
        bv_text_put(out, "</ul>\n");
    }
    free(answers);
    return status;
}

static void put_warnings(struct bv_text *out, const struct bv_summary *summary)
{
    const struct bv_result *result = summary->result;
    size_t unanswered = summary->states[BV_CASE_FAILED] + summary->states[BV_CASE_UNAVAILABLE];
    if (result->warning_count + result->event_count + summary->rows_dropped + unanswered +
            summary->doubtful ==
        0)
        return;
    bv_text_put(out, "<h2 id=\"doubts\">What makes these numbers doubtful</h2>\n"
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
        bv_text_format(out, "<li>%zu rows without a usable time were left out.</li>\n",
                       summary->rows_dropped);
    if (summary->doubtful)
        bv_text_format(out,
                       "<li>%zu of %zu cases are doubtful and drawn hollow: the reasons stand in "
                       "the table of all cases.</li>\n",
                       summary->doubtful, summary->case_count);
    if (unanswered)
        bv_text_format(out, "<li>%zu cases failed or are unavailable here, listed below.</li>\n",
                       unanswered);
    bv_text_put(out, "</ul></div>\n");
    if (unanswered)
        bv_table_missing(out, summary);
}

static void put_run(struct bv_text *out, const struct bv_summary *summary)
{
    const struct bv_result *result = summary->result;
    double canary_low = INFINITY, canary_high = 0, steal = 0;
    bool steal_known = result->block_count > 0;
    for (size_t i = 0; i < result->block_count; i++) {
        const struct bv_block_info *block = &result->blocks[i];
        for (unsigned k = 0; k < 2; k++) {
            canary_low = fmin(canary_low, block->canary_ghz[k]);
            canary_high = fmax(canary_high, block->canary_ghz[k]);
        }
        steal_known &= !isnan(block->steal_s);
        steal += isnan(block->steal_s) ? 0 : block->steal_s;
    }
    bv_text_format(
        out, "<h2 id=\"run\">The run</h2>\n<p>%u blocks in %.0f s (budget %.0f s), stopped by ",
        summary->blocks, result->elapsed_s, result->budget_s);
    bv_html_words(out, result->stopped);
    bv_text_format(
        out,
        "; %u link layouts; seed %llu; logical CPU %d. Cases: %zu precise, %zu missed the "
        "asked interval of %.1f %%, %zu failed, %zu unavailable. Effective clock ",
        result->layouts, (unsigned long long)result->seed, result->cpu,
        summary->states[BV_CASE_PRECISE], summary->states[BV_CASE_OPEN], 100 * result->precision,
        summary->states[BV_CASE_FAILED], summary->states[BV_CASE_UNAVAILABLE]);
    if (canary_high > 0 && isfinite(canary_low))
        bv_text_format(out, "%.2f to %.2f GHz", canary_low, canary_high);
    else
        bv_html_words(out, NULL);
    bv_text_put(out, ". Taken by the hypervisor: ");
    if (steal_known)
        bv_text_format(out, "%.1f s", steal);
    else
        bv_html_words(out, NULL);
    bv_text_put(out, ".</p>\n");
}

static void put_rest(struct bv_text *out, const struct bv_page *page)
{
    const struct bv_summary *summary = page->summary;
    const struct bv_result *result = summary->result;
    struct bv_text words = {0};
    bv_text_put(out,
                "<h2 id=\"cases\">All cases</h2>\n<details><summary>Show the table</summary>\n");
    bv_table_cases(out, summary);
    bv_text_put(out, "</details>\n<h2 id=\"nulls\">Nulls and noise floor</h2>\n<p>");
    bv_words_noise(&words, summary);
    put_words(out, &words, true);
    bv_text_put(out, " The margin of the verdicts is ");
    bv_words_percent(out, summary->margin);
    bv_text_put(out, ": 1 % or the floor, whichever is larger.</p>\n");
    bv_table_nulls(out, summary);
    put_run(out, summary);
    bv_text_put(out, "<h2 id=\"machine\">The machine</h2>\n<div class=\"facts\">\n");
    bv_table_facts(out, "Key: runs with equal keys may be compared", &result->key);
    bv_table_states(out, &result->state_before, &result->state_after);
    bv_text_put(out, "</div>\n<h2 id=\"read\">How to read this</h2>\n"
                     "<p>A block is a fresh process with its own link layout, environment and "
                     "stack offset. Within a block the arms of a case take turns, and the case "
                     "yields one number: the median log-ratio of its rounds. Intervals come from "
                     "the spread over blocks, so they speak of the next process, not only of this "
                     "one. Equal means shown to differ by less than the margin; undecided means "
                     "that the blocks show neither that nor a difference. The time of an empty "
                     "loop is subtracted from both arms.</p>\n</main>\n<footer>\n<p>");
    if (page->has_data)
        bv_text_put(out, "Data: <a href=\"run.json\">run.json</a> (Google Benchmark JSON) &#183; "
                         "<a href=\"summary.txt\">summary.txt</a>. ");
    bv_text_put(out, "Written by byval report from the data alone: the same data give the same "
                     "page.</p>\n</footer>\n</body>\n</html>\n");
}

enum bv_status bv_page_write(const struct bv_page *page, struct bv_text *out, struct bv_error *err)
{
    struct bv_text title = {0};
    const char *host = page->summary->result->host_name;
    bv_text_format(&title, "By value or by pointer: %s", host ? host : "unknown host");
    if (title.failed)
        return bv_fail(err, BV_E_NOMEM, "out of memory while writing the page");
    put_head(out, title.data);
    bv_text_finish(&title);
    enum bv_status status = put_answer(out, page, err);
    if (status != BV_OK)
        return status;
    put_warnings(out, page->summary);
    bv_text_put(out, "<h2 id=\"crossovers\">Crossovers</h2>\n");
    bv_table_crossovers(out, page->summary);
    status = bv_panel_families(out, page->figures, page->gallery, err);
    if (status != BV_OK)
        return status;
    put_rest(out, page);
    return out->failed ? bv_fail(err, BV_E_NOMEM, "out of memory while writing the page") : BV_OK;
}

enum bv_status bv_page_index(const struct bv_page_link *links, size_t count, struct bv_text *out,
                             struct bv_error *err)
{
    put_head(out, "By value or by pointer: several runs");
    bv_text_put(out, "<main>\n<h1>By value or by pointer</h1>\n");
    for (size_t i = 0; i < count; i++) {
        struct bv_answer answer;
        bv_text_format(out, "<h2><a href=\"%s/index.html\">%s</a></h2>\n", links[i].folder,
                       links[i].folder);
        put_identity(out, links[i].summary);
        bv_text_put(out, "<p>");
        if (bv_summary_answers(links[i].summary, &answer, 1) > 0) {
            put_series_name(out, answer.series, NULL);
            bv_text_put(out, ": ");
            put_answer_line(out, &answer, false);
            bv_text_put(out, ".");
        } else {
            bv_text_put(out, "No case was measured.");
        }
        bv_text_put(out, "</p>\n");
    }
    bv_text_put(out, "</main>\n</body>\n</html>\n");
    return out->failed ? bv_fail(err, BV_E_NOMEM, "out of memory while writing the page") : BV_OK;
}
