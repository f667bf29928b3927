/* SPDX-License-Identifier: Apache-2.0 */
/* kinds.h: how much the runs of a kind differ, beside how much the kinds do, and which runs do not
 * belong to theirs. */
#ifndef BV_KINDS_H
#define BV_KINDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/bundle/result.h"
#include "lib/stats/outlier.h"
#include "lib/stats/stats.h"
#include "report/compare/compare.h"

/* A run that was pooled with others of its kind. */
struct bv_kind_run {
    const char *name; /* borrowed */
    uint32_t kind;
    /* Median over the quantities of how far the run is from the median of its kind, a log-ratio:
     * of the times, how much slower it is; NAN: nothing in common. */
    double level[BV_QUANTITY_COUNT];
    double score[BV_QUANTITY_COUNT]; /* see bv_outlier_scores(); NAN: not judged */
    bool is_outlier[BV_QUANTITY_COUNT];
    double clock; /* against the median of its kind, a log-ratio; NAN: not known */
};

/* The runs that one side of a comparison was pooled of. */
struct bv_kind {
    const char *name; /* borrowed */
    size_t run_count;
    double limit;                                 /* of a score; NAN: too few runs to judge any */
    struct bv_interval within[BV_QUANTITY_COUNT]; /* of bv_spread_find(): log-ratios */
    struct bv_interval apart[BV_QUANTITY_COUNT];  /* from the first kind */
    double level[BV_QUANTITY_COUNT]; /* median over the quantities of the kind's median less that of
                                        the first kind, signed */
};

struct bv_kinds {
    struct bv_kind *kinds; /* in the order of the comparison's sides */
    size_t kind_count;
    struct bv_kind_run *runs; /* as they were named */
    size_t run_count;
    size_t quantity_count[BV_QUANTITY_COUNT];     /* ratios, and times, that were held together */
    struct bv_interval within[BV_QUANTITY_COUNT]; /* over all kinds */
    size_t judged;                                /* runs of kinds that have enough of them */
    size_t outlier_count;  /* runs that are, by the one quantity or the other */
    double rate;           /* of fleets without an outlier that get one, at most */
    bool each_counts_once; /* a run is one block of its pool, rather than that its blocks are */
};

/* What is known of a run. */
struct bv_kind_member {
    const char *name, *kind;
    const struct bv_result *median; /* of bv_run_median() */
};

/* Look at the runs of a fleet. A run is an outlier where its level is by more than the margin, 1 %,
 * and its score by more than the kind's limit off: see bv_outlier_limit(). The error is shared by
 * the kinds and by the two quantities.
 * members  count > 0 of them; their names outlive out
 * out      written only on BV_OK; bv_kinds_finish it
 * Errors   BV_E_NOMEM */
enum bv_status bv_kinds_find(const struct bv_kind_member *members, size_t count,
                             struct bv_kinds *out);

/* A zeroed one is fine. */
void bv_kinds_finish(struct bv_kinds *kinds);

#endif
