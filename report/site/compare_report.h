/* SPDX-License-Identifier: Apache-2.0 */
/* compare_report.h: a comparison to a folder with a page, its figures and its data. */
#ifndef BV_COMPARE_REPORT_H
#define BV_COMPARE_REPORT_H

#include "report/compare/compare.h"

/* Write the folder in one step: until the end, and after a failure, out_dir is as it was.
 * out_dir  need not exist; an empty folder or an earlier report is replaced
 * gnuplot  NULL: "gnuplot", found along PATH
 * Errors   BV_E_REFUSED (out_dir holds something else), BV_E_UNSUPPORTED (gnuplot is not
 *          installed), BV_E_CHILD (gnuplot failed), BV_E_IO, BV_E_NOMEM */
enum bv_status bv_compare_report(const struct bv_comparison *comparison, const char *out_dir,
                                 const char *gnuplot, struct bv_error *err);

#endif
