/* SPDX-License-Identifier: Apache-2.0 */
/* compare.h: every number of a comparison of runs, computed once from their summaries. */
#ifndef BV_COMPARE_H
#define BV_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/bundle/audit.h"
#include "lib/bundle/escapes.h"
#include "lib/stats/difference.h"
#include "report/analysis/codematch.h"
#include "report/analysis/summary.h"
#include "report/compare/fact_differences.h"
#include "report/compare/match.h"
#include "report/compare/run_difference.h"

enum { BV_SIDES_MAX = 50 };

struct bv_kinds;
struct bv_story;

/* A run, or runs that were pooled. The first side is the one that the others are held against. */
struct bv_side {
    const char *name;
    const struct bv_summary *summary;
    const struct bv_audit *audit;     /* NULL: there is none */
    bool is_pool;                     /* of runs that have the fact `name` in common */
    bool is_of_medians;               /* a block of it is a run, by bv_run_median() */
    const struct bv_escapes *escapes; /* of its toolchain; NULL: there are none */
};

enum bv_change {
    BV_CHANGE_UNDECIDED, /* the blocks show neither of these */
    BV_CHANGE_LOWER,     /* than on the first side, by more than the margin */
    BV_CHANGE_HIGHER,
    BV_CHANGE_SAME, /* shown to differ by less than the margin */
    BV_CHANGE_COUNT
};

enum bv_quantity {
    BV_QUANTITY_RATIO, /* time of the case's first arm / time of another arm, within a side */
    BV_QUANTITY_TIME,  /* of an arm, at the same effective clock where that is known */
    BV_QUANTITY_COUNT
};

/* A quantity of a case on some side, against the first side. */
struct bv_run_difference {
    uint32_t case_index; /* into match.cases */
    uint32_t side;       /* 1 .. */
    uint32_t arm;        /* of the first side's case; 1 .. for a ratio */
    enum bv_quantity quantity;
    enum bv_code code;
    struct bv_run_difference_basis basis;
    struct bv_difference difference; /* of logarithms */
    /* Adjusted over all shifts of the quantity, those of `difference` as well. */
    double p;        /* of the change, or, of an undecided one, of what it is nearest to */
    double p_slower; /* of a time: that it is higher by more than options.fail_over */
    enum bv_change change;
    enum bv_verdict verdicts[2]; /* of a ratio, on either side */
    bool flips;          /* a ratio whose verdict goes from one arm to the other; or from or to
                            equal, and the change is credible: margins may differ */
    double margin;       /* a log-ratio */
    bool slower;         /* p_slower shows it */
    uint32_t second_arm; /* the arm on the other side */
};

struct bv_compare_options {
    double alpha;     /* family-wise error rate of each quantity's changes: 0 means 0.05 */
    double fail_over; /* how much slower is a failure, as a share; 0: not asked */
    const struct bv_kinds *kinds; /* of the runs that were pooled; NULL: none were */
};

struct bv_comparison {
    const struct bv_side *sides;
    size_t side_count;
    struct bv_fact_differences differences;
    bool same_kernels[BV_SIDES_MAX]; /* the first side's, byte by byte */
    bool same_build[BV_SIDES_MAX];   /* compiler and flags known and the first side's */
    bool same_run;                   /* all sides are one run, by its seed, date and duration */
    bool is_clocked; /* times are compared at the same effective clock: the blocks tell it, and no
                        fact about the machine differs */
    double clock_ghz[BV_SIDES_MAX]; /* median over blocks; NAN: unknown */
    struct bv_match match;          /* cases and series, by name */
    size_t common;                  /* cases that were measured on the first side and another one */
    struct bv_run_difference *shifts; /* ratios, then times, each by importance */
    size_t shift_count, ratio_count;
    size_t changes[BV_QUANTITY_COUNT][BV_CHANGE_COUNT];
    size_t flips;
    size_t slower;       /* shifts that are */
    size_t missing;      /* case and side: not there, or not measured */
    size_t other_source; /* case and side: other code although compiler and flags are the first
                            side's: not compared */
    struct bv_compare_options options;
    struct bv_story *story; /* NULL: there is none to tell, see bv_story_find() */
};

/* Compare.
 * sides    2 .. BV_SIDES_MAX of them, which outlive the comparison
 * out      written only on BV_OK; bv_comparison_destroy it
 * Errors   BV_E_NOMEM */
enum bv_status bv_comparison_create(const struct bv_side *sides, size_t side_count,
                                    const struct bv_compare_options *options,
                                    struct bv_comparison **out, struct bv_error *err);

/* Whether a reader has to see it: it changed, or flips, or is slower than allowed. */
bool bv_run_difference_matters(const struct bv_run_difference *shift);

/* NULL is fine. */
void bv_comparison_destroy(struct bv_comparison *comparison);

#endif
