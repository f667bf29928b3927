/* SPDX-License-Identifier: Apache-2.0 */
/* layout_words.c: see layout_words.h. */
#include "report/words/layout_words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/words/number_words.h"

static const double least_share = 0.01; /* a share of layouts that is worth a word */

/* What nine of ten blocks lie between, log-ratios. */
struct reach {
    double low, high;
};

static struct reach reach_of(const struct bv_sample *sample, double *room)
{
    memcpy(room, sample->values, sample->count * sizeof room[0]);
    bv_values_sort(room, sample->count);
    return (struct reach){bv_quantile_sorted(room, sample->count, 0.05),
                          bv_quantile_sorted(room, sample->count, 0.95)};
}

static void put_size(struct bv_text *out, const struct bv_summary *summary,
                     const struct bv_series *series, size_t at)
{
    bv_words_bytes(out, summary->cases[series->cases[at]].info->size_bytes);
}

/* Each arm wins in some layouts. */
static void put_shares(struct bv_text *out, const struct bv_summary *summary,
                       const struct bv_answer *answer, size_t at)
{
    const struct bv_series *series = answer->series;
    const struct bv_contest *contest = bv_series_contest(summary, series, at, answer->arm);
    bv_text_put(out, "in another link layout the same source can differ: at ");
    put_size(out, summary, series, at);
    bv_text_format(out, " %s wins in ", series->arms[0]);
    bv_words_part(out, contest->share_first);
    bv_text_format(out, " of the layouts and %s in ", series->arms[answer->arm]);
    bv_words_part(out, contest->share_other);
}

/* One arm wins in all layouts that were met, but not by as much. */
static void put_reach(struct bv_text *out, const struct bv_summary *summary,
                      const struct bv_answer *answer, size_t at, struct reach reach)
{
    const struct bv_series *series = answer->series;
    bv_text_put(out, "in another link layout the same source can differ: at ");
    put_size(out, summary, series, at);
    bv_text_format(out, " %s takes ", series->arms[0]);
    bv_words_ratio(out, reach.low);
    bv_text_put(out, " to ");
    bv_words_ratio(out, reach.high);
    bv_text_format(out, " times as long as %s in nine of ten layouts", series->arms[answer->arm]);
}

void bv_words_layouts(struct bv_text *out, const struct bv_summary *summary,
                      const struct bv_answer *answer)
{
    const struct bv_series *series = answer->series;
    size_t most = 0, split_at = 0, wide_at = 0;
    double split = 0;
    bool split_won = false;
    struct reach widest = {0, -1};
    for (size_t i = 0; i < series->case_count; i++) {
        const struct bv_contest *contest = bv_series_contest(summary, series, i, answer->arm);
        most = contest && contest->sample.count > most ? contest->sample.count : most;
    }
    double *room = malloc((most + 1) * sizeof room[0]);
    out->failed |= !room;
    for (size_t i = 0; room && i < series->case_count; i++) {
        const struct bv_contest *contest = bv_series_contest(summary, series, i, answer->arm);
        if (!contest || contest->sample.count < BV_BLOCKS_FOR_VERDICT)
            continue;
        bool won = contest->verdict == BV_VERDICT_VALUE || contest->verdict == BV_VERDICT_POINTER;
        double both = fmin(contest->share_first, contest->share_other);
        /* Where one arm wins in the median, that the other does elsewhere says most. */
        if (both >= least_share && (won > split_won || (won == split_won && both > split))) {
            split = both;
            split_at = i;
            split_won = won;
        }
        struct reach reach = reach_of(&contest->sample, room);
        if (reach.high - reach.low > widest.high - widest.low) {
            widest = reach;
            wide_at = i;
        }
    }
    free(room);
    if (widest.high < widest.low)
        return;
    if (split > 0)
        put_shares(out, summary, answer, split_at);
    else if (widest.high - widest.low > summary->margin)
        put_reach(out, summary, answer, wide_at, widest);
    else {
        bv_text_put(out, "the link layout hardly matters here: at no size do nine of ten layouts "
                         "lie further apart than ");
        bv_words_percent(out, summary->margin);
        return;
    }
    bv_text_put(out, ". A program gets one layout when it is linked; the verdicts are about the "
                     "median one");
    if (summary->noise.same_count > 0 && summary->noise.one_same > summary->margin) {
        bv_text_put(out, ". Part of this is noise: of a case against itself, one of 20 single "
                         "blocks is off by more than ");
        bv_words_percent(out, summary->noise.one_same);
    }
}
