/* SPDX-License-Identifier: Apache-2.0 */
/* tables.c: see tables.h. */
#include "report/page/tables.h"

#include <math.h>

#include "report/figures/figure_scale.h"
#include "report/figures/gnuplot.h"
#include "report/page/table.h"
#include "report/words/finding_words.h"
#include "report/words/number_words.h"
#include "report/words/words.h"

static void put_strip(struct bv_text *out, const struct bv_summary *summary,
                      const struct bv_series *series, unsigned arm)
{
    static const struct {
        const char *class, *sign;
        const char *likely; /* its sign where it is but likely */
    } signs[] = {
        [BV_VERDICT_UNDECIDED] = {"vu", "?", "?"},
        [BV_VERDICT_VALUE] = {"va", "A", "a"},
        [BV_VERDICT_POINTER] = {"vb", "B", "b"},
        [BV_VERDICT_EQUAL] = {"ve", "=", "~"},
    };
    struct bv_text words = {0};
    bv_text_put(out, "<td class=\"strip\">");
    for (size_t i = 0; i < series->case_count; i++) {
        const struct bv_contest *contest = bv_series_contest(summary, series, i, arm);
        bv_words_bytes(&words, summary->cases[series->cases[i]].info->size_bytes);
        bv_text_put(&words, ": ");
        const char *a = series->arms[0], *b = series->arms[arm];
        bv_text_put(&words, contest ? bv_words_verdict(contest->verdict, a, b) : "not measured");
        const char *likely = contest ? bv_words_likely(contest, a, b) : NULL;
        if (likely)
            bv_text_format(&words, ", %s likely", likely);
        bv_text_format(out, "<span class=\"%s\" title=\"",
                       contest ? signs[contest->verdict].class : "vu");
        bv_table_cell(out, "", &words, "\">");
        bv_text_format(out, "%s</span>",
                       !contest ? "&#215;"
                       : likely ? signs[contest->likely].likely
                                : signs[contest->verdict].sign);
    }
    bv_text_put(out, "</td>");
    bv_text_finish(&words);
}

/* What the table of crossovers can be filtered by. */
static const char *group_of(enum bv_finding_kind kind)
{
    switch (kind) {
    case BV_FINDING_UNMEASURED:
        return "not measured";
    case BV_FINDING_UNDECIDED:
        return "undecided";
    case BV_FINDING_EQUAL:
        return "equal";
    default:
        return "decided";
    }
}

void bv_table_crossovers(struct bv_text *out, const struct bv_summary *summary)
{
    static const char *const heads[] = {
        "Series", "A",  "B", "A never worse up to", "B wins from", "Sizes, ascending", "#A",
        "#=",     "#B", "#?"};
    struct bv_text words = {0};
    bv_table_begin(
        out, "crossovers", "Crossovers",
        "95 % intervals in brackets; [sharp]: the interval holds no other size that was "
        "measured; [?]: too few "
        "blocks. "
        "Verdict at each size: A or B is cheaper, = equal within the margin, ? undecided; a, b or "
        "~ undecided, but A, B or equal is likely (about one in twenty of these words is wrong); "
        "&#215; not measured. The two sizes are "
        "estimates, each with an interval of its own; "
        "verdicts answer for all sizes and series at once, and may be undecided beside them.",
        heads, sizeof heads / sizeof heads[0]);
    for (size_t i = 0; i < summary->series_count; i++) {
        const struct bv_series *series = &summary->series[i];
        for (unsigned arm = 1; arm < series->arm_count; arm++) {
            const struct bv_finding *f = &series->findings[arm - 1];
            bv_text_format(out, "<tr data-group=\"%s\">", group_of(f->kind));
            bv_words_series(&words, &series->parts, NULL);
            bv_table_cell(out, "<th scope=\"row\" class=\"name\">", &words, "</th><td>");
            bv_text_html(out, series->arms[0]);
            bv_text_put(out, "</td><td>");
            bv_text_html(out, series->arms[arm]);
            bv_text_put(out, "</td>");
            bv_table_edge(out, f, f->a_until.estimate, bv_words_a_until);
            bv_table_edge(out, f, f->b_from.estimate, bv_words_b_from);
            put_strip(out, summary, series, arm);
            bv_text_format(
                out,
                "<td class=\"n\">%zu</td><td class=\"n\">%zu</td><td class=\"n\">%zu</td>"
                "<td class=\"n\">%zu</td>",
                f->verdicts[BV_VERDICT_VALUE], f->verdicts[BV_VERDICT_EQUAL],
                f->verdicts[BV_VERDICT_POINTER], f->verdicts[BV_VERDICT_UNDECIDED]);
            bv_text_put(out, "</tr>\n");
        }
    }
    bv_table_end(out);
    bv_text_finish(&words);
}

static void put_place(struct bv_text *out, const struct bv_figure *figure, const struct bv_point *p)
{
    double across, down;
    bv_gnuplot_place(figure, p->x, p->y, &across, &down);
    bv_text_format(out, "%.1f %.1f", across, down);
}

void bv_table_figure(struct bv_text *out, const struct bv_figure *figure)
{
    const char *const heads[] = {"Curve",
                                 figure->x.log           ? "#Bytes"
                                 : figure->dots_are_runs ? "#Kind"
                                                         : "#Run",
                                 figure->dots_are_runs ? "#Ratio"
                                 : !figure->x.log      ? "#Level"
                                 : figure->band > 0    ? "#Ratio"
                                                       : "#ns",
                                 "#Interval", "Doubtful"};
    void (*const write)(struct bv_text *, double) = bv_words_ns;
    struct bv_figure from_0;
    bool has_other = bv_figure_from_0(figure, &from_0);
    struct bv_text id = {0}, label = {0};
    bv_text_format(&id, "%s-numbers", figure->id);
    bv_text_format(&label, "Numbers of figure %s", figure->id);
    if (!id.failed && !label.failed)
        bv_table_begin(out, id.data, label.data, "", heads, sizeof heads / sizeof heads[0]);
    out->failed |= id.failed || label.failed;
    bv_text_finish(&label);
    bv_text_finish(&id);
    for (size_t k = 0; k < figure->curve_count; k++) {
        const struct bv_curve *curve = &figure->curves[k];
        for (size_t i = 0; i < curve->count; i++) {
            const struct bv_point *p = &curve->points[i];
            bv_text_put(out, "<tr data-at=\"");
            put_place(out, figure, p);
            if (has_other) {
                bv_text_put(out, " ");
                put_place(out, &from_0, p);
            }
            bv_text_format(out, "\"%s><th scope=\"row\">",
                           p->doubtful ? " data-doubtful=\"\"" : "");
            bv_text_html(out, curve->label);
            bv_text_format(out, "</th><td class=\"n\">%.0f</td>", p->x);
            bv_table_number(out, p->y);
            write(out, p->y);
            bv_text_put(out, "</td><td class=\"n\">");
            bv_words_interval(out, (struct bv_interval){p->y, p->low, p->high}, write);
            bv_text_format(out, "</td><td>%s</td></tr>\n", p->doubtful ? "yes" : "no");
        }
    }
    bv_table_end(out);
}
