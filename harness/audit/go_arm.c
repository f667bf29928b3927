/* SPDX-License-Identifier: Apache-2.0 */
/* go_arm.c: see go_arm.h.
 *
 * A Go function keeps arguments that go in memory at the very end of its frame, from rsp on; what
 * it keeps for itself over a call lies above them. So what a loop stores from rsp on tells how an
 * argument travels. */
#include "harness/audit/go_arm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/audit/callee_copies.h"
#include "harness/audit/flow.h"
#include "harness/audit/ruletext.h"

enum { DEPTH_MAX = 12, FIELDS_MAX = 16, WORD = 8, KEPT_BYTES = 3 * WORD };

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

uint32_t bv_go_arm_memory(const char *class_name, uint32_t bytes, uint32_t more_bytes,
                          uint32_t *more)
{
    enum { INTEGERS = 9, FLOATS = 15 };
    bool is_double = strcmp(class_name, "double") == 0;
    uint32_t width = is_double || strcmp(class_name, "long") == 0 ? 8 : bytes % 4 == 0 ? 4 : 1;
    uint32_t fields = bytes / width, room = is_double ? FLOATS : INTEGERS;
    /* benchmarks/go/generate/shape.go: larger ones hold an array. */
    bool fits = fields <= FIELDS_MAX && fields <= room;
    uint32_t left = fits && !is_double ? INTEGERS - fields : INTEGERS;
    *more = more_bytes / WORD <= left ? 0 : more_bytes;
    return fits ? 0 : bytes;
}

/* What the compiler calls on its own: copies, zeroes, the collector's barriers, and what ends the
 * program. */
static bool is_helper(const char *callee)
{
    static const char *const names[] = {"duff", "memmove",      "memclr", "gcWriteBarrier",
                                        "wb",   "typedmemmove", "panic",  "morestack"};
    if (!starts(callee, "runtime."))
        return false;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (starts(callee + strlen("runtime."), names[i]))
            return true;
    return false;
}

static bool is_own(const char *callee)
{
    return callee != NULL && starts(callee, "main.");
}

static bool names(const struct bv_insn *call, const struct bv_demand *demand)
{
    if (demand->how == '?' && demand->name[0] == '\0')
        return true;
    if (call->callee == NULL || demand->how == '*')
        return call->callee == NULL && demand->how == '*';
    return strcmp(call->callee, demand->name) == 0;
}

/* A turn of the arm's loop. */
struct turn {
    struct bv_flow *flow;
    struct bv_loop loop;
    uint32_t allocations;
};

/* The next call of a turn; as bv_copies_next_call(). */
static int64_t next_call(const struct bv_arm_audit *audit, const struct turn *turn, int64_t after,
                         struct bv_insn *out)
{
    int64_t line = after < 0 ? (int64_t)turn->loop.lines.first - 1 : after;
    do
        line = bv_copies_next_call(audit->isa, audit->caller, turn->loop.lines,
                                   (uint32_t)(line + 1), out);
    while (line >= 0 && !bv_flow_in_loop(turn->flow, turn->loop.head, (uint32_t)line));
    return line;
}

static uint32_t allocations_of(struct bv_arm_audit *audit, const struct bv_function *of,
                               unsigned depth)
{
    struct bv_insn call;
    uint32_t count = 0;
    int64_t line = -1;
    while ((line = bv_copies_next_call(audit->isa, of, bv_stretch_whole(of), (uint32_t)(line + 1),
                                       &call)) >= 0) {
        const struct bv_function *callee =
            call.callee == NULL ? NULL : bv_listing_named(audit->listing, call.callee);
        count += call.callee != NULL && bv_audit_go_allocates(call.callee);
        if (callee != NULL && callee != of && depth < DEPTH_MAX)
            count += allocations_of(audit, callee, depth + 1);
    }
    return count;
}

