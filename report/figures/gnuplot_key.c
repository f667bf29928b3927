/* SPDX-License-Identifier: Apache-2.0 */
/* gnuplot_key.c: where the frame of curves lies, and the words about it: title, labels, and key or
 * rail. All in pixels: gnuplot's own layout of keys lets long ones run over the edge. */
#include <math.h>

#include "report/figures/gnuplot.h"

enum {
    TITLE_HEIGHT = 24,
    KEY_HEIGHT = 17,
    LANDMARK_HEIGHT = 13, /* of a line of their labels */
    EDGE = 8,
    LABEL_HEIGHT = 16, /* of the y axis, which is turned */
    TIC_GAP = 12,      /* between the frame and the labels of its tics, and beyond them */
    SAMPLE_WIDTH = 58, /* of the key: the line, and the space about a label */
    RAIL_HEAD = 18,
    RAIL_HEIGHT = 16,
    RAIL_NAMES = 44, /* after the sample of the line */
    RAIL_FRAME = 236 /* the height of the frame below it */
};

const struct bv_gnuplot_style bv_gnuplot_styles[BV_FIGURE_STYLES] = {
    {"1", 7, 6}, {"'-'", 5, 4}, {"'.'", 9, 8}, {"'_'", 13, 12}, {"'-.'", 11, 10}, {"'-..'", 15, 14},
};

bool bv_gnuplot_landmark_is_seen(const struct bv_figure *figure, size_t landmark)
{
    return figure->landmarks[landmark].x > figure->x.low &&
           figure->landmarks[landmark].x < figure->x.high;
}

/* How far along an axis, 0 to 1. */
static double along(const struct bv_axis *axis, double at)
{
    double share = axis->log ? log(at / axis->low) / log(axis->high / axis->low)
                             : (at - axis->low) / (axis->high - axis->low);
    return fmin(fmax(share, 0), 1);
}

enum {
    PLAIN_LEFT = 84,
    PLAIN_RIGHT = 402,
    RAIL_LEFT = 148,
    RAIL_LEFT_MOST = 224,
    RAIL_RIGHT = 420
};
enum { PLAIN_WIDTH = 432, PLAIN_HEIGHT = 336, RAIL_WIDTH = 480, BELOW = 52 };

static double tics_width(const struct bv_axis *axis)
{
    double widest = 0;
    for (size_t i = 0; i < axis->tic_count; i++)
        widest = fmax(widest, bv_gnuplot_width(axis->tics[i].label, 12));
    return widest;
}

/* What the names in front of a rail need. */
static double names_width(const struct bv_figure *figure)
{
    double widest = 0;
    for (size_t k = 0; k < figure->curve_count; k++)
        widest = fmax(widest, bv_gnuplot_width(figure->curves[k].label, 10));
    return RAIL_NAMES + widest + TIC_GAP;
}

/* Frames start below each other, unless the labels of the y axis, or the names of curves, need more
 * room. */
static double left_of(const struct bv_figure *figure)
{
    double usual = figure->mark_count > 0
                       ? fmax(RAIL_LEFT, fmin(names_width(figure), RAIL_LEFT_MOST))
                       : PLAIN_LEFT;
    return fmax(usual, EDGE + LABEL_HEIGHT + tics_width(&figure->y) + TIC_GAP);
}

static double right_of(const struct bv_figure *figure)
{
    return figure->mark_count > 0 ? RAIL_RIGHT : PLAIN_RIGHT;
}

static double across_of(const struct bv_figure *figure, double x)
{
    double left = left_of(figure);
    return left + along(&figure->x, x) * (right_of(figure) - left);
}

/* The middle of a landmark's label: over the landmark, but for the edges of the drawing. */
static double label_middle(const struct bv_figure *figure, size_t landmark, double half)
{
    double width = figure->mark_count > 0 ? RAIL_WIDTH : PLAIN_WIDTH;
    return fmax(half, fmin(across_of(figure, figure->landmarks[landmark].x), width - half));
}

