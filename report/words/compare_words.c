/* SPDX-License-Identifier: Apache-2.0 */
/* compare_words.c: see compare_words.h. */
#include "report/words/compare_words.h"

#include "report/words/finding_words.h"
#include "report/words/side_words.h"
#include "report/words/words.h"
#include "report/words/zone_words.h"

/* Names of the facts that are about something and agree so; returns how many. */
static size_t put_names(struct bv_text *out, const struct bv_fact_differences *differences,
                        enum bv_about about, enum bv_agreement agreement)
{
    size_t count = 0;
    for (size_t i = 0; i < differences->count; i++) {
        const struct bv_compared_fact *fact = &differences->facts[i];
        if (fact->about != about || fact->agreement != agreement)
            continue;
        bv_text_format(out, "%s%s", count++ ? ", " : "", fact->name);
    }
    return count;
}

static void put_sides(struct bv_text *out, const struct bv_comparison *comparison)
{
    bv_words_letter(out, 0);
    if (comparison->side_count > 2)
        bv_text_put(out, " to ");
    else
        bv_text_put(out, " and ");
    bv_words_letter(out, comparison->side_count - 1);
}

void bv_words_differing(struct bv_text *out, const struct bv_comparison *comparison)
{
    const struct bv_fact_differences *differences = &comparison->differences;
    const size_t(*counts)[BV_AGREE_COUNT] = differences->counts;
    put_sides(out, comparison);
    if (comparison->same_run) {
        bv_text_put(out, ": the same run twice");
        return;
    }
    if (!bv_fact_differences_comparable(differences)) {
        bv_text_put(out, ": DIFFERENT MACHINES, by ");
        put_names(out, differences, BV_ABOUT_MACHINE, BV_AGREE_DIFFERENT);
        bv_text_put(out, ": their times are not comparable, only the ratios within each");
    } else {
        bv_text_put(out, ": the same machine, as far as is known");
    }
    if (counts[BV_ABOUT_CODE][BV_AGREE_DIFFERENT]) {
        bv_text_put(out, "; other code, by ");
        put_names(out, differences, BV_ABOUT_CODE, BV_AGREE_DIFFERENT);
    } else if (!counts[BV_ABOUT_CODE][BV_AGREE_UNKNOWN]) {
        bv_text_put(out, "; the same kernels");
    }
    if (counts[BV_ABOUT_SETTING][BV_AGREE_DIFFERENT]) {
        bv_text_put(out, "; other settings: ");
        put_names(out, differences, BV_ABOUT_SETTING, BV_AGREE_DIFFERENT);
    }
    if (counts[BV_ABOUT_MACHINE][BV_AGREE_UNKNOWN] + counts[BV_ABOUT_CODE][BV_AGREE_UNKNOWN]) {
        bv_text_put(out, "; not known to be equal: ");
        if (put_names(out, differences, BV_ABOUT_MACHINE, BV_AGREE_UNKNOWN) > 0 &&
            counts[BV_ABOUT_CODE][BV_AGREE_UNKNOWN])
            bv_text_put(out, ", ");
        put_names(out, differences, BV_ABOUT_CODE, BV_AGREE_UNKNOWN);
    }
}

void bv_words_compared(struct bv_text *out, const struct bv_comparison *comparison)
{
    bv_text_format(
        out,
        "%g %% error over all ratios, and over all times (Holm); intervals 95 %%; blocks "
        "of the same link layout are paired where the kernels are the same and 16 or "
        "more layouts are common, as in runs of one --seed",
        100 * comparison->options.alpha);
    if (comparison->sides[0].is_of_medians)
        bv_text_put(out, "; each run is one block, by the medians of its own");
    bv_text_put(out, comparison->is_clocked ? "; times at the same effective clock"
                                            : "; times as they were, whatever the clock did");
}

static void put_edge(struct bv_text *out, const struct bv_compared_answer *answer, bool until)
{
    const struct bv_size_range edge = until ? answer->edges.a_until : answer->edges.b_from;
    if (edge.estimate == 0)
        bv_text_put(out, until ? "at no size" : "from no size on");
    else
        bv_text_put(out, until ? "up to " : "from ");
    if (edge.estimate != 0 && until)
        bv_words_a_until(out, &answer->edges);
    else if (edge.estimate != 0)
        bv_words_b_from(out, &answer->edges);
}

void bv_words_answers(struct bv_text *out, const struct bv_comparison *comparison,
                      const struct bv_compared_answer *answers)
{
    size_t count = comparison->side_count, other = bv_compared_answers_farthest(answers, count);
    size_t compared = 0;
    for (size_t i = 1; i < count; i++)
        compared += answers[i].agreement != BV_ANSWER_NONE;
    if (comparison->same_run) {
        bv_text_put(out, "the same run twice");
    } else if (compared == 0) {
        bv_text_put(out, "the runs answer no question in common");
    } else if (other == 0) {
        bv_text_put(out, "no run is shown to answer otherwise than ");
        bv_words_run(out, comparison, 0);
        bv_text_put(out, ": ");
        bv_words_answer_on(out, &answers[0]);
    } else {
        bool until = answers[other].agreement == BV_ANSWER_UNTIL_APART;
        const struct bv_answer *asked = &answers[0].answer;
        bv_text_put(out, "the answers differ: ");
        if (answers[0].is_zones)
            bv_text_put(out, until ? "by value " : "by pointer ");
        else
            bv_text_format(out, until ? "%s is never worse " : "%s wins ",
                           asked->series->arms[until ? 0 : asked->arm]);
        put_edge(out, &answers[0], until);
        bv_text_put(out, " on ");
        bv_words_run(out, comparison, 0);
        bv_text_put(out, ", ");
        put_edge(out, &answers[other], until);
        bv_text_put(out, " on ");
        bv_words_run(out, comparison, other);
        if (answers[0].is_zones)
            bv_text_put(out, ", whatever the condition");
    }
}

void bv_words_answer_on(struct bv_text *out, const struct bv_compared_answer *answer)
{
    const struct bv_series *series = answer->answer.series;
    if (answer->is_zones) {
        bv_words_zones(out, &answer->zones, true);
    } else if (series) {
        bv_words_contest(out, series, series->arms[answer->answer.arm]);
        bv_text_put(out, ": ");
        bv_words_finding(out, &answer->edges, series->arms[0], series->arms[answer->answer.arm],
                         true);
    } else {
        bv_text_put(out, "no answer");
    }
}

const char *bv_words_answer_agreement(const struct bv_compared_answer *answers, size_t side)
{
    if (side == 0)
        return "";
    switch (answers[side].agreement) {
    case BV_ANSWER_UNTIL_APART:
    case BV_ANSWER_FROM_APART:
        return "differs";
    case BV_ANSWER_NOT_APART:
        return "not shown to differ";
    case BV_ANSWER_NONE:
        break;
    }
    return "about other conditions";
}

void bv_words_times_caveat(struct bv_text *out, const struct bv_comparison *comparison)
{
    if (!comparison->same_run && !bv_fact_differences_comparable(&comparison->differences))
        bv_text_put(out, "DIFFERENT MACHINES: these times cannot be held against each other, only "
                         "the ratios within each run.");
}