static void judge_demand(struct bv_arm_audit *audit, struct turn *turn,
                         const struct bv_demand *demand)
{
    struct bv_insn call;
    uint32_t places = 0;
    for (int64_t line = -1; (line = next_call(audit, turn, line, &call)) >= 0;)
        places += names(&call, demand);
    if (demand->how != '?' && places != 1)
        bv_arm_audit_complain(audit, "its loop calls %s%s in %u places, not in one",
                              demand->how == '*' ? "through a pointer " : "", demand->name, places);
    if (!is_own(demand->name) || places == 0)
        return;
    const struct bv_function *callee = bv_listing_named(audit->listing, demand->name);
    if (callee == NULL || callee->line_count == 0) {
        bv_arm_audit_complain(audit, "%s is not in this program", demand->name);
        return;
    }
    turn->allocations += allocations_of(audit, callee, 0);
    if (audit->callee_count < BV_AUDIT_CALLEES)
        audit->callees[audit->callee_count++] = callee;
}

static bool is_demanded(const struct bv_arm_audit *audit, const struct bv_insn *call)
{
    struct bv_demand demand;
    const char *at = audit->rule->calls == NULL ? "" : audit->rule->calls;
    while (bv_ruletext_next(audit->row->name, audit->arm, &at, &demand))
        if (names(call, &demand))
            return true;
    return false;
}

static void judge_calls(struct bv_arm_audit *audit, struct turn *turn)
{
    struct bv_demand demand;
    struct bv_insn call;
    const char *at = audit->rule->calls == NULL ? "" : audit->rule->calls;
    while (bv_ruletext_next(audit->row->name, audit->arm, &at, &demand))
        judge_demand(audit, turn, &demand);
    for (int64_t line = -1; (line = next_call(audit, turn, line, &call)) >= 0;) {
        bool counted = call.callee != NULL && bv_audit_go_allocates(call.callee);
        turn->allocations += counted;
        if (!counted && !is_demanded(audit, &call) &&
            !(call.callee != NULL && is_helper(call.callee)))
            bv_arm_audit_complain(audit, "its loop has '%s', which its rule does not know",
                                  audit->caller->lines[line].text);
    }
    if (audit->rule->allocates >= 0 && turn->allocations != (uint32_t)audit->rule->allocates)
        bv_arm_audit_complain(audit, "allocates in %u places, not in %d", turn->allocations,
                              audit->rule->allocates);
}

/* What a turn does at the end of its frame, where arguments and results in memory are. */
struct area {
    unsigned char *stored; /* a mark a byte, from rsp on */
    uint32_t bytes;        /* that are looked at */
    bool is_read;
    bool reads_elsewhere; /* anything that is not on the stack */
};

/* The operand that is relative to rsp, and to nothing else.
 * Returns  by how much; -1: there is none such */
static int64_t stack_offset(const char *operand, size_t length)
{
    const char *at = memchr(operand, '[', length);
    if (at == NULL || !starts(at, "[rsp"))
        return -1;
    at += strlen("[rsp");
    if (*at == ']')
        return 0;
    char *end = NULL; /* behind a number, and not behind an index, the operand ends */
    int64_t bytes = *at == '+' ? (int64_t)strtoull(at + 1, &end, 16) : -1;
    return bytes >= 0 && *end == ']' ? bytes : -1;
}

static void mark(struct area *area, int64_t from, uint64_t bytes)
{
    for (uint64_t i = 0; from >= 0 && i < bytes && (uint64_t)from + i < area->bytes; i++)
        area->stored[(uint64_t)from + i] = 1;
}

/* Where a register points to that copies read or write through: bytes above rsp; -1: elsewhere. */
static void follow_target(const char *text, const char *name, int64_t *target)
{
    char move[16], address[16];
    snprintf(move, sizeof move, "mov %s,", name);
    snprintf(address, sizeof address, "lea %s,", name);
    if (starts(text, move))
        *target = strcmp(text + strlen(move), "rsp") == 0 ? 0 : -1;
    else if (starts(text, address))
        *target = stack_offset(text + strlen(address), strlen(text + strlen(address)));
}

