/* SPDX-License-Identifier: Apache-2.0 */
/* block.h: a block, which is a fresh process that measures: what it does. */
#ifndef BV_BLOCK_H
#define BV_BLOCK_H

#include <stdio.h>

#include "harness/worker/worker_job.h"

/* Measure the job's cases in this process and write the answer.
 * out      unbuffered use is not needed: every line is flushed
 * Errors   BV_E_IO, BV_E_MISMATCH (the layout), BV_E_REFUSED (not bound to the CPU), BV_E_NOMEM;
 *          what goes wrong with one case is said in the answer instead */
enum bv_status bv_block_run(const struct bv_worker_job *job, FILE *out, struct bv_error *err);

#endif
