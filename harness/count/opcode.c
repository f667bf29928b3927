/* SPDX-License-Identifier: Apache-2.0 */
/* opcode.c: prefixes, then the few opcodes that matter. */
#include "harness/count/opcode.h"

static bool is_prefix(unsigned char byte)
{
    switch (byte) {
    case 0x26:
    case 0x2e:
    case 0x36:
    case 0x3e:
    case 0x64:
    case 0x65:
    case 0x66:
    case 0x67:
    case 0xf0:
    case 0xf2:
    case 0xf3:
        return true;
    default:
        return false;
    }
}

/* field    the digit /0 .. /7 of the ModRM byte, which tells operations of one opcode apart */
static bool one_byte_modifies(unsigned char opcode, unsigned field)
{
    switch (opcode) {
    case 0x80: /* add or adc sbb and sub xor, but not cmp, with an immediate */
    case 0x81:
    case 0x83:
        return field != 7;
    case 0x86: /* xchg */
    case 0x87:
    case 0xc0: /* shifts and rotations */
    case 0xc1:
    case 0xd0:
    case 0xd1:
    case 0xd2:
    case 0xd3:
        return true;
    case 0xf6: /* not, neg */
    case 0xf7:
        return field == 2 || field == 3;
    case 0xfe: /* inc, dec */
    case 0xff:
        return field <= 1;
    default: /* add or adc sbb and sub xor, but not cmp, of a register into memory */
        return opcode < 0x38 && (opcode & 7) <= 1;
    }
}

static bool two_byte_modifies(unsigned char opcode, unsigned field)
{
    switch (opcode) {
    case 0xa4: /* shld, shrd */
    case 0xa5:
    case 0xac:
    case 0xad:
    case 0xab: /* bts, btr, btc by a register */
    case 0xb3:
    case 0xbb:
    case 0xb0: /* cmpxchg */
    case 0xb1:
    case 0xc0: /* xadd */
    case 0xc1:
        return true;
    case 0xba: /* bts, btr, btc, but not bt, by an immediate */
        return field >= 5;
    case 0xc7: /* cmpxchg8b, cmpxchg16b */
        return field == 1;
    default:
        return false;
    }
}

struct bv_opcode bv_opcode_read(const unsigned char code[BV_OPCODE_BYTES])
{
    struct bv_opcode out = {false, false};
    bool repeated = false;
    int at = 0;
    while (at < BV_OPCODE_BYTES - 4 && is_prefix(code[at])) {
        repeated = repeated || code[at] == 0xf2 || code[at] == 0xf3;
        at++;
    }
    if ((code[at] & 0xf0) == 0x40) /* REX */
        at++;
    bool two = code[at] == 0x0f;
    unsigned char opcode = code[two ? ++at : at];
    unsigned char modrm = code[at + 1];
    if (!two && ((opcode & 0xfe) == 0xa4 || (opcode & 0xfe) == 0xaa)) /* movs, stos */
        out.repeats = repeated;
    if (out.repeats || modrm >> 6 == 3) /* a register, not memory */
        return out;
    unsigned field = modrm >> 3 & 7u;
    out.modifies = two ? two_byte_modifies(opcode, field) : one_byte_modifies(opcode, field);
    return out;
}
