/* SPDX-License-Identifier: Apache-2.0 */
/* section_map.c: the crossovers of all series, as a map and in full. */
#include "report/page/figure_panel.h"
#include "report/page/section.h"
#include "report/page/tables.h"

enum bv_status bv_section_map(const struct bv_page *page, struct bv_text *out, struct bv_error *err)
{
    const struct bv_map *map = &page->figure_set->map;
    enum bv_status status = BV_OK;
    if (map->sheet_count > 0)
        bv_text_put(out,
                    "<p>A grid for each family of call patterns. Places where the object lives, "
                    "and other arms, stand along one side, all else along the other. A cell holds "
                    "the size from which the other arm (the pointer, mostly) wins at every size "
                    "that was measured.</p>\n<div class=\"grid\">\n");
    for (size_t i = 0; status == BV_OK && i < map->sheet_count; i++)
        status = bv_figure_panel_map(out, page, &map->sheets[i], err);
    if (map->sheet_count > 0)
        bv_text_put(out, "</div>\n");
    if (map->left_out > 0)
        bv_text_format(out, "<p class=\"note\">Cells that found no room: %zu; see the table.</p>\n",
                       map->left_out);
    bv_table_crossovers(out, page->summary);
    return status;
}
