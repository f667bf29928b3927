/* SPDX-License-Identifier: Apache-2.0 */
/* own_words.c: verdicts of a few cases as a table and a sentence. */
#include "report/words/own_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/words/number_words.h"
#include "report/words/words.h"

enum { CONDITION_WIDTH = 30, ARM_WIDTH = 9, TIME_WIDTH = 6, RATIO_WIDTH = 23 };

static bool is_family(const struct bv_case_summary *row, const char *family)
{
    return bv_span_is(row->name.family, family);
}

static bool is_value(const struct bv_name *name, const char *key, const char *value)
{
    return bv_span_is(bv_name_value(name, key), value);
}

static bool is_measured(const struct bv_case_summary *row)
{
    return !row->is_null && row->contests[0].sample.count > 0;
}

/* The condition of a case for people: "reads one, in a chain". */
static void put_condition(char *out, size_t bytes, const struct bv_case_summary *row)
{
    const struct bv_name *name = &row->name;
    struct bv_span reads = bv_name_value(name, "reads");
    bool waits = is_value(name, "mode", "latency");
    if (is_family(row, "arg"))
        snprintf(out, bytes, "%s%.*s%s%s", bv_span_is(reads, "call") ? "your functions" : "reads ",
                 bv_span_is(reads, "call") ? 0 : (int)reads.length, reads.start,
                 is_value(name, "hand", "move") ? ", moved" : "", waits ? ", in a chain" : "");
    else if (is_family(row, "chain"))
        snprintf(out, bytes, "passed down 4 frames");
    else if (is_family(row, "ret"))
        snprintf(out, bytes, "returned");
    else if (is_value(name, "site", "stack"))
        snprintf(out, bytes, "new on the stack");
    else if (is_value(name, "site", "pool"))
        snprintf(out, bytes, "new from a pool");
    else if (is_value(name, "site", "heap"))
        snprintf(out, bytes, "new from malloc");
    else if (is_value(name, "site", "gc"))
        snprintf(out, bytes, "new from a collector (Boehm)");
    else
        snprintf(out, bytes, "%.*s", (int)name->family.length, name->family.start);
}

/* Words in a column, at its left or right edge. */
static void put_column(struct bv_text *out, struct bv_text *words, int width)
{
    bv_text_format(out, "%*s", width, words->data == NULL ? "" : words->data);
    out->failed |= words->failed;
    bv_text_finish(words);
}

static void put_time(struct bv_text *out, const char *arm, struct bv_interval ns)
{
    struct bv_text words = {0};
    bv_text_put(&words, arm);
    put_column(out, &words, -ARM_WIDTH);
    if (isnan(ns.estimate))
        bv_text_put(&words, "?");
    else
        bv_words_ns(&words, ns.estimate);
    put_column(out, &words, TIME_WIDTH);
    bv_text_put(out, " ns  ");
}

static void put_contest(struct bv_text *out, const struct bv_case_summary *row, unsigned k)
{
    struct bv_text words = {0};
    const struct bv_contest *contest = &row->contests[k];
    const char *a = row->info->arms[0], *b = row->info->arms[k + 1];
    const char *likely = bv_words_likely(contest, a, b);
    bv_words_ratio(&words, contest->effect.estimate);
    bv_text_put(&words, " ");
    bv_words_interval(&words, contest->effect, bv_words_ratio);
    put_column(out, &words, -RATIO_WIDTH);
    bv_text_put(out, bv_words_verdict(contest->verdict, a, b));
    if (likely != NULL)
        bv_text_format(out, ", likely %s", likely);
    if (row->doubts != 0)
        bv_text_put(out, " (!)");
    bv_text_put(out, "\n");
}

static void put_row(struct bv_text *out, const struct bv_case_summary *row)
{
    char condition[80];
    put_condition(condition, sizeof condition, row);
    for (unsigned k = 0; k + 1 < row->info->arm_count; k++) {
        bool is_long = k == 0 && strlen(condition) >= CONDITION_WIDTH; /* a line of its own */
        if (is_long)
            bv_text_format(out, "  %s\n", condition);
        bv_text_format(out, "  %-*s", CONDITION_WIDTH, k == 0 && !is_long ? condition : "");
        if (k == 0)
            put_time(out, row->info->arms[0], row->ns[0]);
        else
            bv_text_format(out, "%*s", ARM_WIDTH + TIME_WIDTH + 5, "");
        put_time(out, row->info->arms[k + 1], row->ns[k + 1]);
        put_contest(out, row, k);
    }
}

/* Whatever makes points hollow in a report, said once. */
static void put_doubts(struct bv_text *out, const struct bv_summary *summary)
{
    unsigned all = 0;
    for (size_t i = 0; i < summary->case_count; i++)
        if (is_measured(&summary->cases[i]))
            all |= summary->cases[i].doubts;
    if (all == 0)
        return;
    bv_text_put(out, "  (!) may be off:");
    for (unsigned d = 0, n = 0; d < BV_DOUBT_COUNT; d++)
        if ((all >> d & 1) != 0)
            bv_text_format(out, "%s %s", n++ > 0 ? ";" : "", bv_doubt_words(d));
    bv_text_put(out, "\n");
}

