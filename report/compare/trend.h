/* SPDX-License-Identifier: Apache-2.0 */
/* trend.h: what changed over the runs of one machine in time, case by case. */
#ifndef BV_TREND_H
#define BV_TREND_H

#include "lib/stats/changepoint.h"
#include "report/compare/compare.h"

/* A quantity of a case over the runs. */
struct bv_trend_line {
    uint32_t case_index; /* into the comparison's match.cases */
    uint32_t arm;        /* of `info`; 1 .. for a ratio */
    enum bv_quantity quantity;
    const struct bv_case_info *info; /* of the first run that measured it */
    struct bv_interval *levels;      /* by run: a ratio, or ns at the clock of the first run where
                                        times are clocked; estimate NAN: missing */
    const struct bv_changepoint *changes;
    size_t change_count;
};

struct bv_trend {
    const struct bv_comparison *comparison; /* its sides in the order of time */
    struct bv_trend_line *lines;            /* those with changes first, by the largest of them */
    size_t line_count;
    size_t changed;                 /* lines with changes */
    double alpha;                   /* over all lines and places together */
    struct bv_changepoint *changes; /* storage */
    struct bv_interval *levels;
};

/* Look for changes.
 * comparison  of runs of one machine, 2 or more, in the order of time; outlives the trend
 * out         written only on BV_OK; bv_trend_finish it
 * Errors      BV_E_NOMEM */
enum bv_status bv_trend_init(const struct bv_comparison *comparison, struct bv_trend *out,
                             struct bv_error *err);

/* A zeroed one is fine. */
void bv_trend_finish(struct bv_trend *trend);

#endif
