/* SPDX-License-Identifier: Apache-2.0 */
/* report.h: results to a folder with a page, its figures and its data. */
#ifndef BV_REPORT_H
#define BV_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/bundle/audit.h"
#include "lib/bundle/counts.h"
#include "lib/bundle/escapes.h"
#include "lib/bundle/profiles.h"
#include "lib/bundle/result.h"
#include "lib/bundle/selfcheckfile.h"
#include "report/analysis/rules.h"
#include "report/analysis/summary.h"
#include "report/claims/claims.h"
#include "report/figures/render.h"

/* Zeroed for the defaults. */
struct bv_report_options {
    unsigned figures_per_family;  /* 0 means 5: groups of series that are drawn */
    const struct bv_rules *rules; /* NULL: those that byval comes with */
    const char *gnuplot;          /* NULL: "gnuplot", found along PATH */
    bv_drawn_fn *drawn;           /* of each page, on the thread that adds it; NULL: nobody */
    void *user;                   /* of drawn */
};

struct bv_report_source {
    const struct bv_result *result;
    const char *data_path;                    /* its run.json, copied beside the page; NULL: not */
    const char *topology_path;                /* its topology.xml; NULL: there is none */
    const struct bv_audit *audit;             /* of the same kernels; NULL: there is none */
    const struct bv_selfcheckfile *selfcheck; /* likewise */
    const struct bv_counts *counts;           /* of the same kernels; NULL: there are none */
    const struct bv_escapes *escapes;         /* likewise */
    const struct bv_profiles *profiles;       /* likewise */
};

/* A report under construction: the pages of one or several results. A result need be in memory only
 * while its page is added. */
struct bv_report;

/* Begin one.
 * several  false: DIR/index.html is the page of the one result that is added. true: each has its
 *          page at DIR/NAME/index.html, and DIR/index.html leads to them
 * options  outlives the report
 * out_dir  need not exist; an empty folder or an earlier report is replaced, in one step at the
 *          end: until then, and after a failure, it is as it was
 * out      written only on BV_OK: bv_report_commit or bv_report_drop it
 * Errors   BV_E_REFUSED (out_dir holds something else), BV_E_IO, BV_E_NOMEM */
enum bv_status bv_report_begin(const char *out_dir, bool several,
                               const struct bv_report_options *options, struct bv_report **out,
                               struct bv_error *err);

/* Reserve the place of a page. Pages stand in this order, in whatever order they are added.
 * name     of its folder among several, as far as it is safe
 * Errors   BV_E_NOMEM */
enum bv_status bv_report_place(struct bv_report *report, const char *name, struct bv_error *err);

/* Add the page of a result, which may go after the call. The same data give the same bytes. Several
 * threads may do so at a time, each in a place of its own; none reserves any meanwhile.
 * at       of the place, counted from 0
 * summary  of the source's result
 * answer   written only on BV_OK: what a terminal is to show, free() it; NULL: not wanted
 * Errors   BV_E_UNSUPPORTED (gnuplot is not installed), BV_E_CHILD (gnuplot failed), BV_E_IO,
 *          BV_E_NOMEM; the report can then only be dropped */
enum bv_status bv_report_add(struct bv_report *report, size_t at,
                             const struct bv_report_source *source,
                             const struct bv_summary *summary, char **answer, struct bv_error *err);

/* Put the report where it was asked for, and release it, on failure too. All its places have a
 * page.
 * Errors   BV_E_IO, BV_E_NOMEM */
enum bv_status bv_report_commit(struct bv_report *report, struct bv_error *err);

/* Release a report, and leave no trace of it. NULL is fine. */
void bv_report_drop(struct bv_report *report);

#endif
