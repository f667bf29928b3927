/* SPDX-License-Identifier: Apache-2.0 */
/* interruptions.c: see interruptions.h. */
#include "report/analysis/interruptions.h"

#include <math.h>
#include <stdlib.h>

static unsigned flags_of(const struct bv_block_info *block)
{
    unsigned flags = 0;
    double before = block->canary_ghz[0], after = block->canary_ghz[1];
    if (block->steal_s > 0.05 * block->seconds)
        flags |= BV_DISTURBED_STOLEN;
    if (block->throttled_s > 0.05 * block->seconds)
        flags |= BV_DISTURBED_THROTTLED;
    if (before > 0 && after > 0 && fmax(before, after) > 1.1 * fmin(before, after))
        flags |= BV_DISTURBED_DRIFTED;
    return flags;
}

static int compare(const void *a, const void *b)
{
    const struct bv_interruption *x = a, *y = b;
    return x->block < y->block ? -1 : x->block > y->block;
}

enum bv_status bv_interruptions_init(const struct bv_result *result, struct bv_interruptions *out)
{
    struct bv_interruptions found = {malloc((result->block_count + 1) * sizeof found.items[0]), 0};
    if (!found.items)
        return BV_E_NOMEM;
    for (size_t i = 0; i < result->block_count; i++) {
        unsigned flags = flags_of(&result->blocks[i]);
        if (flags)
            found.items[found.count++] = (struct bv_interruption){result->blocks[i].block, flags};
    }
    qsort(found.items, found.count, sizeof found.items[0], compare);
    *out = found;
    return BV_OK;
}

unsigned bv_interruptions_of(const struct bv_interruptions *interruptions, uint32_t block)
{
    const struct bv_interruption key = {block, 0};
    const struct bv_interruption *found =
        bsearch(&key, interruptions->items, interruptions->count, sizeof key, compare);
    return found ? found->flags : 0;
}

void bv_interruptions_finish(struct bv_interruptions *interruptions)
{
    free(interruptions->items);
    *interruptions = (struct bv_interruptions){0};
}
