/* SPDX-License-Identifier: Apache-2.0 */
/* serial_correlation.h: whether blocks that follow each other are more alike than chance. Pure
 * functions. */
#ifndef BV_SERIAL_CORRELATION_H
#define BV_SERIAL_CORRELATION_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

/* Values of blocks in time. */
struct bv_sequence {
    const double *values;   /* finite */
    const uint32_t *blocks; /* of the values, ascending */
    size_t count;
    uint32_t group; /* sequences of a group were measured in the same blocks, or in some of them */
};

struct bv_serial_correlation {
    double correlation; /* of the ranks of neighbours, mean over the sequences, less what is to be
                           expected of independent blocks; NAN: nothing can be said */
    double p;     /* that independent blocks are as much alike, or more; 1: nothing is known */
    size_t count; /* sequences that could be judged: 12 values that are not all the same */
};

/* Intervals and verdicts take blocks for independent draws. This looks at whether they are.
 *
 * The statistic is the serial correlation of ranks (Bartels 1982), the mean over all sequences. Its
 * p-value is by permutation: the blocks of a group are put in random order, the same for all its
 * sequences, so that what the cases of a block share, such as its link layout, counts for nothing.
 * permutations  such as 199; p is 1 / (permutations + 1) at least
 * seed          same seed, same p
 * Errors        BV_E_NOMEM */
enum bv_status bv_serial_correlation_find(const struct bv_sequence *sequences, size_t count,
                                          unsigned permutations, uint64_t seed,
                                          struct bv_serial_correlation *out);

#endif
