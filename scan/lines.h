/* SPDX-License-Identifier: Apache-2.0 */
/* lines.h: a stretch of machine code, disassembled and cut into blocks, with what is known at each.
 */
#ifndef BV_LINES_H
#define BV_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scan/step.h"

/* What is known of a register's value: a root, a number that stands for something unknown, and an
 * offset. */
struct bv_register_value {
    uint32_t root;
    int64_t offset;
};

/* Roots: of constants, of the stack pointer as it was at the beginning, and as it is where nobody
 * knows how far it moved. Others are made. */
enum { BV_ROOT_CONSTANT = 0, BV_ROOT_STACK = 1, BV_ROOT_FRAME = 2, BV_ROOT_OTHER = 3 };

/* An instruction. */
struct bv_code_line {
    uint64_t address;
    uint8_t length;
    struct bv_step step;
};

/* Lines that are gone through one after the other. */
struct bv_code_block {
    size_t first, end;                              /* lines */
    int32_t ways[2];                                /* blocks that may come next; -1: none */
    bool is_head;                                   /* something jumps to it */
    bool turns;                                     /* it leads to itself at once */
    bool is_looping;                                /* other blocks lead back to it */
    bool is_reached;                                /* from the beginning, as far as is known */
    bool is_changed;                                /* `known` is, since the block was followed */
    struct bv_register_value known[BV_STEP_FLOATS]; /* at its beginning; BV_ROOT_OTHER: nothing */
};

struct bv_lines {
    const struct bv_step_rules *rules;
    struct bv_code_line *items;
    size_t count, capacity;
    struct bv_code_block *blocks; /* by address */
    size_t block_count, block_capacity;
};

/* Disassemble a stretch and follow it; what an earlier stretch needed is used again.
 * lines    with its rules; bv_lines_finish it
 * unit     least bytes of an instruction: what is none is passed over so
 * Returns  false when out of memory */
bool bv_lines_read(struct bv_lines *lines, csh disassembler, cs_insn *insn,
                   const unsigned char *data, uint64_t low, uint64_t high);

/* The block that an address is in. There is at least one. */
const struct bv_code_block *bv_lines_block(const struct bv_lines *lines, uint64_t address);

/* Release; a zeroed one is fine. */
void bv_lines_finish(struct bv_lines *lines);

#endif
