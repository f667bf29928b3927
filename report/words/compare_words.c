/* SPDX-License-Identifier: Apache-2.0 */
/* compare_words.c: see compare_words.h. */
#include "report/words/compare_words.h"

#include <math.h>
#include <string.h>

#include "lib/base/plural.h"
#include "report/words/codewords.h"
#include "report/words/microarchitecture.h"
#include "report/words/words.h"
#include "report/words/zone_words.h"

enum { HASH_SHOWN = 12 };

void bv_words_letter(struct bv_text *out, size_t side)
{
    if (side >= 26)
        bv_text_format(out, "%c", (char)('A' + side / 26 - 1));
    bv_text_format(out, "%c", (char)('A' + side % 26));
}

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
    bv_text_put(out, comparison->is_clocked ? "; times at the same effective clock"
                                            : "; times as they were, whatever the clock did");
}

/* What a path ends in. */
static const char *last_of(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash && slash[1] != '\0' ? slash + 1 : name;
}

static void put_called(struct bv_text *out, const struct bv_result *result)
{
    const char *name = bv_microarchitecture(&result->key);
    const char *compiler = bv_facts_get(&result->key, "compiler");
    if (!name)
        name = bv_facts_get(&result->key, "cpu.model");
    bv_text_format(out, "%s, %s", name ? name : "processor unknown",
                   compiler ? compiler : "compiler unknown");
    if (result->started_utc)
        bv_text_format(out, ", %.10s", result->started_utc);
}

void bv_words_run(struct bv_text *out, const struct bv_comparison *comparison, size_t side)
{
    struct bv_text own = {0}, other = {0};
    bool shared = false;
    if (comparison->sides[side].is_pool) {
        bv_text_put(out, comparison->sides[side].name);
        return;
    }
    put_called(&own, comparison->sides[side].summary->result);
    for (size_t i = 0; i < comparison->side_count && !shared; i++) {
        bv_text_finish(&other);
        put_called(&other, comparison->sides[i].summary->result);
        shared = i != side && own.length == other.length && own.data && other.data &&
                 memcmp(own.data, other.data, own.length) == 0;
    }
    bv_text_put_span(out, own.data ? own.data : "", own.length);
    if (shared)
        bv_text_format(out, " (%s)", last_of(comparison->sides[side].name));
    out->failed |= own.failed || other.failed;
    bv_text_finish(&own);
    bv_text_finish(&other);
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

static bool same_value(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static void put_value(struct bv_text *out, const struct bv_compared_fact *fact, const char *value)
{
    if (!value)
        bv_text_put(out, "unknown");
    else if (strcmp(fact->name, "kernel_hash") == 0)
        bv_text_put_span(out, value, strnlen(value, HASH_SHOWN));
    else
        bv_text_put(out, value);
}

void bv_words_values(struct bv_text *out, const struct bv_comparison *comparison,
                     const struct bv_compared_fact *fact)
{
    for (size_t i = 0; i < comparison->side_count; i++) {
        size_t before = 0;
        while (before < i && !same_value(fact->values[before], fact->values[i]))
            before++;
        if (before < i)
            continue;
        bv_text_put(out, i ? "; " : "");
        put_value(out, fact, fact->values[i]);
        bv_text_put(out, " (");
        for (size_t k = i, listed = 0; k < comparison->side_count; k++)
            if (same_value(fact->values[k], fact->values[i])) {
                bv_text_put(out, listed++ ? ", " : "");
                bv_words_letter(out, k);
            }
        bv_text_put(out, ")");
    }
}

static void put_or_unknown(struct bv_text *out, const char *what, const char *value)
{
    bv_text_put(out, value ? value : what);
    if (!value)
        bv_text_put(out, " unknown");
}

void bv_words_side(struct bv_text *out, const struct bv_comparison *comparison, size_t side)
{
    const struct bv_summary *summary = comparison->sides[side].summary;
    const struct bv_result *result = summary->result;
    put_or_unknown(out, "host", result->host_name);
    bv_text_put(out, ", ");
    put_or_unknown(out, "processor", bv_facts_get(&result->key, "cpu.model"));
    bv_text_put(out, ", ");
    put_or_unknown(out, "compiler", bv_facts_get(&result->key, "compiler"));
    bv_text_put(out, ", ");
    put_or_unknown(out, "date", result->started_utc);
    bv_text_format(out, ", %zu case%s, %u block%s, margin ", summary->case_count,
                   bv_plural(summary->case_count), summary->blocks, bv_plural(summary->blocks));
    bv_words_percent(out, summary->margin);
    if (isfinite(comparison->clock_ghz[side]))
        bv_text_format(out, ", clock %.2f GHz", comparison->clock_ghz[side]);
    else
        bv_text_put(out, ", clock unknown");
}

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
        if (fact->about == BV_ABOUT_READING || same_value(fact->values[at - 1], fact->values[at]))
            continue;
        bv_text_format(out, "%s%s", count++ ? ", " : "", fact->name);
        if (is_long(fact->values[at - 1]) || is_long(fact->values[at]))
            continue;
        bv_text_put(out, " ");
        put_value(out, fact, fact->values[at - 1]);
        bv_text_put(out, " -> ");
        put_value(out, fact, fact->values[at]);
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
