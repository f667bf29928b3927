/* SPDX-License-Identifier: Apache-2.0 */
/* gnuplot_curves.c: the look of curves, as gnuplot commands. */
#include "report/gnuplot.h"

#include <math.h>

#define GAPS_LABEL "not measured"

static const struct {
    const char *dash;
    unsigned filled, hollow; /* point types */
} styles[BV_FIGURE_CURVES_MAX] = {
    {"1", 7, 6}, {"'-'", 5, 4}, {"'.'", 9, 8}, {"'_'", 13, 12}, {"'-.'", 11, 10}, {"'-..'", 15, 14},
};

static void put_axis(struct bv_text *out, char name, const struct bv_axis *axis)
{
    if (axis->log)
        bv_text_format(out, "set logscale %c %d\n", name, name == 'x' ? 2 : 10);
    bv_text_format(out, "set %crange [%.9g:%.9g]\nset %clabel ", name, axis->low, axis->high, name);
    bv_text_gnuplot(out, axis->label);
    bv_text_put(out, " textcolor");
    bv_gnuplot_colour(out, BV_COLOUR_INK);
    bv_text_format(out, "\nset %ctics scale 0.5 nomirror textcolor", name);
    bv_gnuplot_colour(out, BV_COLOUR_INK);
    bv_text_put(out, " (");
    for (size_t i = 0; i < axis->tic_count; i++) {
        bv_text_put(out, i ? ", " : "");
        bv_text_gnuplot(out, axis->tics[i].label);
        bv_text_format(out, " %.9g", axis->tics[i].at);
    }
    bv_text_put(out, ")\n");
}

/* Say at the right edge, read upwards and away from 1, what a half of a ratio plot means. */
static void put_half(struct bv_text *out, unsigned tag, const char *words, bool above)
{
    if (words[0] == '\0')
        return;
    bv_text_format(out, "set label %u ", tag);
    bv_text_gnuplot(out, words);
    bv_text_format(
        out, " at graph 1.045, first 1 %s rotate by 90 offset character 0,%s font ',9' textcolor",
        above ? "left" : "right", above ? "0.5" : "-0.5");
    bv_gnuplot_colour(out, BV_COLOUR_SOFT);
    bv_text_put(out, "\n");
}

static void put_guides(struct bv_text *out, const struct bv_figure *figure)
{
    for (size_t i = 0; i < figure->guide_count; i++) {
        const struct bv_guide *guide = &figure->guides[i];
        bv_text_format(out,
                       "set arrow %zu from first %.9g, graph 0 to first %.9g, graph 1 nohead back "
                       "linewidth 1 dashtype '-' linecolor",
                       i + 2, guide->x, guide->x);
        bv_gnuplot_colour(out, BV_COLOUR_SOFT);
        bv_text_format(out, "\nset label %zu ", i + 10);
        bv_text_gnuplot(out, guide->label);
        /* Above the frame, where there are no curves to hide. */
        bv_text_format(out, " at first %.9g, graph 1.03 center font ',10' textcolor", guide->x);
        bv_gnuplot_colour(out, BV_COLOUR_SOFT);
        bv_text_put(out, "\n");
    }
}

static void put_data(struct bv_text *out, const struct bv_curve *curve, size_t k)
{
    bv_text_format(out, "$line%zu << EOD\n", k);
    for (size_t i = 0; i < curve->count; i++)
        bv_text_format(out, "%.9g %.9g\n", curve->points[i].x, curve->points[i].y);
    bv_text_format(out, "EOD\n$ribbon%zu << EOD\n", k);
    for (size_t i = 0; i < curve->count; i++) {
        const struct bv_point *p = &curve->points[i];
        if (isnan(p->low))
            bv_text_put(out, "\n"); /* an empty line splits the ribbon */
        else
            bv_text_format(out, "%.9g %.9g %.9g\n", p->x, p->low, p->high);
    }
    for (unsigned doubtful = 0; doubtful < 2; doubtful++) {
        bv_text_format(out, "EOD\n$%s%zu << EOD\n", doubtful ? "doubt" : "sure", k);
        for (size_t i = 0; i < curve->count; i++) {
            const struct bv_point *p = &curve->points[i];
            if (p->doubtful == (doubtful == 1))
                bv_text_format(out, "%.9g %.9g %.9g %.9g\n", p->x, p->y,
                               isnan(p->low) ? p->y : p->low, isnan(p->high) ? p->y : p->high);
        }
    }
    bv_text_put(out, "EOD\n");
}

static size_t count_points(const struct bv_curve *curve,
                           bool (*is_counted)(const struct bv_point *))
{
    size_t count = 0;
    for (size_t i = 0; i < curve->count; i++)
        count += is_counted(&curve->points[i]);
    return count;
}

