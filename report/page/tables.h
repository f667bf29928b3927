/* SPDX-License-Identifier: Apache-2.0 */
/* tables.h: the tables of a page. */
#ifndef BV_TABLES_H
#define BV_TABLES_H

#include "lib/base/text.h"
#include "report/analysis/codegen.h"
#include "report/analysis/summary.h"
#include "report/figures/figure.h"
#include "report/figures/map.h"

/* Foreign words in a page, unknown ones (NULL) marked as such. */
void bv_html_words(struct bv_text *out, const char *words);

/* Begin a table that a keyboard can scroll, and end it. Rows are the caller's; page.js sorts and
 * filters them, and its head says by which attributes a row helps with that.
 * id       [a-z0-9-]+, unique in the page: links and page.js find the table by it
 * label    names it for those who cannot see it, caption may be empty: our own words
 * heads    of the columns; one that begins with # is of numbers */
void bv_table_begin(struct bv_text *out, const char *id, const char *label, const char *caption,
                    const char *const *heads, size_t count);
void bv_table_end(struct bv_text *out);

/* Begin the cell of a number, which is sorted by it, whatever its words are; NAN goes last. */
void bv_table_number(struct bv_text *out, double number);

/* A cell that holds one side of a crossing, and is sorted by its bytes.
 * write    bv_words_a_until or bv_words_b_from */
void bv_table_edge(struct bv_text *out, const struct bv_finding *finding, uint32_t bytes,
                   void (*write)(struct bv_text *, const struct bv_finding *));

/* A series and arm a row: the answer, its intervals and the verdict at each size. */
void bv_table_crossovers(struct bv_text *out, const struct bv_summary *summary);

/* A case and arm a row: times, ratio, verdict, doubts; a link to its machine code. */
void bv_table_cases(struct bv_text *out, const struct bv_summary *summary,
                    const struct bv_codegen *codegen);

/* Cases that were not measured, or missed the asked precision, with reasons. */
void bv_table_missing(struct bv_text *out, const struct bv_summary *summary);

/* The run's nulls. */
void bv_table_nulls(struct bv_text *out, const struct bv_summary *summary);

/* The numbers behind a figure, each with its place in the drawing. */
void bv_table_figure(struct bv_text *out, const struct bv_figure *figure);

/* The findings that a sheet of the map shows. */
void bv_table_map(struct bv_text *out, const struct bv_map_sheet *sheet);

/* Names and values.
 * id, caption  as above */
void bv_table_facts(struct bv_text *out, const char *id, const char *caption,
                    const struct bv_facts *facts);

/* What changed between two sets of facts: before, after. */
void bv_table_states(struct bv_text *out, const struct bv_facts *before,
                     const struct bv_facts *after);

#endif
