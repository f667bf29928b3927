/* SPDX-License-Identifier: Apache-2.0 */
/* worker_job.h: what a worker is to do, and how that is written: the first half of the worker
 * protocol.
 *
 * A worker is a process that measures or counts cases; data/FORMAT.md, "The worker protocol", says
 * what any program must do to be one. It gets its job on standard input and answers on standard
 * output (answer_line.h). */
#ifndef BV_WORKER_JOB_H
#define BV_WORKER_JOB_H

#include <stdint.h>

#include "benchmarks/case.h"
#include "lib/base/region.h"
#include "lib/base/status.h"

#define BV_WORKER_PROTOCOL 1 /* a worker refuses another */

enum bv_work {
    BV_WORK_TIMES,        /* a block */
    BV_WORK_INSTRUCTIONS, /* under callgrind */
    BV_WORK_ALLOCATIONS,  /* with libbyval-count.so preloaded */
    BV_WORK_CPU,  /* from here on profiles: one arm of one case, while a profiler samples it */
    BV_WORK_HEAP, /* the same, while its allocations are recorded; libbyval-count.so is
                     preloaded */
    BV_WORK_WAIT, /* ... while its waits for locks are; libbyval-wait.so is preloaded */
    BV_WORK_COUNT
};

/* A case of a job, beside its name. */
struct bv_worker_visit {
    uint32_t index;  /* in the run */
    uint32_t rounds; /* these two of a block: of the visit; 0: not known yet */
    uint64_t calls;  /* a slice */
};

struct bv_worker_job {
    enum bv_work work;
    uint64_t seed;                          /* below 2^63 */
    struct bv_regime regime;                /* what the process must be like; verified */
    uint64_t l1d_bytes, l2_bytes, l3_bytes; /* 0: unknown */
    const char *cpus;                       /* as struct bv_env has it; NULL: unknown */
    const char *kernels;                    /* path of the library; NULL: bv_kernels_find() knows */

    /* Of a block. */
    uint32_t block;                          /* its number in the run */
    uint32_t layout, env_bytes, stack_bytes; /* see struct bv_draw */
    int64_t cpu;                             /* to be bound to already; verified; -1: to none */
    uint64_t slice_ns;                       /* a slice's length, at least */

    /* Of a profile. */
    const char *arm;     /* NULL: it is none */
    uint64_t profile_ns; /* for how long the arm's loop runs */
    uint32_t rate_hz;    /* samples a second of CPU time */

    uint32_t case_count;
    const char **names;             /* cases in the order of visiting */
    struct bv_worker_visit *visits; /* of each */

    void *memory; /* of a job that was read: what holds it */
    struct bv_region region;
};

/* A job as JSON text; the caller frees it. NULL when out of memory. */
char *bv_worker_job_encode(const struct bv_worker_job *job);

/* Read a job. It stands apart from the heap, which then is the same for every job.
 * fd       read to its end
 * out      bv_worker_job_finish it; its strings live as long
 * Errors   BV_E_INPUT, BV_E_IO, BV_E_NOMEM */
enum bv_status bv_worker_job_decode(int fd, struct bv_worker_job *out, struct bv_error *err);

/* Release a job that was read. */
void bv_worker_job_finish(struct bv_worker_job *job);

#endif
