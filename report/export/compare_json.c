/* SPDX-License-Identifier: Apache-2.0 */
/* compare_json.c: a comparison for programs. */
#include <math.h>
#include <stdlib.h>

#include <jansson.h>

#include "report/compare/crossings.h"
#include "report/export/allocations_text.h"
#include "report/export/compare_text.h"
#include "report/export/kinds_text.h"
#include "report/words/compare_words.h"
#include "report/words/difference_words.h"
#include "report/words/story_words.h"
#include "report/words/words.h"

enum { SCHEMA = 1 };

static json_t *number(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

static json_t *words(const char *text)
{
    json_t *string = text ? json_string(text) : NULL;
    return string ? string : json_null();
}

/* NULL items, of a text that is not UTF-8, are the only doubt here: words() has no others. */
static json_t *taken(struct bv_text *text)
{
    json_t *string = words(text->data);
    bv_text_finish(text);
    return string;
}

static json_t *sides_of(const struct bv_comparison *comparison)
{
    json_t *sides = json_array();
    for (size_t i = 0; i < comparison->side_count; i++) {
        const struct bv_summary *summary = comparison->sides[i].summary;
        json_array_append_new(
            sides,
            json_pack("{s:o, s:o, s:o, s:I, s:I, s:o, s:o, s:b, s:b}", "name",
                      words(comparison->sides[i].name), "host", words(summary->result->host_name),
                      "started_utc", words(summary->result->started_utc), "cases",
                      (json_int_t)summary->case_count, "blocks", (json_int_t)summary->blocks,
                      "margin", number(expm1(summary->margin)), "clock_ghz",
                      number(comparison->clock_ghz[i]), "same_kernels", comparison->same_kernels[i],
                      "same_build", comparison->same_build[i]));
    }
    return sides;
}

static json_t *facts_of(const struct bv_comparison *comparison)
{
    static const char *const about[] = {"machine", "code", "setting", "reading"};
    static const char *const agreement[] = {"equal", "unknown", "different"};
    json_t *facts = json_array();
    for (size_t i = 0; i < comparison->differences.count; i++) {
        const struct bv_compared_fact *fact = &comparison->differences.facts[i];
        json_t *values = json_array();
        for (size_t k = 0; k < comparison->side_count; k++)
            json_array_append_new(values, words(fact->values[k]));
        json_array_append_new(facts, json_pack("{s:o, s:s, s:s, s:o}", "name", words(fact->name),
                                               "about", about[fact->about], "agreement",
                                               agreement[fact->agreement], "values", values));
    }
    return facts;
}

static json_t *range(struct bv_size_range r)
{
    return json_pack("[I, I, I]", (json_int_t)r.estimate, (json_int_t)r.low, (json_int_t)r.high);
}

static json_t *crossings_of(const struct bv_comparison *comparison)
{
    json_t *out = json_array();
    struct bv_crossing_row row;
    for (struct bv_crossings walk = bv_crossings(comparison); bv_crossings_next(&walk, &row);) {
        json_t *on = json_array();
        for (size_t i = 0; i < comparison->side_count; i++) {
            const struct bv_finding *finding = bv_crossing_on(&row, i);
            json_array_append_new(on, finding ? json_pack("{s:o, s:o}", "a_until",
                                                          range(finding->a_until), "b_from",
                                                          range(finding->b_from))
                                              : json_null());
        }
        json_array_append_new(out, json_pack("{s:o, s:o, s:o, s:b, s:o}", "series",
                                             words(row.series->lead->name), "a", words(row.a), "b",
                                             words(row.b), "differs", row.differs, "on", on));
    }
    return out;
}

static json_t *value_on(const struct bv_run_difference *shift, const struct bv_case_summary *row,
                        uint32_t arm)
{
    return number(shift->quantity == BV_QUANTITY_RATIO ? exp(row->contests[arm - 1].effect.estimate)
                                                       : row->ns[arm].estimate);
}

static json_t *shift_of(const struct bv_comparison *comparison,
                        const struct bv_run_difference *shift)
{
    const struct bv_matched_case *matched = &comparison->match.cases[shift->case_index];
    const struct bv_case_summary *first = matched->on[0], *second = matched->on[shift->side];
    const char *a = first->info->arms[0], *b = first->info->arms[shift->arm];
    bool ratio = shift->quantity == BV_QUANTITY_RATIO;
    struct bv_interval change = shift->difference.change;
    return json_pack(
        "{s:s, s:o, s:o, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:b, s:b, s:I, s:I,"
        " s:s, s:b}",
        "kind", ratio ? "ratio" : "time", "case", words(matched->name), "a", words(ratio ? a : b),
        "b", ratio ? words(b) : json_null(), "side", (json_int_t)shift->side, "on_first",
        value_on(shift, first, shift->arm), "on_second", value_on(shift, second, shift->second_arm),
        "change", number(exp(change.estimate)), "low",
        number(isfinite(change.low) ? exp(change.low) : change.low), "high",
        number(exp(change.high)), "p", number(shift->p), "outcome", bv_words_change(shift->change),
        "verdict_first", ratio ? words(bv_words_verdict(shift->verdicts[0], a, b)) : json_null(),
        "verdict_second", ratio ? words(bv_words_verdict(shift->verdicts[1], a, b)) : json_null(),
        "flips", shift->flips, "paired", shift->basis.paired, "blocks_first",
        (json_int_t)shift->basis.first, "blocks_second", (json_int_t)shift->basis.second, "code",
        bv_words_code(shift->code), "slower", shift->slower);
}

static json_t *missing_of(const struct bv_comparison *comparison)
{
    json_t *missing = json_array();
    for (size_t i = 0; i < comparison->match.case_count; i++)
        for (size_t side = 0; side < comparison->side_count; side++) {
            const struct bv_matched_case *matched = &comparison->match.cases[i];
            struct bv_text why = {0};
            if (bv_is_measured(matched->on[side]))
                continue;
            bv_words_missing(&why, matched->on[side]);
            json_array_append_new(missing,
                                  json_pack("{s:o, s:I, s:o}", "case", words(matched->name), "side",
                                            (json_int_t)side, "why", taken(&why)));
        }
    return missing;
}

static json_t *change_of(const struct bv_story_change *change)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:o}", "pairs", (json_int_t)change->pairs, "ratios",
                     (json_int_t)change->ratios, "changed", (json_int_t)change->credible, "flips",
                     (json_int_t)change->flips, "median", number(exp(change->median)));
}

