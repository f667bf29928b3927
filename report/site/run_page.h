/* SPDX-License-Identifier: Apache-2.0 */
/* run_page.h: a run's page, its figures and its data, in a folder. */
#ifndef BV_RUN_PAGE_H
#define BV_RUN_PAGE_H

#include "lib/base/folder.h"
#include "lib/base/text.h"
#include "report/page/index_claims.h"
#include "report/site/report.h"

/* Write a file of it. */
enum bv_status bv_run_page_text(const struct bv_folder *folder, const char *prefix,
                                const char *name, const struct bv_text *text, struct bv_error *err);

/* prefix   folder of the page within `folder`, with a slash; or ""
 * kept     gets what the page that leads to several says of it; NULL: it is the only one
 * answer   written only on BV_OK: what a terminal is to show, free() it; NULL: not wanted */
enum bv_status bv_run_page_write(const struct bv_folder *folder, const char *prefix,
                                 const struct bv_report_options *options,
                                 const struct bv_rules *rules,
                                 const struct bv_report_source *source,
                                 const struct bv_summary *summary, struct bv_index_run *kept,
                                 char **answer, struct bv_error *err);

#endif
