/* SPDX-License-Identifier: Apache-2.0 */
/* run_difference.h: how one quantity of a case differs between two runs. */
#ifndef BV_RUN_DIFFERENCE_H
#define BV_RUN_DIFFERENCE_H

#include <stdbool.h>

#include "lib/stats/difference.h"
#include "report/compare/blockfacts.h"

/* A value a block. */
struct bv_block_sample {
    struct bv_sample sample;
    const uint32_t *blocks;
    const struct bv_blockfacts *facts;
};

/* Whether two samples were compared by pairs, and from how many blocks (or pairs, twice). */
struct bv_run_difference_basis {
    bool paired;
    size_t first, second;
};

/* Find the difference of second less first.
 * may_pair   a layout of the one run is the same layout, byte by byte, of the other: blocks of one
 *            layout are then held against each other, which takes the effect of the layout out of
 *            the difference, wherever BV_BLOCKS_FOR_VERDICT layouts or more were met by both
 * clocked    values are logarithms of times: compare them at the same effective clock. Every block
 *            must tell its clock
 * Errors     BV_E_NOMEM */
enum bv_status bv_run_difference_find(const struct bv_block_sample *first,
                                      const struct bv_block_sample *second, bool may_pair,
                                      bool clocked, double margin, struct bv_difference *out,
                                      struct bv_run_difference_basis *basis);

#endif
