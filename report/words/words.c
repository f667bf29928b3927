/* SPDX-License-Identifier: Apache-2.0 */
/* words.c: see words.h. */
#include "report/words/words.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "lib/base/plural.h"
#include "lib/bundle/exchange/result_strings.h"
#include "report/analysis/independence.h"
#include "report/words/number_words.h"

const char *bv_words_stopped(const char *stopped)
{
    static const char *const words[][2] = {{"precise", "reaching its precision"},
                                           {"decided", "deciding all of its questions"},
                                           {"budget", "the budget"},
                                           {"blocks", "the number of blocks"},
                                           {"interrupted", "an interruption"}};
    for (size_t i = 0; stopped && i < sizeof words / sizeof words[0]; i++)
        if (strcmp(stopped, words[i][0]) == 0)
            return words[i][1];
    return "what is unknown";
}

void bv_words_contest(struct bv_text *out, const struct bv_series *series, const char *b)
{
    bv_words_series(out, &series->parts, NULL);
    if (series->arm_count > 2)
        bv_text_format(out, ", %s against %s", series->arms[0], b);
}

void bv_words_series(struct bv_text *out, const struct bv_name *name, const char *skip)
{
    bv_text_put_span(out, name->family.start, name->family.length);
    for (size_t i = 0; i < name->key_count; i++) {
        const struct bv_key *key = &name->keys[i];
        if (skip && bv_span_is(key->key, skip))
            continue;
        bv_text_put(out, ", ");
        bv_text_put_span(out, key->key.start, key->key.length);
        if (key->key.length > 0)
            bv_text_put(out, " ");
        bv_text_put_span(out, key->value.start, key->value.length);
    }
}

const char *bv_words_verdict(enum bv_verdict verdict, const char *a, const char *b)
{
    switch (verdict) {
    case BV_VERDICT_VALUE:
        return a;
    case BV_VERDICT_POINTER:
        return b;
    case BV_VERDICT_EQUAL:
        return "equal";
    case BV_VERDICT_UNDECIDED:
        break;
    }
    return "undecided";
}

const char *bv_words_likely(const struct bv_contest *contest, const char *a, const char *b)
{
    bool is_weaker = contest->verdict == BV_VERDICT_UNDECIDED;
    return is_weaker && contest->likely != BV_VERDICT_UNDECIDED
               ? bv_words_verdict(contest->likely, a, b)
               : NULL;
}

/* A path as one word of a shell. */
static void put_shell_word(struct bv_text *out, const char *path)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "/._+-:@%,=";
    bv_text_put(out, path[0] == '-' ? "./" : "");
    if (path[0] && strspn(path, plain) == strlen(path)) {
        bv_text_put(out, path);
        return;
    }
    bv_text_put(out, "'");
    for (const char *c = path; *c; c++)
        if (*c == '\'')
            bv_text_put(out, "'\\''");
        else
            bv_text_put_span(out, c, 1);
    bv_text_put(out, "'");
}

void bv_words_more(struct bv_text *out, const struct bv_summary *summary)
{
    const char *preset = summary->result->preset;
    bool is_own = preset != NULL && strcmp(preset, "try") == 0; /* its kernels are gone */
    if (summary->verdicts[BV_VERDICT_UNDECIDED] == 0 || is_own ||
        summary->result->schema < BV_SCHEMA_LOOKS)
        return;
    bv_text_put(out, "byval run --more 90 ");
    if (summary->bundle && bv_string_is_plain(summary->bundle, PATH_MAX))
        put_shell_word(out, summary->bundle);
    else
        bv_text_put(out, "BUNDLE");
}

const char *bv_words_state(enum bv_case_state state)
{
    switch (state) {
    case BV_CASE_OPEN:
        return "missed";
    case BV_CASE_PRECISE:
        return "precise";
    case BV_CASE_FAILED:
        return "failed";
    case BV_CASE_UNAVAILABLE:
    case BV_CASE_STATE_COUNT:
        break;
    }
    return "unavailable";
}

static void put_floor(struct bv_text *out, const char *what, double floor_log, size_t count)
{
    bv_text_format(out, "%s ", what);
    if (count == 0) {
        bv_text_put(out, "unknown");
        return;
    }
    bv_words_percent(out, floor_log);
    bv_text_format(out, " (%zu)", count);
}

