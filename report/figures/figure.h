/* SPDX-License-Identifier: Apache-2.0 */
/* figure.h: a plot as data: what is drawn, not how. */
#ifndef BV_FIGURE_H
#define BV_FIGURE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/text.h"
#include "report/analysis/landmarks.h"
#include "report/analysis/overhead.h"
#include "report/analysis/summary.h"

enum {
    BV_FIGURE_CURVES_MAX = 12,
    BV_FIGURE_STYLES = 6, /* colours, and dashes with their markers */
    BV_FIGURE_TICS_MAX = 16,
    BV_FIGURE_DOTS_MAX = 4000, /* of a figure: more would make a page too large */
    BV_FIGURE_DOTS_A_SIZE = 200,
    BV_FIGURE_ID_SIZE = 64
};

struct bv_point {
    double x, y;
    double low, high; /* of the 95 % interval; NAN: none */
    bool doubtful;    /* drawn hollow */
};

struct bv_curve {
    char label[64];
    unsigned colour, style;        /* < BV_FIGURE_STYLES; style: dash and marker */
    bool is_strong;                /* what the others are held against */
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

/* Where a curve goes below the strong one for good, with its interval, drawn as a bar along x. */
struct bv_mark {
    size_t curve;
    double x, y;      /* NAN: nowhere */
    double low, high; /* NAN: unknown; high INFINITY: past all sizes */
    char label[24];   /* the answer in a few letters */
};

/* A block of a case, drawn small. */
struct bv_dot {
    double x, y;
    double aside; /* -0.5 .. 0.5: where it stands in the room that its size has */
};

struct bv_figure {
    char id[BV_FIGURE_ID_SIZE]; /* [a-z0-9-]+, unique in the report: stem of the files */
    char title[100];
    char above[96], below[96]; /* what the halves of a ratio plot mean; empty otherwise */
    double band;               /* half-width of the band around 1, a log-ratio; 0: none */
    struct bv_axis x, y;
    struct bv_curve curves[BV_FIGURE_CURVES_MAX];
    size_t curve_count;
    size_t curves_left_out;                         /* for want of room */
    bool cut;                                       /* some estimates lie beyond the y axis */
    struct bv_landmark landmarks[BV_LANDMARKS_MAX]; /* some perhaps beyond the x axis */
    size_t landmark_count;
    struct bv_mark marks[BV_FIGURE_CURVES_MAX];
    size_t mark_count;
    struct bv_point *points; /* of all curves */
    size_t point_count;
    struct bv_dot *dots; /* by ascending x, and y */
    size_t dot_count;
    size_t dot_curve;   /* whose blocks they are */
    bool dots_are_runs; /* not blocks, and of all curves */
    double *gaps;       /* sizes that failed or are unavailable */
    size_t gap_count;
};

/* Time a call against size: a curve for each arm of a series.
 * audit    of the kernels; NULL: there is none
 * id       as in bv_figure
 * out      written only on BV_OK; bv_figure_finish it. curve_count 0: there is nothing to draw
 * Errors   BV_E_NOMEM */
enum bv_status bv_figure_times(const struct bv_summary *summary, const struct bv_series *series,
                               const struct bv_audit *audit, const char *id, struct bv_figure *out);

/* Time of the first arm over time of each other arm, against size: a curve for each other arm of
 * each series.
 * series   count > 0 of them; they differ in `site` only
 * strip    one of them: the blocks of its first other arm are drawn, too, as dots; NULL: none */
enum bv_status bv_figure_ratios(const struct bv_summary *summary,
                                const struct bv_series *const *series, size_t count,
                                const struct bv_series *strip, const struct bv_audit *audit,
                                const char *id, struct bv_figure *out);

/* A series on one of the sides of a comparison. */
struct bv_figure_side {
    const char *label;
    const struct bv_summary *summary;
    const struct bv_series *series;
    unsigned arm;  /* of the series: the one whose curve is drawn */
    unsigned look; /* < BV_FIGURE_CURVES_MAX: each has a colour and dash of its own */
};

/* One series on several sides against size, a curve a side: time of the first arm over time of the
 * other one, or the time itself.
 * sides    count of them; those past BV_FIGURE_CURVES_MAX are left out */
enum bv_status bv_figure_sides(const struct bv_figure_side *sides, size_t count, bool ratios,
                               const char *id, struct bv_figure *out);

/* What copying costs, against what a pointer costs by where its object lives, with the size from
 * which each of those wins marked.
 * overheads  as bv_overheads found them
 * curve_count 0: there is nothing to draw */
enum bv_status bv_figure_overheads(const struct bv_summary *summary,
                                   const struct bv_overhead *overheads, size_t count,
                                   const char *id, struct bv_figure *out);

/* Give figures the same scales, such as hold the points of all of them: they can then be compared.
 * figures  of one kind, some perhaps without curves */
void bv_figure_share_scales(struct bv_figure *const *figures, size_t count);

/* The same figure with its times on a linear axis from 0, under an id of its own: some readers want
 * lengths that can be compared.
 * out      borrows from the figure; not to be finished
 * Returns  false where that would be no other figure: it shows ratios, or begins at 0 already */
bool bv_figure_from_0(const struct bv_figure *figure, struct bv_figure *out);

/* Release the points; NULL and a zeroed figure are fine. */
void bv_figure_finish(struct bv_figure *figure);

#endif
