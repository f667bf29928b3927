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

/* Sort ascending, in place; NaN is a caller's bug. */
void bv_sort(double *x, size_t count);

/* Quantile of ascending values by linear interpolation (Hyndman and Fan 1996, type 7).
 * count > 0; 0 <= q <= 1 */
double bv_quantile_sorted(const double *sorted, size_t count, double q);

/* Median; reorders x. count > 0 */
double bv_median(double *x, size_t count);

struct bv_interval {
    double estimate;
    double low;  /* -INFINITY where count is too small to say */
    double high; /* INFINITY where count is too small to say */
};

/* The effect over the population of blocks, and its confidence interval.
 * effects  one a block, count > 0, finite
 * level    such as 0.95
 * The method, and the coverage it was chosen for, stand in stats.c */
struct bv_interval bv_block_interval(const double *effects, size_t count, double level);

/* The smallest significance level at which bv_block_interval lies wholly outside [-margin, margin]:
 * the p-value of "the effect is larger than the margin". */
double bv_p_beyond(const double *effects, size_t count, double margin);

/* The smallest significance level at which bv_block_interval lies wholly inside [-margin, margin]:
 * the p-value of "equivalent within the margin". */
double bv_p_within(const double *effects, size_t count, double margin);

/* Whether a case may retire: its 95 % interval is as narrow as asked, by a rule that can be put
 * after every block without making the interval dishonest. width    asked, high - low, a log-ratio:
 * 0.02 for 2 % */
bool bv_precise_enough(const double *effects, size_t count, double width);

/* p-values adjusted so that the family-wise error rate is kept (Holm 1979). adjusted may be p. */
void bv_holm(const double *p, size_t count, double *adjusted);

enum bv_verdict {
    BV_VERDICT_UNDECIDED, /* the blocks do not show one of the others */
    BV_VERDICT_VALUE,     /* the first arm is cheaper, by more than the margin */
    BV_VERDICT_POINTER,   /* the other arm is cheaper, by more than the margin */
    BV_VERDICT_EQUAL      /* shown to differ by less than the margin */
};

/* Verdicts of a table of cases, each at family-wise level alpha over the table.
 * effects, counts   effects[i] has counts[i] values, counts[i] may be 0 (undecided)
 * verdicts          out, count entries
 * p_adjusted        out, count entries or NULL: the Holm-adjusted p-value behind the verdict */
void bv_verdicts(const double *const *effects, const size_t *counts, size_t count, double margin,
                 double alpha, enum bv_verdict *verdicts, double *p_adjusted);

/* A crossover over ascending sizes: an index into them, or -1 for "no such size in range". */
struct bv_crossing {
    int estimate;
    int low, high; /* 95 % interval over resampled blocks; -1 sorts above the last index for
                      `pointer_from` and below the first for `value_until` */
};

struct bv_crossover {
    struct bv_crossing value_until; /* last size up to which value is never worse by > margin */
    struct bv_crossing
        pointer_from; /* first size from which pointer wins by > margin, to the end */
};

/* Where value stops and where pointer starts to win, over sizes in ascending order.
 * effects, counts   per size, counts[i] > 0
 * resamples         bootstrap replicates, such as 2,000; each draws blocks with replacement
 * seed              same seed, same interval */
struct bv_crossover bv_crossover_find(const double *const *effects, const size_t *counts,
                                      size_t size_count, double margin, unsigned resamples,
                                      uint64_t seed);

#endif
