/* SPDX-License-Identifier: Apache-2.0 */
/* section_code.c: the machine code of every arm, each listing once. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/plural.h"
#include "report/analysis/alike.h"
#include "report/page/html_phrase.h"
#include "report/page/listings.h"
#include "report/page/section.h"
#include "report/page/table.h"
#include "report/words/codewords.h"
#include "report/words/number_words.h"

/* Series whose listings are shown: with more, a standard run passes 5 MB. */
enum { LISTED_PER_FAMILY = 3 };

/* The section on its way into a page. */
struct section {
    const struct bv_page *page;
    const struct bv_codegen *codegen;
    struct bv_text *out;
    struct bv_listings listings;
    size_t omitted; /* cases whose listings are left out */
};

/* Neighbouring sizes of a series whose code is the same but for numbers. */
struct group {
    const struct bv_series *series;
    size_t first, last; /* into series->cases; both audited, and both of the group */
};

/* Find the group that begins at, or after, a size of a series.
 * Returns  false where there is none */
static bool find_group(const struct bv_codegen *codegen, const struct bv_series *series,
                       size_t from, struct group *out)
{
    while (from < series->case_count && !codegen->audited[series->cases[from]])
        from++;
    *out = (struct group){series, from, from};
    if (from == series->case_count)
        return false;
    const struct bv_audit_case *first = codegen->audited[series->cases[from]];
    for (size_t i = from + 1; i < series->case_count; i++) {
        const struct bv_audit_case *next = codegen->audited[series->cases[i]];
        if (!next || !bv_alike_cases(codegen->audit, first, next))
            break;
        out->last = i;
    }
    return true;
}

/* "64 B", "264 B to 8 KiB" */
static void put_sizes(struct section *section, const struct group *group)
{
    const struct bv_case_summary *cases = section->page->summary->cases;
    struct bv_text words = {0};
    bv_words_bytes(&words, cases[group->series->cases[group->first]].info->size_bytes);
    if (group->last > group->first) {
        bv_text_put(&words, " to ");
        bv_words_bytes(&words, cases[group->series->cases[group->last]].info->size_bytes);
    }
    bv_html_phrase_put(section->out, &words, false);
}

/* Links to the profiles of its sizes. */
static void put_profiled(struct section *section, const struct group *group)
{
    const struct bv_profiles *profiles = section->page->profiles;
    const struct bv_case_summary *cases = section->page->summary->cases;
    for (size_t i = group->first; profiles != NULL && i <= group->last; i++) {
        const struct bv_case_info *info = cases[group->series->cases[i]].info;
        struct bv_text words = {0};
        if (!bv_profiles_has(profiles, info->name))
            continue;
        bv_words_bytes(&words, info->size_bytes);
        bv_text_format(section->out, "<p><a href=\"#profile-c%u\">Where the time goes at ",
                       group->series->cases[i]);
        bv_html_phrase_put(section->out, &words, false);
        bv_text_put(section->out, "</a></p>\n");
    }
}

static void put_group(struct section *section, const struct group *group)
{
    size_t at = group->series->cases[group->first];
    const struct bv_audit_case *of = section->codegen->audited[at];
    bv_text_put(section->out, "<details><summary>");
    put_sizes(section, group);
    bv_text_put(section->out, "</summary>\n<div>\n");
    for (size_t i = group->first; i <= group->last; i++)
        bv_text_format(section->out, "<span id=\"code-c%u\"></span>", group->series->cases[i]);
    if (group->last > group->first) {
        struct bv_text words = {0};
        bv_text_format(&words,
                       "the same code at %zu sizes, but for the numbers in it; here it is for ",
                       group->last - group->first + 1);
        bv_words_bytes(&words, of->size_bytes);
        bv_text_put(section->out, "<p class=\"note\">");
        bv_html_phrase_put(section->out, &words, true);
        bv_text_put(section->out, "</p>\n");
    }
    put_profiled(section, group);
    if (of->identical)
        bv_text_put(section->out, "<p>The code of all arms is the same, but for names.</p>\n");
    bv_listings_put(&section->listings, of, section->out);
    bv_text_put(section->out, "</div></details>\n");
}

/* Words of the first and of the last size of a group, where they differ. */
static void put_range(struct bv_text *out, struct bv_text *first, struct bv_text *last)
{
    bool same = first->data && last->data && strcmp(first->data, last->data) == 0;
    bv_html_phrase_put(out, first, false);
    bv_text_put(out, same ? "" : " to ");
    if (same)
        bv_text_finish(last);
    else
        bv_html_phrase_put(out, last, false);
}

