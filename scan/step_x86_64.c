/* SPDX-License-Identifier: Apache-2.0 */
/* step_x86_64.c: x86-64 as Capstone reads it. */
#include <string.h>

#include "scan/register_x86_64.h"
#include "scan/step.h"

/* Flags that a branch asks about, when they get what an instruction makes, or something unknown. */
#define CHANGED                                                                                    \
    (X86_EFLAGS_MODIFY_CF | X86_EFLAGS_MODIFY_ZF | X86_EFLAGS_MODIFY_SF | X86_EFLAGS_MODIFY_OF |   \
     X86_EFLAGS_RESET_CF | X86_EFLAGS_RESET_ZF | X86_EFLAGS_RESET_SF | X86_EFLAGS_RESET_OF |       \
     X86_EFLAGS_SET_CF | X86_EFLAGS_SET_ZF | X86_EFLAGS_SET_SF | X86_EFLAGS_SET_OF |               \
     X86_EFLAGS_UNDEFINED_CF | X86_EFLAGS_UNDEFINED_ZF | X86_EFLAGS_UNDEFINED_SF |                 \
     X86_EFLAGS_UNDEFINED_OF)

static void lose(struct bv_step *out, unsigned reg)
{
    int8_t number = bv_register_x86_64(reg);
    if (number >= 0)
        out->lost |= UINT64_C(1) << number;
}

static void memory(const cs_insn *insn, const x86_op_mem *of, struct bv_step *out)
{
    out->displacement = of->disp;
    out->is_absolute =
        of->base == X86_REG_RIP || (of->base == X86_REG_INVALID && of->index == X86_REG_INVALID);
    if (of->base == X86_REG_RIP)
        out->displacement += (int64_t)(insn->address + insn->size);
    out->base = out->is_absolute ? BV_STEP_NO_REGISTER : bv_register_x86_64(of->base);
    out->index = bv_register_x86_64(of->index);
    out->scale = (uint8_t)of->scale;
    if (of->segment == X86_REG_FS || of->segment == X86_REG_GS) {
        out->is_absolute = false; /* a place of its own */
        out->displacement ^= INT64_MIN;
    }
}

static bool is_move(unsigned id)
{
    switch (id) {
    case X86_INS_MOV:
    case X86_INS_MOVABS:
    case X86_INS_MOVD:
    case X86_INS_MOVQ:
    case X86_INS_MOVAPS:
    case X86_INS_MOVAPD:
    case X86_INS_MOVUPS:
    case X86_INS_MOVUPD:
    case X86_INS_MOVDQA:
    case X86_INS_MOVDQU:
    case X86_INS_MOVSS:
    case X86_INS_MOVSD:
    case X86_INS_MOVNTDQ:
    case X86_INS_MOVNTPS:
    case X86_INS_MOVNTI:
    case X86_INS_LDDQU:
    case X86_INS_VMOVD:
    case X86_INS_VMOVQ:
    case X86_INS_VMOVAPS:
    case X86_INS_VMOVAPD:
    case X86_INS_VMOVUPS:
    case X86_INS_VMOVUPD:
    case X86_INS_VMOVDQA:
    case X86_INS_VMOVDQU:
    case X86_INS_VMOVDQA32:
    case X86_INS_VMOVDQA64:
    case X86_INS_VMOVDQU8:
    case X86_INS_VMOVDQU16:
    case X86_INS_VMOVDQU32:
    case X86_INS_VMOVDQU64:
    case X86_INS_VMOVSS:
    case X86_INS_VMOVSD:
    case X86_INS_VMOVNTDQ:
    case X86_INS_VMOVNTPS:
    /* These widen, and what they widen is a value and not an object; they are told by their widths.
     */
    case X86_INS_MOVZX:
        return true;
    default:
        return false;
    }
}

/* Of half a vector register. */
static bool half_of(unsigned id, enum bv_step_part *part)
{
    *part = BV_STEP_WHOLE;
    switch (id) {
    case X86_INS_MOVLPS:
    case X86_INS_MOVLPD:
    case X86_INS_VMOVLPS:
    case X86_INS_VMOVLPD:
        *part = BV_STEP_LOW;
        return true;
    case X86_INS_MOVHPS:
    case X86_INS_MOVHPD:
    case X86_INS_VMOVHPS:
    case X86_INS_VMOVHPD:
    case X86_INS_PINSRQ:
    case X86_INS_VPINSRQ:
    case X86_INS_PUNPCKLQDQ:
    case X86_INS_VPUNPCKLQDQ:
    case X86_INS_MOVLHPS:
    case X86_INS_VMOVLHPS:
    case X86_INS_UNPCKLPD:
        *part = BV_STEP_HIGH;
        return true;
    default:
        return false;
    }
}

