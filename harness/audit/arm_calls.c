/* SPDX-License-Identifier: Apache-2.0 */
/* arm_calls.c: see arm_calls.h. */
#include "harness/audit/arm_calls.h"

#include <string.h>

#include "harness/audit/arm_audit.h"
#include "harness/audit/flow.h"
#include "harness/audit/ruletext.h"

enum { PLACES_MAX = 32 };

static bool is_own(const char *name)
{
    return strncmp(name, "bv_", 3) == 0;
}

static bool names(const struct bv_insn *call, const struct bv_demand *demand)
{
    if (demand->how == '?' && demand->name[0] == '\0')
        return true;
    if (call->callee == NULL || demand->how == '*')
        return call->callee == NULL && demand->how == '*';
    size_t length = bv_copies_name_length(call->callee);
    return strlen(demand->name) == length && memcmp(demand->name, call->callee, length) == 0;
}

/* The calls of a function in one loop. */
struct party {
    uint32_t head, count;
    int64_t first; /* line */
};

/* The first call of a function that stands in a loop, in that with most of them: where a loop is
 * unrolled, some are left over before or behind it. Without a loop, the first of all.
 * Returns  its line; -1 where there is none */
static int64_t find_call(const struct bv_arm_audit *audit, struct bv_flow *flow,
                         const struct bv_demand *demand)
{
    struct party parties[PLACES_MAX];
    struct bv_insn call;
    struct bv_stretch whole = bv_stretch_whole(audit->caller);
    uint32_t count = 0, most = 0;
    int64_t line = -1, first = -1;
    while ((line = bv_copies_next_call(audit->isa, audit->caller, whole, (uint32_t)(line + 1),
                                       &call)) >= 0) {
        struct bv_loop outer, inner;
        uint32_t p = 0;
        if (!names(&call, demand))
            continue;
        first = first < 0 ? line : first;
        if (!bv_flow_loops(flow, line, &outer, &inner))
            continue;
        while (p < count && parties[p].head != inner.head)
            p++;
        if (p == PLACES_MAX)
            continue;
        if (p == count)
            parties[count++] = (struct party){.head = inner.head, .first = line};
        parties[p].count++;
    }
    for (uint32_t p = 0; p < count; p++)
        if (parties[p].count > most) {
            most = parties[p].count;
            first = parties[p].first;
        }
    return first;
}

