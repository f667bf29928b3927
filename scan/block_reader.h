/* SPDX-License-Identifier: Apache-2.0 */
/* block_reader.h: what a reader of code knows while it goes through a stretch. */
#ifndef BV_BLOCK_READER_H
#define BV_BLOCK_READER_H

#include "scan/block_copy.h"
#include "scan/lines.h"

enum { BV_MOVED_MOST = 4096 };

/* A place in memory: what two registers held, and an offset. */
struct bv_memory_place {
    uint32_t base, index; /* roots; index 0: none */
    uint8_t scale;
    int64_t offset;
};

/* What a register holds of memory, whole or by halves. */
struct bv_register_source {
    bool is_known;
    uint32_t bytes;
    struct bv_memory_place place;
    uint64_t address; /* of the load */
    uint8_t length;
};

/* Bytes that went from one place to another. */
struct bv_moved {
    struct bv_memory_place from, to;
    uint64_t bytes;
    struct bv_copy_part load, store; /* one address twice where one instruction does both */
    enum bv_strategy strategy;       /* of moves, or by one instruction */
};

/* What is known of all registers. */
struct bv_register_state {
    struct bv_register_value values[BV_STEP_REGISTERS];
    struct bv_register_source sources[BV_STEP_REGISTERS][2];
};

/* What a branch may ask about. */
struct bv_compared {
    struct bv_register_value sides[2];
    uint32_t bytes; /* that are compared; 0: nothing is known */
    bool is_result; /* of a sum with 0: carries are those of the sum, and not known */
};

/* See block_copy.h. */
struct bv_block_reader {
    const struct bv_binary *binary;
    const struct bv_step_rules *rules;
    csh disassembler;
    cs_insn *insn;
    struct bv_lines lines;
    struct bv_moved *pairs; /* BV_MOVED_MOST */
    size_t pair_count;
    struct bv_register_state state;
    struct bv_register_value entry[BV_STEP_REGISTERS];
    bool has_entry;      /* what fell into the block is in `entry` */
    uint32_t next_root;  /* never given before, within a stretch */
    uint32_t block_root; /* register r had block_root + r where the block began */
    uint64_t block_address;
    struct bv_compared asked;          /* the last one */
    struct bv_memory_place *places;    /* where the copies of the stretch went */
    size_t place_count, first_waiting; /* place of a copy that may yet be an argument */
    struct bv_block_copies *out;
    uint32_t owner;
    bool starved;
};

/* What is known of the loop that the block is, where it is one. */
struct bv_loop_turns {
    bool is_loop;
    int64_t trips; /* 0: unknown */
};

/* Values, in block_values.c. */

/* One that nothing is known of. */
struct bv_register_value bv_block_fresh(struct bv_block_reader *reader);

/* Give register r a value; r < 0: none. */
void bv_block_set(struct bv_block_reader *reader, int8_t r, struct bv_register_value value);

/* Forget registers: bit r is register r. */
void bv_block_lose(struct bv_block_reader *reader, uint64_t registers);

/* The place in memory that an instruction reads or writes. */
struct bv_memory_place bv_block_place(const struct bv_block_reader *reader,
                                      const struct bv_step *step);

/* The place that a value points to. */
struct bv_memory_place bv_memory_place_at(struct bv_register_value value);

/* Whether two places differ by their offsets only. */
bool bv_memory_place_same_base(const struct bv_memory_place *a, const struct bv_memory_place *b);

/* Instructions that move bytes, in block_moves.c. */

void bv_block_load(struct bv_block_reader *reader, const struct bv_code_line *line);
void bv_block_store(struct bv_block_reader *reader, const struct bv_code_line *line);
void bv_block_move(struct bv_block_reader *reader, const struct bv_step *step);
void bv_block_push(struct bv_block_reader *reader, const struct bv_code_line *line);
void bv_block_string_move(struct bv_block_reader *reader, const struct bv_code_line *line);

/* The part that an instruction has in a copy. */
struct bv_copy_part bv_code_line_part(const struct bv_code_line *line);

/* Calls, in block_calls.c: also a jump to another function. */
void bv_block_call(struct bv_block_reader *reader, const struct bv_code_line *line);

/* Copies, in block_runs.c. */

/* Note bytes that moved; beyond BV_MOVED_MOST they are forgotten. */
void bv_block_add_moved(struct bv_block_reader *reader, const struct bv_moved *pair);

/* Whether b may be the same copy as a: from and to are as far from each other. */
bool bv_moved_goes_on(const struct bv_moved *a, const struct bv_moved *b);

/* How often a loop goes round whose end the last comparison decides.
 * Returns  0: unknown */
int64_t bv_block_trips(const struct bv_block_reader *reader, enum bv_step_condition condition);

/* Make copies of what moved until here, and forget it. */
void bv_block_keep_moved(struct bv_block_reader *reader, struct bv_loop_turns turns);

/* Add a copy. */
void bv_block_keep_copy(struct bv_block_reader *reader, struct bv_block_copy copy,
                        struct bv_memory_place to);

/* Add a part to a copy, unless it has it; before it is kept. */
void bv_block_add_part(struct bv_block_reader *reader, struct bv_block_copy *copy,
                       struct bv_copy_part part);

#endif