static void transfer(const cs_insn *insn, const cs_x86_op *to, const cs_x86_op *from,
                     struct bv_step *out)
{
    if (to->type == X86_OP_MEM && from->type == X86_OP_REG) {
        memory(insn, &to->mem, out);
        out->kind = BV_STEP_STORE;
        out->registers[0] = bv_register_x86_64(from->reg);
        out->register_count = 1;
        out->bytes = to->size;
    } else if (to->type == X86_OP_MEM) {
        out->kind = BV_STEP_OTHER;
    } else if (from->type == X86_OP_MEM) {
        memory(insn, &from->mem, out);
        out->kind = BV_STEP_LOAD;
        out->registers[0] = bv_register_x86_64(to->reg);
        out->register_count = 1;
        out->bytes = from->size;
    } else if (from->type == X86_OP_IMM) {
        out->kind = BV_STEP_SET;
        out->registers[0] = bv_register_x86_64(to->reg);
        out->value = to->size >= 8 ? from->imm : (int64_t)(uint64_t)(uint32_t)from->imm;
    } else {
        out->kind = to->size >= 8 ? BV_STEP_MOVE : BV_STEP_OTHER;
        out->registers[0] = bv_register_x86_64(to->reg);
        out->registers[1] = bv_register_x86_64(from->reg);
        lose(out, to->reg);
        if (out->registers[0] < 0 || out->registers[1] < 0)
            out->kind = BV_STEP_OTHER;
    }
}

static void count(const cs_insn *insn, const cs_x86 *x86, struct bv_step *out)
{
    const cs_x86_op *to = &x86->operands[0], *from = &x86->operands[1];
    bool in_register = x86->op_count > 0 && to->type == X86_OP_REG;
    int8_t target = in_register ? bv_register_x86_64(to->reg) : BV_STEP_NO_REGISTER;
    switch (insn->id) {
    case X86_INS_INC:
    case X86_INS_DEC:
        out->value = insn->id == X86_INS_INC ? 1 : -1;
        break;
    case X86_INS_ADD:
    case X86_INS_SUB:
        if (from->type != X86_OP_IMM)
            return;
        out->value = insn->id == X86_INS_ADD ? from->imm : -from->imm;
        break;
    case X86_INS_XOR:
        if (from->type != X86_OP_REG || !in_register || from->reg != to->reg || to->size < 4)
            return;              /* the upper bits of a smaller one stay */
        out->kind = BV_STEP_SET; /* to 0, as compilers write it */
        out->registers[0] = target;
        return;
    case X86_INS_LEA:
        if (from->mem.base == X86_REG_RIP) {
            out->kind = BV_STEP_SET;
            out->registers[0] = target;
            out->value = (int64_t)(insn->address + insn->size) + from->mem.disp;
            return;
        }
        if (from->mem.index != X86_REG_INVALID || from->mem.base == X86_REG_INVALID ||
            to->size < 8 || bv_register_x86_64(from->mem.base) < 0)
            return;
        out->kind = BV_STEP_MOVE;
        out->registers[0] = target;
        out->registers[1] = bv_register_x86_64(from->mem.base);
        out->value = from->mem.disp;
        return;
    default:
        return;
    }
    if (target < 0)
        return;
    out->kind = BV_STEP_MOVE;
    out->bytes = to->size;
    out->registers[0] = out->registers[1] = target;
}

static void string_move(const cs_insn *insn, const cs_x86 *x86, struct bv_step *out)
{
    out->kind = BV_STEP_STRING;
    out->repeats = x86->prefix[0] == X86_PREFIX_REP;
    out->bytes = insn->id == X86_INS_MOVSB   ? 1
                 : insn->id == X86_INS_MOVSW ? 2
                 : insn->id == X86_INS_MOVSD ? 4
                                             : 8;
}

static enum bv_step_condition condition_of(unsigned id)
{
    switch (id) {
    case X86_INS_JE:
        return BV_STEP_EQUAL;
    case X86_INS_JNE:
        return BV_STEP_UNEQUAL;
    case X86_INS_JL:
    case X86_INS_JS: /* as far as nothing overflows */
        return BV_STEP_LESS;
    case X86_INS_JLE:
        return BV_STEP_LESS_EQUAL;
    case X86_INS_JG:
        return BV_STEP_GREATER;
    case X86_INS_JGE:
    case X86_INS_JNS:
        return BV_STEP_GREATER_EQUAL;
    case X86_INS_JB:
        return BV_STEP_BELOW;
    case X86_INS_JBE:
        return BV_STEP_BELOW_EQUAL;
    case X86_INS_JA:
        return BV_STEP_ABOVE;
    case X86_INS_JAE:
        return BV_STEP_ABOVE_EQUAL;
    default:
        return BV_STEP_WHATEVER;
    }
}

