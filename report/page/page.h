/* SPDX-License-Identifier: Apache-2.0 */
/* page.h: a report as one self-contained HTML page. */
#ifndef BV_PAGE_H
#define BV_PAGE_H

#include <stdbool.h>

#include "lib/base/text.h"
#include "lib/bundle/audit.h"
#include "lib/bundle/counts.h"
#include "lib/bundle/escapes.h"
#include "lib/bundle/profiles.h"
#include "lib/bundle/selfcheckfile.h"
#include "report/analysis/codegen.h"
#include "report/analysis/regret.h"
#include "report/analysis/summary.h"
#include "report/claims/claims.h"
#include "report/figures/report_figures.h"

struct bv_page {
    const struct bv_summary *summary;
    const struct bv_report_figures *figure_set;
    const struct bv_policies *policies;
    const struct bv_claims *claims;
    const struct bv_codegen *codegen;
    const char *figures;          /* folder that holds ID.svg of every figure */
    size_t formats;               /* of bv_figure_formats, that the figures were drawn in */
    bool has_data;                /* run.json stands beside the page */
    const char *topology;         /* hwloc's XML; NULL: there is none */
    const struct bv_audit *audit; /* of the kernels that were measured; NULL: there is none */
    const struct bv_selfcheckfile *selfcheck; /* likewise */
    const struct bv_counts *counts;   /* of the kernels that were measured; NULL: there are none */
    const struct bv_escapes *escapes; /* of the Go toolchain that made them; NULL: there are none */
    const struct bv_profiles *profiles; /* of some of their arms; NULL: there are none */
};

/* Write the page. It is well-formed XML too, so that tools can read its tables. It loads nothing:
 * a content security policy with the hashes of its style and script forbids it.
 * Errors   BV_E_IO, BV_E_INPUT (a figure), BV_E_NOMEM */
enum bv_status bv_page_write(const struct bv_page *page, struct bv_text *out, struct bv_error *err);

/* Add what the page that leads to several reports says of one.
 * folder   of its page; [A-Za-z0-9._+-]+ */
void bv_page_index_entry(const char *folder, const struct bv_summary *summary, struct bv_text *out);

/* Write the page that leads to several reports, around its entries. */
void bv_page_index(const struct bv_text *entries, struct bv_text *out);

#endif
