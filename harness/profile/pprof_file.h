/* SPDX-License-Identifier: Apache-2.0 */
/* pprof_file.h: a profile as pprof's compressed protocol buffer, with names and lines in it.
 *
 * Source   github.com/google/pprof, proto/profile.proto */
#ifndef BV_PPROF_FILE_H
#define BV_PPROF_FILE_H

#include "harness/profile/stack_profile.h"

/* Write it whole, or not at all.
 * Errors   BV_E_IO, BV_E_NOMEM */
enum bv_status bv_pprof_file_write(const struct bv_stack_profile *profile, const char *path,
                                   struct bv_error *err);

#endif
