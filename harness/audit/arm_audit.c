/* SPDX-License-Identifier: Apache-2.0 */
/* arm_audit.c: see arm_audit.h. */
#include "harness/audit/arm_audit.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/audit/flow.h"
#include "harness/audit/ruletext.h"

enum { DEPTH_MAX = 16, PLACES_MAX = 32 };

void bv_arm_audit_complain(struct bv_arm_audit *trial, const char *format, ...)
{
    char text[512];
    va_list args;
    if (trial->violation_count == BV_TRIAL_VIOLATIONS)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const char *kept = bv_region_text(&trial->audit->storage, text, strlen(text));
    trial->out_of_memory = trial->out_of_memory || kept == NULL;
    trial->violations[trial->violation_count++] = kept;
}

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
static int64_t find_call(const struct bv_arm_audit *trial, struct bv_flow *flow,
                         const struct bv_demand *demand)
{
    struct party parties[PLACES_MAX];
    struct bv_insn call;
    struct bv_stretch whole = bv_stretch_whole(trial->caller);
    uint32_t count = 0, most = 0;
    int64_t line = -1, first = -1;
    while ((line = bv_copies_next_call(trial->isa, trial->caller, whole, (uint32_t)(line + 1),
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
static int64_t find_anchor(const struct bv_arm_audit *trial, struct bv_flow *flow)
{
    struct bv_demand demand;
    const char *at = trial->rule->calls == NULL ? "" : trial->rule->calls;
    while (bv_ruletext_next(trial->row->name, trial->arm, &at, &demand)) {
        int64_t line =
            is_own(demand.name) && demand.how != '?' ? find_call(trial, flow, &demand) : -1;
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

static bool may_call(const struct bv_arm_audit *trial, const struct bv_insn *call)
{
    struct bv_demand demand;
    const char *at = trial->rule->calls == NULL ? "" : trial->rule->calls;
    while (bv_ruletext_next(trial->row->name, trial->arm, &at, &demand))
        if (names(call, &demand))
            return true;
    return is_copier(call);
}

/* The code of a turn: of the arm's loop, or where it has none, of the whole function. */
struct turn {
    struct bv_flow *flow;
    bool loops;
    struct bv_loop outer, inner;
    uint32_t turns; /* of the source that the inner loop is unrolled to; 1: it is not */
};

/* The next call that a turn makes; as bv_copies_next_call(). */
static int64_t next_call(const struct bv_arm_audit *trial, const struct turn *turn, int64_t after,
                         struct bv_insn *out)
{
    int64_t line = after < 0 ? (int64_t)trial->outer.first - 1 : after;
    do
        line =
            bv_copies_next_call(trial->isa, trial->caller, trial->outer, (uint32_t)(line + 1), out);
    while (line >= 0 && turn->loops &&
           !bv_flow_in_loop(turn->flow, turn->outer.head, (uint32_t)line));
    return line;
}

static void judge_other_calls(struct bv_arm_audit *trial, const struct turn *turn)
{
    struct bv_insn call;
    int64_t line = -1;
    while ((line = next_call(trial, turn, line, &call)) >= 0)
        if (!may_call(trial, &call))
            bv_arm_audit_complain(trial, "calls what its rule does not name: '%s'%s",
                                  trial->caller->lines[line].text,
                                  call.callee != NULL && strchr(call.callee, '.') != NULL
                                      ? ", which the compiler made of another function"
                                      : "");
}

/* Does a function go on in a part of its own, such as f.cold or f.part.0? */
static void judge_whole(struct bv_arm_audit *trial, const struct bv_function *function)
{
    size_t length = strlen(function->name);
    for (uint32_t i = 0; i < function->line_count; i++) {
        const char *text = function->lines[i].text, *part = strstr(text, function->name);
        if (part != NULL && part[length] == '.') {
            bv_arm_audit_complain(trial, "%s goes on in '%s': the compiler split it",
                                  function->name, text);
            return;
        }
    }
}

static void add_callee(struct bv_arm_audit *trial, const char *name)
{
    const struct bv_function *callee = bv_listing_named(trial->listing, name);
    if (callee == NULL || callee->line_count == 0) {
        bv_arm_audit_complain(trial, "%s is not in this object", name);
        return;
    }
    struct bv_insn only;
    trial->isa->decode(callee->lines[0].text, &only);
    if (callee->line_count == 1 && only.kind == BV_INSN_JUMP)
        bv_arm_audit_complain(trial, "%s is nothing but '%s': its work is done in another function",
                              name, callee->lines[0].text);
    judge_whole(trial, callee);
    if (trial->callee_count < BV_AUDIT_CALLEES)
        trial->callees[trial->callee_count++] = callee;
}

/* From where a turn calls a function. */
struct places {
    uint32_t lines[PLACES_MAX], count;
    uint32_t inside; /* of them in the inner loop */
};

static struct places find_places(const struct bv_arm_audit *trial, const struct turn *turn,
                                 const struct bv_demand *demand)
{
    struct bv_insn call;
    struct places out = {.count = 0};
    int64_t line = -1;
    while ((line = next_call(trial, turn, line, &call)) >= 0) {
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
static bool are_passed(const struct turn *turn, const struct places *places)
{
    bool passed = places->count <= PLACES_MAX;
    for (uint32_t i = 0; i < places->count && passed; i++)
        passed = !bv_flow_in_loop(turn->flow, turn->inner.head, places->lines[i]) ||
                 bv_flow_is_passed(turn->flow, turn->inner.head, places->lines[i]);
    return passed;
}

/* How many turns of the source the inner loop makes in one: as many as it counts in one, where it
 * calls as often. The compiler has unrolled it then. */
static uint32_t turns_of(const struct bv_arm_audit *trial, const struct turn *turn)
{
    struct bv_demand demand;
    const char *at = trial->rule->calls == NULL ? "" : trial->rule->calls;
    while (turn->loops && bv_ruletext_next(trial->row->name, trial->arm, &at, &demand)) {
        struct places places = find_places(trial, turn, &demand);
        bool once = demand.how != '?' && demand.how != '+';
        if (once && places.inside > 1 && are_passed(turn, &places) &&
            bv_flow_counts_by(turn->flow, trial->isa, trial->caller, turn->inner.head,
                              places.inside))
            return places.inside;
    }
    return 1;
}

/* Is a function called once in each turn of the source? Where a loop within the turn is unrolled,
 * one call fewer than it makes is left over, and stands before it. */
static bool is_called_once(const struct turn *turn, const struct places *places)
{
    bool nested = turn->outer.head != turn->inner.head;
    if (turn->turns == 1 || (nested && places->inside == 0))
        return places->count == 1;
    return places->inside == turn->turns && are_passed(turn, places) &&
           places->count == (nested ? 2 * turn->turns - 1 : turn->turns);
}

static void judge_calls(struct bv_arm_audit *trial, struct turn *turn)
{
    struct bv_demand demand;
    const char *at = trial->rule->calls == NULL ? "" : trial->rule->calls;
    turn->turns = turns_of(trial, turn);
    while (bv_ruletext_next(trial->row->name, trial->arm, &at, &demand)) {
        struct places places = find_places(trial, turn, &demand);
        bool right = demand.how == '?' ||
                     (demand.how == '+' ? places.count > 0 : is_called_once(turn, &places));
        if (!right)
            bv_arm_audit_complain(trial, "its loop calls %s%s in %u places, not in %s",
                                  demand.how == '*' ? "through a pointer " : "", demand.name,
                                  places.count,
                                  demand.how == '+'  ? "one at least"
                                  : turn->turns == 1 ? "one"
                                                     : "one for each turn that it is unrolled to");
        else if (is_own(demand.name) && places.count > 0)
            add_callee(trial, demand.name);
    }
    judge_other_calls(trial, turn);
}

static bool has_block_copy(const struct bv_copies *traffic)
{
    return traffic->repeats || traffic->calls_memcpy;
}

/* The function of this object that is called; NULL where it is none. */
static const struct bv_function *find_callee(const struct bv_arm_audit *trial,
                                             const struct bv_insn *call)
{
    char name[128];
    if (call->callee == NULL || strchr(call->callee, '@') != NULL)
        return NULL;
    snprintf(name, sizeof name, "%s", call->callee);
    const struct bv_function *found = bv_listing_named(trial->listing, name);
    return found == NULL || found->line_count == 0 ? NULL : found;
}

/* What a function copies, and all that it calls. */
static void add_callee_traffic(struct bv_arm_audit *trial, const struct bv_function *of,
                               unsigned depth, struct bv_copies *sum)
{
    struct bv_copies own;
    if (of == NULL || of->line_count == 0)
        return;
    struct bv_flow *flow = bv_flow_create(trial->isa, of);
    if (flow == NULL) {
        trial->out_of_memory = true;
        return;
    }
    struct bv_stretch whole = bv_stretch_whole(of);
    struct bv_loop outer, inner;
    bv_copies_read(trial->isa, of, flow, NULL, &own);
    bv_copies_add(sum, &own);
    sum->unknown = sum->unknown || depth == DEPTH_MAX;
    struct bv_insn call;
    int64_t line = -1;
    while (depth < DEPTH_MAX &&
           (line = bv_copies_next_call(trial->isa, of, whole, (uint32_t)(line + 1), &call)) >= 0) {
        struct bv_copies theirs = {0};
        add_callee_traffic(trial, find_callee(trial, &call), depth + 1, &theirs);
        bool in_loop = bv_flow_loops(flow, line, &outer, &inner);
        bv_copies_add(sum, &theirs);
        sum->unknown = sum->unknown || (in_loop && bv_copies_made(&theirs) > 0);
    }
    bv_flow_destroy(flow);
}

/* The instructions of a function and of what it calls; -1 where the code cannot tell. */
static int64_t steps_of(const struct bv_arm_audit *trial, const struct bv_function *of,
                        struct bv_stretch stretch, const struct bv_function *through,
                        unsigned depth)
{
    int64_t steps = bv_copies_steps(trial->isa, of, stretch), line = (int64_t)stretch.first - 1;
    struct bv_insn call;
    while (steps >= 0 && (line = bv_copies_next_call(trial->isa, of, stretch, (uint32_t)(line + 1),
                                                     &call)) >= 0) {
        const struct bv_function *callee =
            call.callee == NULL ? through : find_callee(trial, &call);
        int64_t more = -1;
        if (callee != NULL && depth < DEPTH_MAX)
            more = steps_of(trial, callee, bv_stretch_whole(callee), NULL, depth + 1);
        steps = more < 0 ? -1 : steps + more;
    }
    return steps;
}

static void judge_value(struct bv_arm_audit *trial, const struct bv_copies *inner,
                        uint32_t in_memory, uint32_t bytes)
{
    /* What the kernel made itself may come out of registers. */
    uint64_t copied = bv_copies_made(inner);
    uint64_t placed = trial->rule->travel == BV_TRAVEL_MADE ? inner->placed_bytes : copied;
    if (trial->rule->made_by == 0 && placed < in_memory && !inner->unknown)
        bv_arm_audit_complain(trial, "copies %llu of the %u bytes that it passes by value",
                              (unsigned long long)placed, in_memory);
    if (in_memory == 0 && (inner->stacked_bytes > 0 || has_block_copy(inner)))
        bv_arm_audit_complain(trial, "passes %u bytes in registers, but stores %llu to the stack",
                              bytes,
                              (unsigned long long)(inner->stacked_bytes + inner->repeated_bytes +
                                                   inner->memcpy_bytes));
    if (trial->rule->travel == BV_TRAVEL_VALUE && !inner->loads && !inner->unknown && copied == 0)
        bv_arm_audit_complain(trial, "loads nothing in its loop: what it passes was read before");
}

/* What a loop may store on the stack that passes a pointer. */
static uint64_t stack_allowed(const struct bv_code_rule *rule, uint32_t bytes)
{
    return rule->made_by > 0 ? bytes : rule->spills ? bytes - 1 : 0;
}

/* A struct that the loop makes is made as the rule says, but for a rest. */
static void judge_making(struct bv_arm_audit *trial, const struct bv_copies *inner,
                         uint32_t in_memory, uint32_t bytes)
{
    uint32_t by = trial->rule->made_by;
    uint32_t made = trial->rule->travel == BV_TRAVEL_MADE ? in_memory : bytes;
    if (trial->rule->travel != BV_TRAVEL_SCALARS && by > 0 &&
        inner->made_bytes[by / 16] < made - made % by)
        bv_arm_audit_complain(trial, "stores %llu of the %u bytes that it makes by %u at once",
                              (unsigned long long)inner->made_bytes[by / 16], made, by);
}

static void judge_travel(struct bv_arm_audit *trial, const struct bv_copies *inner,
                         uint32_t in_memory, uint32_t bytes)
{
    uint64_t copied = bv_copies_made(inner);
    switch (trial->rule->travel) {
    case BV_TRAVEL_VALUE:
    case BV_TRAVEL_MADE:
        judge_value(trial, inner, in_memory, bytes);
        break;
    case BV_TRAVEL_SCALARS:
        if (inner->stacked_bytes > 0 || has_block_copy(inner))
            bv_arm_audit_complain(trial,
                                  "passes its fields in registers, but stores %llu bytes to "
                                  "the stack",
                                  (unsigned long long)(inner->stacked_bytes +
                                                       inner->repeated_bytes +
                                                       inner->memcpy_bytes));
        if (!inner->loads && trial->rule->made_by == 0)
            bv_arm_audit_complain(trial,
                                  "loads nothing in its loop: what it passes was read before");
        break;
    case BV_TRAVEL_RESULT:
        if (in_memory == 0 && inner->stacked_bytes > 0)
            bv_arm_audit_complain(trial, "gets %u bytes in registers, but stores %llu to the stack",
                                  bytes, (unsigned long long)inner->stacked_bytes);
        break;
    case BV_TRAVEL_COPY:
        if (copied < bytes && !inner->unknown)
            bv_arm_audit_complain(trial, "copies %llu of the %u bytes behind its pointer",
                                  (unsigned long long)copied, bytes);
        break;
    case BV_TRAVEL_POINTER:
        if (inner->stacked_bytes > stack_allowed(trial->rule, bytes) || has_block_copy(inner))
            bv_arm_audit_complain(trial, "passes a pointer, but stores %llu bytes to the stack",
                                  (unsigned long long)(inner->stacked_bytes +
                                                       inner->repeated_bytes +
                                                       inner->memcpy_bytes));
        break;
    case BV_TRAVEL_INLINE:
        if (!inner->loads)
            bv_arm_audit_complain(trial, "loads nothing in its loop: the work was taken out of it");
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

static uint32_t ways_of(const struct bv_arm_audit *trial, const struct bv_copies *all,
                        uint32_t in_memory, uint32_t bytes)
{
    enum bv_travel travel = trial->rule->travel;
    bool hidden = travel == BV_TRAVEL_RESULT || trial->isa->copies_are_pointed_at;
    uint32_t ways = 0;
    ways |= all->moved_bytes > 0 ? bit(BV_WAY_MOVES) : 0;
    ways |= all->repeats ? bit(BV_WAY_REP_MOVS) : 0;
    ways |= all->calls_memcpy ? bit(BV_WAY_MEMCPY) : 0;
    if (travel == BV_TRAVEL_VALUE || travel == BV_TRAVEL_MADE || travel == BV_TRAVEL_RESULT)
        ways |= (in_memory < bytes ? bit(BV_WAY_REGISTERS) : 0) |
                (in_memory > 0 && hidden ? bit(BV_WAY_HIDDEN) : 0);
    if (travel == BV_TRAVEL_POINTER || travel == BV_TRAVEL_COPY)
        ways |= bit(BV_WAY_POINTER);
    if (travel == BV_TRAVEL_SCALARS)
        ways |= bit(BV_WAY_REGISTERS);
    if (travel == BV_TRAVEL_INLINE)
        ways |= bit(BV_WAY_INLINED);
    return ways;
}

/* The function with the arm's loop; false where there is none. */
static bool find_caller(struct bv_arm_audit *trial, const struct bv_function *run)
{
    char name[128];
    trial->caller = run;
    if (trial->caller == NULL || trial->caller->line_count == 0) {
        bv_arm_audit_complain(trial, "its function is not in the listing");
        return false;
    }
    if (trial->rule->kernel != NULL) {
        bv_ruletext_expand(trial->row->name, trial->arm, trial->rule->kernel,
                           strlen(trial->rule->kernel), name, sizeof name);
        const struct bv_function *kernel = bv_listing_named(trial->listing, name);
        if (kernel == NULL || kernel->line_count == 0) {
            bv_arm_audit_complain(trial, "there is no function %s", name);
            return false;
        }
        trial->caller = kernel;
    }
    if (strchr(trial->caller->name, '.') != NULL)
        bv_arm_audit_complain(trial, "%s was rewritten by the compiler", trial->caller->name);
    judge_whole(trial, trial->caller);
    return true;
}

static void find_loop(struct bv_arm_audit *trial, struct turn *turn)
{
    int64_t anchor = find_anchor(trial, turn->flow);
    turn->loops = bv_flow_loops(turn->flow, anchor, &turn->outer, &turn->inner);
    if (turn->loops) {
        trial->outer = turn->outer.lines;
        trial->inner = turn->inner.lines;
        return;
    }
    trial->outer = trial->inner = bv_stretch_whole(trial->caller);
    bv_arm_audit_complain(trial, anchor >= 0 ? "its call does not stand in a loop" : "has no loop");
}

/* How many structs a call hands over. */
static uint32_t count_of(const struct bv_arm_audit *trial)
{
    const char *count = trial->rule->count;
    char text[16];
    if (count == NULL)
        return 1;
    bv_ruletext_expand(trial->row->name, trial->arm, count, strlen(count), text, sizeof text);
    return (uint32_t)strtoul(text, NULL, 10);
}

bool bv_arm_audit_judge(struct bv_arm_audit *trial, const struct bv_function *run)
{
    const struct bv_code_rule *rule = trial->rule;
    struct bv_copies inner, all;
    const char *class_name = "int";
    char class_text[32];
    size_t class_length = bv_ruletext_key(trial->row->name, "class", 5, &class_name);
    snprintf(class_text, sizeof class_text, "%.*s", (int)class_length, class_name);
    uint32_t each = (rule->bytes != 0 ? rule->bytes : trial->row->size_bytes) + rule->more_bytes;
    uint32_t count = count_of(trial), bytes = count * each;
    uint32_t in_memory = rule->place == BV_PLACE_REGISTERS ? 0
                         : rule->place == BV_PLACE_MEMORY
                             ? bytes
                             : bv_isa_memory_bytes(trial->isa, class_text, each, count);

    if (!find_caller(trial, run))
        return false;
    struct turn turn = {.flow = bv_flow_create(trial->isa, trial->caller), .turns = 1};
    if (turn.flow == NULL) {
        trial->out_of_memory = true;
        return false;
    }
    find_loop(trial, &turn);
    judge_calls(trial, &turn);
    bv_copies_read(trial->isa, trial->caller, turn.flow, turn.loops ? &turn.inner : NULL, &inner);
    bv_flow_destroy(turn.flow);
    inner = bv_copies_share(&inner, turn.turns);
    judge_travel(trial, &inner, in_memory, bytes);
    judge_making(trial, &inner, in_memory, bytes);
    if (rule->frame && trial->callee_count > 0) {
        uint64_t frame = bv_copies_frame(trial->isa, trial->callees[0]);
        if (frame < trial->row->size_bytes)
            bv_arm_audit_complain(trial, "the frame of %s has %llu bytes, not %u",
                                  trial->callees[0]->name, (unsigned long long)frame,
                                  trial->row->size_bytes);
    }
    struct bv_copies theirs = {0};
    for (uint32_t i = 0; i < trial->callee_count; i++)
        add_callee_traffic(trial, trial->callees[i], 0, &theirs);
    trial->callees_copy = theirs.unknown ? -1 : (int64_t)bv_copies_made(&theirs);
    all = inner;
    bv_copies_add(&all, &theirs);
    trial->ways = ways_of(trial, &all, in_memory, bytes);
    trial->bytes_copied = all.unknown ? -1 : (int64_t)bv_copies_made(&all);
    trial->instructions = -1;
    if (trial->inner.first == trial->outer.first && trial->inner.last == trial->outer.last)
        trial->instructions = steps_of(trial, trial->caller, trial->outer,
                                       trial->callee_count > 0 ? trial->callees[0] : NULL, 0);
    if (trial->instructions >= 0) /* what counts the turns belongs to no call alone */
        trial->instructions =
            trial->instructions % turn.turns == 0 ? trial->instructions / turn.turns : -1;
    return true;
}
