/* SPDX-License-Identifier: Apache-2.0 */
/* trend_words.c: see trend_words.h. */
#include "report/words/trend_words.h"

#include <string.h>

#include "report/words/difference_words.h"
#include "report/words/number_words.h"
#include "report/words/side_words.h"

void bv_words_trend(struct bv_text *out, const struct bv_trend *trend)
{
    bv_text_format(
        out,
        "%zu of %zu ratios and times changed over %zu runs of one machine, at %g %% error "
        "over them all",
        trend->changed, trend->line_count, trend->comparison->side_count, 100 * trend->alpha);
}

void bv_words_trend_quantity(struct bv_text *out, const struct bv_trend_line *line)
{
    if (line->quantity == BV_QUANTITY_RATIO)
        bv_text_format(out, "%s / ", line->info->arms[0]);
    bv_text_put(out, line->info->arms[line->arm]);
}

/* Too long to be read within a sentence: flags, hashes. */
static bool is_long(const char *value)
{
    return value && strlen(value) > 40;
}

void bv_words_trend_cause(struct bv_text *out, const struct bv_trend *trend, size_t at)
{
    const struct bv_fact_differences *differences = &trend->comparison->differences;
    size_t count = 0;
    for (size_t i = 0; i < differences->count; i++) {
        const struct bv_compared_fact *fact = &differences->facts[i];
        if (fact->about == BV_ABOUT_READING ||
            bv_words_same_value(fact->values[at - 1], fact->values[at]))
            continue;
        bv_text_format(out, "%s%s", count++ ? ", " : "", fact->name);
        if (is_long(fact->values[at - 1]) || is_long(fact->values[at]))
            continue;
        bv_text_put(out, " ");
        bv_words_value(out, fact, fact->values[at - 1]);
        bv_text_put(out, " -> ");
        bv_words_value(out, fact, fact->values[at]);
    }
    if (count == 0)
        bv_text_put(out, "nothing known");
}

void bv_words_trend_change(struct bv_text *out, const struct bv_trend *trend,
                           const struct bv_trend_line *line, const struct bv_changepoint *change)
{
    bv_words_signed_percent(out, change->change.estimate);
    bv_text_put(out, " ");
    bv_words_interval(out, change->change, bv_words_signed_percent);
    bv_text_put(out, " from run ");
    bv_words_letter(out, change->at);
    bv_text_put(out, " on, p ");
    bv_words_p(out, change->p);
    bv_text_format(out, "  %s: ", trend->comparison->match.cases[line->case_index].name);
    bv_words_trend_quantity(out, line);
}
