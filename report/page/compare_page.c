/* SPDX-License-Identifier: Apache-2.0 */
/* compare_page.c: see compare_page.h. */
#include "report/page/compare_page.h"

#include <math.h>
#include <string.h>

#include "lib/base/plural.h"
#include "report/compare/crossings.h"
#include "report/page/figure_panel.h"
#include "report/page/frame.h"
#include "report/page/html_phrase.h"
#include "report/page/tables.h"
#include "report/words/compare_words.h"
#include "report/words/words.h"

enum { ROWS_MAX = 2000 }; /* of a table: what is not credible, past them, stands in the CSV */

/* A cell of words, which are emptied. */
static void put_cell(struct bv_text *out, const char *open, struct bv_text *words,
                     const char *close)
{
    bv_text_put(out, open);
    if (words->data)
        bv_text_html_span(out, words->data, words->length);
    bv_text_put(out, close);
    out->failed |= words->failed;
    bv_text_finish(words);
}

static void put_letter(struct bv_text *out, size_t side)
{
    struct bv_text words = {0};
    bv_words_letter(&words, side);
    put_cell(out, "<td>", &words, "</td>");
}

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
        put_cell(out, "<tr><th scope=\"row\">", &words, "</th>");
        bv_words_run(&words, comparison, i);
        put_cell(out, "<td>", &words, "</td>");
        bv_words_answer_on(&words, &answers[i]);
        put_cell(out, "<td>", &words, "</td>");
        bv_text_format(out, "<td>%s</td></tr>\n", bv_words_answer_agreement(answers, i));
    }
    bv_table_end(out);
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
    bv_text_put(out, "<div class=\"grid lead\">\n<div>\n");
    put_answers(out, comparison, answers);
    if (figure_set->plot_count > 0)
        bv_figure_panel_legend(out,
                               "a curve is a run; its colour goes with its machine and build. "
                               "Where the curve of a ratio lies in the shaded band, the arms count "
                               "as equal. A hollow point is doubtful.");
    bv_text_put(out, "</div>\n");
    if (figure_set->plot_count > 0)
        status = bv_figure_panel_figure(out, page, &figure_set->plots[0].ratios,
                                        "Ratio of the times, a curve a run: above 1 the pointer is "
                                        "cheaper.",
                                        err);
    bv_text_put(out, "</div>\n");
    return status;
}

static void put_sides(struct bv_text *out, const struct bv_comparison *comparison)
{
    static const char *const heads[] = {"Run", "Name", "What it is"};
    struct bv_text words = {0};
    bv_table_begin(out, "runs", "Runs", "", heads, sizeof heads / sizeof heads[0]);
    for (size_t i = 0; i < comparison->side_count; i++) {
        bv_words_letter(&words, i);
        put_cell(out, "<tr><th scope=\"row\">", &words, "</th><td class=\"name\">");
        bv_text_html(out, comparison->sides[i].name);
        bv_words_side(&words, comparison, i);
        put_cell(out, "</td><td>", &words, "</td></tr>\n");
    }
    bv_table_end(out);
}

/* What is known to differ, readings apart, comes first; the rest is for who looks for it. */
static bool is_known_difference(const struct bv_compared_fact *fact)
{
    return fact->agreement == BV_AGREE_DIFFERENT && fact->about != BV_ABOUT_READING;
}

static size_t put_facts(struct bv_text *out, const struct bv_comparison *comparison, bool known)
{
    static const char *const about[] = {"machine", "code", "setting", "reading"};
    static const char *const heads[] = {"Fact", "About", "Agreement", "Values"};
    struct bv_text words = {0};
    size_t count = 0;
    bv_table_begin(out, known ? "facts" : "unknown-facts",
                   known ? "What differs" : "What is not known to be equal",
                   known ? "" : "Unknown never equals unknown; readings of a meter never do.",
                   heads, sizeof heads / sizeof heads[0]);
    for (size_t i = 0; i < comparison->differences.count; i++) {
        const struct bv_compared_fact *fact = &comparison->differences.facts[i];
        if (fact->agreement == BV_AGREE_EQUAL || is_known_difference(fact) != known)
            continue;
        count++;
        bv_text_put(out, "<tr><th scope=\"row\">");
        bv_text_html(out, fact->name);
        bv_text_format(out, "</th><td>%s</td><td>%s</td>", about[fact->about],
                       fact->agreement == BV_AGREE_DIFFERENT ? "different" : "not known");
        bv_words_values(&words, comparison, fact);
        put_cell(out, "<td>", &words, "</td></tr>\n");
    }
    bv_table_end(out);
    return count;
}