/* The line of the call that the case is about: of the first of its own that the rule names. */
static int64_t find_anchor(const struct bv_arm_audit *audit, struct bv_flow *flow)
{
    struct bv_demand demand;
    const char *at = audit->rule->calls == NULL ? "" : audit->rule->calls;
    while (bv_ruletext_next(audit->row->name, audit->arm, &at, &demand)) {
        int64_t line =
            is_own(demand.name) && demand.how != '?' ? find_call(audit, flow, &demand) : -1;
        if (line >= 0)
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

static bool may_call(const struct bv_arm_audit *audit, const struct bv_insn *call)
{
    struct bv_demand demand;
    const char *at = audit->rule->calls == NULL ? "" : audit->rule->calls;
    while (bv_ruletext_next(audit->row->name, audit->arm, &at, &demand))
        if (names(call, &demand))
            return true;
    return is_copier(call);
}

/* The next call that a turn makes; as bv_copies_next_call(). */
static int64_t next_call(const struct bv_arm_audit *audit, const struct bv_arm_turn *turn,
                         int64_t after, struct bv_insn *out)
{
    int64_t line = after < 0 ? (int64_t)audit->outer.first - 1 : after;
    do
        line =
            bv_copies_next_call(audit->isa, audit->caller, audit->outer, (uint32_t)(line + 1), out);
    while (line >= 0 && turn->loops &&
           !bv_flow_in_loop(turn->flow, turn->outer.head, (uint32_t)line));
    return line;
}

static void judge_other_calls(struct bv_arm_audit *audit, const struct bv_arm_turn *turn)
{
    struct bv_insn call;
    int64_t line = -1;
    while ((line = next_call(audit, turn, line, &call)) >= 0)
        if (!may_call(audit, &call))
            bv_arm_audit_complain(audit, "calls what its rule does not name: '%s'%s",
                                  audit->caller->lines[line].text,
                                  call.callee != NULL && strchr(call.callee, '.') != NULL
                                      ? ", which the compiler made of another function"
                                      : "");
}

void bv_arm_calls_judge_whole(struct bv_arm_audit *audit, const struct bv_function *function)
{
    size_t length = strlen(function->name);
    for (uint32_t i = 0; i < function->line_count; i++) {
        const char *text = function->lines[i].text, *part = strstr(text, function->name);
        if (part != NULL && part[length] == '.') {
            bv_arm_audit_complain(audit, "%s goes on in '%s': the compiler split it",
                                  function->name, text);
            return;
        }
    }
}

static void add_callee(struct bv_arm_audit *audit, const char *name)
{
    const struct bv_function *callee = bv_listing_named(audit->listing, name);
    if (callee == NULL || callee->line_count == 0) {
        bv_arm_audit_complain(audit, "%s is not in this object", name);
        return;
    }
    struct bv_insn only;
    audit->isa->decode(callee->lines[0].text, &only);
    if (callee->line_count == 1 && only.kind == BV_INSN_JUMP)
        bv_arm_audit_complain(audit, "%s is nothing but '%s': its work is done in another function",
                              name, callee->lines[0].text);
    bv_arm_calls_judge_whole(audit, callee);
    if (audit->callee_count < BV_AUDIT_CALLEES)
        audit->callees[audit->callee_count++] = callee;
}

/* From where a turn calls a function. */
struct places {
    uint32_t lines[PLACES_MAX], count;
    uint32_t inside; /* of them in the inner loop */
};

static struct places find_places(const struct bv_arm_audit *audit, const struct bv_arm_turn *turn,
                                 const struct bv_demand *demand)
{
    struct bv_insn call;
    struct places out = {.count = 0};
    int64_t line = -1;
    while ((line = next_call(audit, turn, line, &call)) >= 0) {
        if (!names(&call, demand))
            continue;
        out.inside += turn->loops && bv_flow_in_loop(turn->flow, turn->inner.head, (uint32_t)line);
        if (out.count < PLACES_MAX)
            out.lines[out.count] = (uint32_t)line;
        out.count++;
    }
    /* Several that exclude each other are one: compilers double what follows where ways part. */
    bool apart = turn->loops && out.count > 1 && out.count <= PLACES_MAX;
    for (uint32_t i = 0; i < out.count && apart; i++)
        for (uint32_t j = 0; j < out.count && apart; j++)
            apart = i == j ||
                    !bv_flow_follows(turn->flow, turn->outer.head, out.lines[i], out.lines[j]);
    if (apart) {
        out.count = 1;
        out.inside = out.inside > 0;
    }
    return out;
}

/* Are those within the inner loop passed in each of its turns? */
static bool are_passed(const struct bv_arm_turn *turn, const struct places *places)
{
    bool passed = places->count <= PLACES_MAX;
    for (uint32_t i = 0; i < places->count && passed; i++)
        passed = !bv_flow_in_loop(turn->flow, turn->inner.head, places->lines[i]) ||
                 bv_flow_is_passed(turn->flow, turn->inner.head, places->lines[i]);
    return passed;
}

/* How many turns of the source the inner loop makes in one: as many as it counts in one, where it
 * calls as often. The compiler has unrolled it then. */
static uint32_t turns_of(const struct bv_arm_audit *audit, const struct bv_arm_turn *turn)
{
    struct bv_demand demand;
    const char *at = audit->rule->calls == NULL ? "" : audit->rule->calls;
    while (turn->loops && bv_ruletext_next(audit->row->name, audit->arm, &at, &demand)) {
        struct places places = find_places(audit, turn, &demand);
        bool once = demand.how != '?' && demand.how != '+';
        if (once && places.inside > 1 && are_passed(turn, &places) &&
            bv_flow_counts_by(turn->flow, audit->isa, audit->caller, turn->inner.head,
                              places.inside))
            return places.inside;
    }
    return 1;
}

/* Is a function called once in each turn of the source? Where a loop within the turn is unrolled,
 * one call fewer than it makes is left over, and stands before it. */
static bool is_called_once(const struct bv_arm_turn *turn, const struct places *places)
{
    bool nested = turn->outer.head != turn->inner.head;
    if (turn->turns == 1 || (nested && places->inside == 0))
        return places->count == 1;
    return places->inside == turn->turns && are_passed(turn, places) &&
           places->count == (nested ? 2 * turn->turns - 1 : turn->turns);
}

void bv_arm_calls_judge(struct bv_arm_audit *audit, struct bv_arm_turn *turn)
{
    struct bv_demand demand;
    const char *at = audit->rule->calls == NULL ? "" : audit->rule->calls;
    turn->turns = turns_of(audit, turn);
    while (bv_ruletext_next(audit->row->name, audit->arm, &at, &demand)) {
        struct places places = find_places(audit, turn, &demand);
        bool right = demand.how == '?' ||
                     (demand.how == '+' ? places.count > 0 : is_called_once(turn, &places));
        if (!right)
            bv_arm_audit_complain(audit, "its loop calls %s%s in %u places, not in %s",
                                  demand.how == '*' ? "through a pointer " : "", demand.name,
                                  places.count,
                                  demand.how == '+'  ? "one at least"
                                  : turn->turns == 1 ? "one"
                                                     : "one for each turn that it is unrolled to");
        else if (is_own(demand.name) && places.count > 0)
            add_callee(audit, demand.name);
    }
    judge_other_calls(audit, turn);
}

void bv_arm_calls_find_loop(struct bv_arm_audit *audit, struct bv_arm_turn *turn)
{
    int64_t anchor = find_anchor(audit, turn->flow);
    turn->loops = bv_flow_loops(turn->flow, anchor, &turn->outer, &turn->inner);
    if (turn->loops) {
        audit->outer = turn->outer.lines;
        audit->inner = turn->inner.lines;
        return;
    }
    audit->outer = audit->inner = bv_stretch_whole(audit->caller);
    bv_arm_audit_complain(audit, anchor >= 0 ? "its call does not stand in a loop" : "has no loop");
}
