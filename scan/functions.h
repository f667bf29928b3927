/* SPDX-License-Identifier: Apache-2.0 */
/* functions.h: every function with code, and the aggregates that go through it by value. */
#ifndef BV_FUNCTIONS_H
#define BV_FUNCTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"
#include "scan/binary.h"

enum bv_language {
    BV_LANGUAGE_C,
    BV_LANGUAGE_CXX,
    BV_LANGUAGE_RUST,
    BV_LANGUAGE_GO,
    BV_LANGUAGE_OTHER
};

struct bv_scan_function {
    Dwarf_Die die;    /* with its code */
    const char *name; /* DWARF's; "?" where it has none */
    enum bv_language language;
    uint64_t entry;
    size_t first_range, range_count; /* into the ranges */
    size_t first_passed, passed_count;
};

/* A stretch of code. */
struct bv_code_range {
    uint64_t low, high;
    uint32_t function;
};

/* An aggregate that goes in or out by value. */
struct bv_passed {
    uint32_t function;
    Dwarf_Die type;
    const char *name; /* of the parameter; NULL: a result, or it has none */
    uint64_t bytes;
    uint32_t align;
    enum bv_passing passing;
    uint64_t stack_offset; /* if it is on the stack: from the stack pointer at the call */
    bool is_result;
    bool is_removed; /* the compiler has taken it out: it does not travel */
};

struct bv_functions {
    struct bv_scan_function *items; /* by entry */
    size_t count;
    struct bv_code_range *ranges;
    size_t range_count;
    struct bv_passed *passed;
    size_t passed_count;
    uint64_t torn;      /* units that could not be read to their ends */
    int oldest, newest; /* versions of DWARF */
    char stopped[160];  /* why not all units were read; "" if they were */
};

/* Hear how far the reading is; share from 0 to 1. */
typedef void bv_scan_progress_fn(const char *what, double share, void *user);

/* Read them all.
 * progress  may be NULL
 * out       zeroed; bv_functions_finish it, whatever comes back
 * Errors    BV_E_INPUT (no unit can be read: torn, or a future DWARF), BV_E_NOMEM */
enum bv_status bv_functions_read(const struct bv_binary *binary, bv_scan_progress_fn *progress,
                                 void *user, struct bv_functions *out, struct bv_error *err);

/* The function with that entry; NULL where there is none. */
const struct bv_scan_function *bv_functions_at(const struct bv_functions *functions,
                                               uint64_t entry);

/* A zeroed one is fine. */
void bv_functions_finish(struct bv_functions *functions);

#endif
