/* SPDX-License-Identifier: Apache-2.0 */
/* overhead.h: what a pointer drags in, by where its object lives: the series of family churn that
 * the page opens with. */
#ifndef BV_OVERHEAD_H
#define BV_OVERHEAD_H

#include "report/summary.h"
#include "report/text.h"

enum { BV_OVERHEAD_MAX = 11 };

struct bv_overhead {
    const char *label;              /* "malloc (glibc)" */
    const struct bv_series *series; /* value against pointer, one call an object */
    enum bv_overhead_group { BV_OVERHEAD_OWN, BV_OVERHEAD_MALLOC, BV_OVERHEAD_GC } group;
};

/* Find what was measured of it, from the cheapest kind to the dearest.
 * Returns  how many */
size_t bv_overheads(const struct bv_summary *summary, struct bv_overhead out[BV_OVERHEAD_MAX]);

/* Tell of those that are of one group and come to the same, in one line.
 * at       the first of them, < count; becomes the first that is not
 * label    "malloc (glibc, jemalloc)"; words: what they come to. Both are added to */
void bv_overhead_line(const struct bv_overhead *overheads, size_t count, size_t *at,
                      struct bv_text *label, struct bv_text *words);

#endif