static void put_row(struct section *section, const struct group *group, unsigned arm)
{
    const char *name = group->series->arms[arm];
    const size_t at[2] = {group->series->cases[group->first], group->series->cases[group->last]};
    const struct bv_audit_arm *code[2];
    struct bv_text words = {0}, copied[2] = {{0}, {0}}, instructions[2] = {{0}, {0}};
    for (int i = 0; i < 2; i++) {
        code[i] = bv_codegen_arm(section->codegen, at[i], name);
        bv_words_copied(&copied[i], code[i]);
        bv_words_instructions(&instructions[i], code[i],
                              bv_codegen_counts(section->codegen, at[i], name));
    }
    bv_text_format(section->out, "<tr><th scope=\"row\"><a href=\"#code-c%zu\">", at[0]);
    put_sizes(section, group);
    bv_text_put(section->out, "</a></th><td>");
    bv_text_html(section->out, name);
    bv_text_put(section->out, "</td><td>");
    if (code[0])
        bv_words_ways(&words, code[0]->ways);
    bv_html_phrase_put(section->out, &words, false);
    bv_text_put(section->out,
                code[0] && code[0]->violation_count > 0 ? " <b>(breaks a rule)</b>" : "");
    bv_text_put(section->out, "</td>");
    bool is_known = code[0] && code[0]->bytes_copied >= 0;
    bv_table_number(section->out, is_known ? (double)code[0]->bytes_copied : (double)NAN);
    put_range(section->out, &copied[0], &copied[1]);
    bv_text_put(section->out, "</td><td class=\"n\">");
    put_range(section->out, &instructions[0], &instructions[1]);
    bv_text_put(section->out, "</td></tr>\n");
}

/* The numbers of a series, an arm of a group of sizes a row. */
static void put_table(struct section *section, const struct bv_series *series)
{
    static const char *const heads[] = {"Size", "Arm", "The struct travels", "#Bytes copied",
                                        "#Instructions"};
    struct group group;
    char id[40];
    snprintf(id, sizeof id, "code-t%zu", (size_t)(series - section->page->summary->series));
    bv_table_begin(section->out, id, "Code by size", "", heads, sizeof heads / sizeof heads[0]);
    for (size_t i = 0; find_group(section->codegen, series, i, &group); i = group.last + 1)
        for (unsigned arm = 0; arm < series->arm_count; arm++)
            put_row(section, &group, arm);
    bv_table_end(section->out);
}

/* The figure of a series; NULL where it is not drawn.
 * rank     gets how many plainer ones its family has */
static const struct bv_series_group *find_figures(const struct bv_report_figures *figure_set,
                                                  const struct bv_series *series, size_t *rank)
{
    *rank = 0;
    for (size_t i = 0; i < figure_set->count; i++) {
        const struct bv_series_group *group = &figure_set->groups[i];
        if (group->lead == series)
            return group->times.curve_count > 0 ? group : NULL;
        *rank += group->lead->family == series->family;
    }
    return NULL;
}

static bool breaks_a_rule(const struct bv_codegen *codegen, const struct bv_series *series)
{
    for (size_t i = 0; i < series->case_count; i++) {
        const struct bv_audit_case *of = codegen->audited[series->cases[i]];
        if (of && bv_audit_is_broken(of))
            return true;
    }
    return false;
}

/* Numbers and listings, by groups of sizes. */
static void put_groups(struct section *section, const struct bv_series *series)
{
    struct group group;
    put_table(section, series);
    bv_text_put(section->out, "<div class=\"sizes\">\n");
    for (size_t i = 0; find_group(section->codegen, series, i, &group); i = group.last + 1)
        put_group(section, &group);
    bv_text_put(section->out, "</div>\n");
}

/* A series: in one sentence; and its code, if it is one of the plainest of its family, or something
 * is wrong with it. All code of all series would be half of a page. */
