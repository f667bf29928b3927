/* SPDX-License-Identifier: Apache-2.0 */
/* crossover.h: what a series of sizes comes to: the kind of answer, and its sizes. */
#ifndef BV_REPORT_CROSSOVER_H
#define BV_REPORT_CROSSOVER_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"
#include "lib/stats/stats.h"

/* With fewer blocks the intervals of crossings would be far too narrow, and are not shown. */
enum { BV_BLOCKS_FOR_INTERVAL = 6 };

/* A is the first arm (value), B the other (pointer). */
enum bv_finding_kind {
    BV_FINDING_UNMEASURED,   /* no size has a number */
    BV_FINDING_UNDECIDED,    /* no size has a verdict */
    BV_FINDING_EQUAL,        /* every size is shown equal */
    BV_FINDING_A_ALWAYS,     /* every size goes to A */
    BV_FINDING_B_ALWAYS,     /* every size goes to B */
    BV_FINDING_A_HOLDS,      /* A is never worse in range */
    BV_FINDING_B_FROM_START, /* B wins from the smallest size on; not each size is proven */
    BV_FINDING_CROSSES,      /* A is never worse up to a size, B wins from a size on */
    BV_FINDING_MIXED         /* A stops being never worse, but B does not win to the end */
};

struct bv_finding {
    enum bv_finding_kind kind;
    size_t size_count;   /* sizes with a number */
    size_t blocks_least; /* blocks of the size that has fewest */
    double effect_low,
        effect_high; /* hull of the sizes' 95 % intervals, log-ratios; may be infinite */
    uint32_t first_bytes, last_bytes; /* of these */
    size_t verdicts[4];               /* of these, by enum bv_verdict */
    /* In bytes; 0: no such size in range (above the range for `b_from`). */
    struct bv_size_range {
        uint32_t estimate, low, high;
    } a_until, b_from;
    uint32_t after_a_bytes; /* the size that follows a_until.estimate; 0 where b_from is that */
};

/* One size of a series. */
struct bv_sized {
    uint32_t bytes;
    struct bv_sample sample; /* not empty */
    enum bv_verdict verdict;
};

/* Sum up a series.
 * sizes    by ascending bytes; those past BV_SIZES_MAX are left out
 * margin, resamples, seed   as bv_crossover_find takes them
 * out      written only on BV_OK
 * Errors   BV_E_NOMEM */
enum bv_status bv_finding_find(const struct bv_sized *sizes, size_t size_count, double margin,
                               unsigned resamples, uint64_t seed, struct bv_finding *out);

#endif
