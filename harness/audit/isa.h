/* SPDX-License-Identifier: Apache-2.0 */
/* isa.h: what an instruction does to registers, memory and control, for each instruction set. */
#ifndef BV_ISA_H
#define BV_ISA_H

#include <stdbool.h>
#include <stdint.h>

enum { BV_REGISTERS = 64, BV_NO_REGISTER = -1 };

enum bv_insn_kind {
    BV_INSN_PLAIN,
    BV_INSN_CALL,
    BV_INSN_JUMP,   /* always */
    BV_INSN_BRANCH, /* or goes on */
    BV_INSN_RETURN
};

struct bv_insn {
    enum bv_insn_kind kind;
    bool loads, stores;
    bool on_stack;        /* the store is relative to the stack pointer */
    bool copies;          /* from memory to memory */
    bool repeats;         /* ... as often as the count register says */
    bool keeps;           /* `written` gets what the load, or sources[0], holds */
    bool blends;          /* ... into a part of it */
    uint32_t store_bytes; /* a repeat */
    int8_t written[2];    /* registers; BV_NO_REGISTER */
    int8_t sources[2];    /* registers that are stored, or moved */
    bool commutes;        /* its last two of three operands may change places */
    bool sets;            /* written[0] gets `value` */
    uint64_t value;
    int8_t stepped; /* register that goes up by `step`, a constant; BV_NO_REGISTER */
    int64_t step;
    int8_t compared[2];  /* registers whose values decide a branch, here or after it */
    int64_t frame_bytes; /* by which the stack pointer goes down */
    int8_t frame_source; /* ... or the register that says so */
    const char *callee;  /* symbol that a call or jump names, in the text; NULL: none */
};

/* How values of a class go in registers. */
struct bv_class_registers {
    const char *class;   /* the value of a case's key `class` */
    uint32_t bytes;      /* most that a value may have */
    uint32_t room_bytes; /* all registers together: what does not fit whole is copied */
};

struct bv_isa {
    const char *name;
    const char *format; /* objdump's word for its files */
    /* text     as in a bv_line
     * out      filled, whatever text is */
    void (*decode)(const char *text, struct bv_insn *out);
    int8_t count_register;      /* of what repeats itself */
    int8_t length_register;     /* third argument of a call */
    int8_t frame_register;      /* holds nothing but the frame's address; BV_NO_REGISTER: none */
    uint64_t lost_in_calls;     /* bit r: a call may change register r */
    bool copies_are_pointed_at; /* what goes in no register goes by a hidden pointer to a copy */
    const struct bv_class_registers
        *classes; /* ends with class NULL, which stands for all others */
};

/* The instruction set of a file; NULL where it is none of ours. */
const struct bv_isa *bv_isa_find(const char *format);

/* Of `count` values of a class, how many bytes registers do not hold.
 * bytes    of each */
uint32_t bv_isa_memory_bytes(const struct bv_isa *isa, const char *class_name, uint32_t bytes,
                             uint32_t count);

/* An instruction that does nothing that is known. */
struct bv_insn bv_insn_blank(void);

/* bv_isa_go_x86_64 is x86-64 by Go's calling convention: a call may change every register. */
extern const struct bv_isa bv_isa_x86_64, bv_isa_aarch64, bv_isa_go_x86_64;

#endif
