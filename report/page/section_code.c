/* SPDX-License-Identifier: Apache-2.0 */
/* section_code.c: the machine code of every arm, each listing once. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/alike.h"
#include "report/codewords.h"
#include "report/page/phrase.h"
#include "report/page/section.h"
#include "report/page/tables.h"
#include "report/words.h"

/* Of listings: a page stays under 5 MB, whatever was measured. */
enum { LISTINGS_MAX_BYTES = 1 << 20 };

/* Listings on their way into a page. */
struct shelf {
    const struct bv_page *page;
    const struct bv_codegen *codegen;
    struct bv_text *out;
    bool *shown;    /* by function of the audit */
    size_t bytes;   /* of listings */
    size_t omitted; /* cases whose listings are left out */
};

static void put_lines(struct bv_text *out, const struct bv_audit_function *function, uint32_t first,
                      uint32_t last)
{
    for (uint32_t i = first; i <= last; i++) {
        char mark = function->marks ? function->marks[i] : BV_MARK_PLAIN;
        bool copies = mark == BV_MARK_COPY;
        bv_text_format(out, "%4u %c ", i, copies ? '*' : mark == BV_MARK_CALL ? '>' : ' ');
        bv_text_put(out, copies ? "<mark>" : "");
        bv_text_html(out, function->lines[i]);
        bv_text_put(out, copies ? "</mark>\n" : "\n");
    }
}

/* Lines of a function, or a link to where they stand already. */
static void put_function(struct shelf *shelf, uint32_t index, const char *what, uint32_t first,
                         uint32_t last)
{
    const struct bv_audit_function *function = &shelf->codegen->audit->functions[index];
    struct bv_text *out = shelf->out;
    if (shelf->shown[index]) {
        bv_text_format(out, "<p>%s <a href=\"#code-f%u\"><code>", what, index);
        bv_text_html(out, function->name);
        bv_text_put(out, "</code></a>, shown there</p>\n");
        return;
    }
    shelf->shown[index] = true;
    bv_text_format(out, "<p id=\"code-f%u\">%s <code>", index, what);
    bv_text_html(out, function->name);
    bv_text_put(out, "</code></p>\n<pre class=\"code\">");
    size_t before = out->length;
    put_lines(out, function, first, last);
    shelf->bytes += out->length - before;
    bv_text_put(out, "</pre>\n");
}

static void put_violations(struct bv_text *out, const struct bv_audit_arm *arm)
{
    if (arm->violation_count == 0)
        return;
    bv_text_put(out, "<div class=\"warn\">Not what the family promises; its times do not mean what "
                     "they say:<ul>\n");
    for (uint32_t i = 0; i < arm->violation_count; i++) {
        bv_text_put(out, "<li>");
        bv_text_html(out, arm->violations[i]);
        bv_text_put(out, "</li>\n");
    }
    bv_text_put(out, "</ul></div>\n");
}

static void put_arm(struct shelf *shelf, const struct bv_audit_arm *arm)
{
    const struct bv_audit_function *functions = shelf->codegen->audit->functions;
    bv_text_put(shelf->out, "<div><h4>");
    bv_text_html(shelf->out, arm->name);
    bv_text_put(shelf->out, "</h4>\n");
    put_violations(shelf->out, arm);
    put_function(shelf, arm->function, "Loop of", arm->loop_first, arm->loop_last);
    for (uint32_t i = 0; i < arm->callee_count; i++)
        put_function(shelf, arm->callees[i], "Calls", 0, functions[arm->callees[i]].line_count - 1);
    bv_text_put(shelf->out, "</div>\n");
}

/* Has any arm of it code that is not in the page yet? */
static bool is_new(const struct shelf *shelf, const struct bv_audit_case *of)
{
    for (uint32_t a = 0; a < of->arm_count; a++) {
        const struct bv_audit_arm *arm = &of->arms[a];
        if (!shelf->shown[arm->function])
            return true;
        for (uint32_t i = 0; i < arm->callee_count; i++)
            if (!shelf->shown[arm->callees[i]])
                return true;
    }
    return false;
}

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
static void put_sizes(struct shelf *shelf, const struct group *group)
{
    const struct bv_case_summary *cases = shelf->page->summary->cases;
    struct bv_text words = {0};
    bv_words_bytes(&words, cases[group->series->cases[group->first]].info->size_bytes);
    if (group->last > group->first) {
        bv_text_put(&words, " to ");
        bv_words_bytes(&words, cases[group->series->cases[group->last]].info->size_bytes);
    }
    bv_phrase_put(shelf->out, &words, false);
}

