/* SPDX-License-Identifier: Apache-2.0 */
/* block_copy.h: copies of more than two registers in a stretch of machine code, and its calls. */
#ifndef BV_BLOCK_COPY_H
#define BV_BLOCK_COPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"
#include "scan/binary.h"
#include "scan/step.h"

/* A block copy has more bytes than this: what two registers hold is no block. */
enum { BV_BLOCK_COPY_LEAST = 16 };

/* By what strategy bytes are copied. */
enum bv_strategy {
    BV_STRATEGY_MOVES,    /* loads and stores */
    BV_STRATEGY_REP_MOVS, /* x86-64's string instruction */
    BV_STRATEGY_MEMCPY,   /* a call of memcpy or memmove */
    BV_STRATEGY_LOOP,     /* a loop of loads and stores with a constant count */
    BV_STRATEGY_DUFF,     /* Go's duffcopy */
    BV_STRATEGY_COUNT
};

/* "moves", "rep movs" ... */
const char *bv_strategy_name(enum bv_strategy strategy);

/* An instruction that has a part in a copy. */
struct bv_copy_part {
    uint64_t address;
    uint8_t bytes; /* its length */
};

struct bv_block_copy {
    uint64_t address; /* of its first instruction that stores */
    uint64_t bytes;
    enum bv_strategy strategy;
    bool in_loop;          /* it stands between the head and the end of a loop */
    uint64_t call;         /* address of the call that it is an argument for; 0: it is for none */
    uint64_t callee;       /* entry of the function that is called there; UINT64_MAX: unknown */
    int64_t callee_offset; /* where it stands from the stack pointer at the call; -1: below it, or
                              not on the stack */
    bool by_address;       /* an argument register holds its address at the call */
    bool from_arguments;   /* what is copied came to the function on the stack */
    size_t first_part;     /* into the parts */
    uint32_t part_count;
    uint32_t owner; /* as it was given */
};

/* A call, or a jump to another function. */
struct bv_call_site {
    uint64_t site, target;
    uint32_t owner;
};

/* All that was found. */
struct bv_block_copies {
    struct bv_block_copy *items;
    size_t count;
    struct bv_copy_part *parts;
    size_t part_count;
    struct bv_call_site *calls;
    size_t call_count;
    uint64_t instructions;
};

/* What a reader of code keeps between stretches; one a thread. */
struct bv_block_reader;

/* Begin; bv_block_reader_destroy it.
 * binary   outlives it
 * Errors   BV_E_NOMEM */
enum bv_status bv_block_reader_create(const struct bv_binary *binary, struct bv_block_reader **out,
                                      struct bv_error *err);

/* Read the code from low to high and add what is in it. Code outside of the file's sections adds
 * nothing.
 * owner    is noted in each copy and call
 * Errors   BV_E_NOMEM */
enum bv_status bv_block_reader_read(struct bv_block_reader *reader, uint64_t low, uint64_t high,
                                    uint32_t owner, struct bv_block_copies *out,
                                    struct bv_error *err);

/* NULL is fine. */
void bv_block_reader_destroy(struct bv_block_reader *reader);

/* Release what was found; a zeroed one is fine. */
void bv_block_copies_finish(struct bv_block_copies *copies);

#endif