static double label_half(const struct bv_figure *figure, size_t landmark)
{
    return bv_gnuplot_width(figure->landmarks[landmark].label, 10) / 2 + 3;
}

/* On which line above the frame the label of a landmark stands, so that it touches none before it;
 * counted from 0. */
static unsigned line_of(const struct bv_figure *figure, size_t landmark)
{
    double ends[BV_LANDMARKS_MAX] = {0};
    unsigned line = 0;
    for (size_t i = 0; i <= landmark; i++) {
        if (!bv_gnuplot_landmark_is_seen(figure, i))
            continue;
        double half = label_half(figure, i);
        double x = label_middle(figure, i, half);
        for (line = 0; line + 1 < BV_LANDMARKS_MAX && x - half < ends[line];)
            line++;
        ends[line] = x + half;
    }
    return line;
}

/* Lines of labels above the frame. */
static unsigned lines_of(const struct bv_figure *figure)
{
    unsigned lines = 0;
    for (size_t i = 0; i < figure->landmark_count; i++)
        if (bv_gnuplot_landmark_is_seen(figure, i) && line_of(figure, i) >= lines)
            lines = line_of(figure, i) + 1;
    return lines;
}

struct bv_plot_layout bv_gnuplot_layout(const struct bv_figure *figure)
{
    double landmarks = EDGE + (double)(LANDMARK_HEIGHT * lines_of(figure));
    if (figure->mark_count > 0) {
        double top = TITLE_HEIGHT + RAIL_HEAD + (double)(RAIL_HEIGHT * figure->curve_count);
        unsigned height = (unsigned)(top + landmarks) + RAIL_FRAME + BELOW;
        return (struct bv_plot_layout){.width = RAIL_WIDTH,
                                       .height = height,
                                       .left = left_of(figure),
                                       .right = RAIL_RIGHT,
                                       .top = top + landmarks,
                                       .bottom = height - BELOW};
    }
    struct bv_plot_layout layout = {.width = PLAIN_WIDTH,
                                    .height = PLAIN_HEIGHT,
                                    .left = left_of(figure),
                                    .right = PLAIN_RIGHT,
                                    .bottom = PLAIN_HEIGHT - BELOW};
    size_t entries = figure->curve_count + (figure->gap_count > 0);
    double widest = figure->gap_count > 0 ? bv_gnuplot_width(BV_GAPS_LABEL, 11) : 0;
    for (size_t i = 0; i < figure->curve_count; i++)
        widest = fmax(widest, bv_gnuplot_width(figure->curves[i].label, 11));
    size_t columns = (size_t)((layout.width - 2 * EDGE) / (SAMPLE_WIDTH + widest));
    columns = columns > 0 ? columns : 1;
    layout.key_rows = (entries + columns - 1) / columns;
    layout.top = TITLE_HEIGHT + (double)(layout.key_rows * KEY_HEIGHT) + landmarks;
    return layout;
}

void bv_gnuplot_place(const struct bv_figure *figure, double x, double y, double *across,
                      double *down)
{
    struct bv_plot_layout layout = bv_gnuplot_layout(figure);
    *across = across_of(figure, x);
    *down = layout.bottom - along(&figure->y, y) * (layout.bottom - layout.top);
}

static void put_place(struct bv_text *out, const struct bv_plot_layout *layout, double x, double y)
{
    bv_text_format(out, "screen %.9g, screen %.9g", x / layout->width, 1 - y / layout->height);
}