static enum bv_status put_series(struct section *section, const struct bv_series *series,
                                 struct bv_error *err)
{
    const struct bv_summary *summary = section->page->summary;
    size_t rank;
    const struct bv_series_group *group = find_figures(section->page->figure_set, series, &rank);
    const size_t number = (size_t)(series - summary->series);
    struct bv_text words = {0};
    bv_text_format(section->out, "<div id=\"code-s%zu\">\n<p>", number);
    enum bv_status status = bv_words_codegen(&words, section->codegen, series, err);
    bv_html_phrase_put(section->out, &words, true);
    if (group)
        bv_text_format(section->out, " <a href=\"#%s\">Curves</a> &#183;", group->times.id);
    bv_text_put(section->out, " <a href=\"#cases\">All cases</a></p>\n");
    if ((group && rank < LISTED_PER_FAMILY) || number == summary->main_series ||
        breaks_a_rule(section->codegen, series)) {
        put_groups(section, series);
    } else {
        section->omitted += series->case_count;
        for (size_t i = 0; i < series->case_count; i++)
            if (section->codegen->audited[series->cases[i]])
                bv_text_format(section->out, "<span id=\"code-c%u\"></span>", series->cases[i]);
    }
    bv_text_put(section->out, "</div>\n");
    return status;
}

/* Every family but the main series, closed. */
static enum bv_status put_families(struct section *section, struct bv_error *err)
{
    const struct bv_summary *summary = section->page->summary;
    enum bv_status status = BV_OK;
    uint32_t open = UINT32_MAX;
    for (size_t i = 0; status == BV_OK && i < summary->series_count; i++) {
        const struct bv_series *series = &summary->series[i];
        if (i == summary->main_series || !bv_codegen_has(section->codegen, series))
            continue;
        if (series->family != open) {
            bv_text_put(section->out, open == UINT32_MAX ? "<details><summary>Family "
                                                         : "</details>\n<details><summary>Family ");
            bv_text_html_span(section->out, series->parts.family.start,
                              series->parts.family.length);
            bv_text_put(section->out, "</summary>\n");
            open = series->family;
        }
        bv_text_put(section->out, "<details class=\"inner\"><summary>");
        bv_html_phrase_series(section->out, series);
        bv_text_put(section->out, "</summary>\n");
        status = put_series(section, series, err);
        bv_text_put(section->out, "</details>\n");
    }
    bv_text_put(section->out, open == UINT32_MAX ? "" : "</details>\n");
    return status;
}

static void put_head(struct bv_text *out, const struct bv_audit *audit)
{
    size_t violations = bv_audit_violations(audit);
    bv_text_put(out, "<p>What ");
    bv_text_html(out, audit->compiler);
    bv_text_put(out, " made of each arm with <code>");
    bv_text_html(out, audit->flags);
    bv_text_put(out, "</code>, on ");
    bv_text_html(out, audit->isa);
    bv_text_put(out, ", as ");
    bv_text_html(out, audit->tool);
    bv_text_put(
        out,
        " prints it. <i>Copied</i>: bytes that caller and callees load from memory and store back, "
        "a call. <i>Instructions</i>: of the loop and of all that it calls, a call, where the way "
        "through them does not depend on data; else as <code>byval count</code> counted them. In "
        "the listings <code>*</code> marks <mark>what copies</mark>, <code>&gt;</code> a call; "
        "<code>.12</code> is line 12.</p>\n");
    if (violations > 0)
        bv_text_format(out,
                       "<p class=\"warn\">The code breaks %zu of the rules that its families "
                       "promise to keep: see the cases that say so.</p>\n",
                       violations);
}

enum bv_status bv_section_code(const struct bv_page *page, struct bv_text *out,
                               struct bv_error *err)
{
    const struct bv_summary *summary = page->summary;
    const struct bv_audit *audit = page->codegen->audit;
    if (!audit)
        return BV_OK;
    struct section section = {.page = page, .codegen = page->codegen, .out = out};
    enum bv_status status = bv_listings_begin(audit, &section.listings, err);
    if (status != BV_OK)
        return status;
    put_head(out, audit);
    if (summary->main_series < summary->series_count) {
        const struct bv_series *series = &summary->series[summary->main_series];
        bv_text_put(out, "<h3>");
        bv_html_phrase_series(out, series);
        bv_text_put(out, "</h3>\n");
        status = put_series(&section, series, err);
    }
    bv_text_put(out, "<h3>All others</h3>\n");
    if (status == BV_OK)
        status = put_families(&section, err);
    if (section.omitted > 0)
        bv_text_format(
            out,
            "<p class=\"note\">The listings of %zu case%s, of series that are not the "
            "plainest of their families, are left out to keep the page small: audit.json "
            "has them, codegen.csv their numbers, and <code>byval audit --case NAME"
            "</code> prints them.</p>\n",
            section.omitted, bv_plural(section.omitted));
    bv_listings_finish(&section.listings);
    return status;
}
