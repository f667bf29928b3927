/* SPDX-License-Identifier: Apache-2.0 */
/* tables.h: the tables of a page. */
#ifndef BV_TABLES_H
#define BV_TABLES_H

#include "lib/base/text.h"
#include "report/analysis/codegen.h"
#include "report/analysis/summary.h"
#include "report/figures/figure.h"
#include "report/figures/map.h"
#include "report/page/table.h"

/* A series and arm a row: the answer, its intervals and the verdict at each size. */
void bv_table_crossovers(struct bv_text *out, const struct bv_summary *summary);

/* The numbers behind a figure, each with its place in the drawing. */
void bv_table_figure(struct bv_text *out, const struct bv_figure *figure);

/* The findings that a sheet of the map shows. */
void bv_table_map(struct bv_text *out, const struct bv_map_sheet *sheet);

#endif
