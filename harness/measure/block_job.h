/* SPDX-License-Identifier: Apache-2.0 */
/* block_job.h: what a block is to do, and how that is written: the worker protocol.
 *
 * The parent runs `byval block` with a job on its standard input. The block answers on its standard
 * output, a line each: {"byval_begin": CASE} before a visit; its rows as they stand in rows.jsonl,
 * or {"byval_case": ...} for a case that cannot be measured; at the end {"byval_block": ...}, or
 * {"byval_error": TEXT}. */
#ifndef BV_BLOCK_JOB_H
#define BV_BLOCK_JOB_H

#include <stdint.h>
#include <stdio.h>

#include <jansson.h>

#include "benchmarks/case.h"
#include "harness/measure/plan.h"
#include "harness/measure/round.h"
#include "lib/base/status.h"

struct bv_block_job {
    uint32_t block;
    uint64_t seed;
    struct bv_draw draw;
    struct bv_regime regime; /* what the process must be like; verified */
    int cpu;                 /* to be bound to already; verified */
    uint64_t slice_ns;       /* a slice's length, at least */
    uint64_t l1d_bytes, l2_bytes, l3_bytes;
    const char *cpus;    /* as struct bv_env has it; NULL: unknown */
    const char *kernels; /* path of the library; NULL: bv_kernels_find() knows */
    uint32_t case_count;
    const char **names;                /* cases in the order of visiting, without the pass */
    const uint32_t *indexes;           /* the cases' indexes in the run, for their generators */
    const struct bv_visit_plan *plans; /* of their visits; calls 0: nothing is known yet */
};

/* A job as JSON text; the caller frees it. NULL when out of memory. */
char *bv_block_job_encode(const struct bv_block_job *job);

/* Read a job.
 * out      bv_block_job_finish it
 * owner    out: keeps the job's strings; json_decref it after the job
 * Errors   BV_E_INPUT */
enum bv_status bv_block_job_decode(FILE *in, struct bv_block_job *out, json_t **owner,
                                   struct bv_error *err);
void bv_block_job_finish(struct bv_block_job *job);

#endif
