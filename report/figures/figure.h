/* SPDX-License-Identifier: Apache-2.0 */
/* figure.h: a plot as data: what is drawn, not how. */
#ifndef BV_FIGURE_H
#define BV_FIGURE_H

#include <stdbool.h>
#include <stddef.h>

#include "report/analysis/landmarks.h"

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

/* Release the points; NULL and a zeroed figure are fine. */
void bv_figure_finish(struct bv_figure *figure);

#endif
