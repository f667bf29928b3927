/* SPDX-License-Identifier: Apache-2.0 */
/* blockfacts.c: see blockfacts.h. */
#include "report/compare/blockfacts.h"

#include <math.h>
#include <stdlib.h>

#include "lib/stats/stats.h"

static int by_block(const void *a, const void *b)
{
    uint32_t x = ((const struct bv_blockfact *)a)->block;
    uint32_t y = ((const struct bv_blockfact *)b)->block;
    return (x > y) - (x < y);
}

static double log_clock(const double ghz[2])
{
    return ghz[0] > 0 && ghz[1] > 0 && isfinite(ghz[0]) && isfinite(ghz[1])
               ? log((ghz[0] + ghz[1]) / 2)
               : (double)NAN;
}

enum bv_status bv_blockfacts_init(const struct bv_result *result, struct bv_blockfacts *out)
{
    struct bv_blockfact *items = malloc((result->block_count + 1) * sizeof items[0]);
    if (!items)
        return BV_E_NOMEM;
    for (size_t i = 0; i < result->block_count; i++)
        items[i] = (struct bv_blockfact){result->blocks[i].block, result->blocks[i].layout,
                                         log_clock(result->blocks[i].canary_ghz)};
    qsort(items, result->block_count, sizeof items[0], by_block);
    *out = (struct bv_blockfacts){items, result->block_count};
    return BV_OK;
}

const struct bv_blockfact *bv_blockfacts_of(const struct bv_blockfacts *facts, uint32_t block)
{
    const struct bv_blockfact wanted = {.block = block};
    return bsearch(&wanted, facts->items, facts->count, sizeof wanted, by_block);
}

enum bv_status bv_blockfacts_clock(const struct bv_blockfacts *facts, double *ghz)
{
    double *known = malloc((facts->count + 1) * sizeof known[0]);
    if (!known)
        return BV_E_NOMEM;
    size_t count = 0;
    while (count < facts->count && isfinite(facts->items[count].log_ghz)) {
        known[count] = facts->items[count].log_ghz;
        count++;
    }
    *ghz = count > 0 && count == facts->count ? exp(bv_median(known, count)) : (double)NAN;
    free(known);
    return BV_OK;
}

void bv_blockfacts_finish(struct bv_blockfacts *facts)
{
    free(facts->items);
    *facts = (struct bv_blockfacts){0};
}
