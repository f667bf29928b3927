/* SPDX-License-Identifier: Apache-2.0 */
/* compare_page.c: see compare_page.h. */
#include "report/page/compare_page.h"

#include "report/page/compare_tables.h"
#include "report/page/escape_steps.h"
#include "report/page/figure_panel.h"
#include "report/page/frame.h"
#include "report/page/html_phrase.h"
#include "report/page/kind_section.h"
#include "report/page/table.h"
#include "report/words/compare_words.h"
#include "report/words/difference_words.h"
#include "report/words/side_words.h"
#include "report/words/story_words.h"

static void put_answers(struct bv_text *out, const struct bv_comparison *comparison,
                        const struct bv_compared_answer *answers)
{
    static const char *const heads[] = {"Run", "Processor, compiler, day", "Its answer",
                                        "Against A"};
    struct bv_text words = {0};
    bv_table_begin(out, "answers", "Answers",
                   "Over all conditions of passing one struct that the run measured, each verdict "
                   "at 5&#160;% error over its whole table. Differs: the intervals do not meet.",
                   heads, sizeof heads / sizeof heads[0]);
    for (size_t i = 0; i < comparison->side_count; i++) {
        bv_words_letter(&words, i);
        bv_compare_table_cell(out, "<tr><th scope=\"row\">", &words, "</th>");
        bv_words_run(&words, comparison, i);
        bv_compare_table_cell(out, "<td>", &words, "</td>");
        bv_words_answer_on(&words, &answers[i]);
        bv_compare_table_cell(out, "<td>", &words, "</td>");
        bv_text_format(out, "<td>%s</td></tr>\n", bv_words_answer_agreement(answers, i));
    }
    bv_table_end(out);
}

/* What processors and compilers change, beside one figure of it. */
static enum bv_status put_story(struct bv_text *out, const struct bv_comparison *comparison,
                                const struct bv_page *page, const struct bv_figure *figure,
                                struct bv_error *err)
{
    struct bv_text words = {0};
    bv_text_put(out, "<div id=\"story\" class=\"grid lead\">\n<ol>\n");
    for (unsigned i = 0; i < BV_STORY_SENTENCES; i++) {
        bv_text_put(out, "<li>");
        bv_words_story(&words, comparison, i);
        bv_html_phrase_put(out, &words, true);
        bv_text_put(out, "</li>\n");
    }
    bv_text_put(out, "</ol>\n");
    enum bv_status status = bv_figure_panel_figure(
        out, page, figure,
        "Ratio of the times, a curve a run: the colour goes with the processor, the dash with the "
        "compiler. Diamonds: the size from which the pointer wins; bars: its 95 % interval.",
        err);
    bv_text_put(out, "</div>\n");
    return status;
}

/* The answer first, and one figure with all runs. */
static enum bv_status put_head(struct bv_text *out, const struct bv_comparison *comparison,
                               const struct bv_page *page,
                               const struct bv_compare_figures *figure_set, struct bv_error *err)
{
    struct bv_compared_answer answers[BV_SIDES_MAX];
    struct bv_text words = {0};
    enum bv_status status = BV_OK;
    bv_compared_answers_find(comparison, answers);
    bv_text_put(out, "<h1>");
    bv_words_answers(&words, comparison, answers);
    bv_html_phrase_put(out, &words, true);
    bv_text_put(out, "</h1>\n");
    if (comparison->common == 0)
        bv_text_put(out,
                    "<p>No case was measured on both sides: there is nothing to compare.</p>\n");
    if (comparison->story)
        status = put_story(out, comparison, page, &figure_set->story, err);
    if (status != BV_OK)
        return status;
    bv_text_put(out, "<div class=\"grid lead\">\n<div>\n");
    put_answers(out, comparison, answers);
    if (figure_set->plot_count > 0)
        bv_figure_panel_legend(out,
                               "a curve is a run; its colour goes with its machine and build. "
                               "Where the curve of a ratio lies in the shaded band, the arms count "
                               "as equal. A hollow point is doubtful.");
    bv_text_put(out, "</div>\n");
    if (figure_set->plot_count > 0 && !comparison->story)
        status = bv_figure_panel_figure(out, page, &figure_set->plots[0].ratios,
                                        "Ratio of the times, a curve a run: above 1 the pointer is "
                                        "cheaper.",
                                        err);
    bv_text_put(out, "</div>\n");
    return status;
}

static void put_changes(struct bv_text *out, const struct bv_comparison *comparison,
                        enum bv_quantity quantity)
{
    struct bv_text words = {0};
    bv_text_put(out, "<p>");
    if (quantity == BV_QUANTITY_TIME)
        bv_words_times_caveat(&words, comparison);
    bv_compare_table_cell(out, "<b>", &words, "</b> ");
    bv_words_changes(&words, comparison, quantity);
    bv_html_phrase_put(out, &words, true);
    bv_text_put(out, "</p>\n");
}

