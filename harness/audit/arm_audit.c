/* SPDX-License-Identifier: Apache-2.0 */
/* arm_audit.c: see arm_audit.h. */
#include "harness/audit/arm_audit.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/audit/arm_calls.h"
#include "harness/audit/arm_travel.h"
#include "harness/audit/callee_copies.h"
#include "harness/audit/flow.h"
#include "harness/audit/ruletext.h"

void bv_arm_audit_complain(struct bv_arm_audit *audit, const char *format, ...)
{
    char text[512];
    va_list args;
    if (audit->violation_count == BV_ARM_VIOLATIONS_MAX)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const char *kept = bv_region_text(&audit->record->storage, text, strlen(text));
    audit->out_of_memory = audit->out_of_memory || kept == NULL;
    audit->violations[audit->violation_count++] = kept;
}

/* The function with the arm's loop; false where there is none. */
static bool find_caller(struct bv_arm_audit *audit, const struct bv_function *run)
{
    char name[128];
    audit->caller = run;
    if (audit->caller == NULL || audit->caller->line_count == 0) {
        bv_arm_audit_complain(audit, "its function is not in the listing");
        return false;
    }
    if (audit->rule->kernel != NULL) {
        bv_ruletext_expand(audit->row->name, audit->arm, audit->rule->kernel,
                           strlen(audit->rule->kernel), name, sizeof name);
        const struct bv_function *kernel = bv_listing_named(audit->listing, name);
        if (kernel == NULL || kernel->line_count == 0) {
            bv_arm_audit_complain(audit, "there is no function %s", name);
            return false;
        }
        audit->caller = kernel;
    }
    if (strchr(audit->caller->name, '.') != NULL)
        bv_arm_audit_complain(audit, "%s was rewritten by the compiler", audit->caller->name);
    bv_arm_calls_judge_whole(audit, audit->caller);
    return true;
}

/* How many structs a call hands over. */
static uint32_t count_of(const struct bv_arm_audit *audit)
{
    const char *count = audit->rule->count;
    char text[16];
    if (count == NULL)
        return 1;
    bv_ruletext_expand(audit->row->name, audit->arm, count, strlen(count), text, sizeof text);
    return (uint32_t)strtoul(text, NULL, 10);
}

bool bv_arm_audit_judge(struct bv_arm_audit *audit, const struct bv_function *run)
{
    const struct bv_code_rule *rule = audit->rule;
    struct bv_copies inner, all;
    const char *class_name = "int";
    char class_text[32];
    size_t class_length = bv_ruletext_key(audit->row->name, "class", 5, &class_name);
    snprintf(class_text, sizeof class_text, "%.*s", (int)class_length, class_name);
    uint32_t each = (rule->bytes != 0 ? rule->bytes : audit->row->size_bytes) + rule->more_bytes;
    uint32_t count = count_of(audit), bytes = count * each;
    uint32_t in_memory = rule->place == BV_PLACE_REGISTERS ? 0
                         : rule->place == BV_PLACE_MEMORY
                             ? bytes
                             : bv_isa_memory_bytes(audit->isa, class_text, each, count);

    if (!find_caller(audit, run))
        return false;
    struct bv_arm_turn turn = {.flow = bv_flow_create(audit->isa, audit->caller), .turns = 1};
    if (turn.flow == NULL) {
        audit->out_of_memory = true;
        return false;
    }
    bv_arm_calls_find_loop(audit, &turn);
    bv_arm_calls_judge(audit, &turn);
    bv_copies_read(audit->isa, audit->caller, turn.flow, turn.loops ? &turn.inner : NULL, &inner);
    bv_flow_destroy(turn.flow);
    inner = bv_copies_share(&inner, turn.turns);
    bv_arm_travel_judge(audit, &inner, in_memory, bytes);
    bv_arm_travel_judge_making(audit, &inner, in_memory, bytes);
    if (rule->frame && audit->callee_count > 0) {
        uint64_t frame = bv_copies_frame(audit->isa, audit->callees[0]);
        if (frame < audit->row->size_bytes)
            bv_arm_audit_complain(audit, "the frame of %s has %llu bytes, not %u",
                                  audit->callees[0]->name, (unsigned long long)frame,
                                  audit->row->size_bytes);
    }
    struct bv_copies theirs = {0};
    for (uint32_t i = 0; i < audit->callee_count; i++)
        bv_callee_copies_add(audit, audit->callees[i], 0, &theirs);
    audit->callees_copy = theirs.unknown ? -1 : (int64_t)bv_copies_made(&theirs);
    all = inner;
    bv_copies_add(&all, &theirs);
    audit->ways = bv_arm_travel_ways(audit, &all, in_memory, bytes);
    audit->bytes_copied = all.unknown ? -1 : (int64_t)bv_copies_made(&all);
    audit->instructions = -1;
    if (audit->inner.first == audit->outer.first && audit->inner.last == audit->outer.last)
        audit->instructions =
            bv_callee_steps(audit, audit->caller, audit->outer,
                            audit->callee_count > 0 ? audit->callees[0] : NULL, 0);
    if (audit->instructions >= 0) /* what counts the turns belongs to no call alone */
        audit->instructions =
            audit->instructions % turn.turns == 0 ? audit->instructions / turn.turns : -1;
    return true;
}
