/* SPDX-License-Identifier: Apache-2.0 */
/* progress.h: where a run stands: a bar on a terminal, a line now and then elsewhere. */
#ifndef BV_PROGRESS_H
#define BV_PROGRESS_H

#include <stdbool.h>
#include <stdio.h>

#include "harness/measure/sampler.h"

struct bv_progress_view {
    FILE *out;
    bool terminal;
    const char *things; /* what is counted as done: "cases" */
    double shown_s;     /* time when last shown, -1: never: elapsed, or of bv_progress_share() the
                           clock's */
    uint32_t shown_blocks;
};

/* A view on out, which is a terminal or not. */
struct bv_progress_view bv_progress_view_on(FILE *out);

/* A bv_progress_fn; user is a struct bv_progress_view. */
void bv_progress_show(const struct bv_progress *progress, void *user);

/* Show how much of something is done; elsewhere than on a terminal, only what takes long.
 * share    from 0 to 1
 * what     is being done, in words */
void bv_progress_share(struct bv_progress_view *view, double share, const char *what);

/* Leave the bar's line clean for what is printed next. */
void bv_progress_end(struct bv_progress_view *view);

#endif
