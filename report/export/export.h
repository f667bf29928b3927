/* SPDX-License-Identifier: Apache-2.0 */
/* export.h: what a run says, in the formats that other tools read. */
#ifndef BV_EXPORT_H
#define BV_EXPORT_H

#include <stddef.h>

#include "lib/base/text.h"
#include "report/analysis/summary.h"

/* Write a summary in one format. Names from the result are foreign; none of them breaks out of it.
 */
typedef void bv_export_fn(struct bv_text *out, const struct bv_summary *summary);

struct bv_export_format {
    const char *name;
    const char *summary; /* for a list of them */
    bv_export_fn *write;
};

/* All formats. */
const struct bv_export_format *bv_export_formats(size_t *count);

/* The format of a name, NULL if there is none. */
const struct bv_export_format *bv_export_find(const char *name);

/* Google Benchmark's JSON: an iteration row an arm and block, no aggregates, nothing of byval's.
 * Times are net. */
bv_export_fn bv_export_gbench;

/* Go benchmark text, as benchstat reads it: a line an arm and block; times are net.
 * Source   https://go.googlesource.com/proposal/+/master/design/14313-benchmark-format.md */
bv_export_fn bv_export_go;

/* Bencher Metric Format: of each arm the measure `latency`, in ns, with its interval. */
bv_export_fn bv_export_bmf;

/* Settings of linters, from the sizes at which the main series crosses. */
bv_export_fn bv_export_lint;

#endif
