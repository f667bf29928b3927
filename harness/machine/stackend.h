/* SPDX-License-Identifier: Apache-2.0 */
/* stackend.h: where the stack really ends, found by child processes that walk into it. */
#ifndef BV_STACKEND_H
#define BV_STACKEND_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/status.h"
#include "lib/bundle/factlist.h"

/* How far to walk when nothing stops it. Pages are given back on the way, so it takes no memory. */
#define BV_STACKEND_BOUND_BYTES (UINT64_C(1) << 30)

/* Bytes are counted from the stack's upper end, arguments and environment included, as the kernel
 * counts them against the limit. */
struct bv_stackend {
    uint64_t limit_bytes;  /* RLIMIT_STACK; UINT64_MAX: none */
    uint64_t usable_bytes; /* down to the last page that could be written */
    bool at_least;         /* nothing stopped the walk before its bound */
    bool guard_gap_known;  /* false where the hard limit leaves no room to find out */
    /* Free room that the kernel keeps below a stack, so that it does not run into the mapping
     * there: to such a one, put in its way, the stack came no closer than this. */
    uint64_t guard_gap_bytes;
};

/* Find the end of the main thread's stack. To be called there, while no other thread runs.
 * bound_bytes  where to give up, such as BV_STACKEND_BOUND_BYTES
 * out          written only on BV_OK
 * Errors       BV_E_UNSUPPORTED (no /proc, not the main thread, no such stack), BV_E_CHILD
 * Effect       two children live and die within the call; milliseconds for 8 MiB
 * Source       fork(), SIGSEGV on an alternate stack, /proc/self/maps */
enum bv_status bv_stackend_find(uint64_t bound_bytes, struct bv_stackend *out,
                                struct bv_error *err);

/* Append stack.usable_bytes ("at least N" where it was given up) and stack.guard_gap_bytes: for
 * bv_result.state_before. Both are unknown if status, that of bv_stackend_find, is not BV_OK. */
void bv_stackend_facts(enum bv_status status, const struct bv_stackend *end,
                       struct bv_factlist *list);

#endif