/* Words of at most so many pixels at a place; align: gnuplot's words. */
static void put_words(struct bv_text *out, const struct bv_plot_layout *layout, const char *words,
                      double room, double x, double y, const char *align, unsigned font,
                      unsigned colour)
{
    char label[sizeof((struct bv_figure *)0)->title];
    bv_gnuplot_fit(label, sizeof label, words, font, room);
    bv_text_put(out, "set label ");
    bv_text_gnuplot(out, label);
    bv_text_put(out, " at ");
    put_place(out, layout, x, y);
    bv_text_format(out, " %s font ',%u' textcolor", align, font);
    bv_gnuplot_colour(out, colour);
    bv_text_put(out, "\n");
}

/* A line between places in the drawing. */
static void put_line(struct bv_text *out, const struct bv_plot_layout *layout, double x, double y,
                     double to_x, double to_y, const char *look, unsigned colour)
{
    bv_text_put(out, "set arrow from ");
    put_place(out, layout, x, y);
    bv_text_put(out, " to ");
    put_place(out, layout, to_x, to_y);
    bv_text_format(out, " %s linecolor", look);
    bv_gnuplot_colour(out, colour);
    bv_text_put(out, "\n");
}

static void put_point(struct bv_text *out, const struct bv_plot_layout *layout, double x, double y,
                      unsigned marker, const char *size, unsigned colour)
{
    bv_text_put(out, "set label '' at ");
    put_place(out, layout, x, y);
    bv_text_format(out, " front point pointtype %u pointsize %s linecolor", marker, size);
    bv_gnuplot_colour(out, colour);
    bv_text_put(out, "\n");
}

static void put_mark(struct bv_text *out, const struct bv_plot_layout *layout,
                     const struct bv_figure *figure, const struct bv_mark *mark, double y)
{
    unsigned colour = figure->curves[mark->curve].colour;
    put_words(out, layout, mark->label, layout->width - layout->right - 10, layout->right + 8, y,
              "left", 11, BV_COLOUR_INK);
    if (!isnan(mark->low) && mark->low < mark->high)
        put_line(out, layout, across_of(figure, mark->low), y, across_of(figure, mark->high), y,
                 isfinite(mark->high) ? "nohead linewidth 3" : "head filled linewidth 2", colour);
    if (isnan(mark->x))
        return;
    double x, down;
    bv_gnuplot_place(figure, mark->x, mark->y, &x, &down);
    put_line(out, layout, x, y, x, down, "nohead back linewidth 0.7 dashtype '.'", colour);
    put_point(out, layout, x, y, 13, "1.1", colour);
}

/* A row for each curve, over the x axis of all: its line, its name, and its mark. */
static void put_rail(struct bv_text *out, const struct bv_plot_layout *layout,
                     const struct bv_figure *figure)
{
    static const double line = EDGE, line_end = RAIL_NAMES - 8;
    double top = TITLE_HEIGHT + RAIL_HEAD, bottom = top;
    bottom += (double)(RAIL_HEIGHT * figure->curve_count);
    bv_text_put(out, "unset key\n");
    put_words(out, layout, "pointer wins from", layout->width, layout->width - EDGE,
              TITLE_HEIGHT + 8, "right", 10, BV_COLOUR_SOFT);
    for (size_t i = 0; i < figure->x.tic_count; i++)
        put_line(out, layout, across_of(figure, figure->x.tics[i].at), top,
                 across_of(figure, figure->x.tics[i].at), bottom, "nohead back linewidth 0.5",
                 BV_COLOUR_LINE);
    for (size_t k = 0; k < figure->curve_count; k++) {
        const struct bv_curve *curve = &figure->curves[k];
        const struct bv_gnuplot_style *style = &bv_gnuplot_styles[curve->style];
        double y = top + RAIL_HEIGHT * ((double)k + 0.5);
        struct bv_text look = {0};
        bv_text_format(&look, "nohead linewidth %s dashtype %s", curve->is_strong ? "3" : "1.5",
                       style->dash);
        put_line(out, layout, line, y, line_end, y, look.data ? look.data : "nohead",
                 curve->colour);
        bv_text_finish(&look);
        put_point(out, layout, (line + line_end) / 2, y, style->filled, "0.6", curve->colour);
        put_words(out, layout, curve->label, layout->left - RAIL_NAMES, RAIL_NAMES, y, "left", 10,
                  BV_COLOUR_INK);
        put_line(out, layout, layout->left, y, layout->right, y, "nohead back linewidth 0.5",
                 BV_COLOUR_LINE);
    }
    for (size_t i = 0; i < figure->mark_count; i++)
        put_mark(out, layout, figure, &figure->marks[i],
                 top + RAIL_HEIGHT * ((double)figure->marks[i].curve + 0.5));
}

