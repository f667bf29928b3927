/* SPDX-License-Identifier: Apache-2.0 */
/* blockfacts.h: the circumstances of a run's blocks, looked up by block. */
#ifndef BV_BLOCKFACTS_H
#define BV_BLOCKFACTS_H

#include <stdint.h>

#include "lib/base/status.h"
#include "lib/bundle/result.h"

struct bv_blockfacts {
    struct bv_blockfact {
        uint32_t block, layout;
        double log_ghz; /* effective clock, mean of before and after; NAN: unknown */
    } * items;          /* by ascending block */
    size_t count;
};

/* out      written only on BV_OK; bv_blockfacts_finish it
 * Errors   BV_E_NOMEM */
enum bv_status bv_blockfacts_init(const struct bv_result *result, struct bv_blockfacts *out);

/* NULL where nothing is known of the block. */
const struct bv_blockfact *bv_blockfacts_of(const struct bv_blockfacts *facts, uint32_t block);

/* Median effective clock over the blocks; NAN where one of them does not tell it, or there is none.
 * Errors   BV_E_NOMEM */
enum bv_status bv_blockfacts_clock(const struct bv_blockfacts *facts, double *ghz);

/* A zeroed one is fine. */
void bv_blockfacts_finish(struct bv_blockfacts *facts);

#endif
