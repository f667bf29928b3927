/* SPDX-License-Identifier: Apache-2.0 */
/* count_process.h: a process of `byval tally`: under callgrind, or with a malloc that counts. */
#ifndef BV_COUNT_PROCESS_H
#define BV_COUNT_PROCESS_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "benchmarks/case.h"
#include "harness/count/count_worker.h"
#include "lib/base/status.h"

/* What it says of a case. */
struct bv_count_answer {
    uint64_t totals[BV_ARM_MAX][BV_TALLY_TOTALS];
    uint32_t arm_count;
    const char *reason; /* NULL: it counted, and the totals hold */
    bool failed;        /* with a reason: something went wrong */
};

/* Take in what is said of the job's case `at`.
 * Errors   BV_E_INPUT where it cannot be about that case; else ends the process, and is passed on
 */
typedef enum bv_status bv_count_process_fn(uint32_t at, const struct bv_count_answer *answer,
                                           void *user, struct bv_error *err);

struct bv_count_process {
    const char *program;               /* byval's own path */
    const char *kernels;               /* path of the library */
    const char *folder;                /* where callgrind may write */
    const volatile sig_atomic_t *stop; /* set by a signal handler */
    bv_count_process_fn *take;
    void *user;
};

/* Run the process to its end.
 * Errors   BV_E_CHILD (it died, or talked nonsense), BV_E_UNSUPPORTED, BV_E_INTERRUPTED,
 * BV_E_NOMEM, and those of take */
enum bv_status bv_count_process_run(const struct bv_count_process *how,
                                    const struct bv_worker_job *job, struct bv_error *err);

#endif