static void put_listings(struct shelf *shelf, size_t at)
{
    const struct bv_audit_case *of = shelf->codegen->audited[at];
    if (shelf->bytes >= LISTINGS_MAX_BYTES && is_new(shelf, of)) {
        shelf->omitted++;
        bv_text_put(shelf->out, "<p class=\"note\">Left out to keep the page small; audit.json "
                                "has it, and <code>byval audit --case ");
        bv_text_html(shelf->out, of->name);
        bv_text_put(shelf->out, "</code> prints it.</p>\n");
        return;
    }
    bv_text_put(shelf->out, "<div class=\"grid\">\n");
    for (uint32_t a = 0; a < of->arm_count; a++)
        put_arm(shelf, &of->arms[a]);
    bv_text_put(shelf->out, "</div>\n");
}

static void put_group(struct shelf *shelf, const struct group *group)
{
    size_t at = group->series->cases[group->first];
    const struct bv_audit_case *of = shelf->codegen->audited[at];
    bv_text_put(shelf->out, "<details><summary>");
    put_sizes(shelf, group);
    bv_text_put(shelf->out, "</summary>\n<div>\n");
    for (size_t i = group->first; i <= group->last; i++)
        bv_text_format(shelf->out, "<span id=\"code-c%u\"></span>", group->series->cases[i]);
    if (group->last > group->first) {
        struct bv_text words = {0};
        bv_text_format(&words,
                       "the same code at %zu sizes, but for the numbers in it; here it is for ",
                       group->last - group->first + 1);
        bv_words_bytes(&words, of->size_bytes);
        bv_text_put(shelf->out, "<p class=\"note\">");
        bv_phrase_put(shelf->out, &words, true);
        bv_text_put(shelf->out, "</p>\n");
    }
    if (of->identical)
        bv_text_put(shelf->out, "<p>The code of all arms is the same, but for names.</p>\n");
    put_listings(shelf, at);
    bv_text_put(shelf->out, "</div></details>\n");
}

/* Words of the first and of the last size of a group, where they differ. */
static void put_range(struct bv_text *out, struct bv_text *first, struct bv_text *last)
{
    bool same = first->data && last->data && strcmp(first->data, last->data) == 0;
    bv_phrase_put(out, first, false);
    bv_text_put(out, same ? "" : " to ");
    if (same)
        bv_text_finish(last);
    else
        bv_phrase_put(out, last, false);
}

static void put_row(struct shelf *shelf, const struct group *group, unsigned arm)
{
    const char *name = group->series->arms[arm];
    const size_t at[2] = {group->series->cases[group->first], group->series->cases[group->last]};
    const struct bv_audit_arm *code[2];
    struct bv_text words = {0}, copied[2] = {{0}, {0}}, instructions[2] = {{0}, {0}};
    for (int i = 0; i < 2; i++) {
        code[i] = bv_codegen_arm(shelf->codegen, at[i], name);
        bv_words_copied(&copied[i], code[i]);
        bv_words_instructions(&instructions[i], code[i],
                              bv_codegen_counts(shelf->codegen, at[i], name));
    }
    bv_text_format(shelf->out, "<tr><th scope=\"row\"><a href=\"#code-c%zu\">", at[0]);
    put_sizes(shelf, group);
    bv_text_put(shelf->out, "</a></th><td>");
    bv_text_html(shelf->out, name);
    bv_text_put(shelf->out, "</td><td>");
    if (code[0])
        bv_words_ways(&words, code[0]->ways);
    bv_phrase_put(shelf->out, &words, false);
    bv_text_put(shelf->out,
                code[0] && code[0]->violation_count > 0 ? " <b>(breaks a rule)</b>" : "");
    bv_text_put(shelf->out, "</td>");
    bool told = code[0] && code[0]->bytes_copied >= 0;
    bv_table_number(shelf->out, told ? (double)code[0]->bytes_copied : (double)NAN);
    put_range(shelf->out, &copied[0], &copied[1]);
    bv_text_put(shelf->out, "</td><td class=\"n\">");
    put_range(shelf->out, &instructions[0], &instructions[1]);
    bv_text_put(shelf->out, "</td></tr>\n");
}

