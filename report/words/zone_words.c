/* SPDX-License-Identifier: Apache-2.0 */
/* zone_words.c: see zone_words.h. */
#include "report/words/zone_words.h"

#include "report/words/finding_words.h"
#include "report/words/number_words.h"
#include "report/words/words.h"

static void put_until(struct bv_text *out, const struct bv_zones *zones, bool intervals)
{
    const struct bv_finding edges = bv_zones_edges(zones);
    if (zones->value_until.estimate == 0) {
        bv_text_put(out, "at no size by value");
        if (intervals && zones->value_until.high > 0) {
            bv_text_put(out, " [at most up to ");
            bv_words_bytes(out, zones->value_until.high);
            bv_text_put(out, "]");
        }
        return;
    }
    bv_text_put(out, "by value up to ");
    if (intervals)
        bv_words_a_until(out, &edges);
    else
        bv_words_bytes(out, zones->value_until.estimate);
    if (zones->value_until.estimate == zones->last_bytes)
        bv_text_put(out, ", the largest size");
}

static void put_from(struct bv_text *out, const struct bv_zones *zones, bool intervals)
{
    const struct bv_finding edges = bv_zones_edges(zones);
    if (zones->pointer_from.estimate == 0) {
        bv_text_put(out, "from no size on by pointer");
        if (intervals && zones->pointer_from.low > 0) {
            bv_text_put(out, " [at the earliest from ");
            bv_words_bytes(out, zones->pointer_from.low);
            bv_text_put(out, "]");
        }
        return;
    }
    bv_text_put(out, "by pointer from ");
    if (intervals)
        bv_words_b_from(out, &edges);
    else
        bv_words_bytes(out, zones->pointer_from.estimate);
    bv_text_put(out, zones->pointer_from.estimate == zones->first_bytes ? ", the smallest size, on"
                                                                        : " on");
}

void bv_words_zones(struct bv_text *out, const struct bv_zones *zones, bool intervals)
{
    put_until(out, zones, intervals);
    bv_text_put(out, ", ");
    put_from(out, zones, intervals);
    bv_text_put(out, ", whatever the condition");
    bool has_value = zones->value_until.estimate > 0,
         has_pointer = zones->pointer_from.estimate > 0;
    if (zones->meets || zones->value_until.estimate == zones->last_bytes ||
        zones->pointer_from.estimate == zones->first_bytes)
        return;
    bv_text_put(out, has_value && has_pointer ? "; between, it depends"
                     : has_value              ? "; above, it depends"
                     : has_pointer            ? "; below, it depends"
                                              : "; it depends");
    if (!has_value && zones->value_costs.series) { /* how little it may be about */
        bv_text_put(out, ", but up to ");
        bv_words_bytes(out, BV_ZONES_SMALL_BYTES);
        bv_text_put(out, " by value costs at most ");
        bv_words_ns(out, zones->value_costs_ns);
        bv_text_put(out, " ns a call more");
    }
}

static void put_times(struct bv_text *out, const char *a, struct bv_interval a_ns, const char *b,
                      struct bv_interval b_ns)
{
    bv_text_format(out, "%s ", a);
    bv_words_ns(out, a_ns.estimate);
    bv_text_format(out, " ns, %s ", b);
    bv_words_ns(out, b_ns.estimate);
    bv_text_put(out, " ns a call");
}

static void put_place(struct bv_text *out, const struct bv_summary *summary,
                      const struct bv_zone_witness *witness)
{
    bv_words_bytes(out, summary->cases[witness->series->cases[witness->at]].info->size_bytes);
    bv_text_put(out, ", ");
    bv_words_series(out, &witness->series->parts, NULL);
}

static void put_witness(struct bv_text *out, const struct bv_summary *summary,
                        const struct bv_zone_witness *witness)
{
    const struct bv_series *series = witness->series;
    if (!series)
        return;
    bv_text_put(out, out->length > 0 ? "; " : "");
    put_place(out, summary, witness);
    bv_text_put(out, ": ");
    put_times(out, series->arms[0], bv_series_ns(summary, series, witness->at, 0),
              series->arms[witness->arm], bv_series_ns(summary, series, witness->at, witness->arm));
    const struct bv_contest *contest =
        bv_series_contest(summary, series, witness->at, witness->arm);
    if (contest && contest->verdict == BV_VERDICT_EQUAL)
        bv_text_put(out, " (equal)");
    else if (contest && contest->verdict == BV_VERDICT_UNDECIDED)
        bv_text_put(out, " (undecided)");
}

void bv_words_zone_ends(struct bv_text *out, const struct bv_summary *summary,
                        const struct bv_zones *zones)
{
    struct bv_text words = {0};
    put_witness(&words, summary, &zones->value_ends);
    put_witness(&words, summary, &zones->pointer_begins);
    bv_text_put_span(out, words.data ? words.data : "", words.length);
    out->failed |= words.failed;
    bv_text_finish(&words);
}

static void put_cost(struct bv_text *out, const struct bv_summary *summary,
                     const struct bv_zone_witness *witness, double ns, const char *way)
{
    if (!witness->series)
        return;
    bv_text_format(out, ", %s costs at most ", way);
    bv_words_ns(out, ns);
    bv_text_put(out, " ns a call more (");
    put_place(out, summary, witness);
    bv_text_put(out, ")");
}

void bv_words_zone_costs(struct bv_text *out, const struct bv_summary *summary,
                         const struct bv_zones *zones)
{
    if (!zones->value_costs.series && !zones->pointer_costs.series)
        return;
    bv_text_put(out, "up to ");
    bv_words_bytes(out, BV_ZONES_SMALL_BYTES);
    put_cost(out, summary, &zones->value_costs, zones->value_costs_ns, "by value");
    put_cost(out, summary, &zones->pointer_costs, zones->pointer_costs_ns, "by pointer");
}

void bv_words_zone_factor(struct bv_text *out, const struct bv_zones *zones)
{
    const struct bv_zone_factor *factor = &zones->factor;
    if (factor->value.length == 0)
        return;
    bv_text_put_span(out, factor->key.length > 0 ? factor->key.start : "family",
                     factor->key.length > 0 ? factor->key.length : 6);
    bv_text_put(out, " ");
    bv_text_put_span(out, factor->value.start, factor->value.length);
    bv_text_format(out, ": the pointer wins %zu of %zu decided contests, of the others %zu of %zu",
                   factor->wins, factor->contests, factor->other_wins, factor->other_contests);
}

bool bv_words_headline(struct bv_text *out, const struct bv_summary *summary, bool intervals)
{
    struct bv_answer answer;
    const struct bv_zones zones = bv_zones_find(summary);
    if (zones.condition_count > 1)
        bv_words_zones(out, &zones, intervals);
    else if (bv_summary_answers(summary, &answer, 1) > 0)
        bv_words_finding(out, &answer.series->findings[answer.arm - 1], answer.series->arms[0],
                         answer.series->arms[answer.arm], intervals);
    else
        bv_text_put(out, bv_words_unanswered(summary));
    return zones.condition_count > 1;
}
