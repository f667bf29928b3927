/* SPDX-License-Identifier: Apache-2.0 */
/* run.h: a run from its options to its bundle; or several, of different builds, that take turns. */
#ifndef BV_RUN_H
#define BV_RUN_H

#include "harness/kernels/preset.h"
#include "harness/machine/topology.h"
#include "harness/measure/forecast.h"
#include "harness/measure/sampler.h"

/* What was asked for. Zero is not a default: fill it from a preset. */
struct bv_run_config {
    const struct bv_preset *preset;
    const char *filter; /* NULL: all cases of the preset */
    const char *out;    /* folder of the bundle; NULL: results/HOST-UTCTIME, or -2, -3 ... behind
                           it where that is taken; results/latest points to it when the run ends. Of
                           several runs: the folder of their bundles, required */
    const char *const *builds; /* folders of builds whose kernels to measure, a run each */
    size_t build_count;        /* 0: this program's own kernels */
    double budget_s;
    double precision; /* width of an interval, 0.02 for 2 % */
    uint32_t blocks_min, blocks_max;
    double spacing_s;        /* blocks of a case begin so far apart, if the budget allows */
    uint64_t seed;           /* below 2^63 */
    int cpu;                 /* OS index, BV_PIN_AUTO or BV_PIN_NONE */
    struct bv_caches caches; /* as the user states them; 0: as the system tells */
};

struct bv_run; /* a run under way */

/* Prepare a new run, or one a build: choose the CPU and bind to it, select the cases, record the
 * machine, make the bundles. Of several builds a bundle is named by its compiler and optimisation.
 * out      max(1, build_count) runs; bv_run_finish each
 * Errors   BV_E_USAGE (the filter), BV_E_REFUSED (CPU not allowed, folder not empty), BV_E_IO,
 *          BV_E_UNSUPPORTED, BV_E_NOMEM; nothing is left behind then
 * Effect   the calling thread stays bound until bv_run_measure gives its CPUs back */
enum bv_status bv_run_begin(const struct bv_run_config *config, struct bv_run **out,
                            struct bv_error *err);

/* Prepare to go on with runs that were killed or interrupted.
 * folders   their bundles, count of them
 * builds    as above: each run finds the one whose kernels it measured
 * out       count runs; bv_run_finish each
 * budget_s  a new budget for the whole run, or NAN: the old one
 * Errors    as bv_run_begin, BV_E_MISMATCH (another machine key or other kernels; err names what),
 *           BV_E_INPUT (its journal is damaged) */
enum bv_status bv_run_resume(const char *const *folders, size_t count, const char *const *builds,
                             size_t build_count, double budget_s, struct bv_run **out,
                             struct bv_error *err);

/* Prepare to go on with runs that are at their end, for so much longer: blocks are added, and all
 * of them are judged together. What the verdicts then may spend of the table's error is less, since
 * the first end was a look: see bv_end_share(). Where no block is added, nothing changes. Of a run
 * that was interrupted this is no more than its end.
 * more_s   > 0
 * Errors   as bv_run_resume; the bundles are then what they were */
enum bv_status bv_run_more(const char *const *folders, size_t count, const char *const *builds,
                           size_t build_count, double more_s, struct bv_run **out,
                           struct bv_error *err);

/* Measure, the runs taking turns block by block, then write the bundles. After an error, what was
 * measured is in the journal, to be gone on with; so is it after an interruption, where the bundle
 * holds both. A run that fails does not stop the others.
 * stop      set by a signal handler to end early
 * errs      one a run: how it went
 * Returns   BV_OK, or the status of the first run that failed: as bv_sampler_run and
 *           bv_runfile_write */
enum bv_status bv_run_measure(struct bv_run *const *runs, size_t count,
                              const volatile sig_atomic_t *stop, bv_progress_fn *progress,
                              void *user, struct bv_error *errs);

/* What was measured, and where it is. */
const struct bv_result *bv_run_result(const struct bv_run *run);
const char *bv_run_folder(const struct bv_run *run);

/* What a new run can decide; cases 0: it is not a new one. */
const struct bv_forecast *bv_run_forecast(const struct bv_run *run);

/* Release; NULL is fine. */
void bv_run_finish(struct bv_run *run);

#endif
