/* SPDX-License-Identifier: Apache-2.0 */
/* compare_text.c: a comparison for a terminal. */
#include "report/export/compare_text.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "lib/base/plural.h"
#include "report/compare/crossings.h"
#include "report/export/allocations_text.h"
#include "report/export/kinds_text.h"
#include "report/words/compare_words.h"
#include "report/words/difference_words.h"
#include "report/words/finding_words.h"
#include "report/words/number_words.h"
#include "report/words/side_words.h"
#include "report/words/story_words.h"
#include "report/words/words.h"

enum { ROWS_MAX = 40, NAMES_MAX = 5 };

void bv_compare_sides_text(struct bv_text *out, const struct bv_comparison *comparison)
{
    struct bv_text words = {0};
    for (size_t i = 0; i < comparison->side_count; i++) {
        bv_text_put(&words, "  ");
        bv_words_letter(&words, i);
        bv_text_format(&words, "  %s: ", comparison->sides[i].name);
        bv_words_side(&words, comparison, i);
        bv_text_line(out, &words);
    }
    bv_text_finish(&words);
}

/* The answer first: who differs, by how much, how sure. */
static void put_answers(struct bv_text *out, const struct bv_comparison *comparison)
{
    struct bv_compared_answer answers[BV_SIDES_MAX];
    struct bv_text words = {0}, sentence = {0};
    bv_compared_answers_find(comparison, answers);
    bv_words_answers(&sentence, comparison, answers);
    if (sentence.data && !sentence.failed) {
        bv_text_format(&words, "%c%s", toupper((unsigned char)sentence.data[0]), sentence.data + 1);
        bv_text_line(out, &words);
    }
    out->failed |= sentence.failed;
    bv_text_finish(&sentence);
    for (size_t i = 0; i < comparison->side_count; i++) {
        const char *agreement = bv_words_answer_agreement(answers, i);
        bv_text_put(&words, "  ");
        bv_words_letter(&words, i);
        bv_text_put(&words, "  ");
        bv_words_run(&words, comparison, i);
        bv_text_put(&words, ": ");
        bv_words_answer_on(&words, &answers[i]);
        if (agreement[0] != '\0')
            bv_text_format(&words, "; %s%s", agreement,
                           answers[i].agreement == BV_ANSWER_NONE ? " than A" : " from A");
        bv_text_line(out, &words);
    }
    bv_text_finish(&words);
}

/* A line with a capital and a full stop. */
static void put_sentence(struct bv_text *out, struct bv_text *words)
{
    if (words->data && !words->failed)
        words->data[0] = (char)toupper((unsigned char)words->data[0]);
    bv_text_put(words, ".");
    bv_text_line(out, words);
}

/* The facts that differ, then those that are not known to be equal, with their values. */
static void put_facts(struct bv_text *out, const struct bv_comparison *comparison, bool all)
{
    struct bv_text words = {0};
    for (unsigned unknown = 0; unknown < 2; unknown++)
        for (size_t i = 0; i < comparison->differences.count; i++) {
            const struct bv_compared_fact *fact = &comparison->differences.facts[i];
            bool reading = fact->about == BV_ABOUT_READING;
            bool differs = fact->agreement == BV_AGREE_DIFFERENT && !reading;
            bool told = fact->agreement == BV_AGREE_UNKNOWN && fact->about <= BV_ABOUT_CODE;
            bool shown = unknown == 0
                             ? differs
                             : told || (all && !differs && fact->agreement != BV_AGREE_EQUAL);
            if (!shown)
                continue;
            bv_text_format(&words, "  %s: ", fact->name);
            bv_words_values(&words, comparison, fact);
            bv_text_line(out, &words);
        }
    bv_text_finish(&words);
}

static void put_crossing(struct bv_text *out, const struct bv_comparison *comparison,
                         const struct bv_crossing_row *row)
{
    struct bv_text words = {0};
    bv_text_put(&words, "  ");
    bv_words_contest(&words, row->series->lead, row->b);
    bv_text_line(out, &words);
    for (size_t i = 0; i < comparison->side_count; i++) {
        const struct bv_finding *finding = bv_crossing_on(row, i);
        bv_text_put(&words, "    ");
        bv_words_letter(&words, i);
        bv_text_put(&words, "  ");
        if (finding)
            bv_words_finding(&words, finding, row->a, row->b, true);
        else
            bv_text_put(&words, "missing");
        bv_text_line(out, &words);
    }
    bv_text_finish(&words);
}

static void put_crossings(struct bv_text *out, const struct bv_comparison *comparison, bool all)
{
    size_t hidden = 0, shown = 0, one_sided = 0;
    struct bv_crossing_row row;
    bv_text_put(out, "\nCrossovers\n");
    for (struct bv_crossings walk = bv_crossings(comparison); bv_crossings_next(&walk, &row);) {
        if (all || row.differs)
            put_crossing(out, comparison, &row);
        shown += all || row.differs;
        one_sided += !row.differs && row.sides < 2;
        hidden += !row.differs && row.sides >= 2;
    }
    if (shown == 0)
        bv_text_put(out, "  none that differ\n");
    if (!all && hidden > 0)
        bv_text_format(out, "  not shown: %zu whose intervals overlap; --all shows all\n", hidden);
    if (!all && one_sided > 0)
        bv_text_format(out, "  not shown: %zu that only one run has; --all shows all\n", one_sided);
}

