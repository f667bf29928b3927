/* SPDX-License-Identifier: Apache-2.0 */
/* sampler.h: runs block after block until the cases are precise or the budget ends. */
#ifndef BV_SAMPLER_H
#define BV_SAMPLER_H

#include <signal.h>
#include <stdint.h>

#include "benchmarks/case.h"
#include "harness/machine/affinity.h"
#include "lib/bundle/journal.h"
#include "lib/bundle/result.h"

/* Where a run stands, for a progress bar. */
struct bv_progress {
    uint32_t blocks;     /* done in all */
    uint32_t open_count; /* cases still measured */
    uint32_t done_count; /* cases precise, failed or unavailable */
    uint32_t visited;    /* cases of the block under way that are done */
    uint32_t visiting;   /* cases of the block under way */
    double elapsed_s;
    double remaining_s;                    /* estimate: until all is decided or the budget ends */
    size_t contests, decided;              /* of the tables; with a verdict as things stand */
    uint32_t until, until_low, until_high; /* value is never worse up to, bytes, of the first run's
                                              main series; all 0: not known yet */
};

typedef void bv_progress_fn(const struct bv_progress *progress, void *user);

struct bv_sampler_config {
    const char *program; /* what is run as `program block`: byval-block, or the kernels */
    const struct bv_regime *regimes; /* what process each case of the result needs */
    const struct bv_affinity
        *may_use;        /* CPUs for the parent when a block is under way; NULL: as is */
    const char *cpus;    /* as struct bv_env has it; NULL: unknown */
    const char *kernels; /* path of the library; NULL: as blocks find it */
    const char *keep;    /* what is left out last where the budget turns out too short, a regular
                          * expression over case names; NULL: nothing is left out */
    double silence_s;    /* a block that says nothing for so long hangs, and is killed */
    const volatile sig_atomic_t *stop; /* set by a signal handler: end after cleaning up */
    bv_progress_fn *progress;          /* may be NULL; told of all runs together */
    void *user;
};

/* One of the runs that take turns. */
struct bv_sampling {
    struct bv_sampler_config config;
    struct bv_result *result;
    struct bv_journal *journal;
    enum bv_status status; /* how it went; then err says more */
    struct bv_error err;
};

/* Run blocks, in turn one of each run that goes on, so that drift of the machine favours none. Who
 * comes first changes from turn to turn. A run that fails ends; the others go on.
 *
 * What to measure, for how long and how precisely stands in the result, to which
 * blocks, rows, events and the states of cases are added; the same goes to the journal first. The
 * caller has bound the thread to result->cpu, if that names one, which is the same in all; SIGINT
 * and SIGTERM should have handlers that set *config.stop.
 * Effect   result->stopped says why it ended; result->elapsed_s grows by the time used
 * Returns  BV_OK, or the status of the first run that failed: BV_E_IO (the journal), BV_E_CHILD
 *          (blocks die before they measure anything), BV_E_NOMEM. What is in its result is then
 *          still whole */
enum bv_status bv_sampler_run(struct bv_sampling *runs, size_t count);

#endif
