/* SPDX-License-Identifier: Apache-2.0 */
/* copies.h: calls and copies in a stretch of machine code. Nothing is run: what depends on
 * data is said to be unknown. */
#ifndef BV_COPIES_H
#define BV_COPIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/audit/flow.h"
#include "harness/audit/isa.h"
#include "harness/audit/listing.h"

/* Bytes that were loaded from memory and stored back, each time that the code is gone through. */
struct bv_copies {
    uint64_t moved_bytes;       /* by loads and stores */
    uint64_t repeated_bytes;    /* by rep movs */
    uint64_t memcpy_bytes;      /* by calls of memcpy and memmove */
    uint64_t duffcopy_bytes;    /* by calls of duffcopy */
    uint64_t stacked_bytes;     /* stored next to the stack pointer, copied or not */
    uint64_t placed_bytes;      /* the same, and what is copied elsewhere */
    uint64_t made_bytes[2];     /* stored anywhere without a copy, 8 or 16 at once */
    bool repeats, calls_memcpy; /* which of them there are, also where it is unknown how much */
    bool unknown;               /* more is copied, as often or as much as data says */
    bool loads;                 /* memory is read */
};

/* flow     of the function
 * turn     what is gone through: one of its loops; NULL: all of it */
void bv_copies_read(const struct bv_isa *isa, const struct bv_function *function,
                    struct bv_flow *flow, const struct bv_loop *turn, struct bv_copies *out);

/* Say of each line of a function whether it has a part in copying (a load of what is stored later,
 * the store, rep movs, a call of memcpy) or calls.
 * marks    gets line_count of the BV_MARK_X of audit.h, and a terminator */
void bv_copies_mark(const struct bv_isa *isa, const struct bv_function *function, char *marks);

/* Add what a callee copies. What it has on its stack and loads is its own affair. */
void bv_copies_add(struct bv_copies *sum, const struct bv_copies *more);

/* The share of one of several calls that are gone through at once. What goes to the stack is
 * rounded up: where there is any, each call has some. */
struct bv_copies bv_copies_share(const struct bv_copies *traffic, uint32_t calls);

/* All bytes that are copied and of which it is known. */
uint64_t bv_copies_made(const struct bv_copies *traffic);

/* The instructions on the way through a stretch, those of callees left out; -1 where there is more
 * than one way. A branch out of it is taken for one that is not taken. */
int64_t bv_copies_steps(const struct bv_isa *isa, const struct bv_function *function,
                        struct bv_stretch stretch);

/* Bytes that a function takes off the stack for itself, not counting what it pushes. */
uint64_t bv_copies_frame(const struct bv_isa *isa, const struct bv_function *function);

/* What a call of Go's duffcopy copies: a run of moves of 16 bytes, entered so far from its end.
 * Returns  0 where it calls something else */
uint64_t bv_copies_by_duffcopy(const struct bv_insn *insn);

/* A symbol at the beginning of text ends there, "@plt" left off. */
size_t bv_copies_name_length(const char *text);

/* The next line at or behind `from` that calls, or jumps to, a function.
 * out      its name in out->callee, which is NULL where it goes through a register
 * Returns  -1 where there is none up to stretch.last */
int64_t bv_copies_next_call(const struct bv_isa *isa, const struct bv_function *function,
                            struct bv_stretch stretch, uint32_t from, struct bv_insn *out);

#endif
