/* SPDX-License-Identifier: Apache-2.0 */
/* compare_csv.c: a comparison as one table. */
#include <math.h>

#include "report/export/compare_text.h"
#include "report/words/difference_words.h"
#include "report/words/words.h"

static void put_number(struct bv_text *out, double number)
{
    bv_text_put(out, ",");
    if (isfinite(number))
        bv_text_format(out, "%.17g", number);
}

static void put_words(struct bv_text *out, const char *words)
{
    bv_text_put(out, ",");
    bv_text_csv(out, words);
}

static void put_value(struct bv_text *out, const struct bv_run_difference *shift,
                      const struct bv_case_summary *row, uint32_t arm)
{
    put_number(out, shift->quantity == BV_QUANTITY_RATIO
                        ? exp(row->contests[arm - 1].effect.estimate)
                        : row->ns[arm].estimate);
}

static void put_shift(struct bv_text *out, const struct bv_comparison *comparison,
                      const struct bv_run_difference *shift)
{
    const struct bv_matched_case *matched = &comparison->match.cases[shift->case_index];
    const struct bv_case_summary *first = matched->on[0], *second = matched->on[shift->side];
    bool ratio = shift->quantity == BV_QUANTITY_RATIO;
    struct bv_interval change = shift->difference.change;
    bv_text_put(out, ratio ? "ratio" : "time");
    put_words(out, matched->name);
    put_words(out, ratio ? first->info->arms[0] : first->info->arms[shift->arm]);
    put_words(out, ratio ? first->info->arms[shift->arm] : "");
    bv_text_format(out, ",%u", matched->size_bytes);
    put_words(out, comparison->sides[0].name);
    put_words(out, comparison->sides[shift->side].name);
    put_value(out, shift, first, shift->arm);
    put_value(out, shift, second, shift->second_arm);
    put_number(out, exp(change.estimate));
    put_number(out, isfinite(change.low) ? exp(change.low) : change.low);
    put_number(out, exp(change.high));
    put_number(out, shift->p);
    bv_text_format(out, ",%s", bv_words_change(shift->change));
    const char *b = first->info->arms[shift->arm];
    put_words(out, ratio ? bv_words_verdict(shift->verdicts[0], first->info->arms[0], b) : "");
    put_words(out, ratio ? bv_words_verdict(shift->verdicts[1], first->info->arms[0], b) : "");
    bv_text_format(out, ",%s,%s,%zu,%zu,%s,%s\r\n", shift->flips ? "yes" : "no",
                   shift->basis.paired ? "yes" : "no", shift->basis.first, shift->basis.second,
                   bv_words_code(shift->code), shift->slower ? "yes" : "no");
}

static void put_missing(struct bv_text *out, const struct bv_comparison *comparison)
{
    struct bv_text why = {0};
    for (size_t i = 0; i < comparison->match.case_count; i++)
        for (size_t side = 0; side < comparison->side_count; side++) {
            const struct bv_matched_case *matched = &comparison->match.cases[i];
            if (bv_is_measured(matched->on[side]))
                continue;
            bv_words_missing(&why, matched->on[side]);
            bv_text_put(out, "missing");
            put_words(out, matched->name);
            bv_text_format(out, ",,,%u,", matched->size_bytes);
            put_words(out, comparison->sides[side].name);
            bv_text_put(out, ",,,,,,");
            put_words(out, why.data ? why.data : "");
            bv_text_put(out, ",,,,,,,,\r\n");
            out->failed |= why.failed;
            bv_text_finish(&why);
        }
}

void bv_compare_csv(struct bv_text *out, const struct bv_comparison *comparison)
{
    bv_text_put(out,
                "kind,name,a,b,bytes,first,second,on_first,on_second,change,low,high,p,outcome,"
                "verdict_first,verdict_second,flips,paired,blocks_first,blocks_second,code,"
                "slower\r\n");
    for (size_t i = 0; i < comparison->shift_count; i++)
        put_shift(out, comparison, &comparison->shifts[i]);
    put_missing(out, comparison);
}
