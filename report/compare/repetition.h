/* SPDX-License-Identifier: Apache-2.0 */
/* repetition.h: the same cases measured in several runs: does a run's interval hold what the others
 * say? */
#ifndef BV_REPETITION_H
#define BV_REPETITION_H

#include "report/analysis/summary.h"

/* Of all cases but those with a known truth; contests of BV_BLOCKS_FOR_VERDICT blocks at least, for
 * the interval of a few is endless and holds anything. An interval holds or misses the median
 * effect of all other runs. */
struct bv_repetition {
    size_t intervals;       /* one a case and run */
    size_t covered;         /* of these: hold it */
    size_t covered_at_stop; /* ... had the case retired by its width as early as it may */
    size_t stopped;         /* ... in so many of them before the run's end */
    size_t covered_dealt;   /* ... had each run's blocks come from the whole time of all runs */
    size_t worst;           /* most misses of one case */
    const char *worst_name; /* NULL: none */
    double farthest; /* share of the other runs' blocks that lie between an interval and the median
                        that it misses, at most */
    const char *farthest_name;
    double floor; /* largest median effect of a layout twin over all runs; NAN: there is none */
    const char *floor_name;
};

/* runs     of the same cases and kernels; names in out are borrowed from the first
 * Errors   BV_E_NOMEM */
enum bv_status bv_repetition_judge(const struct bv_summary *const *runs, size_t run_count,
                                   struct bv_repetition *out);

/* Whether a case is a layout twin. */
bool bv_repetition_is_twin(const struct bv_case_summary *row);

#endif
