/* SPDX-License-Identifier: Apache-2.0 */
/* count_session.h: exact counts of what the calls of selected cases do. */
#ifndef BV_COUNT_SESSION_H
#define BV_COUNT_SESSION_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/kernels/preset.h"
#include "lib/base/digest.h"
#include "lib/base/status.h"
#include "lib/bundle/counts.h"

/* done     of total steps; a case is two of them */
typedef void bv_count_session_fn(size_t done, size_t total, void *user);

struct bv_count_session_config {
    const struct bv_preset *preset;
    const char *filter;                /* NULL: none */
    uint64_t seed;                     /* of shuffles and of where objects stand in a line */
    const volatile sig_atomic_t *stop; /* set by a signal handler */
    bv_count_session_fn *progress;     /* NULL: none */
    void *user;
};

/* Count, in processes of their own: `byval tally` of this very program, under valgrind and without.
 * out      written only on BV_OK; bv_counts_finish it
 * Errors   BV_E_UNSUPPORTED (no valgrind, or byval was built without its headers), BV_E_USAGE (no
 *          such case), BV_E_INTERRUPTED, BV_E_CHILD, BV_E_IO, BV_E_NOMEM; what goes wrong with one
 *          case stands in out instead
 * Source   valgrind's callgrind */
enum bv_status bv_count_session_run(const struct bv_count_session_config *config,
                                    struct bv_counts *out, struct bv_error *err);

/* SHA-256 of the kernels that would be counted.
 * Errors   BV_E_IO */
enum bv_status bv_count_session_kernels(char out[BV_DIGEST_TEXT_BYTES], struct bv_error *err);

#endif
