/* SPDX-License-Identifier: Apache-2.0 */
/* trend_page.c: see trend_page.h. */
#include "report/page/trend_page.h"

#include "report/page/figure_panel.h"
#include "report/page/frame.h"
#include "report/page/html_phrase.h"
#include "report/page/table.h"
#include "report/words/difference_words.h"
#include "report/words/number_words.h"
#include "report/words/side_words.h"
#include "report/words/trend_words.h"

static void put_runs(struct bv_text *out, const struct bv_comparison *comparison)
{
    static const char *const heads[] = {"Run", "Name", "What it is"};
    struct bv_text words = {0};
    bv_table_begin(out, "runs", "Runs", "In the order of time.", heads,
                   sizeof heads / sizeof heads[0]);
    for (size_t i = 0; i < comparison->side_count; i++) {
        bv_text_put(out, "<tr><th scope=\"row\">");
        bv_words_letter(out, i);
        bv_text_put(out, "</th><td class=\"name\">");
        bv_text_html(out, comparison->sides[i].name);
        bv_text_put(out, "</td><td>");
        bv_words_side(&words, comparison, i);
        bv_html_phrase_put(out, &words, false);
        bv_text_put(out, "</td></tr>\n");
    }
    bv_table_end(out);
}

static void put_changes(struct bv_text *out, const struct bv_trend *trend)
{
    static const char *const heads[] = {"Case",    "Quantity", "From run",
                                        "#Change", "#p",       "What else changed there"};
    struct bv_text words = {0};
    bv_table_begin(out, "changes", "Changes", "", heads, sizeof heads / sizeof heads[0]);
    for (size_t i = 0; i < trend->changed; i++)
        for (size_t k = 0; k < trend->lines[i].change_count; k++) {
            const struct bv_trend_line *line = &trend->lines[i];
            const struct bv_changepoint *change = &line->changes[k];
            bv_text_put(out, "<tr><th scope=\"row\" class=\"name\">");
            bv_text_html(out, trend->comparison->match.cases[line->case_index].name);
            bv_text_put(out, "</th><td>");
            bv_words_trend_quantity(&words, line);
            bv_html_phrase_put(out, &words, false);
            bv_text_put(out, "</td><td>");
            bv_words_letter(out, change->at);
            bv_text_put(out, "</td>");
            bv_table_number(out, change->change.estimate);
            bv_words_signed_percent(out, change->change.estimate);
            bv_text_put(out, " ");
            bv_words_interval(out, change->change, bv_words_signed_percent);
            bv_text_put(out, "</td>");
            bv_table_number(out, change->p);
            bv_words_p(&words, change->p);
            bv_html_phrase_put(out, &words, false);
            bv_text_put(out, "</td><td>");
            bv_words_trend_cause(&words, trend, change->at);
            bv_html_phrase_put(out, &words, false);
            bv_text_put(out, "</td></tr>\n");
        }
    bv_table_end(out);
}

enum bv_status bv_trend_page(const struct bv_trend *trend, const struct bv_figure *plots,
                             size_t count, const char *figures, size_t formats, struct bv_text *out,
                             struct bv_error *err)
{
    const struct bv_page page = {.figures = figures, .formats = formats};
    struct bv_text words = {0};
    enum bv_status status = BV_OK;
    bv_frame_open(out, "By value or by pointer: a machine over time");
    bv_text_put(out, "<main>\n<h1>");
    bv_words_trend(&words, trend);
    bv_html_phrase_put(out, &words, true);
    bv_text_put(out, "</h1>\n");
    put_runs(out, trend->comparison);
    bv_text_put(out, "<section id=\"plots\">\n<h2>Over time</h2>\n");
    bv_figure_panel_legend(out, "a point is a median over blocks, with its 95 % interval. Dashed "
                                "lines mark changes, with their sizes.");
    bv_text_put(out, "<div class=\"grid\">\n");
    for (size_t i = 0; status == BV_OK && i < count; i++)
        status = bv_figure_panel_figure(out, &page, &plots[i], "", err);
    bv_text_put(out, "</div>\n</section>\n");
    if (trend->changed > 0) {
        bv_text_put(out, "<section id=\"all-changes\">\n<h2>Changes</h2>\n");
        put_changes(out, trend);
        bv_text_put(out, "</section>\n");
    }
    bv_text_put(out, "</main>\n<footer>\n<p>");
    bv_html_phrase_file(out, "trend.csv", "trend.csv");
    bv_text_put(out, "</p>\n<p>Written by "
                     "byval compare from the data alone: the same data give the same page.</p>\n");
    bv_html_phrase_beside(out, "figures and data");
    bv_text_put(out, "</footer>\n");
    bv_frame_close(out);
    if (status == BV_OK && out->failed)
        status = bv_fail(err, BV_E_NOMEM, "out of memory while writing the page");
    return status;
}
