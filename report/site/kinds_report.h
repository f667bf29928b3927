/* SPDX-License-Identifier: Apache-2.0 */
/* kinds_report.h: the page of many runs of one kind. */
#ifndef BV_KINDS_REPORT_H
#define BV_KINDS_REPORT_H

#include "lib/base/status.h"
#include "report/compare/kinds.h"

/* Write the page, its figure and kinds.json into a folder.
 * out_dir, gnuplot, Errors   as bv_compare_report() */
enum bv_status bv_kinds_report(const struct bv_kinds *kinds, const char *out_dir,
                               const char *gnuplot, struct bv_error *err);

#endif
