/* SPDX-License-Identifier: Apache-2.0 */
/* kernel_audit.c: every arm of every case held against its rule, the arms against each other, and
 * all into an audit. */
#include "harness/audit/kernel_audit.h"

#include <assert.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "harness/audit/arm_audit.h"
#include "harness/audit/copies.h"
#include "harness/audit/go_arm.h"
#include "harness/audit/ruletext.h"
#include "harness/audit/samecode.h"
#include "lib/base/memory.h"

static_assert((int)BV_AUDIT_ARMS == (int)BV_ARM_MAX, "an audit has room for a case's arms");

struct auditor {
    const struct bv_isa *isa;
    const struct bv_listing *listing, *names;
    const struct bv_function *functions; /* all of the listing */
    uint64_t base;
    int32_t *indices; /* of each of the functions in the audit; -1: not yet there */
    struct bv_audit *audit;
    bool out_of_memory;
};

static bool same_arms(const struct bv_arm_audit *a, const struct bv_arm_audit *b)
{
    const struct bv_isa *isa = a->isa;
    bool same = a->callee_count == b->callee_count &&
                bv_samecode(isa, a->caller, a->outer, b->caller, b->outer);
    for (uint32_t i = 0; same && i < a->callee_count; i++)
        same = bv_samecode(isa, a->callees[i], bv_stretch_whole(a->callees[i]), b->callees[i],
                           bv_stretch_whole(b->callees[i]));
    return same;
}

/* Put a function into the audit, once. */
static uint32_t put_function(struct auditor *auditor, const struct bv_function *function)
{
    struct bv_audit *audit = auditor->audit;
    int32_t *index = &auditor->indices[function - auditor->functions];
    if (*index >= 0)
        return (uint32_t)*index;
    struct bv_audit_function *to = &audit->functions[audit->function_count];
    const char **lines = bv_region_take(&audit->storage, function->line_count * sizeof *lines);
    to->name = bv_region_text(&audit->storage, function->name, strlen(function->name));
    for (uint32_t i = 0; lines != NULL && i < function->line_count; i++) {
        lines[i] = bv_region_text(&audit->storage, function->lines[i].text,
                                  strlen(function->lines[i].text));
        auditor->out_of_memory = auditor->out_of_memory || lines[i] == NULL;
    }
    char *marks = bv_region_take(&audit->storage, function->line_count + 1);
    if (marks != NULL)
        bv_copies_mark(auditor->isa, function, marks);
    to->lines = lines;
    to->line_count = function->line_count;
    to->marks = marks;
    auditor->out_of_memory =
        auditor->out_of_memory || lines == NULL || to->name == NULL || marks == NULL;
    *index = (int32_t)audit->function_count++;
    return (uint32_t)*index;
}

/* What an audit of an arm complained of. */
static void store_violations(struct auditor *auditor, const struct bv_arm_audit *audit,
                             struct bv_audit_arm *out)
{
    size_t bytes = audit->violation_count * sizeof audit->violations[0];
    const char **kept = bv_region_take(&auditor->audit->storage, bytes);
    auditor->out_of_memory = auditor->out_of_memory || audit->out_of_memory || kept == NULL;
    if (kept != NULL)
        memcpy(kept, audit->violations, bytes);
    out->violations = kept;
    out->violation_count = kept == NULL ? 0 : audit->violation_count;
}

/* The code that was judged. */
static void store_code(struct auditor *auditor, const struct bv_arm_audit *audit,
                       struct bv_audit_arm *out)
{
    for (uint32_t i = 0; i < audit->callee_count; i++)
        out->callees[out->callee_count++] = put_function(auditor, audit->callees[i]);
    out->function = put_function(auditor, audit->caller);
    out->loop_first = audit->outer.first;
    out->loop_last = audit->outer.last;
    out->ways = audit->ways;
    out->bytes_copied = audit->bytes_copied;
    out->instructions = audit->instructions;
}

