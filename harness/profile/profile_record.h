/* SPDX-License-Identifier: Apache-2.0 */
/* profile_record.h: a profile as a bundle keeps it: functions, their paths, and annotated code. */
#ifndef BV_PROFILE_RECORD_H
#define BV_PROFILE_RECORD_H

#include <signal.h>

#include "harness/profile/stack_profile.h"

#define BV_PROFILE_CODE_LEAST 0.05 /* of the samples: of a function whose code is shown */

/* Sum up the stacks of a profile by functions, from the arm's own inwards, and disassemble those
 * functions that have most samples of CPU time.
 * file     of it for pprof, in the folder of the bundle; NULL: none
 * stop     set by a signal handler
 * storage  owns what out points to
 * Errors   BV_E_UNSUPPORTED (objdump is not installed), BV_E_INPUT, BV_E_CHILD, BV_E_INTERRUPTED,
 *          BV_E_NOMEM */
enum bv_status bv_profile_record(const struct bv_stack_profile *profile, const char *file,
                                 const volatile sig_atomic_t *stop, struct bv_region *storage,
                                 struct bv_arm_profile *out, struct bv_error *err);

#endif
