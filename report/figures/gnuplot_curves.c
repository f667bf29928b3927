/* SPDX-License-Identifier: Apache-2.0 */
/* gnuplot_curves.c: the look of curves, as gnuplot commands. */
#include "report/figures/figure_scale.h"
#include "report/figures/gnuplot.h"

#include <math.h>

/* Of the dots, in pixels of the page: one, and all of a size that has no near neighbour. */
static const double dot_size = 1.6, dots_width = 12, runs_width = 40;
static const unsigned dot_veil = 0x78; /* how much shines through, of 0xff */

static void put_axis(struct bv_text *out, char name, const struct bv_axis *axis)
{
    if (axis->log)
        bv_text_format(out, "set logscale %c %d\n", name, name == 'x' ? 2 : 10);
    bv_text_format(out, "set %crange [%.9g:%.9g]\nset %ctics scale 0.5 nomirror textcolor", name,
                   axis->low, axis->high, name);
    bv_gnuplot_colour(out, BV_COLOUR_INK);
    bv_text_put(out, " (");
    for (size_t i = 0; i < axis->tic_count; i++) {
        bv_text_put(out, i ? ", " : "");
        bv_text_gnuplot(out, axis->tics[i].label);
        bv_text_format(out, " %.9g", axis->tics[i].at);
    }
    bv_text_put(out, ")\n");
}

static void put_x_label(struct bv_text *out, const struct bv_axis *axis)
{
    bv_text_put(out, "set xlabel ");
    bv_text_gnuplot(out, axis->label);
    bv_text_put(out, " textcolor");
    bv_gnuplot_colour(out, BV_COLOUR_INK);
    bv_text_put(out, "\n");
}

