/* SPDX-License-Identifier: Apache-2.0 */
/* gnuplot.h: figures as gnuplot scripts. */
#ifndef BV_GNUPLOT_H
#define BV_GNUPLOT_H

#include <stddef.h>

#include "report/figure.h"
#include "report/text.h"

/* The colours of the drawings, each with the CSS custom property that stands for it in a page. */
struct bv_colour {
    const char *property;
    unsigned char red, green, blue;
};
extern const struct bv_colour bv_colours[];
extern const size_t bv_colour_count;

/* What a script draws each figure into: for the page first, then for slides. */
struct bv_figure_format {
    const char *extension;
    const char *name; /* for people */
    const char *terminal;
};
extern const struct bv_figure_format bv_figure_formats[];
extern const size_t bv_figure_format_count;

/* Write the script that draws a figure into `ID.EXTENSION`, one for each of the first so many
 * formats, in the folder where gnuplot runs. All foreign words stand in single quotes, all numbers
 * in datablocks. */
void bv_gnuplot_script(const struct bv_figure *figure, size_t formats, struct bv_text *out);

/* Where a point stands in the SVG, in units of its viewBox from the top left; what the axes do not
 * reach stands at the edge of the frame. */
void bv_gnuplot_place(const struct bv_figure *figure, double x, double y, double *across,
                      double *down);

#endif
