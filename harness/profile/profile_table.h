/* SPDX-License-Identifier: Apache-2.0 */
/* profile_table.h: in which functions, and at which instructions, the samples of a profile were. */
#ifndef BV_PROFILE_TABLE_H
#define BV_PROFILE_TABLE_H

#include <signal.h>
#include <stdbool.h>

#include "harness/profile/stack_profile.h"
#include "lib/stats/share.h"

struct bv_profile_row {
    uint64_t address;                 /* of an instruction: in its file; of a function: 0 */
    uint64_t values[BV_STACK_VALUES]; /* of stacks that end there: not in what it called */
    double variance;                  /* of BV_HEAP_SAMPLED_BYTES */
    struct bv_interval share;         /* of samples of CPU time */
    struct bv_code_place place; /* the function that has the symbol; of an instruction: the line of
                                   what was inlined there */
    const char *file;           /* NULL: none is mapped there */
};

/* What an instruction does, in the order in which one that does several counts. */
enum bv_code_work {
    BV_CODE_COPIES, /* from memory to memory: movs */
    BV_CODE_CALLS,  /* or returns */
    BV_CODE_STORES,
    BV_CODE_LOADS,
    BV_CODE_OTHER,
    BV_CODE_WORKS
};

/* A function's machine code with its samples. */
struct bv_profile_code {
    const char *function;
    struct bv_profile_line {
        uint64_t address, count;
        struct bv_interval share; /* of all samples of the profile */
        const char *text;
        const char *plain; /* without addresses, as in an audit; NULL: of padding */
        enum bv_code_work work;
        bool calls;
    } * lines;
    size_t line_count;
    uint64_t counts[BV_CODE_WORKS]; /* samples by what the instruction does */
    struct bv_region storage;
};

struct bv_profile_table {
    struct bv_profile_row *functions, *instructions; /* most first */
    size_t function_count, instruction_count;
};

/* out      bv_profile_table_finish it; its texts live as long as the profile
 * Errors   BV_E_NOMEM */
enum bv_status bv_profile_table_make(const struct bv_stack_profile *profile,
                                     struct bv_profile_table *out, struct bv_error *err);

void bv_profile_table_finish(struct bv_profile_table *table);

/* Disassemble one of the functions, and put its samples beside its instructions.
 * row      of table->functions, with a symbol
 * stop     set by a signal handler
 * out      bv_profile_code_finish it
 * Errors   BV_E_UNSUPPORTED (objdump is not installed), BV_E_INPUT (a sample stands where no
 *          instruction begins), BV_E_CHILD, BV_E_INTERRUPTED, BV_E_NOMEM
 * Source   objdump -d */
enum bv_status bv_profile_code_read(const struct bv_profile_table *table,
                                    const struct bv_profile_row *row, uint64_t samples,
                                    const volatile sig_atomic_t *stop, struct bv_profile_code *out,
                                    struct bv_error *err);

/* Release; a zeroed one is fine. */
void bv_profile_code_finish(struct bv_profile_code *code);

#endif
