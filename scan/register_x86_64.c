/* SPDX-License-Identifier: Apache-2.0 */
/* register_x86_64.c: see register_x86_64.h. */
#include "scan/register_x86_64.h"

#include "scan/step.h"

enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8, R9, R10, R11, R12, R13, R14, R15 };

#define FOUR(reg64, reg32, reg16, reg8, number)                                                    \
    [X86_REG_##reg64] = (number) + 1, [X86_REG_##reg32] = (number) + 1,                            \
    [X86_REG_##reg16] = (number) + 1, [X86_REG_##reg8] = (number) + 1
#define VECTOR(number)                                                                             \
    [X86_REG_XMM##number] = BV_STEP_FLOATS + (number) + 1,                                         \
    [X86_REG_YMM##number] = BV_STEP_FLOATS + (number) + 1,                                         \
    [X86_REG_ZMM##number] = BV_STEP_FLOATS + (number) + 1

/* Number of a register, plus 1; 0: none that matters. */
static const uint8_t numbers[X86_REG_ENDING] = {
    FOUR(RAX, EAX, AX, AL, RAX),
    [X86_REG_AH] = RAX + 1,
    FOUR(RCX, ECX, CX, CL, RCX),
    [X86_REG_CH] = RCX + 1,
    FOUR(RDX, EDX, DX, DL, RDX),
    [X86_REG_DH] = RDX + 1,
    FOUR(RBX, EBX, BX, BL, RBX),
    [X86_REG_BH] = RBX + 1,
    FOUR(RSP, ESP, SP, SPL, RSP),
    FOUR(RBP, EBP, BP, BPL, RBP),
    FOUR(RSI, ESI, SI, SIL, RSI),
    FOUR(RDI, EDI, DI, DIL, RDI),
    FOUR(R8, R8D, R8W, R8B, R8),
    FOUR(R9, R9D, R9W, R9B, R9),
    FOUR(R10, R10D, R10W, R10B, R10),
    FOUR(R11, R11D, R11W, R11B, R11),
    FOUR(R12, R12D, R12W, R12B, R12),
    FOUR(R13, R13D, R13W, R13B, R13),
    FOUR(R14, R14D, R14W, R14B, R14),
    FOUR(R15, R15D, R15W, R15B, R15),
    VECTOR(0),
    VECTOR(1),
    VECTOR(2),
    VECTOR(3),
    VECTOR(4),
    VECTOR(5),
    VECTOR(6),
    VECTOR(7),
    VECTOR(8),
    VECTOR(9),
    VECTOR(10),
    VECTOR(11),
    VECTOR(12),
    VECTOR(13),
    VECTOR(14),
    VECTOR(15),
    VECTOR(16),
    VECTOR(17),
    VECTOR(18),
    VECTOR(19),
    VECTOR(20),
    VECTOR(21),
    VECTOR(22),
    VECTOR(23),
    VECTOR(24),
    VECTOR(25),
    VECTOR(26),
    VECTOR(27),
    VECTOR(28),
    VECTOR(29),
    VECTOR(30),
    VECTOR(31),
};

int8_t bv_register_x86_64(unsigned reg)
{
    return (int8_t)(reg < X86_REG_ENDING ? (int)numbers[reg] - 1 : BV_STEP_NO_REGISTER);
}
