/* SPDX-License-Identifier: Apache-2.0 */
/* compare_text.h: a comparison for a terminal, and for programs. */
#ifndef BV_COMPARE_TEXT_H
#define BV_COMPARE_TEXT_H

#include "lib/base/text.h"
#include "report/compare/compare.h"

/* What a person reads: what differs, crossovers, changes, what is missing.
 * all      the undecided and the equal, too */
void bv_compare_text(struct bv_text *out, const struct bv_comparison *comparison, bool all);

/* The runs that are compared, a line each: letter, name, machine, cases. */
void bv_compare_sides_text(struct bv_text *out, const struct bv_comparison *comparison);

/* Every number, a line each: data/FORMAT.md has the columns. */
void bv_compare_csv(struct bv_text *out, const struct bv_comparison *comparison);

/* Every number, and what differs: data/FORMAT.md has the fields. */
void bv_compare_json(struct bv_text *out, const struct bv_comparison *comparison);

#endif
