/* SPDX-License-Identifier: Apache-2.0 */
/* overhead.h: what a pointer drags in, by where its object lives: the series of family churn that
 * the page opens with. */
#ifndef BV_OVERHEAD_H
#define BV_OVERHEAD_H

#include "report/analysis/summary.h"

enum { BV_OVERHEAD_MAX = 24 };

struct bv_overhead {
    char label[48];                 /* "malloc (glibc)" */
    const struct bv_series *series; /* value against pointer, one call an object */
    enum bv_overhead_group {
        BV_OVERHEAD_OWN,
        BV_OVERHEAD_MALLOC,
        BV_OVERHEAD_GC,
        BV_OVERHEAD_GROUPS
    } group;
};

/* Find what was measured of it, from the cheapest kind to the dearest, of malloc in the order of
 * the run; more than there is room for are left out.
 * Returns  how many */
size_t bv_overheads(const struct bv_summary *summary, struct bv_overhead out[BV_OVERHEAD_MAX]);

#endif
