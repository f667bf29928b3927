/* SPDX-License-Identifier: Apache-2.0 */
/* stats.h: what byval believes about numbers. Pure functions: no state, no I/O.
 *
 * An *effect* is a block's log-ratio, ln(time of the first arm / time of the other arm): above 0
 * the other arm (the pointer) is cheaper, below 0 the first (the value). A *margin* is a positive
 * log-ratio: ln(1.01) for 1 %. Blocks are the independent unit; rounds never reach this file. */
#ifndef BV_STATS_H
#define BV_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"
#include "lib/stats/signtest.h"

/* The level of every interval that is shown. */
#define BV_CONFIDENCE 0.95

/* Sort ascending, in place; NaN is a caller's bug. */
void bv_values_sort(double *x, size_t count);

/* Quantile of ascending values by linear interpolation (Hyndman and Fan 1996, type 7).
 * count > 0; 0 <= q <= 1 */
double bv_quantile_sorted(const double *sorted, size_t count, double q);

/* Median; reorders x. count > 0 */
double bv_median(double *x, size_t count);

/* Values of blocks that were drawn alike: effects, or logarithms of times. */
struct bv_sample {
    const double *values; /* one a block, finite, in any order */
    size_t count;
    double resolution; /* any value may be off by so much, which the clock cannot tell; >= 0 */
    /* By how much each may be off, where that is known one by one; NULL: by the resolution. */
    const double *errors;
    /* Where blocks of a spell share something, such as the minute in which they were measured;
     * NULL: they are independent draws. */
    const struct bv_spells *spells;
};

/* By how much a value may be off. */
double bv_sample_error(const struct bv_sample *sample, size_t i);

struct bv_interval {
    double estimate;
    double low;  /* -INFINITY where count is too small to say */
    double high; /* INFINITY where count is too small to say */
};

/* The median effect over the population of blocks, and its confidence interval: at least half of
 * all blocks, were they run for ever, have an effect at least as large, and half at most as large.
 * sample   not empty
 * level    such as 0.95; the interval covers the median at least that often, whatever the
 *          distribution of the blocks. Below 6 blocks there is none at 0.95
 * Source   the sign test inverted, of the values' lowest places for the low end and of their
 * highest for the high one: wherever within their errors the values lie, so do the ends; why, and
 *          what it costs, in docs/STATISTICS.md */
struct bv_interval bv_block_interval(struct bv_sample sample, double level);

/* The least margin of a verdict, a log-ratio: ln(1.01). */
#define BV_MARGIN_LEAST 0.00995033085316808

/* A table is looked at while its cases are measured, so that what is decided can make room for what
 * is not; its verdicts are those at the end of each session. How many blocks a case has at the end
 * thus depends on what a look saw. Each look may spend a part of the table's error, and all parts
 * together are no more than the whole (Bonferroni; alpha spending, Lan and DeMets 1983, in its
 * plainest form): a p-value is divided by the share of its look. So a false verdict is either one
 * of the last look, or of a case that an earlier one took for decided, and both together are as
 * rare as the table says.
 *
 * The share of a look at `count` blocks: at 24 blocks, and at each doubling, half of what the one
 * before had, a tenth in all. 0: no look is taken at that count. */
double bv_look_share(size_t count);

/* The share of the end of a session. The first has three quarters; what is measured on afterwards,
 * since the first end left something open, gets half of the rest each time: 0.075, 0.0375 ...
 * sessions  1: the first */
double bv_end_share(unsigned sessions);

/* The least number of blocks at which a table of so many contests can have any verdict: all of them
 * agree, and that is still too unlikely by chance, count x 2^(1 - n) <= alpha. */
size_t bv_blocks_floor(size_t contests, double alpha);

/* A case with fewer blocks is never precise enough: too few for a verdict in a table of many
 * cases, and for its blocks to have met most layouts. */
#define BV_BLOCKS_FOR_VERDICT 16

/* Whether a case may retire: its 95 % interval is narrower than asked, and this is a block count at
 * which one may look: 16, 24, 32, 48, 64, 96 and so on. Ask after every block; at other counts the
 * answer is no, for who looks every time stops at a lucky moment, and the interval then covers less
 * than it says. A case that went on to the end of the run is precise by its interval's width alone.
 * width    asked, high - low, a log-ratio: 0.02 for 2 % */
