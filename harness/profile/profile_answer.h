/* SPDX-License-Identifier: Apache-2.0 */
/* profile_answer.h: what a worker says of a profile, line by line. */
#ifndef BV_PROFILE_ANSWER_H
#define BV_PROFILE_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/profile/stack_profile.h"

struct bv_profile_answer {
    struct bv_stack_profile
        *profile; /* zeroed but for its kind at first; finish it, whatever comes back */
    bool begun, complete;
};

/* Take the next line.
 * Errors   BV_E_CHILD (it is no such answer, or out of order; or the case failed),
 *          BV_E_UNSUPPORTED (it cannot run here: err says why), BV_E_NOMEM */
enum bv_status bv_profile_answer_take(struct bv_profile_answer *answer, const char *text,
                                      size_t length, struct bv_error *err);

#endif