/* The function of an arm, in the code that is judged; NULL where it has none of that name. */
static const struct bv_function *find_run(const struct auditor *auditor, const struct bv_case *row,
                                          uint32_t arm)
{
    bv_run_fn *run = row->arms[arm].run;
    const char *name = row->functions[arm];
    if (run == NULL)
        return name == NULL ? NULL : bv_listing_named(auditor->listing, name);
    const struct bv_function *own =
        bv_listing_at(auditor->names, (uint64_t)(uintptr_t)run - auditor->base);
    return own == NULL || auditor->names == auditor->listing
               ? own
               : bv_listing_named(auditor->listing, own->name);
}

/* Arms against each other. */
static void compare_arms(struct bv_arm_audit *audits, uint32_t count, struct bv_audit_case *out)
{
    out->identical = true;
    for (uint32_t a = 1; a < count; a++) {
        bool same = same_arms(&audits[0], &audits[a]);
        out->identical = out->identical && same;
        const struct bv_code_rule *rule = audits[a].rule;
        /* Go copies a larger struct even into a callee that it inlines. */
        bool inlined = rule->travel == BV_TRAVEL_INLINE && !audits[a].row->regime.go;
        if ((rule->same_code || inlined) && !same)
            bv_arm_audit_complain(&audits[a], "is not the same code as arm %s", audits[0].arm);
        if (!rule->same_code && rule->travel == BV_TRAVEL_POINTER && same)
            bv_arm_audit_complain(&audits[a], "is the same code as arm %s", audits[0].arm);
        bool both_given =
            rule->travel == BV_TRAVEL_POINTER &&
            (audits[0].rule->travel == BV_TRAVEL_VALUE || audits[0].rule->travel == BV_TRAVEL_MADE);
        if (both_given && audits[0].callees_copy >= 0 &&
            audits[a].callees_copy > audits[0].callees_copy)
            bv_arm_audit_complain(&audits[a], "its callees copy %lld bytes, those of arm %s %lld",
                                  (long long)audits[a].callees_copy, audits[0].arm,
                                  (long long)audits[0].callees_copy);
    }
}

static enum bv_status judge_case(struct auditor *auditor, const struct bv_family *family,
                                 const struct bv_case *row, struct bv_error *err)
{
    struct bv_audit_case *out = &auditor->audit->cases[auditor->audit->case_count];
    struct bv_arm_audit audits[BV_ARM_MAX] = {{0}};
    uint32_t judged = 0;
    *out = (struct bv_audit_case){.size_bytes = row->size_bytes, .arm_count = row->arm_count};
    out->name = bv_region_text(&auditor->audit->storage, row->name, strlen(row->name));
    auditor->out_of_memory = auditor->out_of_memory || out->name == NULL;
    for (uint32_t a = 0; a < row->arm_count; a++) {
        static const struct bv_code_rule none = {.travel = BV_TRAVEL_FREE};
        struct bv_arm_audit *audit = &audits[a];
        *audit = (struct bv_arm_audit){
            .isa = auditor->isa,
            .listing = auditor->listing,
            .row = row,
            .arm = row->arms[a].name,
            .record = auditor->audit,
        };
        out->arms[a].name =
            bv_region_text(&auditor->audit->storage, audit->arm, strlen(audit->arm));
        enum bv_status status =
            bv_ruletext_find(family, row->name, audit->arm, audit->isa->name, &audit->rule, err);
        if (status != BV_OK)
            return status;
        if (audit->rule != NULL && audit->rule->travel == BV_TRAVEL_ABSENT)
            return BV_OK;
        if (audit->rule == NULL) {
            bv_arm_audit_complain(audit, "family %s has no rule for it", family->name);
            audit->rule = &none;
        } else if ((row->regime.go ? bv_go_arm_judge
                                   : bv_arm_audit_judge)(audit, find_run(auditor, row, a))) {
            store_code(auditor, audit, &out->arms[a]);
            judged++;
        }
    }
    if (judged == row->arm_count)
        compare_arms(audits, row->arm_count, out);
    for (uint32_t a = 0; a < row->arm_count; a++)
        store_violations(auditor, &audits[a], &out->arms[a]);
    auditor->audit->case_count++;
    return BV_OK;
}

