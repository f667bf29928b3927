/* SPDX-License-Identifier: Apache-2.0 */
/* export_csv.c: the numbers.csv of a report, as a format. */
#include "report/export/export.h"
#include "report/export/numbers.h"

void bv_export_csv(struct bv_text *out, const struct bv_summary *summary)
{
    bv_numbers_csv(out, summary);
}
