/* SPDX-License-Identifier: Apache-2.0 */
/* crossover.c: turns indices of bv_crossover_find into bytes and a kind of answer. */
#include "lib/stats/crossover.h"

#include <math.h>
#include <stdlib.h>

static enum bv_finding_kind kind_of(const struct bv_finding *f, const struct bv_crossover *crossing)
{
    size_t n = f->size_count;
    if (f->verdicts[BV_VERDICT_UNDECIDED] == n)
        return BV_FINDING_UNDECIDED;
    if (f->verdicts[BV_VERDICT_EQUAL] == n)
        return BV_FINDING_EQUAL;
    if (f->verdicts[BV_VERDICT_VALUE] == n)
        return BV_FINDING_A_ALWAYS;
    if (f->verdicts[BV_VERDICT_POINTER] == n)
        return BV_FINDING_B_ALWAYS;
    if (crossing->value_until.estimate == (int)n - 1)
        return BV_FINDING_A_HOLDS;
    if (crossing->pointer_from.estimate == 0)
        return BV_FINDING_B_FROM_START;
    return crossing->pointer_from.estimate > 0 ? BV_FINDING_CROSSES : BV_FINDING_MIXED;
}

static struct bv_size_range to_bytes(const struct bv_sized *sizes, struct bv_crossing c)
{
    return (struct bv_size_range){
        c.estimate < 0 ? 0 : sizes[c.estimate].bytes,
        c.low < 0 ? 0 : sizes[c.low].bytes,
        c.high < 0 ? 0 : sizes[c.high].bytes,
    };
}

enum bv_status bv_finding_find(const struct bv_sized *sizes, size_t size_count, double margin,
                               unsigned resamples, uint64_t seed, struct bv_finding *out)
{
    if (size_count > BV_SIZES_MAX)
        size_count = BV_SIZES_MAX;
    struct bv_finding f = {.kind = BV_FINDING_UNMEASURED, .size_count = size_count};
    if (size_count == 0) {
        *out = f;
        return BV_OK;
    }
    struct bv_sample *samples = malloc(size_count * sizeof samples[0]);
    if (!samples)
        return BV_E_NOMEM;
    f.blocks_least = sizes[0].sample.count;
    f.effect_low = INFINITY;
    f.effect_high = -INFINITY;
    for (size_t i = 0; i < size_count; i++) {
        if (sizes[i].sample.count < f.blocks_least)
            f.blocks_least = sizes[i].sample.count;
        samples[i] = sizes[i].sample;
        struct bv_interval interval = bv_block_interval(samples[i], BV_CONFIDENCE);
        f.effect_low = fmin(f.effect_low, interval.low);
        f.effect_high = fmax(f.effect_high, interval.high);
        f.verdicts[sizes[i].verdict]++;
    }
    f.first_bytes = sizes[0].bytes;
    f.last_bytes = sizes[size_count - 1].bytes;
    struct bv_crossover crossing = bv_crossover_find(samples, size_count, margin, resamples, seed);
    free(samples);
    f.a_until = to_bytes(sizes, crossing.value_until);
    f.b_from = to_bytes(sizes, crossing.pointer_from);
    int after = crossing.value_until.estimate + 1;
    if (after < (int)size_count && after != crossing.pointer_from.estimate)
        f.after_a_bytes = sizes[after].bytes;
    f.kind = kind_of(&f, &crossing);
    *out = f;
    return BV_OK;
}