/* How often each verdict stands in a group of contests against the pointer. */
struct tally {
    unsigned counts[4], all;
};

static struct tally count(const struct bv_summary *summary,
                          bool (*in)(const struct bv_case_summary *))
{
    struct tally tally = {{0}, 0};
    for (size_t i = 0; i < summary->case_count; i++) {
        const struct bv_case_summary *row = &summary->cases[i];
        for (unsigned k = 0; k + 1 < row->info->arm_count && is_measured(row); k++)
            if (strcmp(row->info->arms[k + 1], "pointer") == 0 && in(row)) {
                tally.counts[row->contests[k].verdict]++;
                tally.all++;
            }
    }
    return tally;
}

static bool is_moved(const struct bv_case_summary *row)
{
    return is_family(row, "arg") && is_value(&row->name, "hand", "move");
}

/* Whatever costs the pointer no allocation. */
static bool is_there(const struct bv_case_summary *row)
{
    return (is_family(row, "arg") && !is_moved(row)) || is_family(row, "chain") ||
           (is_family(row, "churn") && is_value(&row->name, "site", "stack"));
}

static bool is_allocated(const struct bv_case_summary *row)
{
    return is_family(row, "churn") &&
           (is_value(&row->name, "site", "heap") || is_value(&row->name, "site", "gc") ||
            is_value(&row->name, "site", "pool"));
}

/* "by value", "by pointer", "either way", where no verdict contradicts; NULL: one does. */
static const char *choice_of(const struct tally *tally)
{
    unsigned value = tally->counts[BV_VERDICT_VALUE], pointer = tally->counts[BV_VERDICT_POINTER];
    unsigned equal = tally->counts[BV_VERDICT_EQUAL];
    if (tally->all == 0 || tally->counts[BV_VERDICT_UNDECIDED] == tally->all ||
        (value > 0 && pointer > 0))
        return NULL;
    if (value > 0)
        return "by value";
    if (pointer > 0)
        return "by pointer";
    return equal == tally->all ? "either way" : NULL;
}

void bv_words_own_advice(struct bv_text *out, const struct bv_summary *summary)
{
    struct tally there = count(summary, is_there), made = count(summary, is_allocated);
    if (there.all == 0) /* of what cannot be copied */
        there = count(summary, is_moved);
    const char *a = choice_of(&there), *b = choice_of(&made);
    unsigned open = there.counts[BV_VERDICT_UNDECIDED] + made.counts[BV_VERDICT_UNDECIDED];
    if (a != NULL && b != NULL && strcmp(a, b) == 0)
        bv_text_format(out,
                       "pass it %s, whether the object is there anyway or is allocated for the "
                       "call",
                       a);
    else if (a != NULL && b != NULL)
        bv_text_format(
            out,
            "it depends on whether the object is there anyway: if so, pass it %s; if the "
            "pointer costs an allocation, pass it %s",
            a, b);
    else if (a != NULL)
        bv_text_format(out, "pass it %s where the object is there anyway%s", a,
                       made.all > 0
                           ? "; where it must be allocated, it depends on the allocator, or "
                             "is undecided: see above"
                           : "");
    else if (there.counts[BV_VERDICT_VALUE] > 0 && there.counts[BV_VERDICT_POINTER] > 0)
        bv_text_format(out, "it depends on the condition: see above%s%s",
                       b != NULL ? "; where the pointer costs an allocation, pass it " : "",
                       b != NULL ? b : "");
    else if (b != NULL)
        bv_text_format(out,
                       "undecided where the object is there anyway; where the pointer costs an "
                       "allocation, pass it %s",
                       b);
    else if (made.counts[BV_VERDICT_VALUE] > 0 && made.counts[BV_VERDICT_POINTER] > 0)
        bv_text_put(out, "it depends on the allocator: see above");
    else
        bv_text_put(out, "undecided: more blocks would tell, with --budget");
    if (open > 0 && (a != NULL || b != NULL))
        bv_text_format(out, " (%u of %u conditions are undecided)", open, there.all + made.all);
}

void bv_words_own(struct bv_text *out, const struct bv_summary *summary)
{
    static const char *const families[] = {"arg", "chain", "ret", "churn"};
    for (size_t f = 0; f < sizeof families / sizeof families[0]; f++)
        for (size_t i = 0; i < summary->case_count; i++) {
            const struct bv_case_summary *row = &summary->cases[i];
            if (is_family(row, families[f]) && is_measured(row))
                put_row(out, row);
            else if (is_family(row, families[f]) && row->info->reason != NULL)
                bv_text_format(out, "  %s: %s\n", row->info->name, row->info->reason);
        }
    put_doubts(out, summary);
}
