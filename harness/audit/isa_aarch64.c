/* SPDX-License-Identifier: Apache-2.0 */
/* isa_aarch64.c: AArch64 as objdump writes it.
 *
 * Source   Procedure Call Standard for the Arm 64-bit Architecture, 6.1 (registers) and 6.8.2
 *          (passing of arguments: up to 16 B, or up to four floating-point members, in registers)
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "harness/audit/isa.h"

enum { X2 = 2, X19 = 19, SP = 31, V0 = 32 };

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* The register that an operand begins with, and its bytes. */
static int8_t register_of(const char *text, uint32_t *bytes)
{
    static const struct {
        char letter;
        uint32_t bytes;
    } vectors[] = {{'q', 16}, {'v', 16}, {'d', 8}, {'s', 4}, {'h', 2}, {'b', 1}};
    *bytes = 0;
    if (text[0] == '\0' || text[1] < '0' || text[1] > '9') {
        *bytes = starts(text, "xzr") ? 8 : 4;
        return starts(text, "sp") ? (int8_t)SP : BV_NO_REGISTER;
    }
    unsigned long n = strtoul(text + 1, NULL, 10);
    if (n > 31)
        return BV_NO_REGISTER;
    if (text[0] == 'x' || text[0] == 'w') {
        *bytes = text[0] == 'x' ? 8 : 4;
        return n < SP ? (int8_t)n : BV_NO_REGISTER;
    }
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++)
        if (text[0] == vectors[i].letter) {
            *bytes = vectors[i].bytes;
            return (int8_t)(V0 + (int8_t)n);
        }
    return BV_NO_REGISTER;
}

/* The next operand; "" where there is none. */
static const char *operand(const char *text)
{
    const char *comma = strchr(text, ',');
    return comma == NULL ? "" : comma + 1 + strspn(comma + 1, " ");
}

/* ldr, ldp, ld1 ... and their counterparts: one or two registers, then the address. */
static void decode_memory(const char *name, const char *operands, struct bv_insn *out)
{
    bool load = name[0] == 'l', pair = name[2] == 'p' || starts(name + 2, "np");
    const char *bracket = strchr(operands, '[');
    const char *at = operands + (operands[0] == '{');
    uint32_t bytes = 0, each;
    for (int i = 0; i < 2 && *at != '\0' && *at != '['; i++) {
        int8_t r = register_of(at, &each);
        if (load)
            out->written[i] = r;
        else
            out->sources[i] = r;
        bytes += each;
        at = operand(at);
        if (!pair && operands[0] != '{')
            break;
    }
    if (starts(name, "strb") || starts(name, "sturb"))
        bytes = 1;
    if (starts(name, "strh") || starts(name, "sturh"))
        bytes = 2;
    out->loads = out->keeps = load;
    out->stores = !load;
    out->store_bytes = load ? 0 : bytes;
    out->on_stack = bracket != NULL && (starts(bracket, "[sp") || starts(bracket, "[x29"));
    const char *down = bracket == NULL ? NULL : strstr(bracket, "#-");
    if (down != NULL && starts(bracket, "[sp") && strstr(down, "]!") != NULL)
        out->frame_bytes = (int64_t)strtoull(down + 2, NULL, 10);
}

/* What counts, and what looks at a count. */
static void decode_count(const char *name, const char *operands, struct bv_insn *out)
{
    uint32_t bytes;
    const char *from = operand(operands), *by = operand(from);
    int8_t r = register_of(operands, &bytes);
    bool adds = starts(name, "add ") || starts(name, "adds ");
    if (starts(name, "cmp ") || starts(name, "cmn ") || starts(name, "tst ")) {
        out->compared[0] = r;
        out->compared[1] = register_of(from, &bytes);
    } else if (starts(name, "cb")) {
        out->compared[0] = r;
    } else if ((adds || starts(name, "sub ") || starts(name, "subs ")) && by[0] == '#' &&
               register_of(from, &bytes) == r && r < SP) {
        out->stepped = r;
        out->step = (int64_t)(strtoull(by + 1, NULL, 0) & 0xfff) * (adds ? 1 : -1);
        if (strstr(by, "lsl #12") != NULL)
            out->step *= 1 << 12;
        out->compared[0] = starts(name + 3, "s") ? r : (int8_t)BV_NO_REGISTER;
    }
}

