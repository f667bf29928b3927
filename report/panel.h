/* SPDX-License-Identifier: Apache-2.0 */
/* panel.h: the figures of a page, with their captions, links and numbers. */
#ifndef BV_PANEL_H
#define BV_PANEL_H

#include "report/gallery.h"
#include "report/text.h"

/* Add both figures of an exhibit; nothing where it is not drawn.
 * folder   holds ID.svg of every figure
 * Errors   BV_E_IO, BV_E_INPUT (a figure), BV_E_NOMEM */
enum bv_status bv_panel_exhibit(struct bv_text *out, const char *folder,
                                const struct bv_exhibit *exhibit, struct bv_error *err);

/* Add a section a family, with its exhibits but for the main one, which opens the page.
 * folder, Errors   as above */
enum bv_status bv_panel_families(struct bv_text *out, const char *folder,
                                 const struct bv_gallery *gallery, struct bv_error *err);

#endif
