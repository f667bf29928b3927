/* SPDX-License-Identifier: Apache-2.0 */
/* profile_session.h: one arm of one case profiled, in a block of its own. */
#ifndef BV_PROFILE_SESSION_H
#define BV_PROFILE_SESSION_H

#include <signal.h>
#include <stdint.h>

#include "harness/profile/stack_profile.h"

enum { BV_PROFILE_RATE_MOST_HZ = 10000 };

struct bv_profile_config {
    enum bv_profile_kind kind;
    const char *case_name;
    const char *arm;                   /* NULL: the first, by value */
    double seconds;                    /* for which it runs, > 0 */
    uint32_t rate_hz;                  /* of CPU time, 1 .. BV_PROFILE_RATE_MOST_HZ */
    uint64_t seed;                     /* of where objects stand */
    const volatile sig_atomic_t *stop; /* set by a signal handler */
};

/* Profile it.
 * out      written only on BV_OK, with its files open; bv_stack_profile_finish it
 * Errors   BV_E_USAGE (no such case or arm), BV_E_UNSUPPORTED (the case cannot run here, or ended
 *          before its first sample, or allocates nothing, or waits for nothing), BV_E_MISMATCH (the
 *          kernels were built anew meanwhile), BV_E_CHILD, BV_E_INTERRUPTED, BV_E_IO, BV_E_NOMEM */
enum bv_status bv_profile_session_run(const struct bv_profile_config *config,
                                      struct bv_stack_profile *out, struct bv_error *err);

#endif
