/* SPDX-License-Identifier: Apache-2.0 */
/* run_state.h: what a run under way holds, and how it comes by it. */
#ifndef BV_RUN_STATE_H
#define BV_RUN_STATE_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/kernels/layout.h"
#include "harness/measure/run.h"
#include "harness/measure/run_head.h"
#include "lib/base/digest.h"

struct bv_run {
    struct bv_result result;
    struct bv_journal *journal;
    struct bv_topology *topology;
    char kernels[PATH_MAX]; /* the library, or the program */
    char kernel_hash[BV_DIGEST_TEXT_BYTES];
    struct bv_layout layout;   /* the first: for its catalogue */
    char *quick;               /* its cases of preset quick, the last to be left out */
    struct bv_audit audit;     /* of these kernels; zeroed where there is none */
    struct bv_escapes escapes; /* likewise */
    char folder[PATH_MAX];
    struct bv_affinity may_use; /* before this thread was bound */
    bool knows_affinity;
    int block_program; /* open for reading */
    struct bv_forecast forecast;
    bool is_ended;      /* it was at its end, and is gone on with */
    size_t blocks_then; /* how many blocks it had */
    bool is_latest;     /* named by default: results/latest points to it when it ends */
};

/* What its head in the result is made from. */
struct bv_run_head bv_run_head_of(struct bv_run *run);

/* out      may hold something on an error, too: bv_run_finish() it */
enum bv_status bv_run_create(struct bv_run **out, struct bv_error *err);

/* Find the kernels of a build, NULL: this program's own. */
enum bv_status bv_run_find_kernels(struct bv_run *run, const char *build, struct bv_error *err);

/* Describe them; finds the cases of preset quick. */
enum bv_status bv_run_open_kernels(struct bv_run *run, struct bv_error *err);

/* Finish them, and leave NULL in their places. */
void bv_run_finish_all(struct bv_run **runs, size_t count);

#endif
