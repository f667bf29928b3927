/* SPDX-License-Identifier: Apache-2.0 */
/* runs.h: the runs that are named on a command line, read and summed up, several at a time. */
#ifndef BV_RUNS_H
#define BV_RUNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/bundle/audit.h"
#include "report/compare/compare.h"
#include "report/compare/kinds.h"

/* A run, or the runs that have a fact in common. */
struct bv_loaded {
    char *name; /* as it was named, or the value of the fact */
    struct bv_result result;
    struct bv_summary *summary;
    uint64_t print; /* of what was measured: the same run has the same, wherever it was read */
    struct bv_audit audit;     /* zeroed: there is none, or the runs were pooled */
    struct bv_escapes escapes; /* likewise */
    struct bv_result median;   /* of bv_run_median(); zeroed where runs are not pooled */
};

/* Pools of more runs than this take each run as one block: bv_run_median(). */
enum { BV_RUNS_BY_BLOCKS_MOST = 50 };

struct bv_runs {
    struct bv_loaded *items;
    size_t count;
    struct bv_loaded *members; /* what was pooled: the items' strings are theirs */
    size_t member_count;
    struct bv_kinds kinds; /* of the members; zeroed: nothing was pooled */
    bool each_counts_once; /* a member is one block of its pool */
};

/* Read runs and sum them up. Rows go as soon as they are summed up; of more than
 * BV_RUNS_BY_BLOCKS_MOST runs that are pooled, each goes before the next is read.
 * by       NULL: each on its own; else a fact of the machine key, and runs with the same value of
 *          it are pooled, in the order of first appearance
 * once     of those that are one run, by other names or copies, keep the first; say so on stderr
 * out      written only on BV_OK; bv_runs_finish it
 * Errors   those of bv_runfile_read and bundle_open.h, BV_E_INPUT (a run does not know the
 *          fact), BV_E_NOMEM */
enum bv_status bv_runs_load(char **paths, size_t count, const char *by, bool once,
                            struct bv_runs *out, struct bv_error *err);

/* Release the audits of runs that all have the same kernels: there is nothing to compare in them.
 */
void bv_runs_forget_code(struct bv_runs *runs);

/* A zeroed one is fine. */
void bv_runs_finish(struct bv_runs *runs);

#endif
