/* SPDX-License-Identifier: Apache-2.0 */
/* kind_section.h: the section of a comparison's page about kinds of runs, and runs that are none.
 */
#ifndef BV_KIND_SECTION_H
#define BV_KIND_SECTION_H

#include "report/compare/kinds.h"
#include "report/figures/figure.h"
#include "report/page/page.h"

/* Add it.
 * figure   of bv_figure_kinds(), drawn
 * Errors   BV_E_IO, BV_E_INPUT (a figure), BV_E_NOMEM */
enum bv_status bv_kind_section(struct bv_text *out, const struct bv_page *page,
                               const struct bv_kinds *kinds, const struct bv_figure *figure,
                               struct bv_error *err);

#endif