static void put_shift(struct bv_text *out, const struct bv_comparison *comparison,
                      const struct bv_run_difference *shift)
{
    struct bv_text words = {0};
    bool ratio = shift->quantity == BV_QUANTITY_RATIO;
    bv_text_put(&words, "  ");
    bv_words_signed_percent(&words, shift->difference.change.estimate);
    bv_text_put(&words, " ");
    bv_words_interval(&words, shift->difference.change, bv_words_signed_percent);
    bv_text_put(&words, "  A ");
    bv_words_quantity_on(&words, comparison, shift, 0);
    bv_text_put(&words, ratio ? "  " : " ns  ");
    bv_words_letter(&words, shift->side);
    bv_text_put(&words, " ");
    bv_words_quantity_on(&words, comparison, shift, 1);
    bv_text_format(&words, "%s  %s, p ", ratio ? "" : " ns", bv_words_change(shift->change));
    bv_words_p(&words, shift->p);
    bv_text_format(&words, "%s  %s: ", shift->slower ? ", SLOWER THAN ALLOWED" : "",
                   comparison->match.cases[shift->case_index].name);
    bv_words_quantity(&words, comparison, shift);
    if (ratio) {
        bv_text_format(&words, "; %s", shift->flips ? "FLIPS: " : "");
        bv_words_verdicts(&words, comparison, shift);
    }
    if (shift->code == BV_CODE_OTHER)
        bv_text_put(&words, "; other machine code");
    bv_text_line(out, &words);
    for (unsigned which = 0; which < 2 && shift->flips && shift->code == BV_CODE_OTHER; which++) {
        bv_text_put(&words, "      ");
        bv_words_letter(&words, which ? shift->side : 0);
        bv_text_put(&words, "  ");
        bv_words_code_on(&words, comparison, shift, which);
        bv_text_line(out, &words);
    }
    bv_text_finish(&words);
}

static void put_shifts(struct bv_text *out, const struct bv_comparison *comparison,
                       enum bv_quantity quantity, bool all)
{
    bool ratio = quantity == BV_QUANTITY_RATIO;
    size_t first = ratio ? 0 : comparison->ratio_count;
    size_t last = ratio ? comparison->ratio_count : comparison->shift_count;
    size_t shown = 0, more = 0, hidden = 0;
    bv_text_put(out, ratio ? "\nRatios within each run: " : "\nTimes: ");
    bv_words_changes(out, comparison, quantity);
    bv_text_put(out, "\n");
    if (!ratio) {
        struct bv_text words = {0};
        bv_words_times_caveat(&words, comparison);
        if (words.length > 0)
            bv_text_line(out, &words);
        bv_text_finish(&words);
    }
    for (size_t i = first; i < last; i++) {
        bool matters = bv_run_difference_matters(&comparison->shifts[i]);
        if (!all && (!matters || shown == ROWS_MAX)) {
            more += matters;
            hidden += !matters;
            continue;
        }
        put_shift(out, comparison, &comparison->shifts[i]);
        shown++;
    }
    if (more > 0)
        bv_text_format(out, "  and %zu more that changed: --all shows them\n", more);
    if (hidden > 0)
        bv_text_format(out, "  not shown: %zu without a credible change; --all shows all\n",
                       hidden);
}

static void put_missing(struct bv_text *out, const struct bv_comparison *comparison, size_t side,
                        bool all)
{
    struct bv_text words = {0};
    size_t count = 0;
    for (size_t i = 0; i < comparison->match.case_count; i++)
        count += !bv_is_measured(comparison->match.cases[i].on[side]);
    if (count == 0)
        return;
    bv_text_put(&words, "  ");
    bv_words_letter(&words, side);
    bv_text_format(&words, " lacks %zu of %zu cases:", count, comparison->match.case_count);
    bv_text_line(out, &words);
    for (size_t i = 0, shown = 0; i < comparison->match.case_count; i++) {
        const struct bv_matched_case *matched = &comparison->match.cases[i];
        if (bv_is_measured(matched->on[side]))
            continue;
        if (!all && shown++ == NAMES_MAX) {
            bv_text_format(out, "    and %zu more: --all shows them\n", count - NAMES_MAX);
            break;
        }
        bv_text_format(&words, "    %s: ", matched->name);
        bv_words_missing(&words, matched->on[side]);
        bv_text_line(out, &words);
    }
    bv_text_finish(&words);
}

void bv_compare_text(struct bv_text *out, const struct bv_comparison *comparison, bool all)
{
    struct bv_text words = {0};
    for (unsigned i = 0; comparison->story && i < BV_STORY_SENTENCES; i++) {
        bv_words_story(&words, comparison, i);
        put_sentence(out, &words);
    }
    if (comparison->story)
        bv_text_put(out, "\n");
    put_answers(out, comparison);
    if (comparison->options.kinds) {
        bv_text_put(out, "\nKinds\n");
        bv_kinds_text(out, comparison->options.kinds);
    }
    bv_text_put(out, "\nWhat differs\n");
    bv_words_differing(&words, comparison);
    bv_text_line(out, &words);
    put_facts(out, comparison, all);
    bv_compare_sides_text(out, comparison);
    bv_words_compared(&words, comparison);
    bv_text_line(out, &words);
    bv_text_finish(&words);
    if (comparison->other_source > 0)
        bv_text_format(out,
                       "%zu case%s: other machine code under the same compiler and flags, so "
                       "not the same source, and not compared\n",
                       comparison->other_source, bv_plural(comparison->other_source));
    if (comparison->common == 0) {
        bv_text_put(out, "No case was measured on both sides: there is nothing to compare.\n");
    } else {
        put_crossings(out, comparison, all);
        put_shifts(out, comparison, BV_QUANTITY_RATIO, all);
        put_shifts(out, comparison, BV_QUANTITY_TIME, all);
    }
    bv_allocations_text(out, comparison, all);
    if (comparison->missing > 0)
        bv_text_put(out, "\nMissing\n");
    for (size_t i = 0; i < comparison->side_count; i++)
        put_missing(out, comparison, i, all);
}