static void decode_plain(const char *name, const char *operands, struct bv_insn *out)
{
    static const char *const lookers[] = {"cmp", "cmn", "tst",  "ccmp", "fcmp",
                                          "nop", "dmb", "prfm", "hint", "yield"};
    uint32_t bytes;
    for (size_t i = 0; i < sizeof lookers / sizeof lookers[0]; i++)
        if (starts(name, lookers[i]))
            return;
    const char *from = operand(operands);
    out->written[0] = register_of(operands, &bytes);
    out->commutes = starts(name, "add ") || starts(name, "mul ") || starts(name, "and ") ||
                    starts(name, "orr ") || starts(name, "eor ");
    if (starts(name, "sub ") && out->written[0] == SP) {
        const char *by = operand(from);
        if (by[0] == '#')
            /* The instruction has 12 bits of it, whatever a text says. */
            out->frame_bytes = (int64_t)(strtoull(by + 1, NULL, 0) & 0xfff)
                               << (strstr(by, "lsl #12") != NULL ? 12 : 0);
        else
            out->frame_source = register_of(by, &bytes);
    } else if (starts(name, "mov ") || starts(name, "fmov ") || starts(name, "ins ")) {
        out->sets = from[0] == '#';
        out->value = out->sets ? strtoull(from + 1, NULL, 0) : 0;
        out->keeps = !out->sets;
        out->blends = strchr(operands, '[') != NULL && strchr(operands, '[') < from;
        out->sources[0] = out->sets ? (int8_t)BV_NO_REGISTER : register_of(from, &bytes);
    }
}

/* The symbol that a call or jump names; NULL where it names none, or a line of its function. */
static const char *symbol_in(const char *operands)
{
    return operands[0] == '\0' || operands[0] == '.' ? NULL : operands;
}

static void decode(const char *text, struct bv_insn *out)
{
    const char *operands = text + strcspn(text, " ");
    operands += *operands != '\0';
    *out = bv_insn_blank();
    decode_count(text, operands, out);
    if (starts(text, "bl ") || starts(text, "blr ")) {
        out->kind = BV_INSN_CALL;
        out->callee = starts(text, "bl ") ? symbol_in(operands) : NULL;
    } else if (starts(text, "b ") || starts(text, "br ")) {
        out->kind = BV_INSN_JUMP;
        out->callee = starts(text, "b ") ? symbol_in(operands) : NULL;
    } else if (starts(text, "b.") || starts(text, "cbz") || starts(text, "cbnz") ||
               starts(text, "tbz") || starts(text, "tbnz")) {
        out->kind = BV_INSN_BRANCH;
    } else if (starts(text, "ret")) {
        out->kind = BV_INSN_RETURN;
    } else if (starts(text, "ld") || (starts(text, "st") && !starts(text, "stlxr"))) {
        decode_memory(text, operands, out);
    } else {
        decode_plain(text, operands, out);
    }
}

/* Homogeneous aggregates of up to four members go in as many vector registers. */
static const struct bv_class_registers classes[] = {
    {"double", 32, 64}, {"vec", 64, 128}, {NULL, 16, 64}};

const struct bv_isa bv_isa_aarch64 = {
    .name = "aarch64",
    .format = "elf64-littleaarch64",
    .decode = decode,
    .count_register = BV_NO_REGISTER,
    .length_register = X2,
    .frame_register = BV_NO_REGISTER,
    .lost_in_calls = UINT64_C(0xffffffff) << V0 | ((UINT64_C(1) << X19) - 1) | UINT64_C(1) << 30,
    .copies_are_pointed_at = true,
    .classes = classes,
};
