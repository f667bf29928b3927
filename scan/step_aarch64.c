/* SPDX-License-Identifier: Apache-2.0 */
/* step_aarch64.c: AArch64 as Capstone reads it. */
#include <string.h>

#include "scan/step.h"

/* The number of a register: 31 is the stack pointer.
 * bytes    gets its width */
static int8_t number_of(unsigned reg, uint32_t *bytes)
{
    static const struct {
        unsigned first, last;
        int8_t number;
        uint8_t bytes;
    } ranges[] = {
        {ARM64_REG_X0, ARM64_REG_X28, 0, 8},
        {ARM64_REG_W0, ARM64_REG_W30, 0, 4},
        {ARM64_REG_Q0, ARM64_REG_Q31, BV_STEP_FLOATS, 16},
        {ARM64_REG_D0, ARM64_REG_D31, BV_STEP_FLOATS, 8},
        {ARM64_REG_S0, ARM64_REG_S31, BV_STEP_FLOATS, 4},
        {ARM64_REG_H0, ARM64_REG_H31, BV_STEP_FLOATS, 2},
        {ARM64_REG_B0, ARM64_REG_B31, BV_STEP_FLOATS, 1},
        {ARM64_REG_V0, ARM64_REG_V31, BV_STEP_FLOATS, 16},
        {ARM64_REG_X29, ARM64_REG_X29, 29, 8},
        {ARM64_REG_X30, ARM64_REG_X30, 30, 8},
        {ARM64_REG_SP, ARM64_REG_SP, 31, 8},
        {ARM64_REG_WSP, ARM64_REG_WSP, 31, 4},
    };
    *bytes = 0;
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if (reg >= ranges[i].first && reg <= ranges[i].last) {
            *bytes = ranges[i].bytes;
            return (int8_t)(ranges[i].number + (int)(reg - ranges[i].first));
        }
    return BV_STEP_NO_REGISTER;
}

static int8_t plain_number(unsigned reg)
{
    uint32_t bytes;
    return number_of(reg, &bytes);
}

static void lose(struct bv_step *out, unsigned reg)
{
    int8_t number = plain_number(reg);
    if (number >= 0)
        out->lost |= UINT64_C(1) << number;
}

/* How many registers a load or store has, and how wide they are where the instruction says it. */
static int access_of(unsigned id, bool *stores, uint32_t *bytes)
{
    *bytes = 0;
    *stores = false;
    switch (id) {
    case ARM64_INS_LDP:
    case ARM64_INS_LDNP:
        return 2;
    case ARM64_INS_STP:
    case ARM64_INS_STNP:
        *stores = true;
        return 2;
    case ARM64_INS_LDR:
    case ARM64_INS_LDUR:
        return 1;
    case ARM64_INS_STR:
    case ARM64_INS_STUR:
        *stores = true;
        return 1;
    case ARM64_INS_LDRB:
    case ARM64_INS_LDURB:
        *bytes = 1;
        return 1;
    case ARM64_INS_LDRH:
    case ARM64_INS_LDURH:
        *bytes = 2;
        return 1;
    case ARM64_INS_STRB:
    case ARM64_INS_STURB:
        *stores = true;
        *bytes = 1;
        return 1;
    case ARM64_INS_STRH:
    case ARM64_INS_STURH:
        *stores = true;
        *bytes = 2;
        return 1;
    default:
        return 0;
    }
}

