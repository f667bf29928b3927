/* SPDX-License-Identifier: Apache-2.0 */
/* same_kernels.h: what is put beside the times of a run is of the same kernels, or nowhere. */
#ifndef BV_SAME_KERNELS_H
#define BV_SAME_KERNELS_H

#include "lib/base/digest.h"
#include "lib/bundle/result.h"

/* Hold a run's kernels against those that this byval runs.
 * folder   of the run, for the error
 * done     what would be done with them: "counted"
 * doing    the same of who does it: "count"
 * kernels  gets their SHA-256
 * Errors   BV_E_MISMATCH, BV_E_IO */
enum bv_status bv_same_kernels(const struct bv_result *run, const char *folder, const char *done,
                               const char *doing, char kernels[BV_DIGEST_TEXT_BYTES],
                               struct bv_error *err);

#endif
