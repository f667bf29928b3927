/* SPDX-License-Identifier: Apache-2.0 */
/* figure.h: a plot as data: what is drawn, not how. */
#ifndef BV_FIGURE_H
#define BV_FIGURE_H

#include <stdbool.h>
#include <stddef.h>

#include "report/overhead.h"
#include "report/summary.h"
#include "report/text.h"

enum {
    BV_FIGURE_CURVES_MAX = 6,
    BV_FIGURE_TICS_MAX = 16,
    BV_FIGURE_GUIDES_MAX = 4,
    BV_FIGURE_MARKS_MAX = 6,
    BV_FIGURE_ID_SIZE = 64
};

struct bv_point {
    double x, y;
    double low, high; /* of the 95 % interval; NAN: none */
    bool doubtful;    /* drawn hollow */
};

struct bv_curve {
    char label[64];
    unsigned style;                /* < BV_FIGURE_CURVES_MAX: colour, dash and marker */
    const struct bv_point *points; /* by ascending x; the figure's */
    size_t count;
};

struct bv_axis {
    char label[96];
    double low, high;
    bool log;
    struct bv_tic {
        double at;
        char label[24];
    } tics[BV_FIGURE_TICS_MAX];
    size_t tic_count;
};

/* A vertical line with a meaning: an ABI boundary, a cache. */
struct bv_guide {
    double x;
    char label[24];
};

/* A size with its interval, drawn as a bar along x: where a curve crosses another. */
struct bv_mark {
    double x, low, high, y;
    unsigned style; /* of the curve that it is about */
    char label[24];
};

struct bv_figure {
    char id[BV_FIGURE_ID_SIZE]; /* [a-z0-9-]+, unique in the report: stem of the files */
    char title[68];
    char above[96], below[96]; /* what the halves of a ratio plot mean; empty otherwise */
    double band;               /* half-width of the band around 1, a log-ratio; 0: none */
    struct bv_axis x, y;
    struct bv_curve curves[BV_FIGURE_CURVES_MAX];
    size_t curve_count;
    size_t curves_left_out; /* for want of room */
    bool cut;               /* some estimates lie beyond the y axis */
    struct bv_guide guides[BV_FIGURE_GUIDES_MAX];
    size_t guide_count;
    struct bv_mark marks[BV_FIGURE_MARKS_MAX];
    size_t mark_count;
    struct bv_point *points; /* of all curves */
    size_t point_count;
    double *gaps; /* sizes that failed or are unavailable */
    size_t gap_count;
};

/* Time a call against size: a curve for each arm of a series.
 * id       as in bv_figure
 * out      written only on BV_OK; bv_figure_finish it. curve_count 0: there is nothing to draw
 * Errors   BV_E_NOMEM */
enum bv_status bv_figure_times(const struct bv_summary *summary, const struct bv_series *series,
                               const char *id, struct bv_figure *out);

/* Time of the first arm over time of each other arm, against size: a curve for each other arm of
 * each series.
 * series   count > 0 of them; they differ in `site` only */
enum bv_status bv_figure_ratios(const struct bv_summary *summary,
                                const struct bv_series *const *series, size_t count, const char *id,
                                struct bv_figure *out);

/* What copying costs, against what a pointer costs by where its object lives, with the size from
 * which each of those wins marked.
 * overheads  as bv_overheads found them; those that are drawn
 * curve_count 0: there is nothing to draw */
enum bv_status bv_figure_overheads(const struct bv_summary *summary,
                                   const struct bv_overhead *overheads, size_t count,
                                   const char *id, struct bv_figure *out);

/* Release the points; NULL and a zeroed figure are fine. */
void bv_figure_finish(struct bv_figure *figure);

#endif