static bool is_known(const struct bv_point *p)
{
    return !isnan(p->low);
}

static bool is_doubtful(const struct bv_point *p)
{
    return p->doubtful;
}

static void put_points(struct bv_text *out, const char *block, size_t k, unsigned colour,
                       unsigned marker)
{
    /* Bars as vectors: yerrorbars would blank a disc around each point. */
    bv_text_format(out,
                   ", \\\n  $%s%zu using 1:3:(0):($4-$3) with vectors nohead linewidth 1 linecolor",
                   block, k);
    bv_gnuplot_colour(out, colour);
    bv_text_format(out,
                   " notitle, \\\n  $%s%zu using 1:2 with points linewidth 1 pointtype %u "
                   "pointsize 0.6 linecolor",
                   block, k, marker);
    bv_gnuplot_colour(out, colour);
    bv_text_put(out, " notitle");
}

static void put_curve(struct bv_text *out, const struct bv_curve *curve, size_t k)
{
    unsigned colour = curve->style;
    if (count_points(curve, is_known) > 1) {
        bv_text_format(out,
                       ", \\\n  $ribbon%zu using 1:2:3 with filledcurves fillstyle transparent "
                       "solid 0.18 noborder fillcolor",
                       k);
        bv_gnuplot_colour(out, colour);
        bv_text_put(out, " notitle");
    }
    bv_text_format(out, ", \\\n  $line%zu using 1:2 with lines linewidth 1.5 dashtype %s linecolor",
                   k, styles[colour].dash);
    bv_gnuplot_colour(out, colour);
    bv_text_put(out, " notitle");
    size_t doubtful = count_points(curve, is_doubtful);
    if (doubtful < curve->count)
        put_points(out, "sure", k, colour, styles[colour].filled);
    if (doubtful > 0)
        put_points(out, "doubt", k, colour, styles[colour].hollow);
    bv_text_format(out,
                   ", \\\n  keyentry with linespoints linewidth 1.5 dashtype %s pointtype %u "
                   "pointsize 0.6 linecolor",
                   styles[colour].dash, styles[colour].filled);
    bv_gnuplot_colour(out, colour);
    bv_text_put(out, " title ");
    bv_text_gnuplot(out, curve->label);
}

/* Diamonds, with bars as wide as their intervals. */
static void put_marks(struct bv_text *out, const struct bv_figure *figure)
{
    for (size_t i = 0; i < figure->mark_count; i++) {
        unsigned colour = figure->marks[i].style;
        bv_text_format(out,
                       ", \\\n  $mark%zu using 1:4:2:3 with xerrorbars linewidth 2.5 pointtype 13 "
                       "pointsize 0.9 linecolor",
                       i);
        bv_gnuplot_colour(out, colour);
        bv_text_format(out,
                       " notitle, \\\n  $mark%zu using 1:4:5 with labels center offset character "
                       "0,1 font ',10' textcolor",
                       i);
        bv_gnuplot_colour(out, colour);
        bv_text_put(out, " notitle");
    }
}

/* The frame in pixels of a drawing of WIDTH x HEIGHT, all fonts known: gnuplot's own layout of keys
 * lets long ones run over the edge. */
enum { WIDTH = 432, HEIGHT = 336, TITLE_HEIGHT = 24, KEY_HEIGHT = 17, GUIDE_HEIGHT = 18, EDGE = 8 };

static size_t letters_of(const char *label)
{
    size_t count = 0;
    for (; *label; label++)
        count += ((unsigned char)*label & 0xc0) != 0x80;
    return count;
}

/* Entries of the key, by rows; and the height above the frame. */
struct layout {
    size_t rows, top;
};

static struct layout layout_of(const struct bv_figure *figure)
{
    size_t entries = figure->curve_count + (figure->gap_count > 0), longest = 0;
    for (size_t i = 0; i < figure->curve_count; i++) {
        size_t letters = letters_of(figure->curves[i].label);
        longest = letters > longest ? letters : longest;
    }
    if (figure->gap_count > 0 && longest < sizeof GAPS_LABEL)
        longest = sizeof GAPS_LABEL;
    size_t columns = (WIDTH - 2 * EDGE) / (58 + 7 * longest);
    columns = columns > 0 ? columns : 1;
    size_t rows = (entries + columns - 1) / columns;
    return (struct layout){rows, TITLE_HEIGHT + rows * KEY_HEIGHT +
                                     (figure->guide_count ? GUIDE_HEIGHT : EDGE)};
}

static const double frame_left = 0.195, frame_right = 0.93, frame_bottom = 0.155; /* of 1 */

