/* SPDX-License-Identifier: Apache-2.0 */
/* selfcheck_table.c: the table of the checks. */
#include "lib/bundle/selfcheck_table.h"

#include <math.h>

enum { RUNS_NEEDED = 16, NULLS_NEEDED = 200, PLANTED_NEEDED = 60, INTERVALS_NEEDED = 300 };

/* 93 %: the estimate that an interval is held against has an error of its own, which takes up to
 * one per cent, and so many intervals may miss two by chance (docs/STATISTICS.md). */
static const struct bv_check_kind kinds[BV_CHECK_COUNT] = {
    [BV_CHECK_AA_VERDICTS] = {"aa_verdicts", "A/A nulls: tables with a false verdict", 0.05,
                              NULLS_NEEDED, "nulls", false, true},
    [BV_CHECK_AA_COVERAGE] = {"aa_coverage", "A/A nulls: 95 % intervals that hold 0", 0.93,
                              NULLS_NEEDED, "intervals", true, true},
    [BV_CHECK_TWIN_VERDICTS] = {"twin_verdicts", "layout twins: tables with a false verdict", 0.05,
                                NULLS_NEEDED, "twins", false, true},
    [BV_CHECK_FLOOR] = {"floor", "layout twins: floor of all runs, against the least margin of one",
                        NAN, RUNS_NEEDED, "runs", false, false},
    [BV_CHECK_PLANTED_1] = {"planted_1", "1 % planted: found", 0.9, PLANTED_NEEDED, "contests",
                            true, true},
    [BV_CHECK_PLANTED_2] = {"planted_2", "2 % planted: found", 0.9, PLANTED_NEEDED, "contests",
                            true, true},
    [BV_CHECK_PLANTED_5] = {"planted_5", "5 % planted: found", 0.9, PLANTED_NEEDED, "contests",
                            true, true},
    [BV_CHECK_SIGN] = {"sign", "planted: the right way round", 1, PLANTED_NEEDED, "contests", true,
                       true},
    [BV_CHECK_COVERAGE] = {"coverage", "95 % intervals that hold the estimate of the other runs",
                           0.93, INTERVALS_NEEDED, "intervals", true, true},
    [BV_CHECK_SPREAD] = {"spread", "the same, had each run's blocks come from the whole time", 0.93,
                         INTERVALS_NEEDED, "intervals", true, true},
    /* A fifth: an interval of 32 blocks reaches over a sixth of them on either side of the median.
     * One that misses it by more than that again was not too narrow by chance. */
    [BV_CHECK_MISS] = {"miss", "blocks between an interval and the median that it misses, at most",
                       0.2, INTERVALS_NEEDED, "intervals", false, false},
    [BV_CHECK_STOPPING] = {"stopping", "intervals that hold it, had each stopped by its width",
                           0.93, INTERVALS_NEEDED, "intervals", true, true},
    [BV_CHECK_CLOCK] = {"clock", "two reads of the clock, of a slice", 0.01, 100, "slices", false,
                        false},
    [BV_CHECK_SHIM] = {"shim", "a slice inside Google Benchmark, against outside", 0.005, 100,
                       "slices", false, false},
    [BV_CHECK_PLAN] = {"plan", "blocks drawn alike from the same seed", 1, 3, "blocks", true,
                       false},
};

const struct bv_check_kind *bv_check_kind(enum bv_check_id id)
{
    return &kinds[id];
}

const char *bv_check_verdict_word(enum bv_check_verdict verdict)
{
    return verdict == BV_CHECK_PASSED   ? "passed"
           : verdict == BV_CHECK_FAILED ? "FAILED"
                                        : "too short";
}

enum bv_check_verdict bv_selfcheck_verdict(const struct bv_selfcheck *check)
{
    enum bv_check_verdict worst = BV_CHECK_PASSED;
    for (int i = 0; i < BV_CHECK_COUNT; i++)
        if (check->checks[i].verdict == BV_CHECK_FAILED ||
            (check->checks[i].verdict == BV_CHECK_SHORT && worst == BV_CHECK_PASSED))
            worst = check->checks[i].verdict;
    return worst;
}

enum bv_check_verdict bv_check_verdict_of(enum bv_check_id id, const struct bv_check *check)
{
    const struct bv_check_kind *kind = &kinds[id];
    if (check->count == 0 || isnan(check->measured) || isnan(check->target))
        return BV_CHECK_SHORT;
    double off = kind->at_least ? check->target - check->measured : check->measured - check->target;
    bool is_short = check->count < kind->needed;
    double variance = check->target * (1 - check->target) / (double)check->count;
    if (off > 0 && !(is_short && kind->by_chance && variance > 0 && off <= 3 * sqrt(variance)))
        return BV_CHECK_FAILED;
    return is_short ? BV_CHECK_SHORT : BV_CHECK_PASSED;
}
