/* SPDX-License-Identifier: Apache-2.0 */
/* gnuplot.c: what all drawings share: colours, formats, the words that set them. */
#include "report/figures/gnuplot.h"

#include <stdio.h>
#include <string.h>

/* Curves after Okabe and Ito: told apart by people with any of the common colour blindnesses.
 * The steps of a map go from the orange to the blue of the first two. */
const struct bv_colour bv_colours[] = {
    {"--bv-c1", 0, 114, 178},     {"--bv-c2", 213, 94, 0},       {"--bv-c3", 0, 158, 115},
    {"--bv-c4", 204, 121, 167},   {"--bv-c5", 180, 130, 0},      {"--bv-c6", 86, 180, 233},
    {"--bv-ink", 34, 34, 34},     {"--bv-soft", 100, 100, 100},  {"--bv-line", 221, 221, 221},
    {"--bv-band", 238, 232, 213}, {"--bv-paper", 255, 255, 255}, {"--bv-m1", 240, 168, 117},
    {"--bv-m2", 246, 199, 163},   {"--bv-m3", 250, 224, 204},    {"--bv-m4", 241, 236, 228},
    {"--bv-m5", 214, 230, 242},   {"--bv-m6", 169, 205, 230},    {"--bv-m7", 118, 178, 218},
};
const size_t bv_colour_count = sizeof bv_colours / sizeof bv_colours[0];

const struct bv_figure_format bv_figure_formats[] = {
    {"svg", "SVG", "svg noenhanced dynamic font 'sans-serif,12' background '#ffffff'", 1},
    {"png", "PNG",
     "pngcairo noenhanced fontscale 1.5 linewidth 2 pointscale 2 font 'DejaVu Sans,12' "
     "background '#ffffff'",
     2},
};
const size_t bv_figure_format_count = sizeof bv_figure_formats / sizeof bv_figure_formats[0];

void bv_gnuplot_colour(struct bv_text *out, unsigned colour)
{
    const struct bv_colour *c = &bv_colours[colour];
    bv_text_format(out, " rgb '#%02x%02x%02x'", c->red, c->green, c->blue);
}

void bv_gnuplot_output(struct bv_text *out, size_t format, const char *id, unsigned width,
                       unsigned height)
{
    const struct bv_figure_format *f = &bv_figure_formats[format];
    bv_text_format(out, "set terminal %s size %u,%u\nset output '%s.%s'\n", f->terminal,
                   f->scale * width, f->scale * height, id, f->extension);
}

/* Of a letter, as a share of the font's size: a little more than the wider of our fonts takes. */
static double letter_width(unsigned char first)
{
    if (first >= 0x80 || strchr("WM@%", first))
        return 1;
    if (first == 'm' || first == 'w')
        return 0.9;
    if (first >= 'A' && first <= 'Z')
        return 0.74;
    return strchr("ijlft.,:;|!'()[] ", first) ? 0.35 : 0.62;
}

static size_t letter_bytes(const char *at)
{
    size_t bytes = 1;
    while (((unsigned char)at[bytes] & 0xc0) == 0x80)
        bytes++;
    return bytes;
}

double bv_gnuplot_width(const char *words, double font)
{
    double width = 0;
    for (; *words; words += letter_bytes(words))
        width += font * letter_width((unsigned char)*words);
    return width;
}

void bv_gnuplot_fit(char *label, size_t size, const char *words, double font, double room)
{
    static const char ellipsis[] = "\xe2\x80\xa6";
    size_t fits = 0, whole = strlen(words); /* fits: bytes that leave room for the ellipsis */
    double width = 0;
    bool is_cut = whole >= size || bv_gnuplot_width(words, font) > room;
    while (is_cut && fits < whole) {
        size_t next = fits + letter_bytes(words + fits);
        width += font * letter_width((unsigned char)words[fits]);
        if (width + font * letter_width(0x80) > room || next + sizeof ellipsis > size)
            break;
        fits = next;
    }
    snprintf(label, size, "%.*s%s", (int)(is_cut ? fits : whole), words, is_cut ? ellipsis : "");
}
