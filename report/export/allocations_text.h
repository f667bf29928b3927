/* SPDX-License-Identifier: Apache-2.0 */
/* allocations_text.h: what changes of what is allocated, for a terminal and for programs. */
#ifndef BV_ALLOCATIONS_TEXT_H
#define BV_ALLOCATIONS_TEXT_H

#include <jansson.h>

#include "lib/base/text.h"
#include "report/compare/allocations.h"

/* What a person reads; nothing where the runs know nothing of allocations.
 * all      all that changed, not only the first 40 of each */
void bv_allocations_text(struct bv_text *out, const struct bv_comparison *comparison, bool all);

/* Every change: data/FORMAT.md has the fields.
 * Returns  a new reference, NULL when out of memory */
json_t *bv_escape_steps_json(const struct bv_comparison *comparison);
json_t *bv_allocations_json(const struct bv_comparison *comparison);

#endif
