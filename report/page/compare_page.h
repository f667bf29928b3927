/* SPDX-License-Identifier: Apache-2.0 */
/* compare_page.h: a comparison as one self-contained HTML page. */
#ifndef BV_COMPARE_PAGE_H
#define BV_COMPARE_PAGE_H

#include "lib/base/text.h"
#include "report/figures/compare_figures.h"

/* Write the page, as well-formed XML too.
 * figures  folder that holds ID.svg of every figure
 * formats  of bv_figure_formats, that the figures were drawn in
 * Errors   BV_E_IO, BV_E_INPUT (a figure), BV_E_NOMEM */
enum bv_status bv_compare_page(const struct bv_comparison *comparison,
                               const struct bv_compare_figures *figure_set, const char *figures,
                               size_t formats, struct bv_text *out, struct bv_error *err);

#endif