static json_t *story_of(const struct bv_comparison *comparison)
{
    const struct bv_story *story = comparison->story;
    json_t *sentences = json_array();
    for (unsigned i = 0; i < BV_STORY_SENTENCES; i++) {
        struct bv_text sentence = {0};
        bv_words_story(&sentence, comparison, i);
        json_array_append_new(sentences, taken(&sentence));
    }
    return json_pack("{s:o, s:o, s:o, s:I, s:I, s:I, s:I, s:I}", "sentences", sentences,
                     "by_processor", change_of(&story->by_processor), "by_compiler",
                     change_of(&story->by_build), "cases", (json_int_t)story->cases, "cases_of_all",
                     (json_int_t)story->cases_of_all, "decided", (json_int_t)story->decided,
                     "agreeing", (json_int_t)story->agreeing, "opposed",
                     (json_int_t)story->opposed);
}

void bv_compare_json(struct bv_text *out, const struct bv_comparison *comparison)
{
    json_t *shifts = json_array();
    struct bv_text differs = {0};
    bv_words_differing(&differs, comparison);
    for (size_t i = 0; i < comparison->shift_count; i++)
        json_array_append_new(shifts, shift_of(comparison, &comparison->shifts[i]));
    json_t *root =
        json_pack("{s:I, s:o, s:b, s:b, s:f, s:o, s:o, s:o, s:o, s:o, s:I}", "byval_compare",
                  (json_int_t)SCHEMA, "differs", taken(&differs), "times_comparable",
                  bv_fact_differences_comparable(&comparison->differences), "same_clock",
                  comparison->is_clocked, "alpha", comparison->options.alpha, "sides",
                  sides_of(comparison), "facts", facts_of(comparison), "crossovers",
                  crossings_of(comparison), "shifts", shifts, "missing", missing_of(comparison),
                  "not_the_same_source", (json_int_t)comparison->other_source);
    if (comparison->options.kinds)
        json_object_set_new(root, "kinds", bv_kinds_json(comparison->options.kinds));
    if (comparison->story)
        json_object_set_new(root, "story", story_of(comparison));
    json_object_set_new(root, "escapes", bv_escape_steps_json(comparison));
    json_object_set_new(root, "allocations", bv_allocations_json(comparison));
    char *text = root ? json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) : NULL;
    if (text)
        bv_text_json(out, text);
    else
        out->failed = true;
    bv_text_put(out, "\n");
    free(text);
    json_decref(root);
}
