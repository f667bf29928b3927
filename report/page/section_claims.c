/* SPDX-License-Identifier: Apache-2.0 */
/* section_claims.c: the article's claims, each with its verdict and what that rests on. */
#include <stdio.h>

#include "report/claims/claims_words.h"
#include "report/page/html_phrase.h"
#include "report/page/section.h"
#include "report/page/table.h"

/* A sign for each verdict, so that colour is not needed to tell them apart. */
static const char *const signs[BV_JUDGEMENT_COUNT] = {
    "&#10003;", "&#10007;", "&#8646;", "?", "&#8211;",
};

/* "10" of "C10": what the ids of its parts are made of. */
static const char *number_of(const struct bv_claim_table *guidance)
{
    return guidance->id + 1;
}

static void put_badge(struct bv_text *out, enum bv_judgement judgement)
{
    bv_text_format(out, "<span class=\"badge j%u\">%s %s</span>", (unsigned)judgement,
                   signs[judgement], bv_judgement_words(judgement));
}

/* Each verdict with the claims that got it. */
static void put_overview(struct bv_text *out, const struct bv_claims *claims)
{
    bv_text_put(out, "<ul class=\"verdicts\">\n");
    for (unsigned j = 0; j < BV_JUDGEMENT_COUNT; j++) {
        bool any = false;
        for (size_t i = 0; i < claims->count; i++) {
            const struct bv_claim_table *guidance = claims->items[i].guidance;
            if (claims->items[i].judgement != j)
                continue;
            if (!any) {
                bv_text_put(out, "<li>");
                put_badge(out, j);
                bv_text_put(out, ":");
            }
            any = true;
            bv_text_format(out, " <a href=\"#claim-%s\">%s</a>", number_of(guidance), guidance->id);
        }
        bv_text_put(out, any ? "</li>\n" : "");
    }
    bv_text_put(out, "</ul>\n");
}

static bool is_about_code(enum bv_ask ask)
{
    return ask == BV_ASK_ALLOCATES || ask == BV_ASK_SHOWN || ask == BV_ASK_INSTRUCTIONS ||
           ask == BV_ASK_VERSIONS;
}

/* Where the numbers of an evidence stand in the page, as a link. */
static void put_place(struct bv_text *out, const struct bv_page *page,
                      const struct bv_evidence *line)
{
    const struct bv_report_figures *figure_set = page->figure_set;
    const struct bv_series_group *group =
        line->series ? bv_report_figures_find(figure_set, line->series) : NULL;
    bool timed = line->question->ask == BV_ASK_TIME;
    if (timed && group && group->ratios.curve_count > 0)
        bv_text_format(out, "<a href=\"#%s\">figure</a>", group->ratios.id);
    else if (timed)
        bv_text_put(out, "<a href=\"#map\">crossovers</a>");
    else if (line->question->ask == BV_ASK_REGRET)
        bv_text_put(out, "<a href=\"#rules\">rules</a>");
    else if (line->question->ask == BV_ASK_ESCAPE_WORDS)
        bv_text_put(out, "<a href=\"#escapes\">escapes</a>");
    else if (line->question->ask == BV_ASK_STACK_END)
        bv_text_put(out, "<a href=\"#machine\">machine</a>");
    else if (line->series && is_about_code(line->question->ask) &&
             bv_codegen_has(page->codegen, line->series))
        bv_text_format(out, "<a href=\"#code-s%zu\">machine code</a>",
                       (size_t)(line->series - page->summary->series));
    else
        bv_text_put(out, "<a href=\"#data\">data</a>");
}

static void put_line(struct bv_text *out, const struct bv_page *page,
                     const struct bv_evidence *line)
{
    struct bv_text subject = {0};
    bool asked = line->replies[0] + line->replies[1] + line->replies[2] > 0;
    bv_claims_subject(&subject, line, true);
    bv_text_put(out, "<tr><th scope=\"row\" class=\"name\">");
    if (subject.length > 0)
        bv_html_phrase_put(out, &subject, false);
    else
        bv_text_put(out, "this run");
    bv_text_put(out, "</th>");
    for (unsigned r = 0; r < BV_REPLY_COUNT; r++)
        if (asked)
            bv_text_format(out, "<td class=\"n\">%zu</td>", line->replies[r]);
        else
            bv_text_put(out, "<td class=\"n\">-</td>");
    bv_text_put(out, "<td class=\"name\">");
    struct bv_text numbers = {0};
    bv_text_put(&numbers, line->numbers);
    bv_html_phrase_put(out, &numbers, false);
    bv_text_put(out, "</td>");
    bv_text_put(out, "<td>");
    put_place(out, page, line);
    bv_text_put(out, "</td></tr>\n");
}