static enum bv_status judge_all(struct auditor *auditor, const struct bv_catalogue *catalogue,
                                const regex_t *filter, struct bv_error *err)
{
    enum bv_status status = BV_OK;
    for (size_t f = 0; f < catalogue->family_count; f++) {
        const struct bv_family *family = catalogue->families[f];
        for (size_t c = 0; c < family->case_count && status == BV_OK; c++)
            if (filter == NULL || regexec(filter, family->cases[c].name, 0, NULL, 0) == 0)
                status = judge_case(auditor, family, &family->cases[c], err);
    }
    if (status == BV_OK && auditor->out_of_memory)
        status = bv_no_memory(err);
    return status;
}

enum bv_status bv_kernel_audit_judge(const struct bv_kernel_audit *what, struct bv_audit *out,
                                     struct bv_error *err)
{
    const struct bv_catalogue *catalogue = what->catalogue;
    const char *filter = what->filter;
    size_t function_count, case_count = 0;
    struct auditor auditor = {
        .isa = what->isa,
        .listing = what->code,
        .names = what->names,
        .base = what->base,
        .audit = out,
    };
    regex_t pattern;
    if (filter != NULL && regcomp(&pattern, filter, REG_EXTENDED | REG_NOSUB) != 0)
        return bv_fail(err, BV_E_USAGE, "'%s' is no POSIX extended regular expression", filter);
    auditor.functions = bv_listing_all(what->code, &function_count);
    for (size_t f = 0; f < catalogue->family_count; f++)
        case_count += catalogue->families[f]->case_count;
    out->isa = what->isa->name;
    out->functions = bv_region_take(&out->storage, function_count * sizeof *out->functions);
    out->cases = bv_region_take(&out->storage, case_count * sizeof *out->cases);
    auditor.indices = malloc((function_count + 1) * sizeof *auditor.indices);
    enum bv_status status;
    if (out->functions == NULL || out->cases == NULL || auditor.indices == NULL) {
        status = bv_no_memory(err);
    } else {
        memset(auditor.indices, 0xff, function_count * sizeof *auditor.indices);
        status = judge_all(&auditor, catalogue, filter == NULL ? NULL : &pattern, err);
    }
    free(auditor.indices);
    if (filter != NULL)
        regfree(&pattern);
    return status;
}

enum bv_status bv_kernel_audit_compare(const struct bv_audit *audit,
                                       const struct bv_listing *listing, const char *name,
                                       struct bv_error *err)
{
    for (size_t f = 0; f < audit->function_count; f++) {
        const struct bv_audit_function *ours = &audit->functions[f];
        const struct bv_function *theirs = bv_listing_named(listing, ours->name);
        if (theirs == NULL)
            return bv_fail(err, BV_E_MISMATCH, "%s: has no function %s", name, ours->name);
        for (uint32_t i = 0; i < ours->line_count; i++)
            if (i >= theirs->line_count || strcmp(ours->lines[i], theirs->lines[i].text) != 0)
                return bv_fail(err, BV_E_MISMATCH,
                               "%s: %s is not the code of the first layout: line %u is '%s', not "
                               "'%s'",
                               name, ours->name, i,
                               i < theirs->line_count ? theirs->lines[i].text : "missing",
                               ours->lines[i]);
        if (theirs->line_count != ours->line_count)
            return bv_fail(err, BV_E_MISMATCH, "%s: %s has %u lines, not %u", name, ours->name,
                           theirs->line_count, ours->line_count);
    }
    return BV_OK;
}