/* The numbers of a series, an arm of a group of sizes a row. */
static void put_table(struct shelf *shelf, const struct bv_series *series)
{
    static const char *const heads[] = {"Size", "Arm", "The struct travels", "#Bytes copied",
                                        "#Instructions"};
    struct group group;
    char id[40];
    snprintf(id, sizeof id, "code-t%zu", (size_t)(series - shelf->page->summary->series));
    bv_table_begin(shelf->out, id, "Code by size", "", heads, sizeof heads / sizeof heads[0]);
    for (size_t i = 0; find_group(shelf->codegen, series, i, &group); i = group.last + 1)
        for (unsigned arm = 0; arm < series->arm_count; arm++)
            put_row(shelf, &group, arm);
    bv_table_end(shelf->out);
}

/* Back to the figure of a series, where it is drawn, and to its numbers. */
static void put_links(struct shelf *shelf, const struct bv_series *series)
{
    const struct bv_gallery *gallery = shelf->page->gallery;
    for (size_t i = 0; i < gallery->count; i++)
        if (gallery->exhibits[i].lead == series && gallery->exhibits[i].times.curve_count > 0)
            bv_text_format(shelf->out, " <a href=\"#%s\">Curves</a> &#183;",
                           gallery->exhibits[i].times.id);
    bv_text_put(shelf->out, " <a href=\"#cases\">All cases</a>");
}

/* A series: in one sentence, in numbers, and its listings. */
static enum bv_status put_series(struct shelf *shelf, const struct bv_series *series,
                                 struct bv_error *err)
{
    struct bv_text words = {0};
    struct group group;
    bv_text_format(shelf->out, "<div id=\"code-s%zu\">\n<p>",
                   (size_t)(series - shelf->page->summary->series));
    enum bv_status status = bv_words_codegen(&words, shelf->codegen, series, err);
    bv_phrase_put(shelf->out, &words, true);
    put_links(shelf, series);
    bv_text_put(shelf->out, "</p>\n");
    put_table(shelf, series);
    bv_text_put(shelf->out, "<div class=\"sizes\">\n");
    for (size_t i = 0; find_group(shelf->codegen, series, i, &group); i = group.last + 1)
        put_group(shelf, &group);
    bv_text_put(shelf->out, "</div>\n</div>\n");
    return status;
}

/* Every family but the main series, closed. */
static enum bv_status put_families(struct shelf *shelf, struct bv_error *err)
{
    const struct bv_summary *summary = shelf->page->summary;
    enum bv_status status = BV_OK;
    uint32_t open = UINT32_MAX;
    for (size_t i = 0; status == BV_OK && i < summary->series_count; i++) {
        const struct bv_series *series = &summary->series[i];
        if (i == summary->main_series || !bv_codegen_has(shelf->codegen, series))
            continue;
        if (series->family != open) {
            bv_text_put(shelf->out, open == UINT32_MAX ? "<details><summary>Family "
                                                       : "</details>\n<details><summary>Family ");
            bv_text_html_span(shelf->out, series->parts.family.start, series->parts.family.length);
            bv_text_put(shelf->out, "</summary>\n");
            open = series->family;
        }
        bv_text_put(shelf->out, "<details class=\"inner\"><summary>");
        bv_phrase_series(shelf->out, series);
        bv_text_put(shelf->out, "</summary>\n");
        status = put_series(shelf, series, err);
        bv_text_put(shelf->out, "</details>\n");
    }
    bv_text_put(shelf->out, open == UINT32_MAX ? "" : "</details>\n");
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
    enum bv_status status = BV_OK;
    if (!audit)
        return BV_OK;
    struct shelf shelf = {
        .page = page,
        .codegen = page->codegen,
        .out = out,
        .shown = calloc(audit->function_count + 1, sizeof *shelf.shown),
    };
    if (!shelf.shown)
        return bv_fail(err, BV_E_NOMEM, "out of memory while writing the page");
    put_head(out, audit);
    if (summary->main_series < summary->series_count) {
        const struct bv_series *series = &summary->series[summary->main_series];
        bv_text_put(out, "<h3>");
        bv_phrase_series(out, series);
        bv_text_put(out, "</h3>\n");
        status = put_series(&shelf, series, err);
    }
    bv_text_put(out, "<h3>All others</h3>\n");
    if (status == BV_OK)
        status = put_families(&shelf, err);
    if (shelf.omitted > 0)
        bv_text_format(out, "<p class=\"note\">The listings of %zu cases are left out.</p>\n",
                       shelf.omitted);
    free(shelf.shown);
    return status;
}