static void access(const cs_arm64 *arm, int count, bool stores, uint32_t bytes, struct bv_step *out)
{
    if (arm->op_count <= count || arm->operands[count].type != ARM64_OP_MEM)
        return; /* of a literal */
    const cs_arm64_op *memory = &arm->operands[count];
    bool has_after = arm->op_count > count + 1 && arm->operands[count + 1].type == ARM64_OP_IMM;
    for (int i = 0; i < count; i++) {
        uint32_t width;
        out->registers[i] = number_of((unsigned)arm->operands[i].reg, &width);
        out->bytes = bytes > 0 ? bytes : width;
        if (out->bytes == 0) /* the zero register */
            out->bytes = arm->operands[i].reg == ARM64_REG_WZR ? 4 : 8;
    }
    out->kind = stores ? BV_STEP_STORE : BV_STEP_LOAD;
    out->register_count = (uint8_t)count;
    out->base = plain_number((unsigned)memory->mem.base);
    out->index = plain_number((unsigned)memory->mem.index);
    out->scale =
        (uint8_t)(1u << (memory->shift.type == ARM64_SFT_LSL ? memory->shift.value & 7u : 0));
    out->displacement = memory->mem.disp;
    if (has_after)
        out->after = arm->operands[count + 1].imm;
    else if (arm->writeback) {
        out->before = memory->mem.disp;
        out->displacement = 0;
    }
    if (stores)
        out->lost = 0;
}

static void count(const cs_insn *insn, const cs_arm64 *arm, struct bv_step *out)
{
    const cs_arm64_op *op = arm->operands;
    int8_t to = arm->op_count > 0 && op[0].type == ARM64_OP_REG ? plain_number((unsigned)op[0].reg)
                                                                : BV_STEP_NO_REGISTER;
    uint32_t bytes = 0;
    int8_t from = arm->op_count > 1 && op[1].type == ARM64_OP_REG
                      ? number_of((unsigned)op[1].reg, &bytes)
                      : BV_STEP_NO_REGISTER;
    if (to < 0)
        return;
    switch (insn->id) {
    case ARM64_INS_MOV:
    case ARM64_INS_MOVZ:
        if (arm->op_count == 2 && op[1].type == ARM64_OP_IMM) {
            unsigned shift = op[1].shift.type == ARM64_SFT_LSL ? op[1].shift.value : 0;
            out->kind = BV_STEP_SET;
            out->value = (int64_t)((uint64_t)op[1].imm << (shift & 63u));
        } else if (from >= 0 && bytes >= 8) {
            out->kind = BV_STEP_MOVE;
        }
        break;
    case ARM64_INS_ADRP:
    case ARM64_INS_ADR:
        out->kind = BV_STEP_SET;
        out->value = op[1].imm;
        break;
    case ARM64_INS_ADD:
    case ARM64_INS_SUB:
        if (arm->op_count == 3 && op[2].type == ARM64_OP_IMM && from >= 0) {
            unsigned shift = op[2].shift.type == ARM64_SFT_LSL ? op[2].shift.value : 0;
            int64_t by = (int64_t)((uint64_t)op[2].imm << (shift & 63u));
            out->kind = BV_STEP_MOVE;
            out->bytes = bytes;
            out->value = insn->id == ARM64_INS_ADD ? by : -by;
        }
        break;
    default:
        return;
    }
    out->registers[0] = to;
    out->registers[1] = from;
}

static void compare(const cs_arm64 *arm, struct bv_step *out)
{
    const cs_arm64_op *op = arm->operands;
    out->lost = 0;
    if (arm->op_count < 2 || op[0].type != ARM64_OP_REG || op[1].shift.type != ARM64_SFT_INVALID ||
        op[1].ext != ARM64_EXT_INVALID)
        return;
    out->registers[0] = number_of((unsigned)op[0].reg, &out->bytes);
    out->registers[1] =
        op[1].type == ARM64_OP_REG ? plain_number((unsigned)op[1].reg) : BV_STEP_NO_REGISTER;
    out->value = op[1].type == ARM64_OP_IMM ? op[1].imm : 0;
    if (out->registers[0] >= 0 && (op[1].type == ARM64_OP_IMM || out->registers[1] >= 0))
        out->kind = BV_STEP_COMPARE;
}