static void put_landmarks(struct bv_text *out, const struct bv_figure *figure)
{
    for (size_t i = 0; i < figure->landmark_count; i++) {
        const struct bv_landmark *landmark = &figure->landmarks[i];
        if (!bv_gnuplot_landmark_is_seen(figure, i))
            continue;
        bv_text_format(out,
                       "set arrow from first %.9g, graph 0 to first %.9g, graph 1 nohead back "
                       "linewidth 1 dashtype '-' linecolor",
                       landmark->x, landmark->x);
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

/* How many pixels the dots of a size may take, so that those of its neighbours can be told from
 * them: as many as there are to the nearer one, but for a gap. */
static double room_of(const struct bv_figure *figure, size_t start, size_t end)
{
    double at, next, down, room = figure->dots_are_runs ? runs_width : dots_width;
    bv_gnuplot_place(figure, figure->dots[start].x, 1, &at, &down);
    if (start > 0) {
        bv_gnuplot_place(figure, figure->dots[start - 1].x, 1, &next, &down);
        room = fmin(room, at - next);
    }
    if (end < figure->dot_count) {
        bv_gnuplot_place(figure, figure->dots[end].x, 1, &next, &down);
        room = fmin(room, next - at);
    }
    return fmax(room - dot_size - 0.5, 0);
}

/* A dot is a stroke as long as it is wide: all of them are one path then, of a third the bytes. */
static void put_dot_data(struct bv_text *out, const struct bv_figure *figure)
{
    const struct bv_plot_layout layout = bv_gnuplot_layout(figure);
    /* Of the axis, as a share where it is logarithmic: what a pixel is. */
    const struct bv_axis *x = &figure->x;
    double reach = x->log ? log(x->high / x->low) : x->high - x->low;
    double pixel = reach / (layout.right - layout.left);
    bv_text_put(out, "$dots << EOD\n");
    for (size_t start = 0, end; start < figure->dot_count; start = end) {
        for (end = start; end < figure->dot_count && figure->dots[end].x == figure->dots[start].x;)
            end++;
        double room = room_of(figure, start, end);
        for (size_t i = start; i < end; i++) {
            const struct bv_dot *dot = &figure->dots[i];
            double aside = pixel * (room * dot->aside - dot_size / 2);
            double from = x->log ? dot->x * exp(aside) : dot->x + aside;
            double length = x->log ? from * expm1(pixel * dot_size) : pixel * dot_size;
            if (dot->y > figure->y.low && dot->y < figure->y.high)
                bv_text_format(out, "%.9g %.6g %.6g %.6g\n", dot->x, dot->y, from, length);
        }
    }
    bv_text_put(out, "EOD\n");
}

static void put_dots(struct bv_text *out, const struct bv_figure *figure)
{
    const struct bv_colour *c = &bv_colours[figure->curves[figure->dot_curve].colour];
    bv_text_format(out,
                   ", \\\n  $dots using 3:2:4:(0) with vectors nohead linewidth %g linecolor rgb "
                   "'#%02x%02x%02x%02x' notitle",
                   dot_size, dot_veil, c->red, c->green, c->blue);
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

static void put_curve(struct bv_text *out, const struct bv_curve *curve, size_t k, bool is_keyed)
{
    const struct bv_gnuplot_style *style = &bv_gnuplot_styles[curve->style];
    const char *width = curve->is_strong ? "3" : "1.5";
    unsigned colour = curve->colour;
    if (count_points(curve, is_known) > 1) {
        bv_text_format(out,
                       ", \\\n  $ribbon%zu using 1:2:3 with filledcurves fillstyle transparent "
                       "solid 0.18 noborder fillcolor",
                       k);
        bv_gnuplot_colour(out, colour);
        bv_text_put(out, " notitle");
    }
    bv_text_format(out, ", \\\n  $line%zu using 1:2 with lines linewidth %s dashtype %s linecolor",
                   k, width, style->dash);
    bv_gnuplot_colour(out, colour);
    bv_text_put(out, " notitle");
    size_t doubtful = count_points(curve, is_doubtful);
    if (doubtful < curve->count)
        put_points(out, "sure", k, colour, style->filled);
    if (doubtful > 0)
        put_points(out, "doubt", k, colour, style->hollow);
    if (!is_keyed)
        return;
    char label[sizeof curve->label];
    bv_gnuplot_key_label(label, sizeof label, curve);
    bv_text_format(out,
                   ", \\\n  keyentry with linespoints linewidth 1.5 dashtype %s pointtype %u "
                   "pointsize 0.6 linecolor",
                   style->dash, style->filled);
    bv_gnuplot_colour(out, colour);
    bv_text_put(out, " title ");
    bv_text_gnuplot(out, label);
}

static void put_marks(struct bv_text *out, const struct bv_figure *figure)
{
    for (size_t i = 0; i < figure->mark_count; i++) {
        if (isnan(figure->marks[i].x))
            continue;
        bv_text_format(
            out, ", \\\n  $mark%zu using 1:2 with points pointtype 13 pointsize 0.8 linecolor", i);
        bv_gnuplot_colour(out, figure->curves[figure->marks[i].curve].colour);
        bv_text_put(out, " notitle");
    }
}

static void put_frame(struct bv_text *out, const struct bv_figure *figure)
{
    bv_text_put(out, "reset\nset encoding utf8\nset border 3 linewidth 1 linecolor");
    bv_gnuplot_colour(out, BV_COLOUR_SOFT);
    bv_text_put(out, "\nset grid linewidth 0.5 linetype 1 dashtype 1 linecolor");
    bv_gnuplot_colour(out, BV_COLOUR_LINE);
    bv_text_put(out, "\n");
    bv_gnuplot_key(out, figure);
    put_x_label(out, &figure->x);
    put_axis(out, 'x', &figure->x);
    put_axis(out, 'y', &figure->y);
    if (figure->band > 0) {
        bv_text_format(out,
                       "set object rectangle from graph 0, first %.9g to graph 1, first %.9g "
                       "behind fillstyle solid noborder fillcolor",
                       exp(-figure->band), exp(figure->band));
        bv_gnuplot_colour(out, BV_COLOUR_BAND);
        bv_text_put(out, "\nset arrow from graph 0, first 1 to graph 1, first 1 nohead back "
                         "linewidth 1.2 dashtype solid linecolor");
        bv_gnuplot_colour(out, BV_COLOUR_SOFT);
        bv_text_put(out, "\n");
    }
    put_landmarks(out, figure);
}

static void put_plots(struct bv_text *out, const struct bv_figure *figure, size_t formats)
{
    put_frame(out, figure);
    for (size_t k = 0; k < figure->curve_count; k++)
        put_data(out, &figure->curves[k], k);
    if (figure->dot_count > 0)
        put_dot_data(out, figure);
    if (figure->gap_count > 0) {
        bv_text_put(out, "$gaps << EOD\n");
        for (size_t i = 0; i < figure->gap_count; i++)
            bv_text_format(out, "%.9g %.9g\n", figure->gaps[i], figure->y.low);
        bv_text_put(out, "EOD\n");
    }
    for (size_t i = 0; i < figure->mark_count; i++) {
        const struct bv_mark *mark = &figure->marks[i];
        bv_text_format(out, "$mark%zu << EOD\n%.9g %.9g\nEOD\n", i, mark->x, mark->y);
    }
    struct bv_plot_layout layout = bv_gnuplot_layout(figure);
    for (size_t i = 0; i < formats; i++) {
        bv_gnuplot_output(out, i, figure->id, layout.width, layout.height);
        /* The first element is there so that each that follows may begin with a comma. */
        bv_text_put(out, "plot NaN notitle");
        if (figure->dot_count > 0)
            put_dots(out, figure);
        for (size_t k = 0; k < figure->curve_count; k++)
            put_curve(out, &figure->curves[k], k, figure->mark_count == 0);
        put_marks(out, figure);
        if (figure->gap_count > 0) {
            bv_text_put(out,
                        ", \\\n  $gaps using 1:2 with points pointtype 2 pointsize 0.8 linecolor");
            bv_gnuplot_colour(out, BV_COLOUR_SOFT);
            bv_text_put(out, " title '" BV_GAPS_LABEL "'");
        }
        bv_text_put(out, "\nunset output\n");
    }
}

void bv_gnuplot_curves(const struct bv_figure *figure, size_t formats, struct bv_text *out)
{
    struct bv_figure from_0;
    put_plots(out, figure, formats);
    if (bv_figure_from_0(figure, &from_0))
        put_plots(out, &from_0, 1);
}
