/* SPDX-License-Identifier: Apache-2.0 */
/* profile_worker.h: one arm of one case in a loop, sampled: what byval-block does with a job whose
 * work is a profile. */
#ifndef BV_PROFILE_WORKER_H
#define BV_PROFILE_WORKER_H

#include <stdio.h>

#include "harness/worker/worker_job.h"
#include "lib/base/status.h"

/* Profile the job's one case in the order in which its kernels were linked: in another, no symbol
 * of the file would be where the code is.
 * Errors   BV_E_IO, BV_E_MISMATCH, BV_E_UNSUPPORTED, BV_E_NOMEM; what is wrong with the case is
 *          said in the answer instead */
enum bv_status bv_profile_worker_run(const struct bv_worker_job *job, FILE *out,
                                     struct bv_error *err);

#endif
