/* SPDX-License-Identifier: Apache-2.0 */
/* time_words.c: see time_words.h. */
#include "report/words/time_words.h"

#include <math.h>

#include "report/words/number_words.h"

/* Where series are compared: a cache line. Of the sizes of a series the nearest one is taken. */
enum { USUAL_BYTES = 64 };

/* The size of a series that is nearest to the usual one, among those where both arms were measured;
 * case_count: none. */
static size_t usual_size(const struct bv_summary *summary, const struct bv_series *series,
                         unsigned arm)
{
    size_t best = series->case_count;
    double nearest = INFINITY;
    for (size_t at = 0; at < series->case_count; at++) {
        double bytes = summary->cases[series->cases[at]].info->size_bytes;
        double distance = fabs(log(bytes / USUAL_BYTES));
        if (distance < nearest && !isnan(bv_series_ns(summary, series, at, 0).estimate) &&
            !isnan(bv_series_ns(summary, series, at, arm).estimate)) {
            nearest = distance;
            best = at;
        }
    }
    return best;
}

static size_t size_at(const struct bv_summary *summary, const struct bv_series *series,
                      uint32_t bytes)
{
    size_t at = 0;
    while (at < series->case_count && summary->cases[series->cases[at]].info->size_bytes != bytes)
        at++;
    return at;
}

static void put_span_ns(struct bv_text *out, const char *arm, double low, double high)
{
    bv_text_format(out, "%s ", arm);
    bv_words_ns(out, low);
    if (high > low) {
        bv_text_put(out, " to ");
        bv_words_ns(out, high);
    }
    bv_text_put(out, " ns");
}

void bv_words_nanoseconds(struct bv_text *out, const struct bv_summary *summary,
                          const struct bv_series *const *series, size_t count, unsigned arm)
{
    const unsigned arms[2] = {0, arm};
    double low[2] = {INFINITY, INFINITY}, high[2] = {0, 0};
    size_t first = usual_size(summary, series[0], arm);
    if (first == series[0]->case_count)
        return;
    uint32_t bytes = summary->cases[series[0]->cases[first]].info->size_bytes;
    for (size_t i = 0; i < count; i++) {
        size_t at = size_at(summary, series[i], bytes);
        for (unsigned k = 0; k < 2; k++) {
            double ns = at < series[i]->case_count
                            ? bv_series_ns(summary, series[i], at, arms[k]).estimate
                            : (double)NAN;
            if (isnan(ns))
                return;
            low[k] = fmin(low[k], ns);
            high[k] = fmax(high[k], ns);
        }
    }
    bv_words_bytes(out, bytes);
    bv_text_put(out, ": ");
    put_span_ns(out, series[0]->arms[0], low[0], high[0]);
    bv_text_put(out, ", ");
    put_span_ns(out, series[0]->arms[arm], low[1], high[1]);
    bv_text_put(out, " a call");
}

void bv_words_aside(struct bv_text *out, struct bv_text *words)
{
    out->failed |= words->failed;
    if (words->length > 0) {
        bv_text_put(out, " (");
        bv_text_put_span(out, words->data, words->length);
        bv_text_put(out, ")");
    }
    bv_text_finish(words);
}
