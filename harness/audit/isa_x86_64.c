/* SPDX-License-Identifier: Apache-2.0 */
/* isa_x86_64.c: x86-64 as `objdump -M intel` writes it.
 *
 * Source   System V ABI, AMD64 supplement, 3.2.1 (registers) and 3.2.3 (classes of arguments) */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "harness/audit/isa.h"

enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8, XMM0 = 16 };

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* A word of text, and where the next begins. */
struct word {
    const char *at;
    size_t length;
};

static bool is(struct word word, const char *text)
{
    return strlen(text) == word.length && memcmp(word.at, text, word.length) == 0;
}

static bool any_of(struct word word, const char *const *list)
{
    for (; *list != NULL; list++)
        if (is(word, *list))
            return true;
    return false;
}

static int8_t register_of(struct word word)
{
    static const char names[][4][5] = {
        {"rax", "eax", "ax", "al"},  {"rcx", "ecx", "cx", "cl"},  {"rdx", "edx", "dx", "dl"},
        {"rbx", "ebx", "bx", "bl"},  {"rsp", "esp", "sp", "spl"}, {"rbp", "ebp", "bp", "bpl"},
        {"rsi", "esi", "si", "sil"}, {"rdi", "edi", "di", "dil"},
    };
    for (int r = 0; r < R8; r++)
        for (int i = 0; i < 4; i++)
            if (is(word, names[r][i]))
                return (int8_t)r;
    char *end;
    if (word.length >= 2 && word.at[0] == 'r' && word.at[1] >= '0' && word.at[1] <= '9') {
        unsigned long n = strtoul(word.at + 1, &end, 10);
        return n >= 8 && n < 16 ? (int8_t)n : BV_NO_REGISTER;
    }
    if (word.length >= 4 && word.at[0] >= 'x' && word.at[0] <= 'z' &&
        memcmp(word.at + 1, "mm", 2) == 0) {
        unsigned long n = strtoul(word.at + 3, &end, 10);
        return n < 32 ? (int8_t)(XMM0 + n) : BV_NO_REGISTER;
    }
    return BV_NO_REGISTER;
}

static bool is_memory(struct word word)
{
    for (size_t i = 0; i + 4 < word.length; i++)
        if (memcmp(word.at + i, "PTR ", 4) == 0)
            return true;
    return false;
}

static bool is_on_stack(struct word word)
{
    const char *bracket = memchr(word.at, '[', word.length);
    return bracket != NULL && starts(bracket, "[rsp");
}

static uint32_t width_of(struct word word)
{
    static const struct {
        const char *name;
        uint32_t bytes;
    } widths[] = {{"BYTE", 1},     {"WORD", 2},     {"DWORD", 4},   {"QWORD", 8},
                  {"XMMWORD", 16}, {"YMMWORD", 32}, {"ZMMWORD", 64}};
    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++)
        if (starts(word.at, widths[i].name))
            return widths[i].bytes;
    return 0;
}

static struct word next_word(const char **at, const char *ends)
{
    struct word word = {*at, strcspn(*at, ends)};
    *at += word.length;
    *at += **at != '\0';
    return word;
}

/* What only looks at its first operand. */
static const char *const lookers[] = {"cmp", "test", "ucomiss", "ucomisd",    "comiss", "comisd",
                                      "bt",  "nop",  "ptest",   "prefetcht0", "pushf",  NULL};
/* What puts things together that were loaded apart. */
static const char *const blenders[] = {"punpcklqdq", "punpckldq",   "punpckhqdq", "unpcklpd",
                                       "unpcklps",   "shufps",      "pinsrq",     "pinsrd",
                                       "movhps",     "movhpd",      "movlps",     "movlpd",
                                       "movlhps",    "vpunpcklqdq", NULL};

static bool is_move(struct word name)
{
    return starts(name.at, "mov") || starts(name.at, "vmov") || is(name, "lddqu");
}

static void decode_transfer(struct word name, struct word to, struct word from, struct bv_insn *out)
{
    if (is_memory(to)) {
        out->stores = true;
        out->on_stack = is_on_stack(to);
        out->store_bytes = width_of(to);
        out->loads = is_memory(from) || !is_move(name);
        out->copies = is_memory(from);
        if (is_move(name))
            out->sources[0] = register_of(from);
        return;
    }
    out->written[0] = register_of(to);
    out->loads = is_memory(from);
    out->blends = any_of(name, blenders);
    out->keeps = is_move(name) || out->blends;
    out->sources[0] = out->keeps ? register_of(from) : BV_NO_REGISTER;
    if (is(name, "mov") || is(name, "movabs")) {
        out->sets = starts(from.at, "0x");
        out->value = strtoull(from.at, NULL, 16);
    }
}

