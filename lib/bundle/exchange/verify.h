/* SPDX-License-Identifier: Apache-2.0 */
/* verify.h: whether a bundle that came from somebody else is what it says. */
#ifndef BV_VERIFY_H
#define BV_VERIFY_H

#include "lib/bundle/exchange/plausible.h"

/* Check a bundle: its files and their sums, that each can be read, that they are about the same
 * kernels, and that the result is plausible (bv_plausible_check).
 * folder   a bundle; itself it may be a link
 * is_public  also tell what names a host, a path or one machine among others of its model, and of a
 *          page in it
 * report   called with each problem, and of what is only doubtful: that begins with "warning: "
 * Returns  how many problems there are: 0 means that the bundle is sound */
size_t bv_verify_bundle(const char *folder, bool is_public, bv_problem_fn *report, void *user);

#endif