/* What differs between the runs, how they were compared, and which folders they are. */
static void put_differences(struct bv_text *out, const struct bv_comparison *comparison)
{
    struct bv_text words = {0}, rest = {0};
    size_t equal = 0;
    for (size_t i = 0; i < comparison->differences.count; i++)
        equal += comparison->differences.facts[i].agreement == BV_AGREE_EQUAL;
    bv_text_put(out, "<p>");
    bv_words_differing(&words, comparison);
    bv_html_phrase_put(out, &words, true);
    bv_text_put(out, "</p>\n");
    put_facts(out, comparison, true);
    size_t count = put_facts(&rest, comparison, false);
    if (count > 0) {
        bv_text_format(out,
                       "<details><summary>Readings, and what some run does not know: %zu "
                       "facts</summary>\n",
                       count);
        bv_text_put_span(out, rest.data ? rest.data : "", rest.length);
        bv_text_put(out, "</details>\n");
    }
    out->failed |= rest.failed;
    bv_text_finish(&rest);
    bv_text_format(out, "<p class=\"note\">Facts that are known and equal: %zu.</p>\n<p>", equal);
    bv_words_compared(&words, comparison);
    bv_html_phrase_put(out, &words, true);
    if (comparison->other_source > 0)
        bv_text_format(out,
                       " %zu case%s: other machine code under the same compiler and flags, so "
                       "not the same source, and not compared.",
                       comparison->other_source, bv_plural(comparison->other_source));
    bv_text_put(out, "</p>\n");
    put_sides(out, comparison);
}

static void put_crossings(struct bv_text *out, const struct bv_comparison *comparison)
{
    static const char *const heads[] = {
        "Series", "A", "B", "Run", "Differs", "#A never worse up to", "#B wins from"};
    struct bv_text words = {0};
    struct bv_crossing_row row;
    bv_table_begin(
        out, "crossovers", "Crossovers",
        "Differs: the interval does not meet that of the first run, over the same sizes.", heads,
        sizeof heads / sizeof heads[0]);
    for (struct bv_crossings walk = bv_crossings(comparison); bv_crossings_next(&walk, &row);)
        for (size_t i = 0; i < comparison->side_count; i++) {
            const struct bv_finding *finding = bv_crossing_on(&row, i);
            bv_words_series(&words, &row.series->lead->parts, NULL);
            put_cell(out, "<tr><th scope=\"row\" class=\"name\">", &words, "</th><td>");
            bv_text_html(out, row.a);
            bv_text_put(out, "</td><td>");
            bv_text_html(out, row.b);
            bv_text_put(out, "</td>");
            put_letter(out, i);
            bv_text_format(out, "<td>%s</td>", row.differs ? "yes" : "no");
            if (finding) {
                bv_table_edge(out, finding, finding->a_until.estimate, bv_words_a_until);
                bv_table_edge(out, finding, finding->b_from.estimate, bv_words_b_from);
            } else {
                bv_table_number(out, NAN);
                bv_text_put(out, "missing</td>");
                bv_table_number(out, NAN);
                bv_text_put(out, "missing</td>");
            }
            bv_text_put(out, "</tr>\n");
        }
    bv_table_end(out);
}

static void put_shift(struct bv_text *out, const struct bv_comparison *comparison,
                      const struct bv_run_difference *shift)
{
    struct bv_interval change = shift->difference.change;
    struct bv_text words = {0};
    bv_text_put(out, "<tr><th scope=\"row\" class=\"name\">");
    bv_text_html(out, comparison->match.cases[shift->case_index].name);
    bv_words_quantity(&words, comparison, shift);
    put_cell(out, "</th><td>", &words, "</td>");
    put_letter(out, shift->side);
    for (unsigned which = 0; which < 2; which++) {
        bv_words_quantity_on(&words, comparison, shift, which);
        put_cell(out, "<td class=\"n\">", &words, "</td>");
    }
    bv_table_number(out, change.estimate);
    bv_words_signed_percent(out, change.estimate);
    bv_text_put(out, " ");
    bv_words_interval(out, change, bv_words_signed_percent);
    bv_text_put(out, "</td>");
    bv_table_number(out, shift->p);
    bv_words_p(&words, shift->p);
    put_cell(out, "", &words, "</td>");
    bv_text_format(out, "<td>%s%s</td>", bv_words_change(shift->change),
                   shift->slower ? ", slower than allowed" : "");
    if (shift->quantity == BV_QUANTITY_RATIO) {
        bv_words_verdicts(&words, comparison, shift);
        put_cell(out, shift->flips ? "<td><b>flips</b>: " : "<td>", &words, "</td>");
    }
    bv_text_format(out, "<td class=\"n\">%zu%s</td><td class=\"name\">%s", shift->basis.first,
                   shift->basis.paired ? " pairs" : "", bv_words_code(shift->code));
    for (unsigned which = 0; which < 2 && shift->flips && shift->code == BV_CODE_OTHER; which++) {
        bv_text_put(out, "<br />");
        bv_words_letter(out, which ? shift->side : 0);
        bv_words_code_on(&words, comparison, shift, which);
        put_cell(out, ": ", &words, "");
    }
    bv_text_put(out, "</td></tr>\n");
}

static void put_changes(struct bv_text *out, const struct bv_comparison *comparison,
                        enum bv_quantity quantity)
{
    struct bv_text words = {0};
    bv_text_put(out, "<p>");
    if (quantity == BV_QUANTITY_TIME)
        bv_words_times_caveat(&words, comparison);
    put_cell(out, "<b>", &words, "</b> ");
    bv_words_changes(&words, comparison, quantity);
    bv_html_phrase_put(out, &words, true);
    bv_text_put(out, "</p>\n");
}

