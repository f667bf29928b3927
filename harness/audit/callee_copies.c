/* SPDX-License-Identifier: Apache-2.0 */
/* callee_copies.c: see callee_copies.h. */
#include "harness/audit/callee_copies.h"

#include <stdio.h>
#include <string.h>

#include "harness/audit/arm_audit.h"
#include "harness/audit/flow.h"

enum { DEPTH_MAX = 16 };

/* The function of this object that is called; NULL where it is none. */
static const struct bv_function *find_callee(const struct bv_arm_audit *audit,
                                             const struct bv_insn *call)
{
    char name[128];
    if (call->callee == NULL || strchr(call->callee, '@') != NULL)
        return NULL;
    snprintf(name, sizeof name, "%s", call->callee);
    const struct bv_function *found = bv_listing_named(audit->listing, name);
    return found == NULL || found->line_count == 0 ? NULL : found;
}

void bv_callee_copies_add(struct bv_arm_audit *audit, const struct bv_function *of, unsigned depth,
                          struct bv_copies *sum)
{
    struct bv_copies own;
    if (of == NULL || of->line_count == 0)
        return;
    struct bv_flow *flow = bv_flow_create(audit->isa, of);
    if (flow == NULL) {
        audit->out_of_memory = true;
        return;
    }
    struct bv_stretch whole = bv_stretch_whole(of);
    struct bv_loop outer, inner;
    bv_copies_read(audit->isa, of, flow, NULL, &own);
    bv_copies_add(sum, &own);
    sum->unknown = sum->unknown || depth == DEPTH_MAX;
    struct bv_insn call;
    int64_t line = -1;
    while (depth < DEPTH_MAX &&
           (line = bv_copies_next_call(audit->isa, of, whole, (uint32_t)(line + 1), &call)) >= 0) {
        struct bv_copies theirs = {0};
        bv_callee_copies_add(audit, find_callee(audit, &call), depth + 1, &theirs);
        bool in_loop = bv_flow_loops(flow, line, &outer, &inner);
        bv_copies_add(sum, &theirs);
        sum->unknown = sum->unknown || (in_loop && bv_copies_made(&theirs) > 0);
    }
    bv_flow_destroy(flow);
}

int64_t bv_callee_steps(const struct bv_arm_audit *audit, const struct bv_function *of,
                        struct bv_stretch stretch, const struct bv_function *through,
                        unsigned depth)
{
    int64_t steps = bv_copies_steps(audit->isa, of, stretch), line = (int64_t)stretch.first - 1;
    struct bv_insn call;
    while (steps >= 0 && (line = bv_copies_next_call(audit->isa, of, stretch, (uint32_t)(line + 1),
                                                     &call)) >= 0) {
        const struct bv_function *callee =
            call.callee == NULL ? through : find_callee(audit, &call);
        int64_t more = -1;
        if (callee != NULL && depth < DEPTH_MAX)
            more = bv_callee_steps(audit, callee, bv_stretch_whole(callee), NULL, depth + 1);
        steps = more < 0 ? -1 : steps + more;
    }
    return steps;
}
