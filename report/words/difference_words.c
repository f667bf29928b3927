/* SPDX-License-Identifier: Apache-2.0 */
/* difference_words.c: see difference_words.h. */
#include "report/words/difference_words.h"

#include <math.h>

#include "report/words/codewords.h"
#include "report/words/number_words.h"
#include "report/words/words.h"

void bv_words_signed_percent(struct bv_text *out, double log_ratio)
{
    double percent = 100 * expm1(log_ratio);
    bv_text_format(out, "%+.*f %%", fabs(percent) < 0.995 ? 2 : 1, percent);
}

static const struct bv_case_summary *case_on(const struct bv_comparison *comparison,
                                             const struct bv_run_difference *shift, unsigned which)
{
    return comparison->match.cases[shift->case_index].on[which ? shift->side : 0];
}

void bv_words_quantity(struct bv_text *out, const struct bv_comparison *comparison,
                       const struct bv_run_difference *shift)
{
    const struct bv_case_info *info = case_on(comparison, shift, 0)->info;
    if (shift->quantity == BV_QUANTITY_RATIO)
        bv_text_format(out, "%s / ", info->arms[0]);
    bv_text_put(out, info->arms[shift->arm]);
}

void bv_words_quantity_on(struct bv_text *out, const struct bv_comparison *comparison,
                          const struct bv_run_difference *shift, unsigned which)
{
    const struct bv_case_summary *row = case_on(comparison, shift, which);
    uint32_t arm = which ? shift->second_arm : shift->arm;
    if (shift->quantity == BV_QUANTITY_RATIO)
        bv_words_ratio(out, row->contests[arm - 1].effect.estimate);
    else
        bv_words_ns(out, row->ns[arm].estimate);
}

const char *bv_words_change(enum bv_change change)
{
    switch (change) {
    case BV_CHANGE_LOWER:
        return "lower";
    case BV_CHANGE_HIGHER:
        return "higher";
    case BV_CHANGE_SAME:
        return "the same";
    case BV_CHANGE_UNDECIDED:
    case BV_CHANGE_COUNT:
        break;
    }
    return "undecided";
}

const char *bv_words_code(enum bv_code code)
{
    static const char *const words[] = {
        [BV_CODE_SAME] = "same", [BV_CODE_OTHER] = "other", [BV_CODE_UNKNOWN] = "unknown"};
    return words[code];
}

static void put_arm_code(struct bv_text *out, const struct bv_audit_arm *arm)
{
    bv_text_format(out, "%s: ", arm->name);
    bv_words_ways(out, arm->ways);
    if (arm->bytes_copied >= 0)
        bv_text_format(out, ", %lld B copied", (long long)arm->bytes_copied);
    if (arm->instructions >= 0)
        bv_text_format(out, ", %lld instructions a call", (long long)arm->instructions);
}

void bv_words_code_on(struct bv_text *out, const struct bv_comparison *comparison,
                      const struct bv_run_difference *shift, unsigned which)
{
    const struct bv_audit *audit = comparison->sides[which ? shift->side : 0].audit;
    const struct bv_case_info *info = case_on(comparison, shift, 0)->info;
    const uint32_t arms[] = {0, shift->arm};
    size_t first = shift->quantity == BV_QUANTITY_RATIO ? 0 : 1, listed = 0;
    for (size_t i = first; audit && i < 2; i++) {
        const struct bv_audit_arm *arm = bv_audit_find(
            audit, comparison->match.cases[shift->case_index].name, info->arms[arms[i]]);
        if (!arm)
            continue;
        bv_text_put(out, listed++ ? "; " : "");
        put_arm_code(out, arm);
    }
}

void bv_words_verdicts(struct bv_text *out, const struct bv_comparison *comparison,
                       const struct bv_run_difference *shift)
{
    const struct bv_case_info *info = case_on(comparison, shift, 0)->info;
    const char *first = bv_words_verdict(shift->verdicts[0], info->arms[0], info->arms[shift->arm]);
    if (shift->quantity != BV_QUANTITY_RATIO)
        return;
    bv_text_put(out, first);
    if (shift->verdicts[1] != shift->verdicts[0])
        bv_text_format(out, " -> %s",
                       bv_words_verdict(shift->verdicts[1], info->arms[0], info->arms[shift->arm]));
}

void bv_words_changes(struct bv_text *out, const struct bv_comparison *comparison,
                      enum bv_quantity quantity)
{
    const size_t *counts = comparison->changes[quantity];
    bv_text_format(out, "%zu changed, %zu the same within the margin, %zu undecided",
                   counts[BV_CHANGE_LOWER] + counts[BV_CHANGE_HIGHER], counts[BV_CHANGE_SAME],
                   counts[BV_CHANGE_UNDECIDED]);
    if (quantity == BV_QUANTITY_RATIO)
        bv_text_format(out, "; %zu verdict%s", comparison->flips,
                       comparison->flips == 1 ? " flips" : "s flip");
}

void bv_words_missing(struct bv_text *out, const struct bv_case_summary *row)
{
    if (!row) {
        bv_text_put(out, "not there");
        return;
    }
    bv_text_put(out, row->info->reason ? bv_words_state(row->info->state) : "no usable times");
    if (row->info->reason)
        bv_text_format(out, ": %s", row->info->reason);
}