static void put_shifts(struct bv_text *out, const struct bv_comparison *comparison,
                       enum bv_quantity quantity)
{
    static const char *const ratio_heads[] = {"Case",        "Ratio",   "Run",         "#In A",
                                              "#In the run", "#Change", "#p",          "Outcome",
                                              "Verdict",     "#Blocks", "Machine code"};
    static const char *const time_heads[] = {"Case",        "Arm",         "Run", "#ns in A",
                                             "#In the run", "#Change",     "#p",  "Outcome",
                                             "#Blocks",     "Machine code"};
    bool ratio = quantity == BV_QUANTITY_RATIO;
    size_t first = ratio ? 0 : comparison->ratio_count;
    size_t last = ratio ? comparison->ratio_count : comparison->shift_count;
    size_t shown = 0;
    bv_table_begin(out, ratio ? "ratios-table" : "times-table", ratio ? "Ratios" : "Times",
                   ratio
                       ? "Time of the first arm over that of the other, in run A and in the run "
                         "named. By importance: flips, then by how much of the change is credible."
                       : "Net ns a call as measured; the change is at the same effective clock "
                         "where that is known.",
                   ratio ? ratio_heads : time_heads,
                   ratio ? sizeof ratio_heads / sizeof ratio_heads[0]
                         : sizeof time_heads / sizeof time_heads[0]);
    for (size_t i = first; i < last && shown < ROWS_MAX; i++, shown++)
        put_shift(out, comparison, &comparison->shifts[i]);
    bv_table_end(out);
    if (shown < last - first)
        bv_text_format(out, "<p class=\"note\">The first %zu of %zu; comparison.csv has all.</p>\n",
                       shown, last - first);
}

static void put_missing(struct bv_text *out, const struct bv_comparison *comparison)
{
    static const char *const heads[] = {"Case", "Run", "Why"};
    struct bv_text words = {0};
    size_t shown = 0;
    bv_table_begin(out, "missing-table", "Missing", "Never averaged over.", heads,
                   sizeof heads / sizeof heads[0]);
    for (size_t i = 0; i < comparison->match.case_count; i++)
        for (size_t side = 0; side < comparison->side_count && shown < ROWS_MAX; side++) {
            const struct bv_matched_case *matched = &comparison->match.cases[i];
            if (bv_is_measured(matched->on[side]))
                continue;
            shown++;
            bv_text_put(out, "<tr><th scope=\"row\" class=\"name\">");
            bv_text_html(out, matched->name);
            bv_text_put(out, "</th>");
            put_letter(out, side);
            bv_words_missing(&words, matched->on[side]);
            put_cell(out, "<td>", &words, "</td></tr>\n");
        }
    bv_table_end(out);
    if (shown < comparison->missing)
        bv_text_format(out, "<p class=\"note\">The first %zu of %zu; comparison.csv has all.</p>\n",
                       shown, comparison->missing);
}

static enum bv_status put_plots(struct bv_text *out, const struct bv_page *page,
                                const struct bv_compare_figures *figure_set, struct bv_error *err)
{
    enum bv_status status = BV_OK;
    bv_text_put(out, "<div class=\"grid\">\n");
    for (size_t i = 0; status == BV_OK && i < figure_set->plot_count; i++) {
        if (i > 0) /* which stands at the top */
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
            put_cell(out, "<div><h3>", &words, "</h3>\n");
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

enum bv_status bv_compare_page(const struct bv_comparison *comparison,
                               const struct bv_compare_figures *figure_set, const char *figures,
                               size_t formats, struct bv_text *out, struct bv_error *err)
{
    const struct bv_page page = {.figures = figures, .formats = formats};
    enum bv_status status = BV_OK;
    bv_frame_open(out, "By value or by pointer: runs compared");
    bv_text_put(out, "<main>\n");
    status = put_head(out, comparison, &page, figure_set, err);
    put_title(out, "differs", "What differs");
    put_differences(out, comparison);
    bv_text_put(out, "</section>\n");
    if (status == BV_OK && figure_set->plot_count > 0) {
        put_title(out, "curves", "Curves");
        status = put_plots(out, &page, figure_set, err);
        bv_text_put(out, "</section>\n");
    }
    if (status == BV_OK && comparison->match.series_count > 0) {
        put_title(out, "map", "Crossovers");
        status = put_maps(out, &page, comparison, figure_set, err);
        put_crossings(out, comparison);
        bv_text_put(out, "</section>\n");
    }
    if (status != BV_OK)
        return status;
    if (comparison->shift_count > 0) {
        put_title(out, "ratios", "Ratios within each run");
        put_changes(out, comparison, BV_QUANTITY_RATIO);
        put_shifts(out, comparison, BV_QUANTITY_RATIO);
        bv_text_put(out, "</section>\n");
        put_title(out, "times", "Times");
        put_changes(out, comparison, BV_QUANTITY_TIME);
        put_shifts(out, comparison, BV_QUANTITY_TIME);
        bv_text_put(out, "</section>\n");
    }
    if (comparison->missing > 0) {
        put_title(out, "missing", "Missing");
        put_missing(out, comparison);
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
