/* SPDX-License-Identifier: Apache-2.0 */
/* compare_tables.h: the tables of a comparison. */
#ifndef BV_COMPARE_TABLES_H
#define BV_COMPARE_TABLES_H

#include <stddef.h>

#include "lib/base/text.h"
#include "report/compare/compare.h"

/* A cell of words, which are emptied. */
void bv_compare_table_cell(struct bv_text *out, const char *open, struct bv_text *words,
                           const char *close);

/* The cell of a run's letter. */
void bv_compare_table_letter(struct bv_text *out, size_t side);

/* A run a row. */
void bv_compare_table_sides(struct bv_text *out, const struct bv_comparison *comparison);

/* What differs between the runs, how they were compared, and which folders they are. */
void bv_compare_table_differences(struct bv_text *out, const struct bv_comparison *comparison);

/* Where the answers differ. */
void bv_compare_table_crossings(struct bv_text *out, const struct bv_comparison *comparison);

/* A case and arm a row: what changed. */
void bv_compare_table_shifts(struct bv_text *out, const struct bv_comparison *comparison,
                             enum bv_quantity quantity);

/* The calls that allocate otherwise than in the first run, under a title; nothing where none were
 * counted. */
void bv_compare_table_allocations(struct bv_text *out, const struct bv_comparison *comparison);

/* Cases that only some of the runs have. */
void bv_compare_table_missing(struct bv_text *out, const struct bv_comparison *comparison);

#endif
