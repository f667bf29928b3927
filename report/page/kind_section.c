/* SPDX-License-Identifier: Apache-2.0 */
/* kind_section.c: see kind_section.h. */
#include "report/page/kind_section.h"

#include <math.h>

#include "report/page/compare_tables.h"
#include "report/page/figure_panel.h"
#include "report/page/html_phrase.h"
#include "report/page/table.h"
#include "report/words/difference_words.h"
#include "report/words/kind_words.h"
#include "report/words/number_words.h"
#include "report/words/side_words.h"

static void put_spread(struct bv_text *out, struct bv_interval spread)
{
    struct bv_text words = {0};
    bv_table_number(out, spread.estimate);
    if (isnan(spread.estimate))
        bv_text_put(&words, "-");
    else
        bv_words_spread(&words, spread);
    bv_compare_table_cell(out, "", &words, "</td>");
}

static size_t outliers_of(const struct bv_kinds *kinds, size_t kind)
{
    size_t count = 0;
    for (size_t i = 0; i < kinds->run_count; i++)
        count += kinds->runs[i].kind == kind && (kinds->runs[i].is_outlier[BV_QUANTITY_TIME] ||
                                                 kinds->runs[i].is_outlier[BV_QUANTITY_RATIO]);
    return count;
}

static void put_kinds(struct bv_text *out, const struct bv_kinds *kinds)
{
    static const char *const heads[] = {"Kind",
                                        "Name",
                                        "#Runs",
                                        "#Half of its times within",
                                        "#Its times against A's",
                                        "#Half of its ratios within",
                                        "#Its ratios against A's",
                                        "#Outliers"};
    struct bv_text words = {0};
    bv_table_begin(out, "kinds-table", "Kinds",
                   "Each the median over all times, or ratios, that were measured; 95&#160;% "
                   "intervals where kinds have ten runs or more.",
                   heads, sizeof heads / sizeof heads[0]);
    for (size_t i = 0; i < kinds->kind_count; i++) {
        const struct bv_kind *kind = &kinds->kinds[i];
        bv_words_letter(&words, i);
        bv_compare_table_cell(out, "<tr><th scope=\"row\">", &words, "</th><td class=\"name\">");
        bv_text_html(out, kind->name);
        bv_text_format(out, "</td><td class=\"n\">%zu</td>", kind->run_count);
        for (unsigned q = BV_QUANTITY_COUNT; q-- > 0;) {
            put_spread(out, kind->within[q]);
            put_spread(out, i == 0 ? (struct bv_interval){NAN, NAN, NAN} : kind->apart[q]);
        }
        if (isnan(kind->limit))
            bv_text_put(out, "<td class=\"n\">-</td></tr>\n");
        else
            bv_text_format(out, "<td class=\"n\">%zu</td></tr>\n", outliers_of(kinds, i));
    }
    bv_table_end(out);
}

static void put_percent(struct bv_text *out, double log_ratio)
{
    struct bv_text words = {0};
    bv_table_number(out, log_ratio);
    if (isfinite(log_ratio))
        bv_words_signed_percent(&words, log_ratio);
    else
        bv_text_put(&words, "-");
    bv_compare_table_cell(out, "", &words, "</td>");
}

static void put_score(struct bv_text *out, double score)
{
    bv_table_number(out, score);
    if (isnan(score))
        bv_text_put(out, "-</td>");
    else
        bv_text_format(out, "%.1f</td>", score);
}

static void put_runs(struct bv_text *out, const struct bv_kinds *kinds, bool outliers)
{
    static const char *const heads[] = {"Run",     "Kind",         "#Times", "#Their score",
                                        "#Ratios", "#Their score", "#Clock"};
    struct bv_text words = {0};
    bv_table_begin(out, outliers ? "outliers" : "kind-runs", outliers ? "Outliers" : "All runs",
                   "Against the median of their kind.", heads, sizeof heads / sizeof heads[0]);
    for (size_t i = 0; i < kinds->run_count; i++) {
        const struct bv_kind_run *run = &kinds->runs[i];
        if (outliers && !run->is_outlier[BV_QUANTITY_TIME] && !run->is_outlier[BV_QUANTITY_RATIO])
            continue;
        bv_text_put(out, "<tr><th scope=\"row\" class=\"name\">");
        bv_text_html(out, bv_words_kind_run(run));
        bv_text_put(out, "</th>");
        bv_words_letter(&words, run->kind);
        bv_text_format(&words, ": %s", kinds->kinds[run->kind].name);
        bv_compare_table_cell(out, "<td>", &words, "</td>");
        for (unsigned q = BV_QUANTITY_COUNT; q-- > 0;) {
            put_percent(out, run->level[q]);
            put_score(out, run->score[q]);
        }
        put_percent(out, run->clock);
        bv_text_put(out, "</tr>\n");
    }
    bv_table_end(out);
}

static void put_sentence(struct bv_text *out, struct bv_text *words)
{
    bv_html_phrase_put(out, words, true);
    bv_text_put(out, " ");
}

enum bv_status bv_kind_section(struct bv_text *out, const struct bv_page *page,
                               const struct bv_kinds *kinds, const struct bv_figure *figure,
                               struct bv_error *err)
{
    struct bv_text words = {0};
    bv_text_put(out, "<section id=\"kinds\">\n<h2>Kinds of runs</h2>\n<p>");
    bv_words_kinds(&words, kinds);
    put_sentence(out, &words);
    bv_text_put(out, "</p>\n<p>");
    for (unsigned q = BV_QUANTITY_COUNT; q-- > 0;) {
        bv_words_kinds_spread(&words, kinds, q);
        put_sentence(out, &words);
    }
    bv_text_put(out, "</p>\n<p><b>");
    bv_words_outliers(&words, kinds);
    put_sentence(out, &words);
    bv_text_put(out, "</b></p>\n");
    if (kinds->outlier_count > 0)
        put_runs(out, kinds, true);
    put_kinds(out, kinds);
    bv_text_put(out, "<div class=\"grid\">\n");
    enum bv_status status = bv_figure_panel_figure(
        out, page, figure, "Times of the runs of each kind against those of A.", err);
    bv_text_put(out, "</div>\n");
    if (kinds->judged > 0) {
        bv_text_put(out, "<p class=\"note\">");
        bv_words_outlier_rule(&words, kinds);
        put_sentence(out, &words);
        bv_text_put(out, "</p>\n");
    }
    bv_text_format(out, "<details><summary>All runs: %zu</summary>\n", kinds->run_count);
    put_runs(out, kinds, false);
    bv_text_put(out, "</details>\n</section>\n");
    return status;
}
