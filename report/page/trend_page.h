/* SPDX-License-Identifier: Apache-2.0 */
/* trend_page.h: a trend as one self-contained HTML page. */
#ifndef BV_TREND_PAGE_H
#define BV_TREND_PAGE_H

#include "lib/base/text.h"
#include "report/compare/trend.h"
#include "report/figures/figure.h"

/* Write the page, as well-formed XML too.
 * plots    count of them, that were drawn
 * figures, formats   as bv_compare_page takes them, and its errors */
enum bv_status bv_trend_page(const struct bv_trend *trend, const struct bv_figure *plots,
                             size_t count, const char *figures, size_t formats, struct bv_text *out,
                             struct bv_error *err);

#endif
