/* SPDX-License-Identifier: Apache-2.0 */
/* flow.c: natural loops.
 *
 * Source   Aho, Lam, Sethi, Ullman: Compilers, 9.6.6: an edge back to a line that dominates its
 *          beginning, and all that reaches it without that line */
#include "harness/audit/flow.h"

#include <stdlib.h>
#include <string.h>

enum { NOWHERE = -1, NO_LOOP = -1 };

struct edges {
    int32_t to[2];
};

struct bv_flow {
    uint32_t count;
    struct edges *after;      /* of each line */
    uint32_t *before;         /* the lines that lead to each, those of line i from ... */
    uint32_t *before_first;   /* ... before_first[i] up to before_first[i + 1] */
    unsigned char *is_target; /* of a jump: what may be a head */
    unsigned char *around;    /* marks: what is reached from the first line around a head, ... */
    unsigned char *behind;    /* ... what comes behind a line, ... */
    unsigned char *body;      /* ... a loop, ... */
    unsigned char *last_body; /* ... and the loop with the head `last_head` */
    int64_t last_head;
    uint32_t *pending; /* of a walk: lines that are marked and not yet left */
};

struct bv_stretch bv_stretch_whole(const struct bv_function *function)
{
    return (struct bv_stretch){0, function->line_count - 1};
}

static struct edges edges_of(const struct bv_isa *isa, const struct bv_function *function,
                             uint32_t line)
{
    struct bv_insn insn;
    struct edges out = {{NOWHERE, NOWHERE}};
    isa->decode(function->lines[line].text, &insn);
    /* A Go function whose stack is too small has it grown, and begins anew: no turn of a loop. */
    if (insn.callee != NULL && strncmp(insn.callee, "runtime.morestack", 17) == 0)
        return out;
    bool jumps = insn.kind == BV_INSN_JUMP || insn.kind == BV_INSN_BRANCH;
    if (jumps)
        out.to[0] = function->lines[line].target;
    if (insn.kind != BV_INSN_JUMP && insn.kind != BV_INSN_RETURN && line + 1 < function->line_count)
        out.to[1] = (int32_t)line + 1;
    return out;
}

static void connect(struct bv_flow *flow, const struct bv_isa *isa,
                    const struct bv_function *function)
{
    for (uint32_t i = 0; i < flow->count; i++) {
        flow->after[i] = edges_of(isa, function, i);
        if (flow->after[i].to[0] >= 0)
            flow->is_target[flow->after[i].to[0]] = 1;
        for (int e = 0; e < 2; e++)
            if (flow->after[i].to[e] >= 0)
                flow->before_first[flow->after[i].to[e] + 1]++;
    }
    for (uint32_t i = 0; i < flow->count; i++)
        flow->before_first[i + 1] += flow->before_first[i];
    uint32_t *filled = flow->pending; /* of a line's share of `before`; zeroed as yet */
    for (uint32_t i = 0; i < flow->count; i++)
        for (int e = 0; e < 2; e++)
            if (flow->after[i].to[e] >= 0) {
                int32_t to = flow->after[i].to[e];
                flow->before[flow->before_first[to] + filled[to]++] = i;
            }
}

struct bv_flow *bv_flow_create(const struct bv_isa *isa, const struct bv_function *function)
{
    size_t count = function->line_count;
    struct bv_flow *flow = calloc(1, sizeof *flow);
    if (flow == NULL)
        return NULL;
    flow->count = function->line_count;
    flow->last_head = NO_LOOP;
    flow->after = calloc(count, sizeof *flow->after);
    flow->before = calloc(2 * count, sizeof *flow->before);
    flow->before_first = calloc(count + 1, sizeof *flow->before_first);
    flow->is_target = calloc(count, 1);
    flow->around = calloc(count, 1);
    flow->behind = calloc(count, 1);
    flow->body = calloc(count, 1);
    flow->last_body = calloc(count, 1);
    flow->pending = calloc(count, sizeof *flow->pending);
    if (flow->after == NULL || flow->before == NULL || flow->before_first == NULL ||
        flow->is_target == NULL || flow->around == NULL || flow->behind == NULL ||
        flow->body == NULL || flow->last_body == NULL || flow->pending == NULL) {
        bv_flow_destroy(flow);
        return NULL;
    }
    connect(flow, isa, function);
    return flow;
}

void bv_flow_destroy(struct bv_flow *flow)
{
    if (flow == NULL)
        return;
    free(flow->after);
    free(flow->before);
    free(flow->before_first);
    free(flow->is_target);
    free(flow->around);
    free(flow->behind);
    free(flow->body);
    free(flow->last_body);
    free(flow->pending);
    free(flow);
}

static void visit(struct bv_flow *flow, unsigned char *marks, int64_t line, int64_t wall,
                  uint32_t *waiting)
{
    if (line < 0 || line == wall || marks[line])
        return;
    marks[line] = 1;
    flow->pending[(*waiting)++] = (uint32_t)line;
}

/* Mark what comes after a line, and the line itself only where it comes after itself; nothing
 * behind the wall. */
static void reach(struct bv_flow *flow, unsigned char *marks, uint32_t from, int64_t wall)
{
    uint32_t waiting = 0;
    memset(marks, 0, flow->count);
    for (int e = 0; e < 2; e++)
        visit(flow, marks, flow->after[from].to[e], wall, &waiting);
    while (waiting > 0) {
        uint32_t line = flow->pending[--waiting];
        for (int e = 0; e < 2; e++)
            visit(flow, marks, flow->after[line].to[e], wall, &waiting);
    }
}