static enum bv_status put_plots(struct bv_text *out, const struct bv_page *page,
                                const struct bv_compare_figures *figure_set, bool is_first_above,
                                struct bv_error *err)
{
    enum bv_status status = BV_OK;
    bv_text_put(out, "<div class=\"grid\">\n");
    for (size_t i = 0; status == BV_OK && i < figure_set->plot_count; i++) {
        if (i > 0 || !is_first_above)
            status = bv_figure_panel_figure(out, page, &figure_set->plots[i].ratios,
                                            "Ratio of the times.", err);
        if (status == BV_OK)
            status = bv_figure_panel_figure(out, page, &figure_set->plots[i].times,
                                            "Net time a call, as measured.", err);
    }
    bv_text_put(out, "</div>\n");
    if (figure_set->left_out > 0)
        bv_text_format(out,
                       "<p class=\"note\">%zu more series are not drawn: see the tables.</p>\n",
                       figure_set->left_out);
    return status;
}

static enum bv_status put_maps(struct bv_text *out, const struct bv_page *page,
                               const struct bv_comparison *comparison,
                               const struct bv_compare_figures *figure_set, struct bv_error *err)
{
    enum bv_status status = BV_OK;
    bool more = true;
    bv_text_put(out, "<p>A cell holds the size from which the other arm (the pointer, mostly) wins "
                     "at every size that was measured.</p>\n<div class=\"grid\">\n");
    for (size_t k = 0; status == BV_OK && more; k++) {
        more = false;
        for (size_t i = 0; status == BV_OK && i < figure_set->map_count; i++) {
            struct bv_text words = {0};
            if (k >= figure_set->maps[i].sheet_count)
                continue;
            more = true;
            bv_words_letter(&words, i);
            bv_text_put(&words, ": ");
            bv_words_run(&words, comparison, i);
            bv_compare_table_cell(out, "<div><h3>", &words, "</h3>\n");
            status = bv_figure_panel_map(out, page, &figure_set->maps[i].sheets[k], err);
            bv_text_put(out, "</div>\n");
        }
    }
    bv_text_put(out, "</div>\n");
    if (figure_set->map_count < comparison->side_count)
        bv_text_format(out, "<p class=\"note\">Of the first %zu runs.</p>\n",
                       figure_set->map_count);
    return status;
}

static void put_title(struct bv_text *out, const char *id, const char *title)
{
    bv_text_format(out, "<section id=\"%s\">\n<h2>%s</h2>\n", id, title);
}

/* What escapes under which toolchain, and what calls allocate. */
static void put_allocations(struct bv_text *out, const struct bv_comparison *comparison)
{
    struct bv_escape_run runs[BV_SIDES_MAX];
    bv_escape_runs_of(comparison, runs);
    bv_text_put(out, "<section>\n");
    bv_escape_steps_put(out, runs, comparison->side_count);
    bv_compare_table_allocations(out, comparison);
    bv_text_put(out, "</section>\n");
}

enum bv_status bv_compare_page(const struct bv_comparison *comparison,
                               const struct bv_compare_figures *figure_set, const char *figures,
                               size_t formats, struct bv_text *out, struct bv_error *err)
{
    const struct bv_page page = {.figures = figures, .formats = formats};
    enum bv_status status = BV_OK;
    bv_frame_open(out, "By value or by pointer: runs compared");
    bv_text_put(out, "<main>\n");
    status = put_head(out, comparison, &page, figure_set, err);
    if (status == BV_OK && comparison->options.kinds)
        status = bv_kind_section(out, &page, comparison->options.kinds, &figure_set->kinds, err);
    put_title(out, "differs", "What differs");
    bv_compare_table_differences(out, comparison);
    bv_text_put(out, "</section>\n");
    if (status == BV_OK && figure_set->plot_count > 0) {
        put_title(out, "curves", "Curves");
        status = put_plots(out, &page, figure_set, comparison->story == NULL, err);
        bv_text_put(out, "</section>\n");
    }
    if (status == BV_OK && comparison->match.series_count > 0) {
        put_title(out, "map", "Crossovers");
        status = put_maps(out, &page, comparison, figure_set, err);
        bv_compare_table_crossings(out, comparison);
        bv_text_put(out, "</section>\n");
    }
    if (status != BV_OK)
        return status;
    if (comparison->shift_count > 0) {
        put_title(out, "ratios", "Ratios within each run");
        put_changes(out, comparison, BV_QUANTITY_RATIO);
        bv_compare_table_shifts(out, comparison, BV_QUANTITY_RATIO);
        bv_text_put(out, "</section>\n");
        put_title(out, "times", "Times");
        put_changes(out, comparison, BV_QUANTITY_TIME);
        bv_compare_table_shifts(out, comparison, BV_QUANTITY_TIME);
        bv_text_put(out, "</section>\n");
    }
    put_allocations(out, comparison);
    if (comparison->missing > 0) {
        put_title(out, "missing", "Missing");
        bv_compare_table_missing(out, comparison);
        bv_text_put(out, "</section>\n");
    }
    bv_text_put(out, "</main>\n<footer>\n<p>");
    bv_html_phrase_file(out, "comparison.csv", "comparison.csv");
    bv_text_put(out, " &#183; ");
    bv_html_phrase_file(out, "comparison.json", "comparison.json");
    bv_text_put(out, " &#183; ");
    bv_html_phrase_file(out, "comparison.txt", "comparison.txt");
    bv_text_put(out, "</p>\n<p>Written by byval compare "
                     "from the data alone: the same data give the same page.</p>\n");
    bv_html_phrase_beside(out, "figures and data");
    bv_text_put(out, "</footer>\n");
    bv_frame_close(out);
    return out->failed ? bv_fail(err, BV_E_NOMEM, "out of memory while writing the page") : BV_OK;
}
