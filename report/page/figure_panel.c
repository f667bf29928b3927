/* SPDX-License-Identifier: Apache-2.0 */
/* figure_panel.c: see figure_panel.h. */
#include "report/page/figure_panel.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/folder.h"
#include "report/figures/figure_scale.h"
#include "report/figures/gnuplot.h"
#include "report/page/html_phrase.h"
#include "report/page/svg.h"
#include "report/page/tables.h"

/* Add a drawing of the folder of figures.
 * words    of the switch that leads to it; NULL: it is what a figure shows first */
static enum bv_status put_plot(struct bv_text *out, const struct bv_page *page, const char *id,
                               const char *name, const char *words, struct bv_error *err)
{
    struct bv_text path = {0};
    char *svg = NULL;
    size_t length;
    bv_text_format(&path, "%s/%s.svg", page->figures, id);
    enum bv_status status = path.failed
                                ? bv_fail(err, BV_E_NOMEM, "out of memory while writing the page")
                                : bv_file_read(path.data, &svg, &length, err);
    if (status == BV_OK) {
        if (words)
            bv_text_format(out, "<div class=\"plot\" data-switch=\"%s\" hidden=\"\">", words);
        else
            bv_text_put(out, "<div class=\"plot\">");
        status = bv_svg_inline(svg, id, name, out, err);
        bv_text_put(out, "</div>\n");
    }
    free(svg);
    bv_text_finish(&path);
    return status;
}

void bv_figure_panel_legend(struct bv_text *out, const char *words)
{
    bv_text_format(out, "<p class=\"note legend\">How to read the figures: %s</p>\n", words);
}

static void put_file(struct bv_text *out, const char *id, const char *extension, const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "figures/%s.%s", id, extension);
    bv_html_phrase_file(out, path, name);
}

/* Begin a figure: its drawing, and the other one, if there is one, then its caption and links. It
 * stays open: its numbers follow. */
static enum bv_status put_drawing(struct bv_text *out, const struct bv_page *page, const char *id,
                                  const char *other_id, const char *name, const char *caption,
                                  struct bv_error *err)
{
    bv_text_format(out, "<figure id=\"%s\">\n", id);
    enum bv_status status = put_plot(out, page, id, name, NULL, err);
    if (status == BV_OK && other_id)
        status = put_plot(out, page, other_id, name, "times from 0", err);
    if (status != BV_OK)
        return status;
    bv_text_format(out, "<figcaption>%s", caption);
    for (size_t i = 0; i < page->formats; i++) {
        bv_text_put(out, i ? " &#183; " : " ");
        put_file(out, id, bv_figure_formats[i].extension, bv_figure_formats[i].name);
    }
    bv_text_put(out, " &#183; ");
    put_file(out, id, "gp", "gnuplot");
    bv_text_put(out, "</figcaption>\n");
    return BV_OK;
}

/* series   whose machine code is linked to; NULL: none */
static enum bv_status put_figure(struct bv_text *out, const struct bv_page *page,
                                 const struct bv_figure *figure, const char *caption,
                                 const struct bv_series *series, struct bv_error *err)
{
    struct bv_text name = {0}, words = {0};
    struct bv_figure from_0;
    if (figure->curve_count == 0)
        return BV_OK;
    bv_text_format(&name, "%s, against %s: %s. The numbers are below it.", figure->y.label,
                   figure->x.label, figure->title);
    bv_text_put(&words, caption);
    if (figure->dot_count > 0 && figure->dots_are_runs) {
        bv_text_put(&words, " Small points: single runs.");
    } else if (figure->dot_count > 0) {
        bv_text_put(&words, " Small points: single blocks");
        if (figure->curve_count > 1) {
            bv_text_put(&words, " of ");
            bv_text_html(&words, figure->curves[figure->dot_curve].label);
        }
        bv_text_put(&words, ".");
    }
    if (figure->cut)
        bv_text_put(&words, " Past 16 times the curves leave the frame.");
    if (figure->curves_left_out > 0)
        bv_text_format(&words, " Curves that are left out: %zu; see the tables.",
                       figure->curves_left_out);
    if (series && bv_codegen_has(page->codegen, series))
        bv_text_format(&words, " <a href=\"#code-s%zu\">Machine code</a> &#183;",
                       (size_t)(series - page->summary->series));
    enum bv_status status = name.failed || words.failed
                                ? bv_fail(err, BV_E_NOMEM, "out of memory while writing the page")
                                : put_drawing(out, page, figure->id,
                                              bv_figure_from_0(figure, &from_0) ? from_0.id : NULL,
                                              name.data, words.data, err);
    if (status == BV_OK) {
        bv_text_put(out, "<details><summary>Numbers</summary>\n");
        bv_table_figure(out, figure);
        bv_text_put(out, "</details>\n</figure>\n");
    }
    bv_text_finish(&words);
    bv_text_finish(&name);
    return status;
}

enum bv_status bv_figure_panel_figure(struct bv_text *out, const struct bv_page *page,
                                      const struct bv_figure *figure, const char *caption,
                                      struct bv_error *err)
{
    return put_figure(out, page, figure, caption, NULL, err);
}

enum bv_status bv_figure_panel_map(struct bv_text *out, const struct bv_page *page,
                                   const struct bv_map_sheet *sheet, struct bv_error *err)
{
    enum bv_status status =
        put_drawing(out, page, sheet->id, NULL,
                    "Size from which the other arm wins, by call pattern and by place of the "
                    "object. The numbers are below it.",
                    "Intervals: on pointing at a cell, and in the table.", err);
    if (status == BV_OK) {
        bv_text_put(out, "<details><summary>Numbers</summary>\n");
        bv_table_map(out, sheet);
        bv_text_put(out, "</details>\n</figure>\n");
    }
    return status;
}

enum bv_status bv_figure_panel_answer(struct bv_text *out, const struct bv_page *page,
                                      struct bv_error *err)
{
    return put_figure(out, page, &page->figure_set->answer,
                      "What copying costs, against what a pointer costs by where its object lives. "
                      "Diamonds: the size from which that pointer wins; bars: its 95 % interval.",
                      NULL, err);
}

enum bv_status bv_figure_panel_group(struct bv_text *out, const struct bv_page *page,
                                     const struct bv_series_group *group, struct bv_error *err)
{
    enum bv_status status = put_figure(out, page, &group->times, "Times.", group->lead, err);
    if (status != BV_OK)
        return status;
    return put_figure(out, page, &group->ratios, "Ratios of the times.", group->lead, err);
}