/* Beside the labels of its tics, and upwards: gnuplot's own place for it is over the edge where
 * those are wide. */
static void put_y_label(struct bv_text *out, const struct bv_plot_layout *layout,
                        const struct bv_figure *figure)
{
    double middle = (layout->top + layout->bottom) / 2;
    double room = 2 * fmin(middle - TITLE_HEIGHT, layout->height - EDGE - middle);
    put_words(out, layout, figure->y.label, room,
              layout->left - tics_width(&figure->y) - TIC_GAP - LABEL_HEIGHT / 2.0, middle,
              "center rotate by 90", 12, BV_COLOUR_INK);
}

/* What the halves of a ratio plot mean: at the right edge, upwards, and away from 1. */
static void put_halves(struct bv_text *out, const struct bv_plot_layout *layout,
                       const struct bv_figure *figure)
{
    enum { ASIDE = 13, AWAY = 4 };
    if (!figure->above[0] && !figure->below[0])
        return;
    double one = layout->bottom - along(&figure->y, 1) * (layout->bottom - layout->top);
    put_words(out, layout, figure->above, one - AWAY - EDGE, layout->right + ASIDE, one - AWAY,
              "left rotate by 90", 9, BV_COLOUR_SOFT);
    put_words(out, layout, figure->below, layout->height - one - AWAY - EDGE, layout->right + ASIDE,
              one + AWAY, "right rotate by 90", 9, BV_COLOUR_SOFT);
}

void bv_gnuplot_key_label(char *label, size_t size, const struct bv_curve *curve)
{
    bv_gnuplot_fit(label, size, curve->label, 11, PLAIN_WIDTH - 2 * EDGE - SAMPLE_WIDTH);
}

void bv_gnuplot_key(struct bv_text *out, const struct bv_figure *figure)
{
    struct bv_plot_layout layout = bv_gnuplot_layout(figure);
    bv_text_format(out,
                   "set lmargin at screen %.9g\nset rmargin at screen %.9g\n"
                   "set bmargin at screen %.9g\nset tmargin at screen %.9g\n",
                   layout.left / layout.width, layout.right / layout.width,
                   1 - layout.bottom / layout.height, 1 - layout.top / layout.height);
    for (size_t i = 0; i < figure->landmark_count; i++)
        if (bv_gnuplot_landmark_is_seen(figure, i))
            put_words(out, &layout, figure->landmarks[i].label, layout.width,
                      label_middle(figure, i, label_half(figure, i)),
                      layout.top - LANDMARK_HEIGHT * (line_of(figure, i) + 0.5) - 2, "center", 10,
                      BV_COLOUR_SOFT);
    put_words(out, &layout, figure->title, layout.width - 2 * EDGE, EDGE, 14, "left", 11,
              BV_COLOUR_INK);
    put_y_label(out, &layout, figure);
    put_halves(out, &layout, figure);
    if (figure->mark_count > 0) {
        put_rail(out, &layout, figure);
        return;
    }
    bv_text_format(out,
                   "set key at screen 0.01, screen %.9g left top vertical maxrows %zu Left reverse "
                   "samplen 3 width 1 font ',11' textcolor",
                   1 - (double)TITLE_HEIGHT / layout.height, layout.key_rows);
    bv_gnuplot_colour(out, BV_COLOUR_INK);
    bv_text_put(out, "\n");
}
