/* SPDX-License-Identifier: Apache-2.0 */
/* crossings.c: see crossings.h. */
#include "report/compare/crossings.h"

#include <string.h>

bool bv_crossing_apart(struct bv_size_range x, struct bv_size_range y, uint32_t none)
{
    uint32_t x_low = x.low ? x.low : none, x_high = x.high ? x.high : none;
    uint32_t y_low = y.low ? y.low : none, y_high = y.high ? y.high : none;
    return x_high < y_low || y_high < x_low;
}

static bool differ(const struct bv_finding *x, const struct bv_finding *y)
{
    return x->first_bytes == y->first_bytes && x->last_bytes == y->last_bytes &&
           (bv_crossing_apart(x->a_until, y->a_until, 0) ||
            bv_crossing_apart(x->b_from, y->b_from, UINT32_MAX));
}

struct bv_crossings bv_crossings(const struct bv_comparison *comparison)
{
    return (struct bv_crossings){comparison, 0, 0};
}

bool bv_crossings_next(struct bv_crossings *walk, struct bv_crossing_row *out)
{
    const struct bv_match *match = &walk->comparison->match;
    while (walk->series < match->series_count &&
           ++walk->arm >= match->series[walk->series].lead->arm_count) {
        walk->series++;
        walk->arm = 0;
    }
    if (walk->series == match->series_count)
        return false;
    const struct bv_matched_series *series = &match->series[walk->series];
    struct bv_crossing_row row = {series, series->lead->arms[0], series->lead->arms[walk->arm], 0,
                                  false};
    const struct bv_finding *first = bv_crossing_on(&row, 0);
    for (size_t i = 0; i < walk->comparison->side_count; i++) {
        const struct bv_finding *own = bv_crossing_on(&row, i);
        row.sides += own != NULL;
        row.differs |= first && own && differ(first, own);
    }
    *out = row;
    return true;
}

const struct bv_finding *bv_crossing_on(const struct bv_crossing_row *row, size_t side)
{
    const struct bv_series *own = row->series->on[side];
    if (!own || strcmp(own->arms[0], row->a) != 0)
        return NULL;
    for (uint32_t arm = 1; arm < own->arm_count; arm++)
        if (strcmp(own->arms[arm], row->b) == 0)
            return own->findings[arm - 1].kind == BV_FINDING_UNMEASURED ? NULL
                                                                        : &own->findings[arm - 1];
    return NULL;
}
