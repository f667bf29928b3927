/* SPDX-License-Identifier: Apache-2.0 */
/* auditing.c: for every arm: find its loop, see what it calls and copies, and ask the rule. */
#include "harness/auditing.h"

#include <assert.h>
#include <regex.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/traffic.h"

enum { DEPTH_MAX = 16, VIOLATIONS_MAX = 8 };

static_assert((int)BV_AUDIT_ARMS == (int)BV_ARM_MAX, "an audit has room for a case's arms");

struct auditor {
    const struct bv_isa *isa;
    const struct bv_listing *listing;
    const struct bv_function *functions; /* all of the listing */
    uint64_t base;
    int32_t *indices; /* of each of the functions in the audit; -1: not yet there */
    struct bv_audit *audit;
    bool out_of_memory;
};

/* An arm under judgement. */
struct trial {
    struct auditor *auditor;
    const struct bv_case *row;
    const char *arm;
    const struct bv_rule *rule;
    const struct bv_function *caller;
    struct bv_stretch outer, inner; /* its loop, and the narrowest around the call that counts */
    const struct bv_function *callees[BV_AUDIT_CALLEES];
    const char *violations[VIOLATIONS_MAX];
    uint32_t callee_count, violation_count;
};

__attribute__((format(printf, 2, 3))) static void complain(struct trial *trial, const char *format,
                                                           ...)
{
    char text[512];
    va_list args;
    if (trial->violation_count == VIOLATIONS_MAX)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const char *kept = bv_audit_keep(trial->auditor->audit, text, strlen(text));
    trial->auditor->out_of_memory = trial->auditor->out_of_memory || kept == NULL;
    trial->violations[trial->violation_count++] = kept;
}

/* The value of a key in a case's name: "size" in "a/size:8".
 * Returns  its length, 0 where it has no such key */
static size_t find_key(const char *name, const char *key, size_t key_length, const char **value)
{
    for (const char *at = strchr(name, '/'); at != NULL; at = strchr(at + 1, '/'))
        if (strncmp(at + 1, key, key_length) == 0 && at[1 + key_length] == ':') {
            *value = at + 2 + key_length;
            return strcspn(*value, "/");
        }
    return 0;
}

/* Put {size}, {pass} ... of a rule's text in their places. A key that is not there leaves nothing,
 * and the name that comes out is found nowhere. */
static void expand(const struct trial *trial, const char *text, size_t length, char *out,
                   size_t bytes)
{
    size_t n = 0;
    for (const char *p = text; p < text + length && n + 1 < bytes; p++) {
        const char *value = p;
        size_t value_length = 1;
        if (*p == '{') {
            size_t key_length = strcspn(p + 1, "}");
            bool pass = key_length == 4 && memcmp(p + 1, "pass", 4) == 0;
            value = trial->arm;
            value_length =
                pass ? strlen(value) : find_key(trial->row->name, p + 1, key_length, &value);
            p += key_length + 1;
        }
        if (n + value_length >= bytes)
            break;
        memcpy(out + n, value, value_length);
        n += value_length;
    }
    out[n] = '\0';
}

/* A word of a rule's `calls`. */
struct demand {
    char how; /* '1', '?', '+', '*' */
    char name[128];
};

static bool next_demand(const struct trial *trial, const char **at, struct demand *out)
{
    *at += strspn(*at, " ");
    size_t length = strcspn(*at, " ");
    if (length == 0)
        return false;
    bool marked = strchr("?+*", **at) != NULL;
    out->how = '1';
    if (marked)
        out->how = **at;
    expand(trial, *at + marked, length - marked, out->name, sizeof out->name);
    *at += length;
    return true;
}

static bool is_own(const char *name)
{
    return strncmp(name, "bv_", 3) == 0;
}

static bool names(const struct bv_insn *call, const struct demand *demand)
{
    if (call->callee == NULL || demand->how == '*')
        return call->callee == NULL && demand->how == '*';
    size_t length = bv_traffic_name_length(call->callee);
    return strlen(demand->name) == length && memcmp(demand->name, call->callee, length) == 0;
}

