/* SPDX-License-Identifier: Apache-2.0 */
/* words.c: see words.h. */
#include "report/words/words.h"
#include "report/analysis/independence.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "lib/base/plural.h"
#include "lib/bundle/exchange/result_strings.h"

void bv_words_bytes(struct bv_text *out, uint64_t bytes)
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB"};
    unsigned unit = 0;
    while (unit < 3 && bytes >= 1024 && bytes % 1024 == 0) {
        bytes /= 1024;
        unit++;
    }
    bv_text_format(out, "%llu %s", (unsigned long long)bytes, units[unit]);
}

static void put_three_figures(struct bv_text *out, double x)
{
    double size = fabs(x);
    bv_text_format(out, "%.*f", size < 0.0995 ? 3 : size < 9.995 ? 2 : size < 99.95 ? 1 : 0, x);
}

void bv_words_ns(struct bv_text *out, double ns)
{
    if (isnan(ns))
        bv_text_put(out, "-");
    else
        put_three_figures(out, ns);
}

void bv_words_ratio(struct bv_text *out, double log_ratio)
{
    /* Ratios near 1 are what matters most: 0.996 must not show as 1.00 beside a margin of 1 %. */
    double ratio = exp(log_ratio);
    if (ratio > 0.5 && ratio < 1.9995)
        bv_text_format(out, "%.3f", ratio);
    else
        put_three_figures(out, ratio);
}

void bv_words_percent(struct bv_text *out, double log_ratio)
{
    if (!isfinite(log_ratio))
        bv_text_put(out, "unknown");
    else if (fabs(log_ratio) < 0.0005) /* one decimal would make it none */
        bv_text_format(out, "%.1g %%", 100 * expm1(log_ratio));
    else
        bv_text_format(out, "%.1f %%", 100 * expm1(log_ratio));
}

void bv_words_share(struct bv_text *out, double share)
{
    if (isfinite(share))
        bv_text_format(out, "%.3g %%", 100 * share);
    else
        bv_text_put(out, "unknown");
}

void bv_words_part(struct bv_text *out, double share)
{
    if (share > 0 && share < 0.01)
        bv_text_put(out, "< 1 %");
    else if (share > 0.99 && share < 1)
        bv_text_put(out, "> 99 %");
    else
        bv_text_format(out, "%.0f %%", 100 * share);
}

void bv_words_p(struct bv_text *out, double p)
{
    if (p < 0.001)
        bv_text_put(out, "< 0.001");
    else
        bv_text_format(out, "%.3f", p);
}

void bv_words_interval(struct bv_text *out, struct bv_interval interval,
                       void (*write)(struct bv_text *, double))
{
    if (!isfinite(interval.low) || !isfinite(interval.high)) {
        bv_text_put(out, "[?]");
        return;
    }
    bv_text_put(out, "[");
    write(out, interval.low);
    bv_text_put(out, ", ");
    write(out, interval.high);
    bv_text_put(out, "]");
}

static void put_range(struct bv_text *out, const struct bv_finding *f, struct bv_size_range range,
                      bool none_is_above, bool intervals)
{
    uint32_t ends[2] = {range.low, range.high};
    if (range.estimate)
        bv_words_bytes(out, range.estimate);
    else
        bv_text_put(out, none_is_above ? "none in range" : "no size");
    if (!intervals)
        return;
    if (f->blocks_least < BV_BLOCKS_FOR_INTERVAL) {
        bv_text_put(out, " [?]");
        return;
    }
    if (range.low == range.high && range.low == range.estimate) {
        bv_text_put(out, " [sharp]");
        return;
    }
    for (unsigned i = 0; i < 2; i++) {
        bv_text_put(out, i == 0 ? " [" : " to ");
        if (ends[i]) {
            bv_words_bytes(out, ends[i]);
        } else if (none_is_above) {
            bv_text_put(out, "above ");
            bv_words_bytes(out, f->last_bytes);
        } else {
            bv_text_put(out, "no size");
        }
    }
    bv_text_put(out, "]");
}

void bv_words_a_until(struct bv_text *out, const struct bv_finding *finding)
{
    put_range(out, finding, finding->a_until, false, true);
}

void bv_words_b_from(struct bv_text *out, const struct bv_finding *finding)
{
    put_range(out, finding, finding->b_from, true, true);
}

