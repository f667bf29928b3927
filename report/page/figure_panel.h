/* SPDX-License-Identifier: Apache-2.0 */
/* figure_panel.h: the figures of a page, with their captions, links and numbers. */
#ifndef BV_FIGURE_PANEL_H
#define BV_FIGURE_PANEL_H

#include "lib/base/text.h"
#include "report/page/page.h"

/* Say once on a page, before its first figure, what all of them have in common. page.js adds how to
 * read out a point.
 * words    HTML */
void bv_figure_panel_legend(struct bv_text *out, const char *words);

/* Add the figure that the page opens with; nothing where there is none.
 * Errors   as below */
enum bv_status bv_figure_panel_answer(struct bv_text *out, const struct bv_page *page,
                                      struct bv_error *err);

/* Add both figures of a group; nothing where it is not drawn.
 * page     whose folder of figures holds ID.svg of every one
 * Errors   BV_E_IO, BV_E_INPUT (a figure), BV_E_NOMEM */
enum bv_status bv_figure_panel_group(struct bv_text *out, const struct bv_page *page,
                                     const struct bv_series_group *group, struct bv_error *err);

/* Add a figure, with a caption of our own words; nothing where it has no curves.
 * page     figures and formats of it count
 * Errors   as above */
enum bv_status bv_figure_panel_figure(struct bv_text *out, const struct bv_page *page,
                                      const struct bv_figure *figure, const char *caption,
                                      struct bv_error *err);

/* Add a sheet of the map.
 * Errors   as above */
enum bv_status bv_figure_panel_map(struct bv_text *out, const struct bv_page *page,
                                   const struct bv_map_sheet *sheet, struct bv_error *err);

#endif