static void decode_stack(struct word name, struct word to, struct word from, struct bv_insn *out)
{
    if (is(name, "push")) {
        out->stores = out->on_stack = true;
        out->store_bytes = 8;
        out->loads = out->copies = is_memory(to);
        out->sources[0] = register_of(to);
    } else if (is(name, "pop")) {
        out->written[0] = register_of(to);
    } else if (starts(from.at, "0x")) {
        int64_t by = (int64_t)strtoull(from.at, NULL, 16);
        by = is(name, "sub") ? by : -by;
        out->frame_bytes = by > 0 ? by : 0;
    }
}

/* A constant that is added to, or taken from, what `to` names: of 32 bits, it has a sign, too. */
static int64_t constant(struct word to, const char *text, bool is_taken)
{
    uint64_t value = strtoull(text, NULL, 16);
    if (to.at[0] == 'e' || (to.length > 0 && to.at[to.length - 1] == 'd'))
        value = (uint64_t)(int32_t)(uint32_t)value;
    return (int64_t)(is_taken ? 0 - value : value);
}

/* What counts, and what looks at a count. */
static void decode_count(struct word name, struct word to, struct word from, struct bv_insn *out)
{
    int8_t r = register_of(to);
    if (r == BV_NO_REGISTER)
        return;
    bool by_constant = starts(from.at, "0x");
    if (is(name, "cmp") || is(name, "test")) {
        out->compared[0] = r;
        out->compared[1] = register_of(from);
    } else if (is(name, "inc") || is(name, "dec")) {
        out->stepped = out->compared[0] = r;
        out->step = is(name, "inc") ? 1 : -1;
    } else if ((is(name, "add") || is(name, "sub")) && by_constant) {
        out->stepped = out->compared[0] = r;
        out->step = constant(to, from.at, is(name, "sub"));
    } else if (is(name, "lea") && from.at[0] == '[') {
        const char *sign = from.at + 1 + strcspn(from.at + 1, "+-]");
        const struct word base = {from.at + 1, (size_t)(sign - from.at - 1)};
        if (register_of(base) == r && (*sign == '+' || *sign == '-') && starts(sign + 1, "0x")) {
            out->stepped = r;
            out->step = constant(to, sign + 1, *sign == '-');
        }
    }
}

static void decode(const char *text, struct bv_insn *out)
{
    const char *at = text;
    *out = bv_insn_blank();
    struct word name = next_word(&at, " ");
    if (is(name, "rep") || is(name, "repz")) {
        name = next_word(&at, " ");
        out->repeats = true;
    } else if (is(name, "bnd") || is(name, "notrack") || is(name, "lock") || is(name, "cs")) {
        name = next_word(&at, " ");
    }
    struct word to = next_word(&at, ","), from = next_word(&at, ",");
    decode_count(name, to, from, out);
    if (is(name, "call") || name.at[0] == 'j') {
        out->kind = is(name, "call")  ? BV_INSN_CALL
                    : is(name, "jmp") ? BV_INSN_JUMP
                                      : BV_INSN_BRANCH;
        bool through = is_memory(to) || register_of(to) != BV_NO_REGISTER;
        out->callee = through || to.length == 0 || to.at[0] == '.' ? NULL : to.at;
        out->loads = is_memory(to);
    } else if (is(name, "ret")) {
        out->kind = BV_INSN_RETURN;
    } else if (is(name, "push") || is(name, "pop") ||
               ((is(name, "sub") || is(name, "add")) && is(to, "rsp"))) {
        decode_stack(name, to, from, out);
    } else if (any_of(name, lookers)) {
        out->loads = !is(name, "nop") && (is_memory(to) || is_memory(from));
    } else if (out->repeats && !is(name, "movs")) {
        out->repeats = false; /* rep stos: it fills */
        out->stores = is(name, "stos");
    } else {
        decode_transfer(name, to, from, out);
    }
}

/* A struct of unaligned fields has class MEMORY, at every size. Six registers take integers, eight
 * the rest. */
static const struct bv_class_registers classes[] = {
    {"packed", 0, 0}, {"double", 16, 64}, {NULL, 16, 48}};

const struct bv_isa bv_isa_x86_64 = {
    .name = "x86-64",
    .format = "elf64-x86-64",
    .decode = decode,
    .count_register = RCX,
    .length_register = RDX,
    .frame_register = BV_NO_REGISTER,
    .lost_in_calls = 1u << RAX | 1u << RCX | 1u << RDX | 1u << RSI | 1u << RDI | 0xfu << R8 |
                     UINT64_C(0xffffffff) << XMM0,
    .classes = classes,
};

/* Source   Go's ABIInternal; memmove gets its length third, too */
const struct bv_isa bv_isa_go_x86_64 = {
    .name = "x86-64",
    .format = "elf64-x86-64",
    .decode = decode,
    .count_register = RCX,
    .length_register = RCX,
    .frame_register = RBP,
    .lost_in_calls = UINT64_MAX,
    .classes = classes,
};
