/* SPDX-License-Identifier: Apache-2.0 */
/* section_map.c: the crossovers of all series. */
#include "report/page/section.h"
#include "report/page/tables.h"

enum bv_status bv_section_map(const struct bv_page *page, struct bv_text *out, struct bv_error *err)
{
    (void)err;
    bv_table_crossovers(out, page->summary);
    return BV_OK;
}
