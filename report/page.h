/* SPDX-License-Identifier: Apache-2.0 */
/* page.h: a report as one self-contained HTML page. */
#ifndef BV_PAGE_H
#define BV_PAGE_H

#include <stdbool.h>

#include "report/gallery.h"
#include "report/summary.h"
#include "report/text.h"

struct bv_page {
    const struct bv_summary *summary;
    const struct bv_gallery *gallery;
    const char *figures; /* folder that holds ID.svg of every figure */
    bool has_data;       /* run.json stands beside the page */
};

/* Write the page. It is well-formed XML too, so that tools can read its tables. It loads nothing:
 * a content security policy with the hash of its style forbids it.
 * Errors   BV_E_IO, BV_E_INPUT (a figure), BV_E_NOMEM */
enum bv_status bv_page_write(const struct bv_page *page, struct bv_text *out, struct bv_error *err);

/* A line of the page that leads to several reports. */
struct bv_page_link {
    const char *folder; /* relative; [A-Za-z0-9._-]+ */
    const struct bv_summary *summary;
};

/* Write the page that leads to several reports. */
enum bv_status bv_page_index(const struct bv_page_link *links, size_t count, struct bv_text *out,
                             struct bv_error *err);

#endif
