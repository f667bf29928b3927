/* SPDX-License-Identifier: Apache-2.0 */
/* numbers.c: see numbers.h. */
#include "report/export/numbers.h"

#include <math.h>

#include "report/analysis/zones.h"
#include "report/words/words.h"

/* A line of the table; NULL, NAN and an infinity are left empty. */
struct number {
    const char *kind, *name, *a, *b;
    uint32_t bytes; /* 0: none */
    double estimate, low, high;
    const char *verdict;
    double p;
    size_t blocks; /* 0: none */
    unsigned doubts;
    const struct bv_contest *contest; /* NULL: the line is none */
};

static void put_words(struct bv_text *out, const char *words)
{
    bv_text_put(out, ",");
    bv_text_csv(out, words);
}

static void put_number(struct bv_text *out, double number)
{
    bv_text_put(out, ",");
    if (isfinite(number))
        bv_text_format(out, "%.17g", number);
}

static void put_count(struct bv_text *out, size_t count)
{
    bv_text_put(out, ",");
    if (count > 0)
        bv_text_format(out, "%zu", count);
}

/* What the blocks of a contest say beside their median: columns that came later. */
static void put_layouts(struct bv_text *out, const struct number *line)
{
    const struct bv_contest *contest = line->contest;
    put_number(out, contest ? exp(contest->mean) : (double)NAN);
    put_number(out, contest ? contest->share_first : (double)NAN);
    put_number(out, contest ? contest->share_other : (double)NAN);
    put_words(out, contest ? bv_words_verdict(contest->likely, line->a, line->b) : NULL);
}

static void put_line(struct bv_text *out, const struct number *line)
{
    const char *gap = "";
    bv_text_put(out, line->kind);
    put_words(out, line->name);
    put_words(out, line->a);
    put_words(out, line->b);
    put_count(out, line->bytes);
    put_number(out, line->estimate);
    put_number(out, line->low);
    put_number(out, line->high);
    put_words(out, line->verdict);
    put_number(out, line->p);
    put_count(out, line->blocks);
    bv_text_put(out, ",");
    for (unsigned i = 0; i < BV_DOUBT_COUNT; i++)
        if (line->doubts & 1u << i) {
            bv_text_format(out, "%s%s", gap, bv_doubt_words(i));
            gap = "; ";
        }
    put_layouts(out, line);
    bv_text_put(out, "\r\n");
}

static void put_case(struct bv_text *out, const struct bv_case_summary *row)
{
    const struct bv_case_info *info = row->info;
    for (uint32_t arm = 0; arm < info->arm_count; arm++) {
        const struct bv_interval *ns = &row->ns[arm];
        if (!isnan(ns->estimate))
            put_line(out, &(struct number){"time", info->name, info->arms[arm], NULL,
                                           info->size_bytes, ns->estimate, ns->low, ns->high, NULL,
                                           NAN, 0, row->doubts, NULL});
    }
    for (uint32_t k = 0; k + 1 < info->arm_count; k++) {
        const struct bv_contest *contest = &row->contests[k];
        if (contest->sample.count == 0)
            continue;
        bool bounded = isfinite(contest->effect.high);
        const char *kind = row->is_null ? "null" : row->is_planted ? "planted" : "contest";
        const char *verdict = bv_words_verdict(contest->verdict, info->arms[0], info->arms[k + 1]);
        put_line(out, &(struct number){
                          kind, info->name, info->arms[0], info->arms[k + 1], info->size_bytes,
                          exp(contest->effect.estimate), bounded ? exp(contest->effect.low) : NAN,
                          bounded ? exp(contest->effect.high) : NAN,
                          row->is_planted ? NULL : verdict, row->is_planted ? NAN : contest->p,
                          contest->sample.count, row->doubts, row->is_planted ? NULL : contest});
    }
}

static double size_or_none(uint32_t bytes)
{
    return bytes > 0 ? (double)bytes : (double)NAN;
}

static void put_edge(struct bv_text *out, const char *kind, const struct bv_series *series,
                     uint32_t arm, const struct bv_size_range *edge)
{
    put_line(out, &(struct number){kind, series->name, series->arms[0], series->arms[arm], 0,
                                   size_or_none(edge->estimate), size_or_none(edge->low),
                                   size_or_none(edge->high), NULL, NAN,
                                   series->findings[arm - 1].blocks_least, 0, NULL});
}

static void put_series(struct bv_text *out, const struct bv_series *series)
{
    for (uint32_t arm = 1; arm < series->arm_count; arm++) {
        const struct bv_finding *finding = &series->findings[arm - 1];
        if (finding->kind == BV_FINDING_UNMEASURED)
            continue;
        put_edge(out, "a_until", series, arm, &finding->a_until);
        put_edge(out, "b_from", series, arm, &finding->b_from);
    }
}

static void put_run(struct bv_text *out, const struct bv_summary *summary)
{
    const struct {
        const char *name;
        double log_ratio;
    } lines[] = {{"margin", summary->margin},
                 {"noise floor, same symbol twice", summary->noise.floor_same},
                 {"noise floor, layout twins", summary->noise.floor_twin}};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        put_line(out, &(struct number){"run", lines[i].name, NULL, NULL, 0, exp(lines[i].log_ratio),
                                       NAN, NAN, NULL, NAN, summary->blocks, 0, NULL});
}

/* The answer over all conditions, where there is one. */
static void put_zones(struct bv_text *out, const struct bv_summary *summary)
{
    const struct bv_zones zones = bv_zones_find(summary);
    const struct {
        const char *name;
        const struct bv_size_range *edge;
    } edges[] = {{"by value, whatever the condition, up to", &zones.value_until},
                 {"by pointer, whatever the condition, from", &zones.pointer_from}};
    for (size_t i = 0; zones.condition_count > 0 && i < sizeof edges / sizeof edges[0]; i++)
        put_line(out, &(struct number){"zone", edges[i].name, "value", "pointer", 0,
                                       size_or_none(edges[i].edge->estimate),
                                       size_or_none(edges[i].edge->low),
                                       size_or_none(edges[i].edge->high), NULL, NAN,
                                       zones.blocks_least, 0, NULL});
}

void bv_numbers_csv(struct bv_text *out, const struct bv_summary *summary)
{
    bv_text_put(out, "kind,name,a,b,bytes,estimate,low,high,verdict,p,blocks,doubts,"
                     "mean_ratio,first_wins_share,other_wins_share,likely\r\n");
    put_run(out, summary);
    put_zones(out, summary);
    for (size_t i = 0; i < summary->series_count; i++)
        put_series(out, &summary->series[i]);
    for (size_t i = 0; i < summary->case_count; i++)
        put_case(out, &summary->cases[i]);
}
