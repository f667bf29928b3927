/* SPDX-License-Identifier: Apache-2.0 */
/* case_tables.c: see case_tables.h. */
#include "report/page/case_tables.h"

#include <math.h>

#include "report/page/table.h"
#include "report/words/number_words.h"
#include "report/words/words.h"

static void put_doubts(struct bv_text *out, const struct bv_case_summary *row)
{
    bool first = true;
    bv_text_put(out, "<td>");
    bv_text_put(out, row->blocks == 0 ? bv_words_state(row->info->state)
                     : row->is_narrow ? "precise"
                                      : "wide");
    for (unsigned i = 0; i < BV_DOUBT_COUNT; i++) {
        if (!(row->doubts & 1u << i))
            continue;
        bv_text_format(out, "%s%s", first ? ": " : ", ", bv_doubt_words(i));
        first = false;
    }
    bv_text_put(out, "</td>");
}

static void put_ns(struct bv_text *out, struct bv_interval ns)
{
    bv_table_number(out, ns.estimate);
    bv_words_ns(out, ns.estimate);
    if (!isnan(ns.estimate)) {
        bv_text_put(out, " ");
        bv_words_interval(out, ns, bv_words_ns);
    }
    bv_text_put(out, "</td>");
}

/* What the blocks say beside their median. */
static void put_layouts(struct bv_text *out, const struct bv_contest *contest)
{
    bv_table_number(out, exp(contest->mean));
    bv_words_ratio(out, contest->mean);
    bv_text_put(out, "</td>");
    const double shares[] = {contest->share_first, contest->share_other};
    for (size_t i = 0; i < 2; i++) {
        struct bv_text words = {0};
        bv_table_number(out, shares[i]);
        bv_words_part(&words, shares[i]);
        bv_table_cell(out, "", &words, "</td>");
        bv_text_finish(&words);
    }
}

static void put_verdict(struct bv_text *out, const struct bv_contest *contest, const char *a,
                        const char *b)
{
    const char *likely = bv_words_likely(contest, a, b);
    bv_text_put(out, "<td class=\"verdict\">");
    bv_text_html(out, bv_words_verdict(contest->verdict, a, b));
    if (likely) {
        bv_text_put(out, ", <span class=\"likely\">");
        bv_text_html(out, likely);
        bv_text_put(out, " likely</span>");
    }
    bv_text_put(out, "</td>");
}

/* linked   to the machine code of this case of the summary, if it is one */
static void put_contest(struct bv_text *out, const struct bv_case_summary *row, unsigned k,
                        size_t linked)
{
    static const char *const groups[] = {
        [BV_VERDICT_UNDECIDED] = "undecided",
        [BV_VERDICT_VALUE] = "A",
        [BV_VERDICT_POINTER] = "B",
        [BV_VERDICT_EQUAL] = "equal",
    };
    const struct bv_contest *contest = &row->contests[k];
    bv_text_format(out, "<tr data-group=\"%s\"%s><th scope=\"row\" class=\"name\">",
                   contest->sample.count > 0 ? groups[contest->verdict] : "not measured",
                   row->doubts ? " data-doubtful=\"\"" : "");
    if (linked != SIZE_MAX)
        bv_text_format(out, "<a href=\"#code-c%zu\">", linked);
    bv_text_html(out, row->info->name);
    bv_text_format(out, "%s</th><td class=\"n\">%u</td><td>", linked != SIZE_MAX ? "</a>" : "",
                   row->info->size_bytes);
    bv_text_html(out, row->info->arms[0]);
    bv_text_put(out, "</td>");
    put_ns(out, row->ns[0]);
    bv_text_put(out, "<td>");
    bv_text_html(out, row->info->arms[k + 1]);
    bv_text_put(out, "</td>");
    put_ns(out, row->ns[k + 1]);
    if (contest->sample.count > 0) {
        bv_table_number(out, exp(contest->effect.estimate));
        bv_words_ratio(out, contest->effect.estimate);
        bv_text_put(out, " ");
        bv_words_interval(out, contest->effect, bv_words_ratio);
        bv_text_put(out, "</td>");
        put_layouts(out, contest);
        put_verdict(out, contest, row->info->arms[0], row->info->arms[k + 1]);
        bv_table_number(out, contest->p);
        struct bv_text p = {0};
        bv_words_p(&p, contest->p);
        bv_table_cell(out, "", &p, "</td>");
        bv_text_finish(&p);
    } else {
        bv_text_put(out, "<td class=\"n\">-</td><td class=\"n\">-</td><td class=\"n\">-</td>"
                         "<td class=\"n\">-</td><td>not measured</td><td class=\"n\">-</td>");
    }
    bv_text_format(out, "<td class=\"n\">%zu</td>", contest->sample.count);
    put_doubts(out, row);
    bv_text_put(out, "</tr>\n");
}