bool bv_precise_enough(struct bv_sample sample, double width);

/* The smallest significance level at which bv_block_interval lies wholly outside [-margin, margin]:
 * the p-value of "the effect is larger than the margin", in either direction.
 * A sample may be empty, which says nothing: 1. Never below 2^(1 - count). margin >= 0 */
double bv_p_beyond(struct bv_sample sample, double margin);

/* The smallest significance level at which bv_block_interval lies wholly inside [-margin, margin]:
 * the p-value of "equivalent within the margin": twice that of two one-sided tests (Schuirmann
 * 1987), so that it agrees with the interval that is shown. sample and margin as above */
double bv_p_within(struct bv_sample sample, double margin);

/* Adjust p-values in place, so that the family-wise error rate is kept (Holm 1979).
 * p        where they are; sorted by their values
 * tests    of the family, at least count: the p-values that are not given are larger than these */
void bv_holm(double **p, size_t count, size_t tests);

enum bv_verdict {
    BV_VERDICT_UNDECIDED, /* the blocks do not show one of the others */
    BV_VERDICT_VALUE,     /* the first arm is cheaper, by more than the margin */
    BV_VERDICT_POINTER,   /* the other arm is cheaper, by more than the margin */
    BV_VERDICT_EQUAL      /* shown to differ by less than the margin */
};

/* Verdicts of a table of cases, each at family-wise level alpha over the table.
 * samples     count of them; an empty one is undecided
 * shares      of the table's error, by which their p-values are divided: see bv_look_share and
 *             bv_end_share; NULL: 1 for all, the table was looked at once
 * verdicts    out, count entries
 * p_adjusted  out, count entries: the Holm-adjusted p-value behind the verdict, or, of an undecided
 *             case, of the verdict that it is nearest to
 * Holm runs over the table twice: over value-or-pointer, then over equal. So no more than a share
 * alpha of tables holds a false win, and no more than alpha a false equality.
 * Errors   BV_E_NOMEM */
enum bv_status bv_verdicts(const struct bv_sample *samples, const double *shares, size_t count,
                           double margin, double alpha, enum bv_verdict *verdicts,
                           double *p_adjusted);

/* The weaker word beside a verdict: what is likely, of which no more than a share `rate` is false
 * in the long run, over all tables (Benjamini and Hochberg 1995), wins and equalities each for
 * themselves. It is no verdict: of a thousand likely contests fifty may be wrong.
 * likely   out, count entries */
enum bv_status bv_likely(const struct bv_sample *samples, const double *shares, size_t count,
                         double margin, double rate, enum bv_verdict *likely);

#define BV_SIZES_MAX 256 /* sizes that a crossover can span */

/* An edge on the axis of sizes: an index into them, or -1 for "no such size in range".
 * The -1 of value_until sorts before every index: low = -1, high = 3 is "up to size 3 at most,
 * perhaps not at all". The -1 of pointer_from sorts after every index: low = 3, high = -1 is "from
 * size 3 at the earliest, perhaps never". */
struct bv_crossing {
    int estimate;
    int low, high; /* 95 % interval, to be shown: what resampling says, and every edge that sign
                      tests cannot exclude; never narrower than the next */
    int resampled_low, resampled_high; /* by resampling alone, which may claim far too much */
};

struct bv_crossover {
    struct bv_crossing value_until;  /* last size up to which pointer never wins by > margin; the
                                        last of all: value everywhere; -1: not even the first */
    struct bv_crossing pointer_from; /* first size from which pointer wins by > margin, to the end;
                                        0: pointer everywhere; -1: not even at the last */
};

/* Where value stops being safe and where pointer starts to win for good, by the sizes' medians.
 * samples     per size, in ascending order; none is empty
 * size_count  1 .. BV_SIZES_MAX
 * resamples   bootstrap replicates, > 0, such as 2,000; each draws every size's blocks anew, with
 *             replacement
 * seed        same seed, same interval
 * Source      percentile bootstrap (Efron 1979), widened by inverted sign tests with Bonferroni's
 *             correction over the sizes; why, in docs/STATISTICS.md */
struct bv_crossover bv_crossover_find(const struct bv_sample *samples, size_t size_count,
                                      double margin, unsigned resamples, uint64_t seed);

#endif