/* Walk over a turn's lines. Constants of copies are set right before them. */
static void read_area(const struct bv_arm_audit *audit, const struct turn *turn, struct area *area)
{
    int64_t to_rdi = -1, to_rax = -1, from_rsi = -1;
    uint64_t count = 0;
    for (uint32_t i = turn->loop.lines.first; i <= turn->loop.lines.last; i++) {
        const char *text = audit->caller->lines[i].text;
        size_t comma = strcspn(text, ",");
        struct bv_insn insn;
        if (!bv_flow_in_loop(turn->flow, turn->loop.head, i))
            continue;
        audit->isa->decode(text, &insn);
        uint64_t by_call = bv_copies_by_duffcopy(&insn);
        if (by_call > 0)
            mark(area, to_rdi, by_call);
        else if (insn.kind == BV_INSN_CALL && insn.callee != NULL &&
                 starts(insn.callee, "runtime.memmove"))
            mark(area, to_rax, by_call = count);
        else if (insn.repeats)
            mark(area, to_rdi, by_call = count * insn.store_bytes);
        else if (insn.stores)
            mark(area, stack_offset(text, comma), insn.store_bytes);
        if (insn.loads && !insn.stores) {
            int64_t from =
                text[comma] == '\0' ? -1 : stack_offset(text + comma, strlen(text + comma));
            area->is_read = area->is_read || (from >= 0 && from < area->bytes);
        }
        area->is_read = area->is_read || (by_call > 0 && from_rsi == 0);
        area->reads_elsewhere = area->reads_elsewhere || (by_call > 0 && from_rsi < 0) ||
                                (insn.loads && strstr(text, "[rsp") == NULL);
        follow_target(text, "rsi", &from_rsi);
        follow_target(text, "rdi", &to_rdi);
        follow_target(text, "rax", &to_rax);
        if (starts(text, "mov ecx,0x") || starts(text, "mov rcx,0x"))
            count = strtoull(text + strlen("mov ecx,"), NULL, 16);
    }
}

static uint32_t stored_in(const struct area *area)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < area->bytes; i++)
        count += area->stored[i];
    return count;
}

static void judge_value(struct bv_arm_audit *audit, const struct area *area, uint32_t in_memory,
                        uint32_t more)
{
    uint32_t stored = stored_in(area), bytes = audit->row->size_bytes;
    if (in_memory > 0 && stored < in_memory)
        bv_arm_audit_complain(audit, "puts %u of the %u bytes on the stack that it passes by value",
                              stored, in_memory);
    if (in_memory == 0 && stored > more)
        bv_arm_audit_complain(audit, "passes %u bytes in registers, but puts %u on the stack",
                              bytes, stored);
    if (audit->rule->travel == BV_TRAVEL_VALUE && !area->reads_elsewhere)
        bv_arm_audit_complain(audit, "loads nothing in its loop: what it passes was read before");
}

static void judge_travel(struct bv_arm_audit *audit, const struct area *area,
                         const struct bv_copies *copies, uint32_t in_memory, uint32_t more)
{
    uint64_t copied = bv_copies_made(copies);
    switch (audit->rule->travel) {
    case BV_TRAVEL_VALUE:
    case BV_TRAVEL_MADE:
        judge_value(audit, area, in_memory, more);
        break;
    case BV_TRAVEL_RESULT:
        /* No room is kept for a result in registers: what lies there then is the caller's own. */
        if (in_memory > 0 && !area->is_read)
            bv_arm_audit_complain(audit, "gets %u bytes on the stack, but reads none there",
                                  in_memory);
        break;
    case BV_TRAVEL_POINTER:
        /* Words that the loop keeps over its calls are moved, too. */
        if (copied > KEPT_BYTES || copies->repeats || copies->calls_memcpy ||
            copies->duffcopy_bytes > 0)
            bv_arm_audit_complain(audit, "passes a pointer, but copies %llu bytes",
                                  (unsigned long long)copied);
        break;
    case BV_TRAVEL_INLINE:
        if (!area->reads_elsewhere)
            bv_arm_audit_complain(audit, "loads nothing in its loop: the work was taken out of it");
        break;
    default:
        break;
    }
}

