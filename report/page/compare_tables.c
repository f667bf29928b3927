/* SPDX-License-Identifier: Apache-2.0 */
/* compare_tables.c: see compare_tables.h. */
#include "report/page/compare_tables.h"

#include <math.h>

#include "lib/base/plural.h"
#include "report/compare/allocations.h"
#include "report/compare/crossings.h"
#include "report/page/html_phrase.h"
#include "report/page/table.h"
#include "report/words/compare_words.h"
#include "report/words/difference_words.h"
#include "report/words/finding_words.h"
#include "report/words/number_words.h"
#include "report/words/side_words.h"
#include "report/words/words.h"

enum { ROWS_MAX = 2000 }; /* of a table: what is not credible, past them, stands in the CSV */

void bv_compare_table_cell(struct bv_text *out, const char *open, struct bv_text *words,
                           const char *close)
{
    bv_text_put(out, open);
    if (words->data)
        bv_text_html_span(out, words->data, words->length);
    bv_text_put(out, close);
    out->failed |= words->failed;
    bv_text_finish(words);
}

void bv_compare_table_letter(struct bv_text *out, size_t side)
{
    struct bv_text words = {0};
    bv_words_letter(&words, side);
    bv_compare_table_cell(out, "<td>", &words, "</td>");
}

void bv_compare_table_sides(struct bv_text *out, const struct bv_comparison *comparison)
{
    static const char *const heads[] = {"Run", "Name", "What it is"};
    struct bv_text words = {0};
    bv_table_begin(out, "runs", "Runs", "", heads, sizeof heads / sizeof heads[0]);
    for (size_t i = 0; i < comparison->side_count; i++) {
        bv_words_letter(&words, i);
        bv_compare_table_cell(out, "<tr><th scope=\"row\">", &words, "</th><td class=\"name\">");
        bv_text_html(out, comparison->sides[i].name);
        bv_words_side(&words, comparison, i);
        bv_compare_table_cell(out, "</td><td>", &words, "</td></tr>\n");
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
        bv_compare_table_cell(out, "<td>", &words, "</td></tr>\n");
    }
    bv_table_end(out);
    return count;
}

void bv_compare_table_differences(struct bv_text *out, const struct bv_comparison *comparison)
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
    bv_compare_table_sides(out, comparison);
}

void bv_compare_table_crossings(struct bv_text *out, const struct bv_comparison *comparison)
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
            bv_compare_table_cell(out, "<tr><th scope=\"row\" class=\"name\">", &words,
                                  "</th><td>");
            bv_text_html(out, row.a);
            bv_text_put(out, "</td><td>");
            bv_text_html(out, row.b);
            bv_text_put(out, "</td>");
            bv_compare_table_letter(out, i);
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
    bv_compare_table_cell(out, "</th><td>", &words, "</td>");
    bv_compare_table_letter(out, shift->side);
    for (unsigned which = 0; which < 2; which++) {
        bv_words_quantity_on(&words, comparison, shift, which);
        bv_compare_table_cell(out, "<td class=\"n\">", &words, "</td>");
    }
    bv_table_number(out, change.estimate);
    bv_words_signed_percent(out, change.estimate);
    bv_text_put(out, " ");
    bv_words_interval(out, change, bv_words_signed_percent);
    bv_text_put(out, "</td>");
    bv_table_number(out, shift->p);
    bv_words_p(&words, shift->p);
    bv_compare_table_cell(out, "", &words, "</td>");
    bv_text_format(out, "<td>%s%s</td>", bv_words_change(shift->change),
                   shift->slower ? ", slower than allowed" : "");
    if (shift->quantity == BV_QUANTITY_RATIO) {
        bv_words_verdicts(&words, comparison, shift);
        bv_compare_table_cell(out, shift->flips ? "<td><b>flips</b>: " : "<td>", &words, "</td>");
    }
    bv_text_format(out, "<td class=\"n\">%zu%s</td><td class=\"name\">%s", shift->basis.first,
                   shift->basis.paired ? " pairs" : "", bv_words_code(shift->code));
    for (unsigned which = 0; which < 2 && shift->flips && shift->code == BV_CODE_OTHER; which++) {
        bv_text_put(out, "<br />");
        bv_words_letter(out, which ? shift->side : 0);
        bv_words_code_on(&words, comparison, shift, which);
        bv_compare_table_cell(out, ": ", &words, "");
    }
    bv_text_put(out, "</td></tr>\n");
}

void bv_compare_table_shifts(struct bv_text *out, const struct bv_comparison *comparison,
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

void bv_compare_table_allocations(struct bv_text *out, const struct bv_comparison *comparison)
{
    static const char *const heads[] = {"Case", "Arm", "Run", "#Objects in A", "#In the run"};
    struct bv_allocation_changes walk = bv_allocation_changes(comparison);
    struct bv_allocation_change change;
    struct bv_text rows = {0};
    size_t count = 0;
    while (bv_allocation_changes_next(&walk, &change)) {
        if (count++ >= ROWS_MAX)
            continue;
        bv_text_put(&rows, "<tr><th scope=\"row\" class=\"name\">");
        bv_text_html(&rows, change.name);
        bv_text_put(&rows, "</th><td>");
        bv_text_html(&rows, change.arm);
        bv_text_put(&rows, "</td>");
        bv_compare_table_letter(&rows, change.side);
        bv_table_number(&rows, change.first);
        bv_text_format(&rows, "%.4g</td>", change.first);
        bv_table_number(&rows, change.second);
        bv_text_format(&rows, "%.4g</td></tr>\n", change.second);
    }
    if (walk.common > 0)
        bv_text_format(out,
                       "<h2 id=\"allocations\">Allocations</h2>\n<p>Of %zu arm%s whose calls were "
                       "counted on both sides, %zu allocate%s otherwise.</p>\n",
                       walk.common, bv_plural(walk.common), count, count == 1 ? "s" : "");
    if (count > 0) {
        bv_table_begin(out, "allocations-table", "Allocations", "Objects a call.", heads,
                       sizeof heads / sizeof heads[0]);
        bv_text_put_span(out, rows.data, rows.length);
        bv_table_end(out);
    }
    if (count > ROWS_MAX)
        bv_text_format(out, "<p class=\"note\">The first %d of %zu; comparison.json has all.</p>\n",
                       ROWS_MAX, count);
    out->failed |= rows.failed;
    bv_text_finish(&rows);
}

void bv_compare_table_missing(struct bv_text *out, const struct bv_comparison *comparison)
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
            bv_compare_table_letter(out, side);
            bv_words_missing(&words, matched->on[side]);
            bv_compare_table_cell(out, "<td>", &words, "</td></tr>\n");
        }
    bv_table_end(out);
    if (shown < comparison->missing)
        bv_text_format(out, "<p class=\"note\">The first %zu of %zu; comparison.csv has all.</p>\n",
                       shown, comparison->missing);
}