/* The line of the call that the case is about: the first of its own that the rule names. */
static int64_t find_anchor(const struct trial *trial)
{
    struct demand demand;
    const char *at = trial->rule->calls == NULL ? "" : trial->rule->calls;
    struct bv_stretch whole = bv_stretch_whole(trial->caller);
    while (next_demand(trial, &at, &demand)) {
        struct bv_insn call;
        int64_t line = -1;
        while (is_own(demand.name) && demand.how != '?' &&
               (line = bv_traffic_next_call(trial->auditor->isa, trial->caller, whole,
                                            (uint32_t)(line + 1), &call)) >= 0)
            if (names(&call, &demand))
                return line;
    }
    return -1;
}

static bool is_copier(const struct bv_insn *call)
{
    return call->callee != NULL &&
           (strncmp(call->callee, "memcpy", 6) == 0 || strncmp(call->callee, "memmove", 7) == 0 ||
            strncmp(call->callee, "memset", 6) == 0);
}

static bool may_call(const struct trial *trial, const struct bv_insn *call)
{
    struct demand demand;
    const char *at = trial->rule->calls == NULL ? "" : trial->rule->calls;
    while (next_demand(trial, &at, &demand))
        if (names(call, &demand))
            return true;
    return is_copier(call);
}

static void judge_other_calls(struct trial *trial)
{
    struct bv_insn call;
    int64_t line = (int64_t)trial->outer.first - 1;
    while ((line = bv_traffic_next_call(trial->auditor->isa, trial->caller, trial->outer,
                                        (uint32_t)(line + 1), &call)) >= 0)
        if (!may_call(trial, &call))
            complain(trial, "calls what its rule does not name: '%s'%s",
                     trial->caller->lines[line].text,
                     call.callee != NULL && strchr(call.callee, '.') != NULL
                         ? ", which the compiler made of another function"
                         : "");
}

/* Does a function go on in a part of its own, such as f.cold or f.part.0? */
static void judge_whole(struct trial *trial, const struct bv_function *function)
{
    size_t length = strlen(function->name);
    for (uint32_t i = 0; i < function->line_count; i++) {
        const char *text = function->lines[i].text, *part = strstr(text, function->name);
        if (part != NULL && part[length] == '.') {
            complain(trial, "%s goes on in '%s': the compiler split it", function->name, text);
            return;
        }
    }
}

static void add_callee(struct trial *trial, const char *name)
{
    const struct bv_function *callee = bv_listing_named(trial->auditor->listing, name);
    if (callee == NULL || callee->line_count == 0) {
        complain(trial, "%s is not in this object", name);
        return;
    }
    struct bv_insn only;
    trial->auditor->isa->decode(callee->lines[0].text, &only);
    if (callee->line_count == 1 && only.kind == BV_INSN_JUMP)
        complain(trial, "%s is nothing but '%s': two functions were made one", name,
                 callee->lines[0].text);
    judge_whole(trial, callee);
    if (trial->callee_count < BV_AUDIT_CALLEES)
        trial->callees[trial->callee_count++] = callee;
}

static void judge_calls(struct trial *trial)
{
    struct demand demand;
    const char *at = trial->rule->calls == NULL ? "" : trial->rule->calls;
    while (next_demand(trial, &at, &demand)) {
        struct bv_insn call;
        int64_t line = (int64_t)trial->outer.first - 1;
        uint32_t count = 0;
        while ((line = bv_traffic_next_call(trial->auditor->isa, trial->caller, trial->outer,
                                            (uint32_t)(line + 1), &call)) >= 0)
            count += names(&call, &demand);
        bool right = demand.how == '?' || (demand.how == '+' ? count > 0 : count == 1);
        if (!right)
            complain(trial, "its loop calls %s%s in %u places, not in %s",
                     demand.how == '*' ? "through a pointer " : "", demand.name, count,
                     demand.how == '+' ? "one at least" : "one");
        else if (is_own(demand.name) && count > 0)
            add_callee(trial, demand.name);
    }
    judge_other_calls(trial);
}

static bool has_block_copy(const struct bv_traffic *traffic)
{
    return traffic->repeats || traffic->calls_memcpy;
}

/* The function of this object that is called; NULL where it is none. */
static const struct bv_function *find_callee(const struct auditor *auditor,
                                             const struct bv_insn *call)
{
    char name[128];
    if (call->callee == NULL || strchr(call->callee, '@') != NULL)
        return NULL;
    snprintf(name, sizeof name, "%s", call->callee);
    const struct bv_function *found = bv_listing_named(auditor->listing, name);
    return found == NULL || found->line_count == 0 ? NULL : found;
}