/* A table for each question, in a box that opens. */
static void put_evidence(struct bv_text *out, const struct bv_page *page,
                         const struct bv_claim *claim)
{
    static const char *const heads[] = {"Of", "#Yes", "#No", "#Open", "Numbers", "Where"};
    const struct bv_evidence *lines = bv_claims_evidence(page->claims, claim);
    const char *number = number_of(claim->guidance);
    char id[40];
    size_t question = 0;
    if (claim->count == 0)
        return;
    bv_text_format(out, "<details><summary>The numbers behind %s</summary>\n", claim->guidance->id);
    for (size_t i = 0; i < claim->count; i++) {
        if (i == 0 || lines[i].question != lines[i - 1].question) {
            if (i > 0)
                bv_table_end(out);
            bv_text_format(out, "<p><b>%s</b>%s</p>\n", lines[i].question->words,
                           lines[i].question->beside ? " Shown beside; the verdict does not "
                                                       "rest on it."
                                                     : "");
            snprintf(id, sizeof id, "claim-%s-q%zu", number, ++question);
            bv_table_begin(out, id, lines[i].question->words, "", heads,
                           sizeof heads / sizeof heads[0]);
        }
        put_line(out, page, &lines[i]);
    }
    bv_table_end(out);
    bv_text_put(out, "</details>\n");
}

static void put_claim(struct bv_text *out, const struct bv_page *page, const struct bv_claim *claim)
{
    const struct bv_claim_table *guidance = claim->guidance;
    struct bv_text replied = {0}, why = {0};
    bv_text_format(out, "<article class=\"claim\" id=\"claim-%s\">\n<h3>%s ", number_of(guidance),
                   guidance->id);
    bv_text_html(out, guidance->english);
    bv_text_put(out, "</h3>\n<p lang=\"zh\" class=\"note\">");
    bv_text_html(out, guidance->chinese);
    bv_text_put(out, "</p>\n<p>");
    put_badge(out, claim->judgement);
    bv_text_put(out, " ");
    bv_text_put(&replied, claim->replied);
    bv_html_phrase_put(out, &replied, false);
    bv_text_put(out, "</p>\n<p>");
    bv_text_put(&why, claim->why);
    bv_html_phrase_put(out, &why, false);
    if (claim->lead < claim->count) {
        bv_text_put(out, " &#8594; ");
        put_place(out, page, bv_claims_evidence(page->claims, claim) + claim->lead);
    }
    bv_text_put(out, "</p>\n");
    put_evidence(out, page, claim);
    bv_text_put(out, "</article>\n");
}

enum bv_status bv_section_claims(const struct bv_page *page, struct bv_text *out,
                                 struct bv_error *err)
{
    (void)err;
    bool is_go = bv_summary_is_go(page->summary);
    bv_text_put(
        out,
        "<p>The guidance that this project set out to test, claim by claim. Each claim becomes "
        "questions, and every series and size of the run answers: yes (for the claim), no, or open "
        "(the blocks do not decide it). Only yes: confirmed. Only no: refuted. Both need an answer "
        "to each question of the claim, and no more than a tenth open. Yes and no: it depends, on "
        "what the page names, with the boundary and its 95 % interval. A verdict is about this "
        "machine, this compiler and ");
    bv_text_put(out, is_go ? "Go, which the article is about.</p>\n"
                           : "C; the article is about Go.</p>\n");
    put_overview(out, page->claims);
    bv_text_put(out, "<div class=\"claims\">\n");
    for (size_t i = 0; i < page->claims->count; i++)
        put_claim(out, page, &page->claims->items[i]);
    bv_text_put(out, "</div>\n");
    return BV_OK;
}
