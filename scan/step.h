/* SPDX-License-Identifier: Apache-2.0 */
/* step.h: what an instruction does, as far as copies and calls go. */
#ifndef BV_STEP_H
#define BV_STEP_H

#include <stdbool.h>
#include <stdint.h>

#include <capstone/capstone.h>

#include "lib/dwarf/passing.h"

/* Registers by number: general ones first, then those of floats and vectors, of any width. */
enum { BV_STEP_REGISTERS = 64, BV_STEP_FLOATS = 32, BV_STEP_NO_REGISTER = -1 };

enum bv_step_kind {
    BV_STEP_OTHER, /* changes what `lost` says */
    BV_STEP_LOAD,  /* each of `registers` gets `bytes` from memory, one behind the other */
    BV_STEP_STORE,
    BV_STEP_MOVE, /* registers[0] gets registers[1] + value; a vector its bits */
    BV_STEP_SET,  /* registers[0] gets value */
    BV_STEP_PUSH_MEMORY,
    BV_STEP_PUSH,
    BV_STEP_POP,
    BV_STEP_STRING,  /* x86-64's movs: `bytes` from rsi to rdi; `repeats`: rcx times */
    BV_STEP_COMPARE, /* `bytes` of registers[0] with registers[1], or with value; a branch asks */
    BV_STEP_CALL,
    BV_STEP_JUMP,
    BV_STEP_BRANCH,
    BV_STEP_END /* returns, or goes where nobody knows */
};

/* What a branch wants to hold of a comparison's sides to be taken. */
enum bv_step_condition {
    BV_STEP_WHATEVER, /* something else, such as a carry */
    BV_STEP_EQUAL,
    BV_STEP_UNEQUAL,
    BV_STEP_LESS, /* as signed numbers */
    BV_STEP_LESS_EQUAL,
    BV_STEP_GREATER,
    BV_STEP_GREATER_EQUAL,
    BV_STEP_BELOW, /* as unsigned numbers, or addresses */
    BV_STEP_BELOW_EQUAL,
    BV_STEP_ABOVE,
    BV_STEP_ABOVE_EQUAL
};

/* Which half of a 16-byte register a load or a move is about. */
enum bv_step_part { BV_STEP_WHOLE, BV_STEP_LOW, BV_STEP_HIGH };

struct bv_step {
    enum bv_step_kind kind;
    enum bv_step_part part;
    int8_t registers[2];
    uint8_t register_count; /* of a load or store */
    uint32_t bytes;         /* of each */
    int8_t base, index;     /* of memory; BV_STEP_NO_REGISTER: none */
    uint8_t scale;
    bool repeats;
    bool changes_flags;               /* a branch asks about this one, and no older one */
    bool is_absolute;                 /* memory: `displacement` is the address */
    bool until_zero;                  /* a branch that is taken until registers[0] is 0 */
    bool through_memory;              /* a call or jump: by the pointer in memory */
    enum bv_step_condition condition; /* of a branch */
    int64_t displacement;
    int64_t value;
    int64_t before, after; /* that the base moves by, before and after the access */
    uint64_t target;       /* of a call, jump or branch; 0: unknown */
    uint64_t lost;         /* bit r: register r gets what nobody knows */
};

/* Understand one instruction, which was disassembled with details. */
void bv_step_x86_64(const cs_insn *insn, struct bv_step *out);
void bv_step_aarch64(const cs_insn *insn, struct bv_step *out);

/* Of an ABI: its stack pointer, what calls may change, the argument that is a copier's length. */
struct bv_step_rules {
    void (*understand)(const cs_insn *insn, struct bv_step *out);
    int8_t stack, to, from, length, count;       /* count: of repeats */
    int8_t go_to, go_length, duff_from, duff_to; /* of Go's own copiers */
    int8_t arguments[8];                  /* registers; ends with BV_STEP_NO_REGISTER where fewer */
    uint64_t lost_in_calls, lost_in_duff; /* besides from and to */
    uint8_t unit;                         /* least bytes of an instruction */
    uint8_t arguments_offset; /* from the stack pointer, at entry, to those on the stack */
};

const struct bv_step_rules *bv_step_rules(enum bv_abi abi);

/* Open a disassembler for it.
 * Returns  false when there is no memory */
bool bv_step_open(enum bv_abi abi, csh *out);

#endif