/* What a function copies, and all that it calls. */
static void add_callee_traffic(const struct auditor *auditor, const struct bv_function *of,
                               unsigned depth, struct bv_traffic *sum)
{
    struct bv_traffic own;
    if (of == NULL || of->line_count == 0)
        return;
    struct bv_stretch whole = bv_stretch_whole(of), outer, inner;
    bv_traffic_read(auditor->isa, of, whole, &own);
    bv_traffic_add(sum, &own);
    sum->unknown = sum->unknown || depth == DEPTH_MAX;
    struct bv_insn call;
    int64_t line = -1;
    while (depth < DEPTH_MAX && (line = bv_traffic_next_call(auditor->isa, of, whole,
                                                             (uint32_t)(line + 1), &call)) >= 0) {
        struct bv_traffic theirs = {0};
        add_callee_traffic(auditor, find_callee(auditor, &call), depth + 1, &theirs);
        bool in_loop = bv_traffic_loop(of, line, &outer, &inner);
        bv_traffic_add(sum, &theirs);
        sum->unknown = sum->unknown || (in_loop && bv_traffic_copied(&theirs) > 0);
    }
}

/* The instructions of a function and of what it calls; -1 where the code cannot tell. */
static int64_t steps_of(const struct auditor *auditor, const struct bv_function *of,
                        struct bv_stretch stretch, const struct bv_function *through,
                        unsigned depth)
{
    int64_t steps = bv_traffic_steps(auditor->isa, of, stretch), line = (int64_t)stretch.first - 1;
    struct bv_insn call;
    while (steps >= 0 && (line = bv_traffic_next_call(auditor->isa, of, stretch,
                                                      (uint32_t)(line + 1), &call)) >= 0) {
        const struct bv_function *callee =
            call.callee == NULL ? through : find_callee(auditor, &call);
        int64_t more = -1;
        if (callee != NULL && depth < DEPTH_MAX)
            more = steps_of(auditor, callee, bv_stretch_whole(callee), NULL, depth + 1);
        steps = more < 0 ? -1 : steps + more;
    }
    return steps;
}

static void judge_value(struct trial *trial, const struct bv_traffic *inner, uint32_t in_registers,
                        uint32_t bytes)
{
    uint64_t copied = bv_traffic_copied(inner);
    if (bytes > in_registers && copied < bytes && !inner->unknown)
        complain(trial, "copies %llu of the %u bytes that it passes by value",
                 (unsigned long long)copied, bytes);
    if (bytes <= in_registers && (inner->stacked_bytes > 0 || has_block_copy(inner)))
        complain(trial, "passes %u bytes in registers, but stores %llu to the stack", bytes,
                 (unsigned long long)(inner->stacked_bytes + inner->repeated_bytes +
                                      inner->memcpy_bytes));
    if (trial->rule->travel == BV_TRAVEL_VALUE && !inner->loads && !inner->unknown && copied == 0)
        complain(trial, "loads nothing in its loop: what it passes was read before");
}

static void judge_travel(struct trial *trial, const struct bv_traffic *inner, uint32_t in_registers,
                         uint32_t bytes)
{
    uint64_t copied = bv_traffic_copied(inner);
    switch (trial->rule->travel) {
    case BV_TRAVEL_VALUE:
    case BV_TRAVEL_MADE:
        judge_value(trial, inner, in_registers, bytes);
        break;
    case BV_TRAVEL_RESULT:
        if (bytes <= in_registers && inner->stacked_bytes > 0)
            complain(trial, "gets %u bytes in registers, but stores %llu to the stack", bytes,
                     (unsigned long long)inner->stacked_bytes);
        break;
    case BV_TRAVEL_COPY:
        if (copied < bytes && !inner->unknown)
            complain(trial, "copies %llu of the %u bytes behind its pointer",
                     (unsigned long long)copied, bytes);
        break;
    case BV_TRAVEL_POINTER:
        if (inner->stacked_bytes > (trial->rule->spills ? bytes - 1 : 0) || has_block_copy(inner))
            complain(trial, "passes a pointer, but stores %llu bytes to the stack",
                     (unsigned long long)(inner->stacked_bytes + inner->repeated_bytes +
                                          inner->memcpy_bytes));
        break;
    case BV_TRAVEL_INLINE:
        if (!inner->loads)
            complain(trial, "loads nothing in its loop: the work was taken out of it");
        break;
    case BV_TRAVEL_ABSENT:
    case BV_TRAVEL_FREE:
        break;
    }
}

