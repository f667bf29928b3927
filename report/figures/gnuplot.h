/* SPDX-License-Identifier: Apache-2.0 */
/* gnuplot.h: figures as gnuplot scripts. */
#ifndef BV_GNUPLOT_H
#define BV_GNUPLOT_H

#include <stddef.h>

#include "lib/base/text.h"
#include "report/figures/figure.h"
#include "report/figures/map.h"

/* The colours of the drawings, each with the CSS custom property that stands for it in a page. */
struct bv_colour {
    const char *property;
    unsigned char red, green, blue;
};
extern const struct bv_colour bv_colours[];
extern const size_t bv_colour_count;

/* Indices of bv_colours: those of curves come first, the steps of a map last. */
enum {
    BV_COLOUR_INK = 6,
    BV_COLOUR_SOFT,
    BV_COLOUR_LINE,
    BV_COLOUR_BAND,
    BV_COLOUR_PAPER,
    BV_COLOUR_MAP,
    BV_COLOUR_MAP_STEPS = 7
};

/* What a script draws each figure into: for the page first, then for slides. */
struct bv_figure_format {
    const char *extension;
    const char *name; /* for people */
    const char *terminal;
    unsigned scale; /* pixels for one of the page */
};
extern const struct bv_figure_format bv_figure_formats[];
extern const size_t bv_figure_format_count;

/* Write the script that draws a figure, or a sheet of a map, into `ID.EXTENSION`, one for each of
 * the first so many formats, in the folder where gnuplot runs. All foreign words stand in single
 * quotes, all numbers of curves in datablocks. */
void bv_gnuplot_curves(const struct bv_figure *figure, size_t formats, struct bv_text *out);
void bv_gnuplot_map(const struct bv_map_sheet *sheet, size_t formats, struct bv_text *out);

/* Where a point stands in the SVG, in units of its viewBox from the top left; what the axes do not
 * reach stands at the edge of the frame. */
void bv_gnuplot_place(const struct bv_figure *figure, double x, double y, double *across,
                      double *down);

/* Where a cell of a sheet lies in the SVG, in the same units. */
struct bv_box {
    double left, top, width, height;
};
struct bv_box bv_gnuplot_map_box(const struct bv_map_sheet *sheet, size_t block, size_t row,
                                 size_t column);

/* A curve's dash and its markers, as gnuplot's words and numbers. */
struct bv_gnuplot_style {
    const char *dash;
    unsigned filled, hollow;
};
extern const struct bv_gnuplot_style bv_gnuplot_styles[BV_FIGURE_STYLES];

/* The size of a drawing of curves, and where its frame lies in it. */
struct bv_plot_layout {
    unsigned width, height;
    double left, right, top, bottom;
    size_t key_rows;
};
struct bv_plot_layout bv_gnuplot_layout(const struct bv_figure *figure);

/* Whether a landmark stands within the x axis. */
bool bv_gnuplot_landmark_is_seen(const struct bv_figure *figure, size_t landmark);

#define BV_GAPS_LABEL "not measured"

/* Title, margins, and the words along the y axis and the right edge; then the key, or where there
 * are marks a row for each curve with its mark. */
void bv_gnuplot_key(struct bv_text *out, const struct bv_figure *figure);

/* Copy the label of a curve, cut with an ellipsis where the key has no room for it. size > 4 */
void bv_gnuplot_key_label(char *label, size_t size, const struct bv_curve *curve);

/* What the scripts are made of: a colour, a terminal with its file. */
void bv_gnuplot_colour(struct bv_text *out, unsigned colour);
void bv_gnuplot_output(struct bv_text *out, size_t format, const char *id, unsigned width,
                       unsigned height);

/* The width of words in a font of so many pixels, not underestimated for most. */
double bv_gnuplot_width(const char *words, double font);

/* Copy words into a label of so many bytes, cut with an ellipsis where they are wider than there is
 * room. size > 4 */
void bv_gnuplot_fit(char *label, size_t size, const char *words, double font, double room);

#endif
