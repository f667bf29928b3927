/* SPDX-License-Identifier: Apache-2.0 */
/* table.h: a table of a page: its beginning, its end, its cells. */
#ifndef BV_TABLE_H
#define BV_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/text.h"
#include "report/analysis/summary.h"

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

/* Add a cell of words that one of the writers composed from foreign names. */
void bv_table_cell(struct bv_text *out, const char *open, struct bv_text *words, const char *close);

#endif