static uint32_t bit(enum bv_way way)
{
    return 1u << way;
}

static uint32_t ways_of(const struct trial *trial, const struct bv_traffic *all,
                        uint32_t in_registers, uint32_t bytes)
{
    enum bv_travel travel = trial->rule->travel;
    bool hidden = travel == BV_TRAVEL_RESULT || trial->auditor->isa->copies_are_pointed_at;
    uint32_t ways = 0;
    ways |= all->moved_bytes > 0 ? bit(BV_WAY_MOVES) : 0;
    ways |= all->repeats ? bit(BV_WAY_REP_MOVS) : 0;
    ways |= all->calls_memcpy ? bit(BV_WAY_MEMCPY) : 0;
    if (travel == BV_TRAVEL_VALUE || travel == BV_TRAVEL_MADE || travel == BV_TRAVEL_RESULT)
        ways |= bytes <= in_registers ? bit(BV_WAY_REGISTERS) : hidden ? bit(BV_WAY_HIDDEN) : 0;
    if (travel == BV_TRAVEL_POINTER || travel == BV_TRAVEL_COPY)
        ways |= bit(BV_WAY_POINTER);
    if (travel == BV_TRAVEL_INLINE)
        ways |= bit(BV_WAY_INLINED);
    return ways;
}

/* Two stretches are the same code if they differ in nothing but where they are and whom they call.
 */
static bool same_code(const struct bv_isa *isa, const struct bv_function *a, struct bv_stretch in_a,
                      const struct bv_function *b, struct bv_stretch in_b)
{
    if (in_a.last - in_a.first != in_b.last - in_b.first)
        return false;
    for (uint32_t i = 0; i <= in_a.last - in_a.first; i++) {
        const struct bv_line *x = &a->lines[in_a.first + i], *y = &b->lines[in_b.first + i];
        struct bv_insn insn;
        isa->decode(x->text, &insn);
        bool elsewhere = insn.callee != NULL || x->target >= 0;
        size_t length = elsewhere ? strcspn(x->text, " ") : strlen(x->text) + 1;
        if (strncmp(x->text, y->text, length) != 0)
            return false;
        if ((x->target < 0) != (y->target < 0) ||
            (x->target >= 0 && x->target - (int32_t)in_a.first != y->target - (int32_t)in_b.first))
            return false;
    }
    return true;
}

