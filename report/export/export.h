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

/* bv_export_NAME of each row: one file a format. Times are net of the empty loop. */
#define BV_FORMAT(NAME, SUMMARY) bv_export_fn bv_export_##NAME;
#include "report/export/formats.def"
#undef BV_FORMAT

#endif
