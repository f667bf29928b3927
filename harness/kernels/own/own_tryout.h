/* SPDX-License-Identifier: Apache-2.0 */
/* own_tryout.h: every arm of a user's kernels run once, in a process of its own, before any is
 * measured. */
#ifndef BV_OWN_TRYOUT_H
#define BV_OWN_TRYOUT_H

#include <stdio.h>

#include "harness/kernels/own/own_config.h"
#include "lib/base/status.h"

/* Run all arms of a library, and say on out what they do: a line before each, and one for each
 * fault. For the process that `byval tryout KERNELS` is; its standard output and error are then
 * where nobody reads them.
 * Errors   as bv_layout_open */
enum bv_status bv_own_tryout_work(const char *kernels, FILE *out, struct bv_error *err);

/* Start that process, and hear it out.
 * program  byval itself
 * kernels  path of the library
 * config   for the names of the user's functions
 * Errors   BV_E_REFUSED (err says which function crashes, hangs, prints, or writes through its
 *          pointer), BV_E_MISMATCH (their checksums differ), BV_E_CHILD, BV_E_INTERRUPTED */
enum bv_status bv_own_tryout(const char *program, const char *kernels,
                             const struct bv_own_config *config, struct bv_error *err);

#endif
