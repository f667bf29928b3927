/* SPDX-License-Identifier: Apache-2.0 */
/* crossings.h: the crossovers of a comparison, a row a series and arm. */
#ifndef BV_CROSSINGS_H
#define BV_CROSSINGS_H

#include "report/compare/compare.h"

struct bv_crossing_row {
    const struct bv_matched_series *series;
    const char *a, *b; /* names of the arms */
    size_t sides;      /* that have it, measured */
    bool differs; /* an interval of the first side and one of another do not meet, although both
                     measured from the same size to the same size */
};

/* A walk over them all. */
struct bv_crossings {
    const struct bv_comparison *comparison;
    size_t series;
    uint32_t arm;
};

struct bv_crossings bv_crossings(const struct bv_comparison *comparison);

/* Returns  false after the last one; out is then as it was */
bool bv_crossings_next(struct bv_crossings *walk, struct bv_crossing_row *out);

/* What a row comes to on a side; NULL: not there, or not measured. */
const struct bv_finding *bv_crossing_on(const struct bv_crossing_row *row, size_t side);

/* Whether the intervals of two edges do not meet.
 * none     what stands for no size: 0, below all sizes, or UINT32_MAX, above them */
bool bv_crossing_apart(struct bv_size_range x, struct bv_size_range y, uint32_t none);

#endif