static void put_cases(struct bv_text *out, const struct bv_summary *summary,
                      const struct bv_codegen *codegen, bool nulls, const char *id,
                      const char *label, const char *caption)
{
    static const char *const heads[] = {"Case",
                                        "#Bytes",
                                        "A",
                                        "#ns a call",
                                        "B",
                                        "#ns a call",
                                        "#A / B",
                                        "#Mean",
                                        "#Layouts A&#160;wins",
                                        "#Layouts B&#160;wins",
                                        "Cheaper",
                                        "#p",
                                        "#Blocks",
                                        "State"};
    bv_table_begin(out, id, label, caption, heads, sizeof heads / sizeof heads[0]);
    for (size_t i = 0; i < summary->case_count; i++) {
        const struct bv_case_summary *row = &summary->cases[i];
        bool ours = row->is_null == nulls && !row->is_planted;
        for (unsigned k = 0; ours && k + 1 < row->info->arm_count; k++)
            put_contest(out, row, k, codegen && codegen->audited[i] ? i : SIZE_MAX);
    }
    bv_table_end(out);
}

void bv_table_cases(struct bv_text *out, const struct bv_summary *summary,
                    const struct bv_codegen *codegen)
{
    put_cases(
        out, summary, codegen, false, "all-cases", "All cases",
        "Times are less the empty loop. A / B: the median over blocks; above 1, B is cheaper. "
        "Mean: the "
        "geometric mean of the same blocks. Layouts: the share of blocks, each a link layout, "
        "in which that arm wins by more than the margin. Likely is a weaker word than a verdict: "
        "about one in twenty of these words is wrong. p is adjusted over this table. "
        "Wide: an interval is wider than --precision. Words after a colon say why a case is "
        "doubtful.");
}

void bv_table_nulls(struct bv_text *out, const struct bv_summary *summary)
{
    put_cases(out, summary, NULL, true, "all-nulls", "Nulls",
              "A and B are the same by construction: a verdict for either is false. "
              "Judged at the least margin. Mean and layouts as in the table of all cases.");
}

void bv_table_missing(struct bv_text *out, const struct bv_summary *summary)
{
    static const char *const heads[] = {"Case", "State", "Reason"};
    bv_table_begin(out, "unanswered", "Cases without an answer", "", heads,
                   sizeof heads / sizeof heads[0]);
    for (size_t i = 0; i < summary->case_count; i++) {
        const struct bv_case_info *info = summary->cases[i].info;
        if (info->state != BV_CASE_FAILED && info->state != BV_CASE_UNAVAILABLE)
            continue;
        bv_text_put(out, "<tr><th scope=\"row\" class=\"name\">");
        bv_text_html(out, info->name);
        bv_text_format(out, "</th><td>%s</td><td>", bv_words_state(info->state));
        bv_html_words(out, info->reason);
        bv_text_put(out, "</td></tr>\n");
    }
    bv_table_end(out);
}