/* Mark the body of the loop with that head.
 * Returns  its lines; 0 where it is the head of none */
static uint32_t find_body(struct bv_flow *flow, uint32_t head)
{
    uint32_t waiting = 0, lines = 0;
    memset(flow->body, 0, flow->count);
    memset(flow->around, 0, flow->count);
    if (head != 0) {
        reach(flow, flow->around, 0, head);
        flow->around[0] = 1;
    }
    reach(flow, flow->behind, head, NOWHERE);
    if (!flow->behind[head])
        return 0;
    for (uint32_t b = flow->before_first[head]; b < flow->before_first[head + 1]; b++) {
        uint32_t from = flow->before[b];
        if (!flow->behind[from] || flow->around[from])
            continue;
        visit(flow, flow->body, from, head, &waiting);
        flow->body[head] = 1;
    }
    for (lines = flow->body[head]; waiting > 0; lines++) {
        uint32_t line = flow->pending[--waiting];
        for (uint32_t b = flow->before_first[line]; b < flow->before_first[line + 1]; b++)
            if (flow->behind[flow->before[b]])
                visit(flow, flow->body, flow->before[b], head, &waiting);
    }
    return lines;
}

static struct bv_stretch lines_of(const struct bv_flow *flow)
{
    struct bv_stretch out = {0, flow->count - 1};
    while (!flow->body[out.first])
        out.first++;
    while (!flow->body[out.last])
        out.last--;
    return out;
}

bool bv_flow_loops(struct bv_flow *flow, int64_t line, struct bv_loop *outer, struct bv_loop *inner)
{
    uint32_t most = 0, least = UINT32_MAX;
    for (uint32_t head = 0; head < flow->count; head++) {
        uint32_t lines = flow->is_target[head] ? find_body(flow, head) : 0;
        if (lines == 0 || (line >= 0 && !flow->body[line]))
            continue;
        const struct bv_loop loop = {head, lines_of(flow)};
        if (lines > most) {
            most = lines;
            *outer = loop;
        }
        if (lines < least) {
            least = lines;
            *inner = loop;
        }
    }
    return most > 0;
}

bool bv_flow_in_loop(struct bv_flow *flow, uint32_t head, uint32_t line)
{
    if (flow->last_head != head) {
        find_body(flow, head);
        memcpy(flow->last_body, flow->body, flow->count);
        flow->last_head = head;
    }
    return flow->last_body[line];
}

bool bv_flow_follows(struct bv_flow *flow, uint32_t head, uint32_t line, uint32_t after)
{
    reach(flow, flow->behind, after, head);
    return flow->behind[line];
}

bool bv_flow_is_passed(struct bv_flow *flow, uint32_t head, uint32_t line)
{
    reach(flow, flow->behind, head, line);
    return !flow->behind[head];
}

/* Does a register change by constants alone, in every turn, and by so much in all? */
static bool changes_by(struct bv_flow *flow, const struct bv_isa *isa,
                       const struct bv_function *function, uint32_t head, int8_t counter,
                       uint64_t change)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < flow->count; i++) {
        struct bv_insn insn;
        if (!bv_flow_in_loop(flow, head, i))
            continue;
        isa->decode(function->lines[i].text, &insn);
        if (insn.kind == BV_INSN_CALL && (isa->lost_in_calls >> counter & 1) != 0)
            return false;
        if (insn.stepped == counter) {
            if (!bv_flow_is_passed(flow, head, i) || __builtin_add_overflow(sum, insn.step, &sum))
                return false;
        } else if (insn.written[0] == counter || insn.written[1] == counter) {
            return false;
        }
    }
    return sum != 0 && (sum < 0 ? -(uint64_t)sum : (uint64_t)sum) == change;
}

/* Does a branch of the loop decide whether it is left, or begins anew? */
static bool decides(struct bv_flow *flow, uint32_t head, uint32_t line)
{
    bool does = false;
    for (int e = 0; e < 2; e++) {
        int32_t to = flow->after[line].to[e];
        does = does || to == (int32_t)head || to < 0 || !bv_flow_in_loop(flow, head, (uint32_t)to);
    }
    return does;
}

bool bv_flow_counts_by(struct bv_flow *flow, const struct bv_isa *isa,
                       const struct bv_function *function, uint32_t head, uint64_t change)
{
    for (uint32_t i = 0; i < flow->count; i++) {
        struct bv_insn insn;
        isa->decode(function->lines[i].text, &insn);
        if (insn.kind != BV_INSN_BRANCH || !bv_flow_in_loop(flow, head, i) ||
            !decides(flow, head, i))
            continue;
        /* What it asks of: itself, or the nearest line before it that compares or counts. */
        for (uint32_t at = i; insn.compared[0] < 0 && insn.compared[1] < 0 && at-- > 0;) {
            isa->decode(function->lines[at].text, &insn);
            if (insn.kind != BV_INSN_PLAIN)
                break;
        }
        for (int k = 0; k < 2; k++)
            if (insn.compared[k] >= 0 &&
                changes_by(flow, isa, function, head, insn.compared[k], change))
                return true;
    }
    return false;
}
