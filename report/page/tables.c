/* SPDX-License-Identifier: Apache-2.0 */
/* tables.c: see tables.h. */
#include "report/page/tables.h"

#include <math.h>
#include <string.h>

#include "report/figures/gnuplot.h"
#include "report/words/words.h"

void bv_html_words(struct bv_text *out, const char *words)
{
    if (words)
        bv_text_html(out, words);
    else
        bv_text_put(out, "<span class=\"unknown\">unknown</span>");
}

void bv_table_begin(struct bv_text *out, const char *id, const char *label, const char *caption,
                    const char *const *heads, size_t count)
{
    /* Focusable, so that a keyboard can scroll a table that is wider than the screen. */
    bv_text_format(out,
                   "<div class=\"scroll\" id=\"%s\" role=\"region\" tabindex=\"0\" "
                   "aria-label=\"%s\"><table>",
                   id, label);
    if (caption[0])
        bv_text_format(out, "<caption>%s</caption>", caption);
    bv_text_put(out, "<thead><tr>");
    for (size_t i = 0; i < count; i++) {
        bool number = heads[i][0] == '#'; /* a column of numbers */
        bv_text_format(out, "<th scope=\"col\"%s>%s</th>", number ? " class=\"n\"" : "",
                       heads[i] + number);
    }
    bv_text_put(out, "</tr></thead>\n<tbody>");
}

void bv_table_end(struct bv_text *out)
{
    bv_text_put(out, "</tbody></table></div>\n");
}

void bv_table_number(struct bv_text *out, double number)
{
    if (isfinite(number))
        bv_text_format(out, "<td class=\"n\" data-value=\"%.17g\">", number);
    else
        bv_text_put(out, "<td class=\"n\" data-value=\"\">");
}

/* Add a cell of words that one of the writers composed from foreign names. */
static void put_cell(struct bv_text *out, const char *open, struct bv_text *words,
                     const char *close)
{
    bv_text_put(out, open);
    if (words->data)
        bv_text_html_span(out, words->data, words->length);
    out->failed |= words->failed;
    bv_text_put(out, close);
    words->length = 0;
    if (words->data)
        words->data[0] = '\0';
}

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
        put_cell(out, "", &words, "\">");
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

void bv_table_edge(struct bv_text *out, const struct bv_finding *finding, uint32_t bytes,
                   void (*write)(struct bv_text *, const struct bv_finding *))
{
    struct bv_text words = {0};
    bool measured = finding->kind != BV_FINDING_UNMEASURED;
    if (measured && bytes > 0)
        bv_text_format(out, "<td class=\"k\" data-value=\"%u\">", bytes);
    else
        bv_text_put(out, "<td class=\"k\" data-value=\"\">");
    if (measured)
        write(&words, finding);
    put_cell(out, "", &words, "</td>");
    bv_text_finish(&words);
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
            put_cell(out, "<th scope=\"row\" class=\"name\">", &words, "</th><td>");
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
        put_cell(out, "", &words, "</td>");
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
        put_cell(out, "", &p, "</td>");
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

static void put_place(struct bv_text *out, const struct bv_figure *figure, const struct bv_point *p)
{
    double across, down;
    bv_gnuplot_place(figure, p->x, p->y, &across, &down);
    bv_text_format(out, "%.1f %.1f", across, down);
}

void bv_table_figure(struct bv_text *out, const struct bv_figure *figure)
{
    const char *const heads[] = {"Curve", figure->x.log ? "#Bytes" : "#Run",
                                 !figure->x.log     ? "#Level"
                                 : figure->band > 0 ? "#Ratio"
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

void bv_table_facts(struct bv_text *out, const char *id, const char *caption,
                    const struct bv_facts *facts)
{
    static const char *const heads[] = {"Fact", "Value"};
    bv_table_begin(out, id, caption, caption, heads, sizeof heads / sizeof heads[0]);
    for (size_t i = 0; i < facts->count; i++) {
        bv_text_put(out, "<tr><th scope=\"row\">");
        bv_html_words(out, facts->items[i].name);
        bv_text_put(out, "</th><td>");
        bv_html_words(out, facts->items[i].value);
        bv_text_put(out, "</td></tr>\n");
    }
    bv_table_end(out);
}

static const struct bv_fact *find_fact(const struct bv_facts *facts, const char *name)
{
    for (size_t i = 0; i < facts->count; i++)
        if (strcmp(facts->items[i].name, name) == 0)
            return &facts->items[i];
    return NULL;
}

static void put_state(struct bv_text *out, const char *name, const struct bv_fact *before,
                      const struct bv_fact *after)
{
    bv_text_put(out, "<tr><th scope=\"row\">");
    bv_text_html(out, name);
    bv_text_put(out, "</th><td>");
    bv_html_words(out, before ? before->value : NULL);
    bv_text_put(out, "</td><td>");
    bv_html_words(out, after ? after->value : NULL);
    bv_text_put(out, "</td></tr>\n");
}

void bv_table_states(struct bv_text *out, const struct bv_facts *before,
                     const struct bv_facts *after)
{
    static const char *const heads[] = {"State", "Before", "After"};
    bv_table_begin(out, "states", "State of the machine", "State before and after the run", heads,
                   3);
    for (size_t i = 0; i < before->count; i++)
        put_state(out, before->items[i].name, &before->items[i],
                  find_fact(after, before->items[i].name));
    for (size_t i = 0; i < after->count; i++)
        if (!find_fact(before, after->items[i].name))
            put_state(out, after->items[i].name, NULL, &after->items[i]);
    bv_table_end(out);
}
