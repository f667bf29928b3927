/* SPDX-License-Identifier: Apache-2.0 */
/* gperftools_file.h: a profile as libprofiler writes it: addresses and mappings, in which the
 * reader looks for names. google-pprof reads no other CPU profile.
 *
 * Source   gperftools, docs/cpuprofile-fileformat.html */
#ifndef BV_GPERFTOOLS_FILE_H
#define BV_GPERFTOOLS_FILE_H

#include "harness/profile/stack_profile.h"

/* Write it whole, or not at all.
 * Errors   BV_E_IO */
enum bv_status bv_gperftools_file_write(const struct bv_stack_profile *profile, const char *path,
                                        struct bv_error *err);

#endif
