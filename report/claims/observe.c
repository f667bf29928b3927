/* SPDX-License-Identifier: Apache-2.0 */
/* observe.c: see observe.h. */
#include "report/claims/observe.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool bv_list_has(const char *list, const char *word, size_t length)
{
    for (const char *at = list; *at;) {
        size_t span = strcspn(at, " ");
        if (span == length && memcmp(at, word, length) == 0)
            return true;
        at += span + (at[span] == ' ');
    }
    return false;
}

static void observe_time(const struct bv_contest *contest, struct bv_observation *out)
{
    if (!contest)
        return;
    out->is_known = true;
    out->sample = contest->sample;
    out->share = contest->share;
    out->effect = contest->effect;
    out->verdict = contest->verdict;
}

static enum bv_status observe_resident(const struct bv_summary *summary, uint32_t case_index,
                                       unsigned arm, struct bv_observation *out)
{
    const struct bv_result *result = summary->result;
    if (summary->cases[case_index].blocks == 0) /* a failed case has no numbers anywhere else */
        return BV_OK;
    double *effects = malloc((result->row_count + 1) * sizeof effects[0]);
    if (!effects)
        return BV_E_NOMEM;
    out->owned = effects;
    out->sample.values = effects;
    for (size_t i = 0; i < result->row_count; i++) {
        const struct bv_row *row = &result->rows[i];
        double ratio = row->metrics[BV_METRIC_RESIDENT_RATIO];
        if (row->case_index == case_index && row->arm_index == arm && isfinite(ratio) && ratio > 0)
            effects[out->sample.count++] = log(ratio);
    }
    out->share = 1; /* nobody stopped for it */
    out->is_known = out->sample.count > 0;
    if (out->is_known)
        out->effect = bv_block_interval(out->sample, BV_CONFIDENCE);
    return BV_OK;
}

/* Whether an instruction calls an allocator: "call malloc@plt", "bl malloc@plt", "call
 * runtime.newobject". */
static bool line_allocates(const char *line)
{
    static const char *const allocators = "malloc calloc realloc aligned_alloc posix_memalign "
                                          "GC_malloc GC_malloc_atomic";
    const char *target = strrchr(line, ' ');
    return target && (bv_list_has(allocators, target + 1, strcspn(target + 1, "@")) ||
                      bv_audit_go_allocates(target + 1));
}

static bool lines_allocate(const struct bv_audit_function *function, uint32_t first, uint32_t last)
{
    for (uint32_t i = first; i <= last && i < function->line_count; i++)
        if (line_allocates(function->lines[i]))
            return true;
    return false;
}

/* What the machine code of the arm's loop and its callees shows.
 * at       of the case, into the summary's */
static enum bv_reply code_allocates(const struct bv_codegen *codegen, size_t at, const char *arm)
{
    const struct bv_audit_arm *code = codegen ? bv_codegen_arm(codegen, at, arm) : NULL;
    if (!code)
        return BV_REPLY_OPEN;
    const struct bv_audit_function *functions = codegen->audit->functions;
    if (lines_allocate(&functions[code->function], code->loop_first, code->loop_last))
        return BV_REPLY_YES;
    for (uint32_t i = 0; i < code->callee_count; i++)
        if (lines_allocate(&functions[code->callees[i]], 0, UINT32_MAX - 1))
            return BV_REPLY_YES;
    return BV_REPLY_NO;
}

static const struct bv_arm_counts *find_counts(const struct bv_codegen *codegen, size_t at,
                                               const char *arm)
{
    return codegen ? bv_codegen_counts(codegen, at, arm) : NULL;
}

static double per_call(const struct bv_arm_counts *counts, enum bv_count what)
{
    return (double)counts->totals[what] / (double)counts->calls;
}

static void reply(struct bv_observation *out, bool yes)
{
    out->is_known = true;
    out->reply = yes ? BV_REPLY_YES : BV_REPLY_NO;
}

/* Allocations a call, as they were counted: by Go's runtime, or by valgrind; NAN: neither. What
 * cases in C report is by construction, and proves nothing. */
static double counted(const struct bv_known *known, size_t at, unsigned arm, const char *name)
{
    const struct bv_arm_counts *counts = find_counts(known->codegen, at, name);
    if (bv_summary_is_go(known->summary))
        return known->summary->cases[at].allocations[arm];
    return counts ? per_call(counts, BV_COUNT_ALLOCATIONS) : (double)NAN;
}

/* Whether the arm allocates: as counted, or else as its code shows. */
static void observe_allocations(const struct bv_known *known, size_t at, unsigned arm,
                                const char *name, struct bv_observation *out)
{
    enum bv_reply code = code_allocates(known->codegen, at, name);
    out->exact[0] = counted(known, at, arm, name);
    if (isfinite(out->exact[0]))
        reply(out, out->exact[0] > 0);
    else if (code != BV_REPLY_OPEN)
        reply(out, code == BV_REPLY_YES);
}

/* The arm as another compiler made it, which stands beside it in the audit. */
static void observe_versions(const struct bv_codegen *codegen, size_t at, const char *arm,
                             struct bv_observation *out)
{
    const struct bv_audit_case *of = codegen ? codegen->audited[at] : NULL;
    const size_t length = strlen(arm), by = sizeof BV_AUDIT_BY - 1;
    const char *other = NULL;
    for (uint32_t a = 0; of && a < of->arm_count; a++)
        if (strncmp(of->arms[a].name, arm, length) == 0 &&
            strncmp(of->arms[a].name + length, BV_AUDIT_BY, by) == 0)
            other = of->arms[a].name;
    if (!other || code_allocates(codegen, at, arm) == BV_REPLY_OPEN)
        return;
    out->other = other + length + by;
    out->exact[0] = code_allocates(codegen, at, arm) == BV_REPLY_YES;
    out->exact[1] = code_allocates(codegen, at, other) == BV_REPLY_YES;
    reply(out, out->exact[0] != out->exact[1]);
}

