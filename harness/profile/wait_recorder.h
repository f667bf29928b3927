/* SPDX-License-Identifier: Apache-2.0 */
/* wait_recorder.h: which stacks wait for mutexes and condition variables, how often and how long.
 */
#ifndef BV_WAIT_RECORDER_H
#define BV_WAIT_RECORDER_H

#include <stddef.h>
#include <stdint.h>

#include "harness/profile/stack_walk.h"
#include "lib/base/status.h"

struct bv_wait_stack {
    const struct bv_stack_walk *stack; /* of who waited, from the call that did on */
    uint64_t waits, ns;
};

struct bv_wait_recorder;

/* Begin to record all threads.
 * Errors   BV_E_UNSUPPORTED (libbyval-wait.so is not preloaded), BV_E_NOMEM */
enum bv_status bv_wait_recorder_start(struct bv_wait_recorder **out, struct bv_error *err);

/* Stop it.
 * lost     out: waits that found no room
 * Returns  the stacks, which live until bv_wait_recorder_destroy() */
const struct bv_wait_stack *bv_wait_recorder_stop(struct bv_wait_recorder *recorder, size_t *count,
                                                  uint64_t *lost);

/* Release a stopped one; NULL is fine. */
void bv_wait_recorder_destroy(struct bv_wait_recorder *recorder);

#endif
