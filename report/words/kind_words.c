/* SPDX-License-Identifier: Apache-2.0 */
/* kind_words.c: see kind_words.h. */
#include "report/words/kind_words.h"

#include <math.h>

#include "lib/base/plural.h"
#include "report/words/difference_words.h"
#include "report/words/number_words.h"
#include "report/words/side_words.h"

static const char *const quantity_words[] = {"ratios", "times"};

void bv_words_kinds(struct bv_text *out, const struct bv_kinds *kinds)
{
    bv_text_format(out, "%zu run%s of %zu kind%s", kinds->run_count, bv_plural(kinds->run_count),
                   kinds->kind_count, bv_plural(kinds->kind_count));
    bv_text_put(out, kinds->each_counts_once
                         ? "; each run counts once, by the medians of its blocks"
                         : "; the blocks of a kind's runs are one sample");
}

/* Two figures below 1 %, as ratios of one build differ by less. */
static void put_percent(struct bv_text *out, double log_ratio)
{
    double percent = 100 * expm1(log_ratio);
    bv_text_format(out, "%.*f %%",
                   fabs(percent) < 0.095   ? 3
                   : fabs(percent) < 0.995 ? 2
                                           : 1,
                   percent);
}

void bv_words_spread(struct bv_text *out, struct bv_interval spread)
{
    put_percent(out, spread.estimate);
    if (isfinite(spread.low) && isfinite(spread.high)) {
        bv_text_put(out, " ");
        bv_words_interval(out, spread, put_percent);
    }
}

/* The kind that is nearest to the first one, or the farthest; 0: none is known. */
static size_t extreme(const struct bv_kinds *kinds, enum bv_quantity quantity, bool farthest)
{
    size_t found = 0;
    for (size_t i = 1; i < kinds->kind_count; i++) {
        double own = kinds->kinds[i].apart[quantity].estimate;
        double best = kinds->kinds[found].apart[quantity].estimate;
        if (!isnan(own) && (found == 0 || (farthest ? own > best : own < best)))
            found = i;
    }
    return found;
}

static void put_apart(struct bv_text *out, const struct bv_kinds *kinds, enum bv_quantity quantity,
                      size_t kind)
{
    bv_words_spread(out, kinds->kinds[kind].apart[quantity]);
    bv_text_put(out, " (");
    bv_words_letter(out, kind);
    bv_text_put(out, ")");
}

void bv_words_kinds_spread(struct bv_text *out, const struct bv_kinds *kinds,
                           enum bv_quantity quantity)
{
    size_t near = extreme(kinds, quantity, false), far = extreme(kinds, quantity, true);
    if (isnan(kinds->within[quantity].estimate)) {
        bv_text_format(out, "%s: no kind has two runs", quantity_words[quantity]);
    } else {
        bv_text_format(out, "%s: half of the runs of a kind differ by less than ",
                       quantity_words[quantity]);
        bv_words_spread(out, kinds->within[quantity]);
        bv_text_put(out, " from the median of their kind");
    }
    if (far > 0) {
        bv_text_put(out, "; the medians of kinds differ by ");
        if (near != far) {
            put_apart(out, kinds, quantity, near);
            bv_text_put(out, " to ");
        }
        put_apart(out, kinds, quantity, far);
        bv_text_put(out, " from A's");
    }
    bv_text_format(out, " (the median over %zu %s)", kinds->quantity_count[quantity],
                   quantity_words[quantity]);
}

void bv_words_outliers(struct bv_text *out, const struct bv_kinds *kinds)
{
    size_t left = kinds->run_count - kinds->judged;
    if (kinds->judged == 0)
        bv_text_format(out, "no kind has %d runs: none is judged an outlier", BV_OUTLIER_LEAST);
    else if (kinds->outlier_count == 0)
        bv_text_format(out, "no run is an outlier of its kind, of %zu", kinds->judged);
    else
        bv_text_format(out, "%zu of %zu runs %s of %s", kinds->outlier_count, kinds->judged,
                       kinds->outlier_count == 1 ? "is an outlier" : "are outliers",
                       kinds->outlier_count == 1 ? "its kind" : "their kinds");
    if (kinds->judged > 0 && left > 0)
        bv_text_format(out, "; %zu run%s of kinds with fewer than %d %s not judged", left,
                       bv_plural(left), BV_OUTLIER_LEAST, left == 1 ? "is" : "are");
}

void bv_words_outlier_rule(struct bv_text *out, const struct bv_kinds *kinds)
{
    double least = INFINITY, most = 0;
    for (size_t i = 0; i < kinds->kind_count; i++) {
        least = fmin(least, kinds->kinds[i].limit);
        most = fmax(most, kinds->kinds[i].limit);
    }
    bv_text_put(out,
                "the rule: the median over all quantities of a run's log-ratio to the median "
                "of its kind has a modified z-score (by the median absolute deviation) beyond ");
    bv_text_format(out, "%.1f", least);
    if (most >= least + 0.05)
        bv_text_format(out, " to %.1f, by the number of runs", most);
    bv_text_put(out, ", and is more than ");
    bv_words_percent(out, BV_MARGIN_LEAST);
    bv_text_format(out,
                   "; where runs are spread normally and none is an outlier, some run is named in "
                   "at most %g %% of such comparisons",
                   100 * kinds->rate);
}

void bv_words_outlier(struct bv_text *out, const struct bv_kind_run *run)
{
    static const enum bv_quantity order[] = {BV_QUANTITY_TIME, BV_QUANTITY_RATIO};
    bool any = false;
    for (size_t i = 0; i < 2; i++) {
        enum bv_quantity q = order[i];
        if (!run->is_outlier[q])
            continue;
        bv_text_format(out, "%s%s ", any ? "; " : "", quantity_words[q]);
        bv_words_signed_percent(out, run->level[q]);
        if (isfinite(run->score[q]))
            bv_text_format(out, ", score %.1f", run->score[q]);
        any = true;
    }
    if (isfinite(run->clock)) {
        bv_text_put(out, "; clock ");
        bv_words_signed_percent(out, run->clock);
    }
}

const char *bv_words_kind_run(const struct bv_kind_run *run)
{
    return bv_words_last_of(run->name);
}