static void put_layout(struct bv_text *out, const struct bv_figure *figure)
{
    struct layout layout = layout_of(figure);
    bv_text_format(out,
                   "set lmargin at screen %.9g\nset rmargin at screen %.9g\n"
                   "set bmargin at screen %.9g\nset tmargin at screen %.9g\n"
                   "set key at screen 0.01, screen %.9g left top vertical maxrows %zu Left reverse "
                   "samplen 3 width 1 font ',11' textcolor",
                   frame_left, frame_right, frame_bottom, 1 - (double)layout.top / HEIGHT,
                   1 - (double)TITLE_HEIGHT / HEIGHT, layout.rows);
    bv_gnuplot_colour(out, BV_COLOUR_INK);
    bv_text_put(out, "\nset label 3 ");
    bv_text_gnuplot(out, figure->title);
    bv_text_format(out, " at screen 0.015, screen %.9g left font ',11' textcolor",
                   1 - 14.0 / HEIGHT);
    bv_gnuplot_colour(out, BV_COLOUR_INK);
    bv_text_put(out, "\n");
}

/* How far along an axis, 0 to 1. */
static double along(const struct bv_axis *axis, double at)
{
    double share = axis->log ? log(at / axis->low) / log(axis->high / axis->low)
                             : (at - axis->low) / (axis->high - axis->low);
    return fmin(fmax(share, 0), 1);
}

void bv_gnuplot_place(const struct bv_figure *figure, double x, double y, double *across,
                      double *down)
{
    double top = (double)layout_of(figure).top, bottom = HEIGHT * (1 - frame_bottom);
    *across = WIDTH * (frame_left + along(&figure->x, x) * (frame_right - frame_left));
    *down = bottom - along(&figure->y, y) * (bottom - top);
}

static void put_frame(struct bv_text *out, const struct bv_figure *figure)
{
    bv_text_put(out, "reset\nset encoding utf8\nset border 3 linewidth 1 linecolor");
    bv_gnuplot_colour(out, BV_COLOUR_SOFT);
    bv_text_put(out, "\nset grid linewidth 0.5 linetype 1 dashtype 1 linecolor");
    bv_gnuplot_colour(out, BV_COLOUR_LINE);
    bv_text_put(out, "\n");
    put_layout(out, figure);
    put_axis(out, 'x', &figure->x);
    put_axis(out, 'y', &figure->y);
    if (figure->band > 0) {
        bv_text_format(out,
                       "set object 1 rectangle from graph 0, first %.9g to graph 1, first %.9g "
                       "behind fillstyle solid noborder fillcolor",
                       exp(-figure->band), exp(figure->band));
        bv_gnuplot_colour(out, BV_COLOUR_BAND);
        bv_text_put(out, "\nset arrow 1 from graph 0, first 1 to graph 1, first 1 nohead back "
                         "linewidth 1.2 dashtype solid linecolor");
        bv_gnuplot_colour(out, BV_COLOUR_SOFT);
        bv_text_put(out, "\n");
    }
    put_half(out, 1, figure->above, true);
    put_half(out, 2, figure->below, false);
    put_guides(out, figure);
}

void bv_gnuplot_curves(const struct bv_figure *figure, size_t formats, struct bv_text *out)
{
    put_frame(out, figure);
    for (size_t k = 0; k < figure->curve_count; k++)
        put_data(out, &figure->curves[k], k);
    if (figure->gap_count > 0) {
        bv_text_put(out, "$gaps << EOD\n");
        for (size_t i = 0; i < figure->gap_count; i++)
            bv_text_format(out, "%.9g %.9g\n", figure->gaps[i], figure->y.low);
        bv_text_put(out, "EOD\n");
    }
    for (size_t i = 0; i < figure->mark_count; i++) {
        const struct bv_mark *mark = &figure->marks[i];
        bv_text_format(out, "$mark%zu << EOD\n%.9g %.9g %.9g %.9g \"%s\"\nEOD\n", i, mark->x,
                       mark->low, mark->high, mark->y, mark->label);
    }
    for (size_t i = 0; i < formats; i++) {
        bv_gnuplot_output(out, i, figure->id, WIDTH, HEIGHT);
        /* The first element is there so that each that follows may begin with a comma. */
        bv_text_put(out, "plot NaN notitle");
        for (size_t k = 0; k < figure->curve_count; k++)
            put_curve(out, &figure->curves[k], k);
        put_marks(out, figure);
        if (figure->gap_count > 0) {
            bv_text_put(out,
                        ", \\\n  $gaps using 1:2 with points pointtype 2 pointsize 0.8 linecolor");
            bv_gnuplot_colour(out, BV_COLOUR_SOFT);
            bv_text_put(out, " title '" GAPS_LABEL "'");
        }
        bv_text_put(out, "\nunset output\n");
    }
}
