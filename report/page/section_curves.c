/* SPDX-License-Identifier: Apache-2.0 */
/* section_curves.c: the figures, family by family. */
#include "report/page/figure_panel.h"
#include "report/page/section.h"

enum bv_status bv_section_curves(const struct bv_page *page, struct bv_text *out,
                                 struct bv_error *err)
{
    const struct bv_report_figures *figure_set = page->figure_set;
    enum bv_status status = BV_OK;
    bool open = false;
    for (size_t i = 0; status == BV_OK && i < figure_set->count; i++) {
        const struct bv_series_group *group = &figure_set->groups[i];
        bool first = i == 0 || group->lead->family != figure_set->groups[i - 1].lead->family;
        if (first) {
            size_t total = 0, drawn = 0;
            for (size_t k = i;
                 k < figure_set->count && figure_set->groups[k].lead->family == group->lead->family;
                 k++) {
                total++;
                drawn += figure_set->groups[k].times.curve_count > 0;
            }
            bv_text_put(out, open ? "</div>\n<h3>Family " : "<h3>Family ");
            bv_text_html_span(out, group->lead->parts.family.start,
                              group->lead->parts.family.length);
            bv_text_put(out, "</h3>\n");
            if (drawn < total)
                bv_text_format(out,
                               "<p class=\"note\">%zu of %zu groups of series are drawn, the "
                               "plainest; the crossover table has all of them.</p>\n",
                               drawn, total);
            if (i == figure_set->main)
                bv_text_format(out,
                               "<p class=\"note\">The plainest group is "
                               "<a href=\"#%s\">at the top</a>.</p>\n",
                               group->times.id);
            bv_text_put(out, "<div class=\"grid\">\n");
            open = true;
        }
        if (i != figure_set->main)
            status = bv_figure_panel_group(out, page, group, err);
    }
    bv_text_put(out, open ? "</div>\n" : "");
    return status;
}
