/* SPDX-License-Identifier: Apache-2.0 */
/* case_tables.h: tables with a case a row. */
#ifndef BV_CASE_TABLES_H
#define BV_CASE_TABLES_H

#include "lib/base/text.h"
#include "report/analysis/codegen.h"
#include "report/analysis/summary.h"

/* A case and arm a row: times, ratio, verdict, doubts; a link to its machine code. */
void bv_table_cases(struct bv_text *out, const struct bv_summary *summary,
                    const struct bv_codegen *codegen);

/* Cases that were not measured, or missed the asked precision, with reasons. */
void bv_table_missing(struct bv_text *out, const struct bv_summary *summary);

/* The run's nulls. */
void bv_table_nulls(struct bv_text *out, const struct bv_summary *summary);

#endif