/* cmp, and test of a register with itself, which asks what cmp with 0 does. */
static void compare(const cs_insn *insn, const cs_x86_op *first, const cs_x86_op *second,
                    struct bv_step *out)
{
    bool is_test = insn->id == X86_INS_TEST;
    bool in_registers = first->type == X86_OP_REG && second->type == X86_OP_REG;
    out->lost = 0;
    out->registers[0] =
        first->type == X86_OP_REG ? bv_register_x86_64(first->reg) : BV_STEP_NO_REGISTER;
    if (out->registers[0] < 0 || (is_test && (!in_registers || first->reg != second->reg)))
        return;
    if (!is_test && second->type == X86_OP_REG)
        out->registers[1] = bv_register_x86_64(second->reg);
    if (!is_test && second->type == X86_OP_IMM)
        out->value = second->imm;
    out->bytes = first->size;
    if (is_test || second->type == X86_OP_IMM || out->registers[1] >= 0)
        out->kind = BV_STEP_COMPARE;
}

static void jump(const cs_x86_op *to, bool is_call, bool is_branch, const cs_insn *insn,
                 struct bv_step *out)
{
    out->kind = is_call ? BV_STEP_CALL : is_branch ? BV_STEP_BRANCH : BV_STEP_JUMP;
    if (to->type == X86_OP_IMM)
        out->target = (uint64_t)to->imm;
    else if (to->type == X86_OP_MEM) {
        memory(insn, &to->mem, out);
        out->through_memory = out->is_absolute;
        out->target = out->is_absolute ? (uint64_t)out->displacement : 0;
    }
    if (!is_call && !is_branch && out->target == 0)
        out->kind = BV_STEP_END;
}

void bv_step_x86_64(const cs_insn *insn, struct bv_step *out)
{
    const cs_x86 *x86 = &insn->detail->x86;
    const cs_x86_op *first = &x86->operands[0], *second = &x86->operands[1];
    memset(out, 0, sizeof *out);
    out->changes_flags = (x86->eflags & CHANGED) != 0;
    out->registers[0] = out->registers[1] = out->base = out->index = BV_STEP_NO_REGISTER;
    for (int i = 0; i < x86->op_count; i++)
        if (x86->operands[i].type == X86_OP_REG &&
            (x86->operands[i].access & CS_AC_WRITE || i == 0))
            lose(out, x86->operands[i].reg);
    for (int i = 0; i < insn->detail->regs_write_count; i++)
        lose(out, insn->detail->regs_write[i]);
    switch (insn->id) {
    case X86_INS_CALL:
        jump(first, true, false, insn, out);
        return;
    case X86_INS_JMP:
        jump(first, false, false, insn, out);
        return;
    case X86_INS_RET:
    case X86_INS_HLT:
    case X86_INS_UD2:
        out->kind = BV_STEP_END;
        return;
    case X86_INS_PUSH:
        out->kind = first->type == X86_OP_MEM ? BV_STEP_PUSH_MEMORY : BV_STEP_PUSH;
        out->lost = 0;
        out->bytes = 8;
        if (first->type == X86_OP_MEM)
            memory(insn, &first->mem, out);
        else if (first->type == X86_OP_REG)
            out->registers[0] = bv_register_x86_64(first->reg);
        return;
    case X86_INS_POP:
        out->kind = BV_STEP_POP;
        out->bytes = 8;
        return;
    case X86_INS_MOVSB:
    case X86_INS_MOVSW:
    case X86_INS_MOVSQ:
        string_move(insn, x86, out);
        return;
    case X86_INS_MOVSD:
        if (x86->opcode[0] == 0xa5) {
            string_move(insn, x86, out);
            return;
        }
        break;
    case X86_INS_CMP:
    case X86_INS_TEST:
        compare(insn, first, second, out);
        return;
    case X86_INS_LOOP:
    case X86_INS_LOOPE:
    case X86_INS_LOOPNE:
        jump(first, false, true, insn, out);
        return;
    default:
        break;
    }
    if (insn->id >= X86_INS_JAE && insn->id <= X86_INS_JS && insn->id != X86_INS_JMP) {
        jump(first, false, true, insn, out);
        out->condition = condition_of(insn->id);
        return;
    }
    if (half_of(insn->id, &out->part) && x86->op_count >= 2) {
        const cs_x86_op *last = &x86->operands[x86->op_count - 1];
        bool inserts = insn->id == X86_INS_PINSRQ || insn->id == X86_INS_VPINSRQ;
        const cs_x86_op *from = inserts ? &x86->operands[x86->op_count - 2] : last;
        if (inserts && last->imm != 1)
            return;
        if (x86->op_count - inserts == 3 && x86->operands[1].reg != first->reg)
            return; /* three different registers: nothing is kept */
        transfer(insn, first, from, out);
        if (out->kind == BV_STEP_LOAD || out->kind == BV_STEP_STORE)
            out->bytes = 8;
        return;
    }
    if (is_move(insn->id) && x86->op_count == 2)
        transfer(insn, first, second, out);
    else
        count(insn, x86, out);
}
