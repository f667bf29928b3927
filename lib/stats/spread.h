/* SPDX-License-Identifier: Apache-2.0 */
/* spread.h: how much the members of a group differ, beside how much the groups do. Pure functions.
 */
#ifndef BV_SPREAD_H
#define BV_SPREAD_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"
#include "lib/stats/stats.h"

/* Quantities of members, such as logarithms of times of nodes. */
struct bv_spread_table {
    const double *values; /* [quantity * member_count + member]; NAN: not known */
    size_t quantity_count, member_count;
    const uint32_t *groups; /* of each member, < group_count */
    size_t group_count;
};

/* Members of a group below which there is no interval: of 6 it would hold the spread in three of
 * four tables. */
#define BV_SPREAD_LEAST 10

/* Of a quantity a group has a median, over its members, and a spread, the median of their distances
 * from it: half of the members lie within it. Told is the median over the quantities.
 * within   out, group_count entries: the spread; estimate NAN: fewer than two members, or nothing
 *          known of two
 * apart    out, group_count entries: the distance of the group's median from that of group 0, as an
 *          absolute value
 * all      out: the spread over all groups and quantities
 * Intervals are of 95 %, by drawing the members of each group anew, whole, as all quantities of
 * one share what it is; infinite where a group that takes part has fewer than BV_SPREAD_LEAST
 * members.
 * Errors   BV_E_NOMEM
 * Source   percentile bootstrap (Efron 1979) over clusters */
enum bv_status bv_spread_find(const struct bv_spread_table *table, struct bv_interval *within,
                              struct bv_interval *apart, struct bv_interval *all);

#endif
