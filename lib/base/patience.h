/* SPDX-License-Identifier: Apache-2.0 */
/* patience.h: waiting for a child process for no longer than is sensible. */
#ifndef BV_PATIENCE_H
#define BV_PATIENCE_H

#include <stddef.h>
#include <sys/types.h>

#include "lib/base/status.h"

/* How far a child is; it never becomes less. */
typedef size_t bv_steps_fn(void *user);

/* Wait for the end of a child. One that takes no step for limit_s is killed.
 * steps    asked every few milliseconds; NULL: it takes none
 * state    as waitpid() tells it; written only on BV_OK
 * Errors   BV_E_CHILD (it was killed), BV_E_IO (it is nowhere: errno says why)
 * Source   waitpid(), CLOCK_MONOTONIC */
enum bv_status bv_patience_wait(pid_t pid, double limit_s, bv_steps_fn *steps, void *user,
                                int *state);

#endif