static void observe_shown(const struct bv_known *known, size_t at, unsigned arm, const char *name,
                          struct bv_observation *out)
{
    enum bv_reply code = code_allocates(known->codegen, at, name);
    double count = counted(known, at, arm, name);
    if (!isfinite(count) || code == BV_REPLY_OPEN)
        return;
    out->exact[0] = count;
    reply(out, (count > 0) == (code == BV_REPLY_YES));
}

/* The case that differs from this one in its site alone, which is stack; case_count: none. Lives
 * other than lifo keep values of other objects too, and have no such case. */
static size_t case_on_stack(const struct bv_summary *summary, const struct bv_name *name,
                            uint32_t bytes)
{
    struct bv_span calls = bv_name_value(name, "calls"), life = bv_name_value(name, "life");
    size_t i = life.length > 0 && !bv_span_is(life, "lifo") ? summary->case_count : 0;
    for (; i < summary->case_count; i++) {
        const struct bv_case_summary *row = &summary->cases[i];
        struct bv_span other = bv_name_value(&row->name, "calls");
        if (row->info->size_bytes == bytes && bv_span_is(row->name.family, "churn") &&
            bv_span_is(bv_name_value(&row->name, "site"), "stack") &&
            other.length == calls.length &&
            (calls.length == 0 || memcmp(other.start, calls.start, calls.length) == 0))
            break;
    }
    return i;
}

static void observe_instructions(const struct bv_known *known, size_t at, const char *arm,
                                 struct bv_observation *out)
{
    const struct bv_summary *summary = known->summary;
    const struct bv_arm_counts *here = find_counts(known->codegen, at, arm);
    size_t stack =
        here ? case_on_stack(summary, &summary->cases[at].name, out->bytes) : summary->case_count;
    const struct bv_arm_counts *there =
        stack < summary->case_count ? find_counts(known->codegen, stack, arm) : NULL;
    if (!there)
        return;
    out->exact[0] = per_call(here, BV_COUNT_INSTRUCTIONS);
    out->exact[1] = per_call(there, BV_COUNT_INSTRUCTIONS);
    reply(out, out->exact[0] > out->exact[1]);
}

double bv_observe_stack_end(const struct bv_summary *summary)
{
    char *end;
    const char *fact = bv_facts_get(&summary->result->state_before, "stack.usable_bytes");
    double bytes = fact ? strtod(fact, &end) : NAN;
    bool sound = fact && end != fact && *end == '\0' && bytes > 0 && bytes < 1e15;
    return sound ? bytes : (double)NAN;
}

/* In C what does not fit crashes, or is not measured; Go moves it to the heap by itself. */
static void observe_fit(const struct bv_summary *summary, const struct bv_case_summary *row,
                        unsigned arm, struct bv_observation *out)
{
    struct bv_span depth = bv_name_value(&row->name, "depth");
    double bytes = (depth.length > 0 ? strtod(depth.start, NULL) : 1) * row->info->size_bytes;
    if (!(bytes > 0 && bytes <= UINT32_MAX))
        return;
    out->bytes = (uint32_t)bytes; /* all frames together */
    if (bv_summary_is_go(summary) && isfinite(row->allocations[arm]))
        reply(out, row->allocations[arm] > 0);
    else if (row->blocks > 0)
        reply(out, false);
    else if (row->info->state == BV_CASE_UNAVAILABLE && bytes > bv_observe_stack_end(summary))
        reply(out, true);
}

enum bv_status bv_observe(const struct bv_known *known, const struct bv_question *question,
                          const struct bv_series *series, size_t at, unsigned arm,
                          struct bv_observation *out)
{
    const struct bv_summary *summary = known->summary;
    const uint32_t case_index = series->cases[at];
    const struct bv_case_summary *row = &summary->cases[case_index];
    const char *name = series->arms[arm];
    *out = (struct bv_observation){
        .bytes = row->info->size_bytes, .reply = BV_REPLY_OPEN, .exact = {NAN, NAN}};
    if (out->bytes < question->bytes_least ||
        (question->bytes_most > 0 && out->bytes > question->bytes_most))
        return BV_OK;
    switch (question->ask) {
    case BV_ASK_TIME:
        observe_time(arm > 0 ? bv_series_contest(summary, series, at, arm) : NULL, out);
        break;
    case BV_ASK_RESIDENT:
        return observe_resident(summary, case_index, arm, out);
    case BV_ASK_ALLOCATES:
        observe_allocations(known, case_index, arm, name, out);
        break;
    case BV_ASK_SHOWN:
        observe_shown(known, case_index, arm, name, out);
        break;
    case BV_ASK_VERSIONS:
        observe_versions(known->codegen, case_index, name, out);
        break;
    case BV_ASK_INSTRUCTIONS:
        observe_instructions(known, case_index, name, out);
        break;
    case BV_ASK_FITS:
        observe_fit(summary, row, arm, out);
        break;
    case BV_ASK_REGRET:
    case BV_ASK_ZONES:
    case BV_ASK_STACK_END:
    case BV_ASK_ESCAPE_WORDS:
        break;
    }
    return BV_OK;
}