static uint32_t ways_of(const struct bv_arm_audit *audit, const struct bv_copies *all,
                        uint32_t in_memory)
{
    enum bv_travel travel = audit->rule->travel;
    bool by_value =
        travel == BV_TRAVEL_VALUE || travel == BV_TRAVEL_MADE || travel == BV_TRAVEL_RESULT;
    uint32_t ways = 0;
    ways |= all->moved_bytes > 0 ? 1u << BV_WAY_MOVES : 0;
    ways |= all->repeats ? 1u << BV_WAY_REP_MOVS : 0;
    ways |= all->calls_memcpy ? 1u << BV_WAY_MEMCPY : 0;
    ways |= all->duffcopy_bytes > 0 ? 1u << BV_WAY_DUFFCOPY : 0;
    ways |= by_value && in_memory == 0 ? 1u << BV_WAY_REGISTERS : 0;
    ways |= travel == BV_TRAVEL_POINTER ? 1u << BV_WAY_POINTER : 0;
    ways |= travel == BV_TRAVEL_INLINE ? 1u << BV_WAY_INLINED : 0;
    return ways;
}

/* The loop of the arm: the largest around the call that its rule names first. */
static bool find_loop(struct bv_arm_audit *audit, struct turn *turn)
{
    struct bv_demand demand = {.how = '?'};
    struct bv_insn call;
    struct bv_loop inner;
    int64_t anchor = -1;
    const char *at = audit->rule->calls == NULL ? "" : audit->rule->calls;
    bool demanded =
        bv_ruletext_next(audit->row->name, audit->arm, &at, &demand) && is_own(demand.name);
    while (demanded &&
           (anchor = bv_copies_next_call(audit->isa, audit->caller, bv_stretch_whole(audit->caller),
                                         (uint32_t)(anchor + 1), &call)) >= 0)
        if (names(&call, &demand))
            break;
    bool loops = bv_flow_loops(turn->flow, anchor, &turn->loop, &inner);
    audit->outer = loops ? turn->loop.lines : bv_stretch_whole(audit->caller);
    audit->inner = loops ? inner.lines : audit->outer;
    if (!loops)
        bv_arm_audit_complain(audit,
                              anchor >= 0 ? "its call does not stand in a loop" : "has no loop");
    return loops;
}

/* What the arm's loop copies and how the argument travels. */
static void judge_loop(struct bv_arm_audit *audit, struct turn *turn)
{
    const struct bv_code_rule *rule = audit->rule;
    struct bv_copies inner, all = {0};
    const char *class_name = "int";
    char class_text[32];
    size_t class_length = bv_ruletext_key(audit->row->name, "class", 5, &class_name);
    snprintf(class_text, sizeof class_text, "%.*s", (int)(class_length > 0 ? class_length : 3),
             class_name);
    uint32_t more, bytes = audit->row->size_bytes;
    uint32_t in_memory = bv_go_arm_memory(class_text, bytes, rule->more_bytes, &more);
    struct area area = {.stored = calloc(bytes + 1, 1), .bytes = bytes};
    if (area.stored == NULL) {
        audit->out_of_memory = true;
        return;
    }
    judge_calls(audit, turn);
    read_area(audit, turn, &area);
    bv_copies_read(audit->isa, audit->caller, turn->flow, &turn->loop, &inner);
    judge_travel(audit, &area, &inner, in_memory, more);
    for (uint32_t i = 0; i < audit->callee_count; i++)
        bv_callee_copies_add(audit, audit->callees[i], 0, &all);
    audit->callees_copy = all.unknown ? -1 : (int64_t)bv_copies_made(&all);
    bv_copies_add(&all, &inner);
    audit->ways = ways_of(audit, &all, in_memory);
    audit->bytes_copied = all.unknown ? -1 : (int64_t)bv_copies_made(&all);
    free(area.stored);
}

bool bv_go_arm_judge(struct bv_arm_audit *audit, const struct bv_function *run)
{
    struct turn turn = {0};
    audit->instructions = audit->bytes_copied = audit->callees_copy = -1;
    audit->caller = run;
    if (run == NULL || run->line_count == 0) {
        bv_arm_audit_complain(audit, "its function is not in the program");
        return false;
    }
    turn.flow = bv_flow_create(audit->isa, run);
    if (turn.flow == NULL) {
        audit->out_of_memory = true;
        return false;
    }
    if (find_loop(audit, &turn)) {
        judge_loop(audit, &turn);
        audit->instructions =
            bv_callee_steps(audit, audit->caller, audit->outer,
                            audit->callee_count > 0 ? audit->callees[0] : NULL, 0);
    }
    bv_flow_destroy(turn.flow);
    return true;
}