static void put_extent(struct bv_text *out, const struct bv_finding *f)
{
    if (f->size_count == 1) {
        bv_text_put(out, " at ");
        bv_words_bytes(out, f->first_bytes);
        bv_text_put(out, ", the only size");
        return;
    }
    bv_text_put(out, " at every size from ");
    bv_words_bytes(out, f->first_bytes);
    bv_text_put(out, " to ");
    bv_words_bytes(out, f->last_bytes);
}

static void put_never_worse(struct bv_text *out, const struct bv_finding *f, const char *a,
                            bool intervals)
{
    bv_text_put(out, a);
    if (f->a_until.estimate == 0) {
        bv_text_put(out, " is worse at the smallest size already");
        return;
    }
    bv_text_put(out, " is never worse up to ");
    put_range(out, f, f->a_until, false, intervals);
}

/* No size has a verdict: the intervals are known all the same. */
static void put_what_is_known(struct bv_text *out, const struct bv_finding *f, const char *a)
{
    if (!isfinite(f->effect_low) || !isfinite(f->effect_high)) {
        bv_text_put(out, "undecided, for too few blocks,");
        put_extent(out, f);
        return;
    }
    bv_text_format(out, "undecided: %s takes ", a);
    bv_words_ratio(out, f->effect_low);
    bv_text_put(out, " to ");
    bv_words_ratio(out, f->effect_high);
    bv_text_put(out, " times as long");
    put_extent(out, f);
    bv_text_put(out, " (95 %), not proven over the whole table");
}

void bv_words_finding(struct bv_text *out, const struct bv_finding *f, const char *a, const char *b,
                      bool intervals)
{
    switch (f->kind) {
    case BV_FINDING_UNMEASURED:
        bv_text_put(out, "no size could be measured");
        break;
    case BV_FINDING_UNDECIDED:
        put_what_is_known(out, f, a);
        break;
    case BV_FINDING_EQUAL:
        bv_text_format(out, "%s and %s are equal", a, b);
        put_extent(out, f);
        break;
    case BV_FINDING_A_ALWAYS:
        bv_text_format(out, "%s wins", a);
        put_extent(out, f);
        break;
    case BV_FINDING_B_ALWAYS:
        bv_text_format(out, "%s wins", b);
        put_extent(out, f);
        break;
    case BV_FINDING_A_HOLDS:
        put_never_worse(out, f, a, intervals);
        bv_text_format(out, ", the largest size; no size from which %s wins", b);
        break;
    case BV_FINDING_B_FROM_START:
        bv_text_format(out, "%s wins from ", b);
        put_range(out, f, f->b_from, true, intervals);
        bv_text_format(out, ", the smallest size, on; %zu of %zu sizes proven",
                       f->verdicts[BV_VERDICT_POINTER], f->size_count);
        break;
    case BV_FINDING_CROSSES:
        put_never_worse(out, f, a, intervals);
        bv_text_format(out, "; %s wins from ", b);
        put_range(out, f, f->b_from, true, intervals);
        bv_text_put(out, " on");
        break;
    case BV_FINDING_MIXED:
        put_never_worse(out, f, a, intervals);
        bv_text_format(out, "; above, %s wins at some sizes but not from any size on", b);
        break;
    }
}

void bv_words_cell(struct bv_text *out, const struct bv_finding *f, const char *a, const char *b)
{
    switch (f->kind) {
    case BV_FINDING_UNMEASURED:
        bv_text_put(out, "\xc3\x97");
        break;
    case BV_FINDING_UNDECIDED:
        bv_text_put(out, "?");
        break;
    case BV_FINDING_EQUAL:
        bv_text_put(out, "=");
        break;
    case BV_FINDING_A_ALWAYS:
        bv_text_put(out, a);
        break;
    case BV_FINDING_B_ALWAYS:
        bv_text_put(out, b);
        break;
    case BV_FINDING_A_HOLDS:
        bv_text_put(out, "> ");
        bv_words_bytes(out, f->last_bytes);
        break;
    case BV_FINDING_B_FROM_START:
        bv_text_put(out, "\xe2\x89\xa4 ");
        bv_words_bytes(out, f->b_from.estimate);
        break;
    case BV_FINDING_CROSSES:
        bv_words_bytes(out, f->b_from.estimate);
        break;
    case BV_FINDING_MIXED:
        bv_text_put(out, "mixed");
        break;
    }
}

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
