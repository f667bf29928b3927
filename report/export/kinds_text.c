/* SPDX-License-Identifier: Apache-2.0 */
/* kinds_text.c: see kinds_text.h. */
#include "report/export/kinds_text.h"

#include <math.h>

#include "report/words/kind_words.h"
#include "report/words/side_words.h"

static void put_line(struct bv_text *out, struct bv_text *words)
{
    bv_text_line(out, words);
    bv_text_finish(words);
}

static bool is_outlier(const struct bv_kind_run *run)
{
    return run->is_outlier[BV_QUANTITY_TIME] || run->is_outlier[BV_QUANTITY_RATIO];
}

void bv_kinds_text(struct bv_text *out, const struct bv_kinds *kinds)
{
    struct bv_text words = {0};
    bv_words_kinds(&words, kinds);
    put_line(out, &words);
    bv_words_kinds_spread(&words, kinds, BV_QUANTITY_TIME);
    put_line(out, &words);
    bv_words_kinds_spread(&words, kinds, BV_QUANTITY_RATIO);
    put_line(out, &words);
    bv_words_outliers(&words, kinds);
    put_line(out, &words);
    for (size_t i = 0; i < kinds->run_count; i++) {
        const struct bv_kind_run *run = &kinds->runs[i];
        if (!is_outlier(run))
            continue;
        bv_text_format(&words, "  %s (", bv_words_kind_run(run));
        bv_words_letter(&words, run->kind);
        bv_text_put(&words, "): ");
        bv_words_outlier(&words, run);
        put_line(out, &words);
    }
    if (kinds->judged > 0) {
        bv_words_outlier_rule(&words, kinds);
        put_line(out, &words);
    }
}

static json_t *number(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

static json_t *words(const char *text)
{
    json_t *string = json_string(text);
    return string ? string : json_null(); /* not UTF-8 */
}

static json_t *interval(struct bv_interval x)
{
    return json_pack("[o, o, o]", number(x.estimate), number(x.low), number(x.high));
}

/* Of a quantity each. */
static json_t *both(const struct bv_interval *of)
{
    return json_pack("{s:o, s:o}", "times", interval(of[BV_QUANTITY_TIME]), "ratios",
                     interval(of[BV_QUANTITY_RATIO]));
}

static json_t *both_numbers(const double *of)
{
    return json_pack("{s:o, s:o}", "times", number(of[BV_QUANTITY_TIME]), "ratios",
                     number(of[BV_QUANTITY_RATIO]));
}

json_t *bv_kinds_json(const struct bv_kinds *kinds)
{
    json_t *all = json_array(), *runs = json_array();
    for (size_t i = 0; i < kinds->kind_count; i++) {
        const struct bv_kind *kind = &kinds->kinds[i];
        json_array_append_new(all, json_pack("{s:o, s:I, s:o, s:o, s:o}", "name", words(kind->name),
                                             "runs", (json_int_t)kind->run_count, "within",
                                             both(kind->within), "apart", both(kind->apart),
                                             "limit", number(kind->limit)));
    }
    for (size_t i = 0; i < kinds->run_count; i++) {
        const struct bv_kind_run *run = &kinds->runs[i];
        json_array_append_new(runs,
                              json_pack("{s:o, s:I, s:o, s:o, s:o, s:b}", "name", words(run->name),
                                        "kind", (json_int_t)run->kind, "level",
                                        both_numbers(run->level), "score", both_numbers(run->score),
                                        "clock", number(run->clock), "outlier", is_outlier(run)));
    }
    return json_pack("{s:b, s:I, s:I, s:f, s:o, s:o, s:o}", "each_counts_once",
                     kinds->each_counts_once, "times",
                     (json_int_t)kinds->quantity_count[BV_QUANTITY_TIME], "ratios",
                     (json_int_t)kinds->quantity_count[BV_QUANTITY_RATIO], "rate", kinds->rate,
                     "within", both(kinds->within), "kinds", all, "runs", runs);
}
