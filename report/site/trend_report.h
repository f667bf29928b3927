/* SPDX-License-Identifier: Apache-2.0 */
/* trend_report.h: a trend for a terminal, as a table, and as a folder with a page. */
#ifndef BV_TREND_REPORT_H
#define BV_TREND_REPORT_H

#include "lib/base/text.h"
#include "report/compare/trend.h"

/* What a person reads: the runs, and each change with what else changed there.
 * all      the levels of every line, too */
void bv_trend_text(struct bv_text *out, const struct bv_trend *trend, bool all);

/* A line a change, and a line a level: data/FORMAT.md has the columns. */
void bv_trend_csv(struct bv_text *out, const struct bv_trend *trend);

/* Write a page with plots of what changed, and of the first lines of all where little did; as
 * bv_compare_report does. */
enum bv_status bv_trend_report(const struct bv_trend *trend, const char *out_dir,
                               const char *gnuplot, struct bv_error *err);

#endif
