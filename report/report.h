/* SPDX-License-Identifier: Apache-2.0 */
/* report.h: results to a folder with a page, its figures and its data. */
#ifndef BV_REPORT_H
#define BV_REPORT_H

#include <stddef.h>

#include "harness/result.h"
#include "report/summary.h"

/* Zeroed for the defaults. */
struct bv_report_options {
    struct bv_summary_options summary;
    unsigned figures_per_family; /* 0 means 6: groups of series that are drawn */
    const char *gnuplot;         /* NULL: "gnuplot", found along PATH */
};

struct bv_report_source {
    const struct bv_result *result;
    const char *name;      /* of its folder among several; NULL: "run" */
    const char *data_path; /* its run.json, copied beside the page; NULL: not */
};

/* Write the report of one or several results.
 * sources  count > 0. One: DIR/index.html. Several: DIR/NAME/index.html each, and DIR/index.html
 *          leads to them
 * out_dir  need not exist; an empty folder or an earlier report is replaced, in one step at the
 *          end: after a failure it is as it was
 * Errors   BV_E_UNSUPPORTED (gnuplot is not installed), BV_E_CHILD (gnuplot failed), BV_E_REFUSED
 *          (out_dir holds something else), BV_E_IO, BV_E_NOMEM
 * The same data give the same bytes. */
enum bv_status bv_report_write(const struct bv_report_source *sources, size_t count,
                               const struct bv_report_options *options, const char *out_dir,
                               struct bv_error *err);

/* The answer for a terminal: at most 10 lines, each with its newline, in the words of the page.
 * out      written only on BV_OK: free() it
 * Errors   BV_E_NOMEM */
enum bv_status bv_report_summary_text(const struct bv_summary *summary, char **out,
                                      struct bv_error *err);

#endif
