/* SPDX-License-Identifier: Apache-2.0 */
/* panel.c: see panel.h. */
#include "report/panel.h"

#include <stdlib.h>

#include "report/folder.h"
#include "report/gnuplot.h"
#include "report/svg.h"
#include "report/tables.h"

static enum bv_status put_figure(struct bv_text *out, const char *folder,
                                 const struct bv_figure *figure, const char *caption,
                                 struct bv_error *err)
{
    struct bv_text path = {0}, name = {0};
    char *svg = NULL;
    size_t length;
    if (figure->curve_count == 0)
        return BV_OK;
    bv_text_format(&path, "%s/%s.svg", folder, figure->id);
    bv_text_format(&name, "%s, against size: %s. The numbers stand below it.", figure->y.label,
                   figure->title);
    enum bv_status status = path.failed || name.failed
                                ? bv_fail(err, BV_E_NOMEM, "out of memory while writing the page")
                                : bv_file_read(path.data, &svg, &length, err);
    if (status == BV_OK) {
        bv_text_format(out, "<figure id=\"%s\">\n", figure->id);
        status = bv_svg_inline(svg, figure->id, name.data, out, err);
    }
    if (status == BV_OK) {
        bv_text_format(out, "<figcaption>%s", caption);
        if (figure->cut)
            bv_text_put(out, " Past 16 times the curves leave the frame.");
        if (figure->curves_left_out > 0)
            bv_text_format(out, " %zu curves are left out: see the tables.",
                           figure->curves_left_out);
        for (size_t i = 0; i < bv_figure_format_count; i++)
            bv_text_format(out, " <a href=\"figures/%s.%s\">%s</a> &#183;", figure->id,
                           bv_figure_formats[i].extension, bv_figure_formats[i].name);
        bv_text_format(out, " <a href=\"figures/%s.gp\">gnuplot</a>", figure->id);
        bv_text_put(out, "</figcaption>\n<details><summary>Numbers</summary>\n");
        bv_table_figure(out, figure);
        bv_text_put(out, "</details>\n</figure>\n");
    }
    free(svg);
    bv_text_finish(&name);
    bv_text_finish(&path);
    return status;
}

enum bv_status bv_panel_exhibit(struct bv_text *out, const char *folder,
                                const struct bv_exhibit *exhibit, struct bv_error *err)
{
    enum bv_status status =
        put_figure(out, folder, &exhibit->times,
                   "Net time a call. Bands and bars: 95 % intervals over blocks. Dashed: 16 B, the "
                   "most that travels in registers, and the caches.",
                   err);
    if (status != BV_OK)
        return status;
    return put_figure(out, folder, &exhibit->ratios,
                      "Ratio of the times; within the shaded band the arms count as equal. "
                      "Hollow points are doubtful.",
                      err);
}

enum bv_status bv_panel_families(struct bv_text *out, const char *folder,
                                 const struct bv_gallery *gallery, struct bv_error *err)
{
    enum bv_status status = BV_OK;
    bool open = false;
    for (size_t i = 0; status == BV_OK && i < gallery->count; i++) {
        const struct bv_exhibit *exhibit = &gallery->exhibits[i];
        bool first = i == 0 || exhibit->lead->family != gallery->exhibits[i - 1].lead->family;
        if (first) {
            size_t total = 0, drawn = 0;
            for (size_t k = i;
                 k < gallery->count && gallery->exhibits[k].lead->family == exhibit->lead->family;
                 k++) {
                total++;
                drawn += gallery->exhibits[k].times.curve_count > 0;
            }
            bv_text_put(out, open ? "</div>\n<h2>Family " : "<h2>Family ");
            bv_text_html_span(out, exhibit->lead->parts.family.start,
                              exhibit->lead->parts.family.length);
            bv_text_put(out, "</h2>\n");
            if (drawn < total)
                bv_text_format(out,
                               "<p class=\"note\">%zu of %zu groups of series are drawn, the "
                               "plainest; all stand in the crossover table.</p>\n",
                               drawn, total);
            if (i == gallery->main)
                bv_text_format(out,
                               "<p class=\"note\">The plainest group stands "
                               "<a href=\"#%s\">at the top</a>.</p>\n",
                               exhibit->times.id);
            bv_text_put(out, "<div class=\"grid\">\n");
            open = true;
        }
        if (i != gallery->main)
            status = bv_panel_exhibit(out, folder, exhibit, err);
    }
    bv_text_put(out, open ? "</div>\n" : "");
    return status;
}
