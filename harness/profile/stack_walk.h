/* SPDX-License-Identifier: Apache-2.0 */
/* stack_walk.h: what called what, where this thread is now; from a signal handler, too. */
#ifndef BV_STACK_WALK_H
#define BV_STACK_WALK_H

#include <stdint.h>

enum { BV_STACK_FRAMES = 64 }; /* what called the last of them is left out */

struct bv_stack_walk {
    /* The innermost first. Of callers it is an address within the call, so that it stands in the
     * line of the call. */
    uint64_t frames[BV_STACK_FRAMES];
    uint32_t count; /* at least 1 */
};

/* Have what the first use loads loaded. */
void bv_stack_walk_prepare(void);

/* Walk from a frame on: what was called from there is left out. It asks for no memory and takes no
 * lock: the C library finds the unwind tables without one since glibc 2.35.
 * from     where the frame is: a return address, or where a signal came
 * Source   _Unwind_Backtrace() */
void bv_stack_walk_take(uint64_t from, struct bv_stack_walk *out);

#endif
