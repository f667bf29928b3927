/* SPDX-License-Identifier: Apache-2.0 */
/* arm_travel.c: see arm_travel.h. */
#include "harness/audit/arm_travel.h"

#include "harness/audit/arm_audit.h"

static bool has_block_copy(const struct bv_copies *traffic)
{
    return traffic->repeats || traffic->calls_memcpy;
}

static void judge_value(struct bv_arm_audit *audit, const struct bv_copies *inner,
                        uint32_t in_memory, uint32_t bytes)
{
    /* What the kernel made itself may come out of registers. */
    uint64_t copied = bv_copies_made(inner);
    uint64_t placed = audit->rule->travel == BV_TRAVEL_MADE ? inner->placed_bytes : copied;
    if (audit->rule->made_by == 0 && placed < in_memory && !inner->unknown)
        bv_arm_audit_complain(audit, "copies %llu of the %u bytes that it passes by value",
                              (unsigned long long)placed, in_memory);
    if (in_memory == 0 && (inner->stacked_bytes > 0 || has_block_copy(inner)))
        bv_arm_audit_complain(audit, "passes %u bytes in registers, but stores %llu to the stack",
                              bytes,
                              (unsigned long long)(inner->stacked_bytes + inner->repeated_bytes +
                                                   inner->memcpy_bytes));
    if (audit->rule->travel == BV_TRAVEL_VALUE && !inner->loads && !inner->unknown && copied == 0)
        bv_arm_audit_complain(audit, "loads nothing in its loop: what it passes was read before");
}

/* What a loop may store on the stack that passes a pointer. */
static uint64_t stack_allowed(const struct bv_code_rule *rule, uint32_t bytes)
{
    return rule->made_by > 0 ? bytes : rule->spills ? bytes - 1 : 0;
}

void bv_arm_travel_judge_making(struct bv_arm_audit *audit, const struct bv_copies *inner,
                                uint32_t in_memory, uint32_t bytes)
{
    uint32_t by = audit->rule->made_by;
    uint32_t made = audit->rule->travel == BV_TRAVEL_MADE ? in_memory : bytes;
    if (audit->rule->travel != BV_TRAVEL_SCALARS && by > 0 &&
        inner->made_bytes[by / 16] < made - made % by)
        bv_arm_audit_complain(audit, "stores %llu of the %u bytes that it makes by %u at once",
                              (unsigned long long)inner->made_bytes[by / 16], made, by);
}

void bv_arm_travel_judge(struct bv_arm_audit *audit, const struct bv_copies *inner,
                         uint32_t in_memory, uint32_t bytes)
{
    uint64_t copied = bv_copies_made(inner);
    switch (audit->rule->travel) {
    case BV_TRAVEL_VALUE:
    case BV_TRAVEL_MADE:
        judge_value(audit, inner, in_memory, bytes);
        break;
    case BV_TRAVEL_SCALARS:
        if (inner->stacked_bytes > 0 || has_block_copy(inner))
            bv_arm_audit_complain(audit,
                                  "passes its fields in registers, but stores %llu bytes to "
                                  "the stack",
                                  (unsigned long long)(inner->stacked_bytes +
                                                       inner->repeated_bytes +
                                                       inner->memcpy_bytes));
        if (!inner->loads && audit->rule->made_by == 0)
            bv_arm_audit_complain(audit,
                                  "loads nothing in its loop: what it passes was read before");
        break;
    case BV_TRAVEL_RESULT:
        if (in_memory == 0 && inner->stacked_bytes > 0)
            bv_arm_audit_complain(audit, "gets %u bytes in registers, but stores %llu to the stack",
                                  bytes, (unsigned long long)inner->stacked_bytes);
        break;
    case BV_TRAVEL_COPY:
        if (copied < bytes && !inner->unknown)
            bv_arm_audit_complain(audit, "copies %llu of the %u bytes behind its pointer",
                                  (unsigned long long)copied, bytes);
        break;
    case BV_TRAVEL_POINTER:
        if (inner->stacked_bytes > stack_allowed(audit->rule, bytes) || has_block_copy(inner))
            bv_arm_audit_complain(audit, "passes a pointer, but stores %llu bytes to the stack",
                                  (unsigned long long)(inner->stacked_bytes +
                                                       inner->repeated_bytes +
                                                       inner->memcpy_bytes));
        break;
    case BV_TRAVEL_INLINE:
        if (!inner->loads)
            bv_arm_audit_complain(audit, "loads nothing in its loop: the work was taken out of it");
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

uint32_t bv_arm_travel_ways(const struct bv_arm_audit *audit, const struct bv_copies *all,
                            uint32_t in_memory, uint32_t bytes)
{
    enum bv_travel travel = audit->rule->travel;
    bool hidden = travel == BV_TRAVEL_RESULT || audit->isa->copies_are_pointed_at;
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
