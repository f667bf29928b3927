/* SPDX-License-Identifier: Apache-2.0 */
/* zones.h: the answer over all conditions of passing one struct: by value, it depends, by pointer.
 *
 * A condition is a series of value against pointer that passes one struct: the families arg, chain
 * and indirect. It speaks of a size by the verdict of its contest there, at the error of the whole
 * table, so that no verdict of the run can contradict the zones. Between two of its sizes that
 * agree it says the same, between two that differ it is open, and of sizes smaller or larger than
 * all of its own it says nothing. */
#ifndef BV_ZONES_H
#define BV_ZONES_H

#include "report/analysis/summary.h"

/* Whether a series is a condition of passing one struct, and which of its arms is the pointer.
 * Returns  the arm, 0: it is none */
unsigned bv_zones_arm(const struct bv_series *series);

/* A condition at one of its sizes. */
struct bv_zone_witness {
    const struct bv_series *series; /* NULL: there is none */
    size_t at;
    unsigned arm;
};

/* What tells the conditions in which the pointer wins, between the zones, from the others. */
struct bv_zone_factor {
    struct bv_span key, value;         /* key empty: the value is a family; value empty: none */
    size_t wins, contests;             /* the pointer's, of the decided contests that have it */
    size_t other_wins, other_contests; /* the same of those that do not */
};

/* Two words, which every 64-bit Linux ABI can pass in registers. */
enum { BV_ZONES_SMALL_BYTES = 16 };

struct bv_zones {
    size_t condition_count; /* measured; 0: nothing below means anything */
    size_t size_count;      /* over all of them */
    size_t blocks_least;    /* of the contest that has fewest */
    uint32_t first_bytes, last_bytes;
    /* By value, whatever the condition, up to the estimate: the largest size before the first at
     * which the pointer wins anywhere, by the medians where there is no verdict. low: up to here it
     * is proven that it wins nowhere; high: beyond, that it wins somewhere. 0: no size. */
    struct bv_size_range value_until;
    /* By pointer, whatever the condition, from the estimate on. low: from nowhere earlier on, it is
     * proven; high: from here on, it is proven that it wins everywhere. 0: above the range. */
    struct bv_size_range pointer_from;
    bool meets;                            /* no size lies between the two estimates */
    struct bv_zone_witness value_ends;     /* where the pointer wins most, at the size after */
    struct bv_zone_witness pointer_begins; /* where it wins least, at the last size before */
    struct bv_zone_factor factor;
    /* Up to BV_ZONES_SMALL_BYTES: where most nanoseconds are lost by value, and by pointer, by the
     * medians; what lies within the margin is no loss. */
    struct bv_zone_witness value_costs, pointer_costs;
    double value_costs_ns, pointer_costs_ns; /* so many, a call; 0: none */
};

/* Find the zones of a summary whose series and verdicts are complete. */
struct bv_zones bv_zones_find(const struct bv_summary *summary);

/* The two ends as those of a series, for what writes and compares such. Only a_until, b_from, the
 * range of sizes and blocks_least are set. */
struct bv_finding bv_zones_edges(const struct bv_zones *zones);

#endif
