/* SPDX-License-Identifier: Apache-2.0 */
/* count_worker.h: cases counted in this process: what `byval tally` is told, does and says.
 *
 * The parent runs `byval tally` under callgrind to count instructions, loads and stores, and again
 * without it, but with libbyval-count.so preloaded, to count allocations, so that neither count
 * sees the other's means. The job comes on standard input. The answer goes to standard output, a
 * line each: {"byval_begin": I} before a case; {"byval_tally": [[N, ...], ...]}, three totals an
 * arm, or
 * {"byval_reason": TEXT, "failed": BOOL}; at the end {"byval_end": ID}, or {"byval_error": TEXT}.
 */
#ifndef BV_COUNT_WORKER_H
#define BV_COUNT_WORKER_H

#include <stdint.h>
#include <stdio.h>

#include <jansson.h>

#include "benchmarks/case.h"
#include "lib/base/status.h"

enum { BV_TALLY_TOTALS = 3 }; /* instructions, loads, stores; or allocations, frees, bytes */

/* How callgrind writes its dumps: NAME.1, NAME.2 ... in the working folder. */
#define BV_TALLY_DUMP "dump"

struct bv_count_job {
    bool allocations;        /* count those, rather than instructions */
    struct bv_regime regime; /* what the process must be like; verified */
    uint64_t seed;
    uint64_t l1d_bytes, l2_bytes, l3_bytes;
    uint32_t case_count;
    const char **names;
    void *memory; /* of the names of a job that was read */
};

/* A job as text: a line of JSON, then a name a line; the caller frees it. NULL when out of memory.
 */
char *bv_count_job_encode(const struct bv_count_job *job);

/* Read a job. What is kept of it stands apart from the heap, which then is the same for every job.
 * fd       read to its end
 * out      bv_count_job_finish it
 * Errors   BV_E_INPUT, BV_E_NOMEM */
enum bv_status bv_count_job_decode(int fd, struct bv_count_job *out, struct bv_error *err);
void bv_count_job_finish(struct bv_count_job *job);

/* Calls over which a case is counted. */
uint64_t bv_count_worker_calls(const struct bv_case *row);

/* Count the job's cases and write the answer. Every case has a process of its own, forked from this
 * one: its counts depend on no other case, and if it dies, it dies alone.
 * Errors   BV_E_IO, BV_E_MISMATCH (the layout), BV_E_UNSUPPORTED (not under callgrind, or the
 * library is not there), BV_E_NOMEM; what goes wrong with one case is said in the answer instead */
enum bv_status bv_count_worker_run(const struct bv_count_job *job, FILE *out, struct bv_error *err);

#endif
