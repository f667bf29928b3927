/* SPDX-License-Identifier: Apache-2.0 */
/* deep_callee_use.c: what is done with family deep's areas, wherever they are. */
#include "benchmarks/families/deep.h"

#include <sys/mman.h>

#include "benchmarks/sink.h"

/* A line further in every page, or all words would fall into the same few sets of the cache. */
static uint32_t *word_of(uint32_t *area, size_t page)
{
    enum { LINE = 64 };
    return area + (page * DEEP_PAGE + page * LINE % DEEP_PAGE) / sizeof *area;
}

uint64_t bv_deep_touch(uint32_t *area, size_t bytes, uint32_t seed)
{
    const size_t pages = bytes / DEEP_PAGE;
    uint64_t sum = 0;
    for (size_t i = 0; i < pages; i++)
        *word_of(area, i) = seed + (uint32_t)i;
    BV_CLOBBER();
    for (size_t i = 0; i < pages; i++)
        sum += *word_of(area, i);
    return sum;
}

uint64_t bv_deep_touch_and_drop(uint32_t *area, size_t bytes, uint32_t seed)
{
    uint64_t sum = bv_deep_touch(area, bytes, seed);
    return madvise(area, bytes, MADV_DONTNEED) == 0 ? sum : 0;
}
