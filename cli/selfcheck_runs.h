/* SPDX-License-Identifier: Apache-2.0 */
/* selfcheck_runs.h: the runs of byval selfcheck: where they are, and how they are measured. */
#ifndef BV_SELFCHECK_RUNS_H
#define BV_SELFCHECK_RUNS_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/progress.h"
#include "harness/measure/slicecost.h"
#include "lib/base/status.h"

/* What is measured: runs of different seeds, and the first of them again, a few blocks of it. */
struct bv_selfcheck_session {
    const char *folder; /* of the first run; the others are in runs/ below it */
    uint32_t runs;
    uint64_t seed;
    int cpu;
    const volatile sig_atomic_t *stop;
    struct bv_progress_view view;
    bool quiet;
    uint32_t done; /* runs */
    uint32_t blocks;
    double elapsed_s; /* in these */
};

/* The folder of a run by its name, and by its number.
 * out      PATH_MAX bytes. The first run is in the folder itself, so that it is a bundle like any
 *          other */
enum bv_status bv_selfcheck_path(const char *folder, const char *name, char *out,
                                 struct bv_error *err);

enum bv_status bv_selfcheck_run_path(const char *folder, uint32_t run, char *out,
                                     struct bv_error *err);

/* Measure all of them, then the costs of a slice.
 * Errors   those of a run; BV_E_CHILD: a case failed; BV_E_INTERRUPTED */
enum bv_status bv_selfcheck_measure(struct bv_selfcheck_session *s, struct bv_slice_costs *costs,
                                    struct bv_error *err);

#endif