void bv_words_noise(struct bv_text *out, const struct bv_summary *summary)
{
    const struct bv_noise *noise = &summary->noise;
    if (noise->judged == 0) {
        bv_text_put(out, "no null could be judged: the noise floor of this run is unknown");
        return;
    }
    bv_text_format(out, "%zu of %zu nulls judged different; floor: ", noise->false_count,
                   noise->judged);
    put_floor(out, "A/A", noise->floor_same, noise->same_count);
    put_floor(out, ", layout twins", noise->floor_twin, noise->twin_count);
    bv_text_put(out, "; their intervals reach ");
    bv_words_percent(out, noise->reach);
    bv_text_put(out, "; one of 20 single blocks is off by more than ");
    bv_words_percent(out, noise->one_same);
    bv_text_put(out, " (A/A), ");
    bv_words_percent(out, noise->one_twin);
    bv_text_put(out, " (twins)");
}

void bv_words_independence(struct bv_text *out, const struct bv_summary *summary)
{
    const struct bv_serial_correlation *correlation = &summary->serial_correlation;
    if (correlation->count == 0) {
        bv_text_put(out, "whether blocks are independent is unknown: too few of them");
        return;
    }
    bv_text_put(out, bv_independence_fails(correlation)
                         ? "blocks that follow each other are more alike than chance: the machine "
                           "changed during the run"
                         : "blocks that follow each other are no more alike than chance");
    bv_text_format(out, " (rank correlation %.3f, p = %.3g, %zu contest%s)",
                   correlation->correlation, correlation->p, correlation->count,
                   bv_plural(correlation->count));
    if (summary->drift > 0)
        bv_text_format(
            out,
            "; from one quarter of the run to another the share of blocks on a side of the "
            "median changes by %.1f %% (standard deviation), and intervals are wider for it",
            100 * sqrt(summary->drift));
    else if (bv_independence_fails(correlation))
        bv_text_put(out, ", and intervals may hold less often than they say");
}

/* Blocks of the case that has most: with several kinds of process no case has all of them. */
static uint32_t most_blocks(const struct bv_summary *summary)
{
    uint32_t most = 0;
    for (size_t i = 0; i < summary->case_count; i++)
        most = summary->cases[i].blocks > most ? summary->cases[i].blocks : most;
    return most;
}

void bv_words_basis(struct bv_text *out, const struct bv_summary *summary)
{
    uint32_t blocks = most_blocks(summary);
    bv_text_format(out, "95 %% intervals over up to %u block%s a case (fresh processes, ", blocks,
                   bv_plural(blocks));
    if (summary->result->layouts > 0)
        bv_text_format(out, "%u link layout%s", summary->result->layouts,
                       bv_plural(summary->result->layouts));
    else
        bv_text_put(out, "each with a link layout of its own");
    bv_text_format(out, "); verdicts at %g %% error over the whole table; equal means within ",
                   100 * summary->alpha);
    bv_words_percent(out, summary->margin);
}

const char *bv_words_unanswered(const struct bv_summary *summary)
{
    bool nulls = false, planted = false, others = false;
    for (size_t i = 0; i < summary->case_count; i++) {
        const struct bv_case_summary *row = &summary->cases[i];
        planted |= row->blocks > 0 && row->is_planted;
        nulls |= row->blocks > 0 && row->is_null && !row->is_planted;
        others |= row->blocks > 0 && !row->is_null && !row->is_planted;
    }
    if (others)
        return "no case that was measured answers a question";
    if (nulls)
        return planted ? "only nulls and planted differences were measured"
                       : "only nulls were measured";
    return planted ? "only planted differences were measured" : "no case was measured";
}

void bv_words_breach(struct bv_text *out, const struct bv_summary *summary)
{
    size_t measured = 0, broken = 0;
    for (size_t i = 0; i < summary->case_count; i++) {
        measured += summary->cases[i].blocks > 0;
        broken += (summary->cases[i].doubts & BV_DOUBT_CODE) != 0;
    }
    if (broken > 0)
        bv_text_format(out,
                       "the machine code of %zu of %zu cases breaks the rules of their families: "
                       "the times of these do not mean what they say",
                       broken, measured);
}
