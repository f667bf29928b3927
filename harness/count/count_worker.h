/* SPDX-License-Identifier: Apache-2.0 */
/* count_worker.h: cases counted in this process: the worker `byval tally`.
 *
 * The parent runs `byval tally` under callgrind to count instructions, loads and stores, and again
 * without it, but with libbyval-count.so preloaded, to count allocations, so that neither count
 * sees the other's means. */
#ifndef BV_COUNT_WORKER_H
#define BV_COUNT_WORKER_H

#include <stdint.h>
#include <stdio.h>

#include "benchmarks/case.h"
#include "harness/worker/worker_job.h"
#include "lib/base/status.h"

enum { BV_TALLY_TOTALS = 3 }; /* instructions, loads, stores; or allocations, frees, bytes */

/* How callgrind writes its dumps: NAME.1, NAME.2 ... in the working folder. */
#define BV_TALLY_DUMP "dump"

/* Calls over which a case is counted. */
uint64_t bv_count_worker_calls(const struct bv_case *row);

/* Count the job's cases and write the answer. Every case has a process of its own, forked from this
 * one: its counts depend on no other case, and if it dies, it dies alone.
 * Errors   BV_E_IO, BV_E_MISMATCH (the layout), BV_E_UNSUPPORTED (not under callgrind, or the
 * library is not there), BV_E_NOMEM; what goes wrong with one case is said in the answer instead */
enum bv_status bv_count_worker_run(const struct bv_worker_job *job, FILE *out,
                                   struct bv_error *err);

#endif