static bool same_arms(const struct trial *a, const struct trial *b)
{
    const struct bv_isa *isa = a->auditor->isa;
    bool same = a->callee_count == b->callee_count &&
                same_code(isa, a->caller, a->outer, b->caller, b->outer);
    for (uint32_t i = 0; same && i < a->callee_count; i++)
        same = same_code(isa, a->callees[i], bv_stretch_whole(a->callees[i]), b->callees[i],
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
    const char **lines = bv_audit_room(audit, function->line_count * sizeof *lines);
    to->name = bv_audit_keep(audit, function->name, strlen(function->name));
    for (uint32_t i = 0; lines != NULL && i < function->line_count; i++) {
        lines[i] = bv_audit_keep(audit, function->lines[i].text, strlen(function->lines[i].text));
        auditor->out_of_memory = auditor->out_of_memory || lines[i] == NULL;
    }
    char *marks = bv_audit_room(audit, function->line_count + 1);
    if (marks != NULL)
        bv_traffic_mark(auditor->isa, function, marks);
    to->lines = lines;
    to->line_count = function->line_count;
    to->marks = marks;
    auditor->out_of_memory =
        auditor->out_of_memory || lines == NULL || to->name == NULL || marks == NULL;
    *index = (int32_t)audit->function_count++;
    return (uint32_t)*index;
}

static enum bv_status find_rule(const struct bv_family *family, const char *case_name,
                                const char *arm, const struct bv_rule **out, struct bv_error *err)
{
    *out = NULL;
    for (size_t i = 0; i < family->rule_count && *out == NULL; i++) {
        const struct bv_rule *rule = &family->rules[i];
        regex_t pattern;
        if (rule->arm != NULL && strcmp(rule->arm, arm) != 0)
            continue;
        if (rule->cases == NULL) {
            *out = rule;
            continue;
        }
        if (regcomp(&pattern, rule->cases, REG_EXTENDED | REG_NOSUB) != 0)
            return bv_fail(err, BV_E_INPUT, "family %s: rule %zu: '%s' is no regular expression",
                           family->name, i, rule->cases);
        if (regexec(&pattern, case_name, 0, NULL, 0) == 0)
            *out = rule;
        regfree(&pattern);
    }
    return BV_OK;
}

/* The function with the arm's loop, the loop, and its calls. */
static bool find_code(struct trial *trial, bv_run_fn *run)
{
    struct auditor *auditor = trial->auditor;
    char name[128];
    trial->caller = bv_listing_at(auditor->listing, (uint64_t)(uintptr_t)run - auditor->base);
    if (trial->caller == NULL || trial->caller->line_count == 0) {
        complain(trial, "its function is not in the listing");
        return false;
    }
    if (trial->rule->kernel != NULL) {
        expand(trial, trial->rule->kernel, strlen(trial->rule->kernel), name, sizeof name);
        const struct bv_function *kernel = bv_listing_named(auditor->listing, name);
        if (kernel == NULL || kernel->line_count == 0) {
            complain(trial, "there is no function %s", name);
            return false;
        }
        trial->caller = kernel;
    }
    if (strchr(trial->caller->name, '.') != NULL)
        complain(trial, "%s was rewritten by the compiler", trial->caller->name);
    judge_whole(trial, trial->caller);
    int64_t anchor = find_anchor(trial);
    if (bv_traffic_loop(trial->caller, anchor, &trial->outer, &trial->inner))
        return true;
    trial->outer = trial->inner = bv_stretch_whole(trial->caller);
    complain(trial, anchor >= 0 ? "its call does not stand in a loop" : "has no loop");
    return true;
}

static void judge_arm(struct trial *trial, struct bv_audit_arm *out)
{
    struct auditor *auditor = trial->auditor;
    const struct bv_rule *rule = trial->rule;
    struct bv_traffic inner, all;
    const char *class_name = "int";
    char class_text[32];
    size_t class_length = find_key(trial->row->name, "class", 5, &class_name);
    snprintf(class_text, sizeof class_text, "%.*s", (int)class_length, class_name);
    uint32_t in_registers = bv_isa_register_bytes(auditor->isa, class_text);
    uint32_t bytes = (rule->bytes != 0 ? rule->bytes : trial->row->size_bytes) + rule->more_bytes;

    judge_calls(trial);
    bv_traffic_read(auditor->isa, trial->caller, trial->inner, &inner);
    judge_travel(trial, &inner, in_registers, bytes);
    if (rule->frame && trial->callee_count > 0) {
        uint64_t frame = bv_traffic_frame(auditor->isa, trial->callees[0]);
        if (frame < trial->row->size_bytes)
            complain(trial, "the frame of %s has %llu bytes, not %u", trial->callees[0]->name,
                     (unsigned long long)frame, trial->row->size_bytes);
    }
    all = inner;
    for (uint32_t i = 0; i < trial->callee_count; i++) {
        add_callee_traffic(auditor, trial->callees[i], 0, &all);
        out->callees[out->callee_count++] = put_function(auditor, trial->callees[i]);
    }
    out->ways = ways_of(trial, &all, in_registers, bytes);
    out->bytes_copied = all.unknown ? -1 : (int64_t)bv_traffic_copied(&all);
    out->instructions = -1;
    if (trial->inner.first == trial->outer.first && trial->inner.last == trial->outer.last)
        out->instructions = steps_of(auditor, trial->caller, trial->outer,
                                     trial->callee_count > 0 ? trial->callees[0] : NULL, 0);
    out->function = put_function(auditor, trial->caller);
    out->loop_first = trial->outer.first;
    out->loop_last = trial->outer.last;
}

static void store_violations(struct trial *trial, struct bv_audit_arm *out)
{
    struct auditor *auditor = trial->auditor;
    size_t bytes = trial->violation_count * sizeof trial->violations[0];
    const char **kept = bv_audit_room(auditor->audit, bytes);
    auditor->out_of_memory = auditor->out_of_memory || kept == NULL;
    if (kept != NULL)
        memcpy(kept, trial->violations, bytes);
    out->violations = kept;
    out->violation_count = kept == NULL ? 0 : trial->violation_count;
}

/* Arms against each other. */
static void compare_arms(struct trial *trials, uint32_t count, struct bv_audit_case *out)
{
    out->identical = true;
    for (uint32_t a = 1; a < count; a++) {
        bool same = same_arms(&trials[0], &trials[a]);
        out->identical = out->identical && same;
        const struct bv_rule *rule = trials[a].rule;
        if ((rule->same_code || rule->travel == BV_TRAVEL_INLINE) && !same)
            complain(&trials[a], "is not the same code as arm %s", trials[0].arm);
        if (!rule->same_code && rule->travel == BV_TRAVEL_POINTER && same)
            complain(&trials[a], "is the same code as arm %s", trials[0].arm);
    }
}

static enum bv_status judge_case(struct auditor *auditor, const struct bv_family *family,
                                 const struct bv_case *row, struct bv_error *err)
{
    struct bv_audit_case *out = &auditor->audit->cases[auditor->audit->case_count];
    struct trial trials[BV_ARM_MAX] = {{0}};
    uint32_t judged = 0;
    *out = (struct bv_audit_case){.size_bytes = row->size_bytes, .arm_count = row->arm_count};
    out->name = bv_audit_keep(auditor->audit, row->name, strlen(row->name));
    auditor->out_of_memory = auditor->out_of_memory || out->name == NULL;
    for (uint32_t a = 0; a < row->arm_count; a++) {
        static const struct bv_rule none = {.travel = BV_TRAVEL_FREE};
        struct trial *trial = &trials[a];
        *trial = (struct trial){.auditor = auditor, .row = row, .arm = row->arms[a].name};
        out->arms[a].name = bv_audit_keep(auditor->audit, trial->arm, strlen(trial->arm));
        enum bv_status status = find_rule(family, row->name, trial->arm, &trial->rule, err);
        if (status != BV_OK)
            return status;
        if (trial->rule != NULL && trial->rule->travel == BV_TRAVEL_ABSENT)
            return BV_OK;
        if (trial->rule == NULL) {
            complain(trial, "family %s has no rule for it", family->name);
            trial->rule = &none;
        } else if (find_code(trial, row->arms[a].run)) {
            judge_arm(trial, &out->arms[a]);
            judged++;
        }
    }
    if (judged == row->arm_count)
        compare_arms(trials, row->arm_count, out);
    for (uint32_t a = 0; a < row->arm_count; a++)
        store_violations(&trials[a], &out->arms[a]);
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
        status = bv_fail(err, BV_E_NOMEM, "out of memory");
    return status;
}

enum bv_status bv_auditing_judge(const struct bv_catalogue *catalogue, uint64_t base,
                                 const struct bv_isa *isa, const struct bv_listing *listing,
                                 const char *filter, struct bv_audit *out, struct bv_error *err)
{
    size_t function_count, case_count = 0;
    struct auditor auditor = {.isa = isa, .listing = listing, .base = base, .audit = out};
    regex_t pattern;
    if (filter != NULL && regcomp(&pattern, filter, REG_EXTENDED | REG_NOSUB) != 0)
        return bv_fail(err, BV_E_USAGE, "'%s' is no POSIX extended regular expression", filter);
    auditor.functions = bv_listing_all(listing, &function_count);
    for (size_t f = 0; f < catalogue->family_count; f++)
        case_count += catalogue->families[f]->case_count;
    out->isa = isa->name;
    out->functions = bv_audit_room(out, function_count * sizeof *out->functions);
    out->cases = bv_audit_room(out, case_count * sizeof *out->cases);
    auditor.indices = malloc((function_count + 1) * sizeof *auditor.indices);
    enum bv_status status;
    if (out->functions == NULL || out->cases == NULL || auditor.indices == NULL) {
        status = bv_fail(err, BV_E_NOMEM, "out of memory");
    } else {
        memset(auditor.indices, 0xff, function_count * sizeof *auditor.indices);
        status = judge_all(&auditor, catalogue, filter == NULL ? NULL : &pattern, err);
    }
    free(auditor.indices);
    if (filter != NULL)
        regfree(&pattern);
    return status;
}

enum bv_status bv_auditing_compare(const struct bv_audit *audit, const struct bv_listing *listing,
                                   const char *name, struct bv_error *err)
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
