/* SPDX-License-Identifier: Apache-2.0 */
/* one_arm.h: one arm, found by the name of its row and ready to be called, for programs of other
 * harnesses.
 *
 * A library of its own, libbyval-visit.so, that C, C++ and Go link to. The kernels are those of the
 * first link layout beside the program. */
#ifndef BV_ONE_ARM_H
#define BV_ONE_ARM_H

#include <stdint.h>

#include "lib/base/status.h"

#ifdef __cplusplus
extern "C" {
#endif

struct bv_one_arm; /* lives during a body's call */

/* Called while the arm's objects live; user is what was handed over with it. */
typedef void bv_one_arm_body(const struct bv_one_arm *visit, void *user);

/* Build the objects of a row's case, call body, and take them down again.
 * row      as byval list --arms prints it: CASE/pass:ARM
 * Errors   BV_E_USAGE (there is no such row), BV_E_IO (there are no kernels), BV_E_NOMEM,
 *          BV_E_UNSUPPORTED (this machine cannot run the case) */
enum bv_status bv_one_arm_row(const char *row, bv_one_arm_body *body, void *user,
                              struct bv_error *err);

/* From a body: call the arm so often. The loop is the kernel's own. */
void bv_one_arm_call(const struct bv_one_arm *visit, uint64_t calls);

#ifdef __cplusplus
}
#endif

#endif