static bool changes_flags(unsigned id)
{
    switch (id) {
    case ARM64_INS_CMP:
    case ARM64_INS_CMN:
    case ARM64_INS_TST:
    case ARM64_INS_CCMP:
    case ARM64_INS_CCMN:
    case ARM64_INS_FCMP:
    case ARM64_INS_FCMPE:
    case ARM64_INS_FCCMP:
    case ARM64_INS_FCCMPE:
        return true;
    default: /* adds, subs, ands ... say so themselves */
        return false;
    }
}

static enum bv_step_condition condition_of(arm64_cc code)
{
    static const enum bv_step_condition conditions[] = {
        [ARM64_CC_EQ] = BV_STEP_EQUAL,         [ARM64_CC_NE] = BV_STEP_UNEQUAL,
        [ARM64_CC_HS] = BV_STEP_ABOVE_EQUAL,   [ARM64_CC_LO] = BV_STEP_BELOW,
        [ARM64_CC_MI] = BV_STEP_LESS, /* as far as nothing overflows */
        [ARM64_CC_PL] = BV_STEP_GREATER_EQUAL, [ARM64_CC_HI] = BV_STEP_ABOVE,
        [ARM64_CC_LS] = BV_STEP_BELOW_EQUAL,   [ARM64_CC_GE] = BV_STEP_GREATER_EQUAL,
        [ARM64_CC_LT] = BV_STEP_LESS,          [ARM64_CC_GT] = BV_STEP_GREATER,
        [ARM64_CC_LE] = BV_STEP_LESS_EQUAL};
    return code < sizeof conditions / sizeof conditions[0] ? conditions[code] : BV_STEP_WHATEVER;
}

void bv_step_aarch64(const cs_insn *insn, struct bv_step *out)
{
    const cs_arm64 *arm = &insn->detail->arm64;
    bool stores;
    uint32_t bytes;
    memset(out, 0, sizeof *out);
    out->changes_flags = arm->update_flags || changes_flags(insn->id);
    out->registers[0] = out->registers[1] = out->base = out->index = BV_STEP_NO_REGISTER;
    for (int i = 0; i < arm->op_count; i++)
        if (arm->operands[i].type == ARM64_OP_REG &&
            (i == 0 || (arm->operands[i].access & CS_AC_WRITE) != 0))
            lose(out, (unsigned)arm->operands[i].reg);
    const cs_arm64_op *last = arm->op_count > 0 ? &arm->operands[arm->op_count - 1] : NULL;
    int count_of_access = access_of(insn->id, &stores, &bytes);
    if (count_of_access > 0) {
        if (count_of_access == 2)
            lose(out, (unsigned)arm->operands[1].reg);
        access(arm, count_of_access, stores, bytes, out);
        return;
    }
    switch (insn->id) {
    case ARM64_INS_BL:
        out->kind = BV_STEP_CALL;
        out->target = last != NULL ? (uint64_t)last->imm : 0;
        return;
    case ARM64_INS_BLR:
        out->kind = BV_STEP_CALL;
        return;
    case ARM64_INS_B:
        out->kind =
            arm->cc == ARM64_CC_INVALID || arm->cc == ARM64_CC_AL ? BV_STEP_JUMP : BV_STEP_BRANCH;
        out->target = last != NULL ? (uint64_t)last->imm : 0;
        out->condition = condition_of(arm->cc);
        return;
    case ARM64_INS_CBZ:
    case ARM64_INS_CBNZ:
    case ARM64_INS_TBZ:
    case ARM64_INS_TBNZ:
        out->kind = BV_STEP_BRANCH;
        out->lost = 0;
        out->target = last != NULL ? (uint64_t)last->imm : 0;
        if (insn->id == ARM64_INS_CBNZ) {
            out->until_zero = true;
            out->condition = BV_STEP_UNEQUAL;
            out->registers[0] = number_of((unsigned)arm->operands[0].reg, &out->bytes);
        }
        return;
    case ARM64_INS_BR:
    case ARM64_INS_RET:
        out->kind = BV_STEP_END;
        return;
    case ARM64_INS_CMP:
        compare(arm, out);
        return;
    default:
        count(insn, arm, out);
    }
}
