/* SPDX-License-Identifier: Apache-2.0 */
/* kinds_text.h: kinds of runs and outliers, for a terminal and for programs. */
#ifndef BV_KINDS_TEXT_H
#define BV_KINDS_TEXT_H

#include <jansson.h>

#include "lib/base/text.h"
#include "report/compare/kinds.h"

/* What a person reads. */
void bv_kinds_text(struct bv_text *out, const struct bv_kinds *kinds);

/* Every number: data/FORMAT.md has the fields.
 * Returns  a new reference, NULL when out of memory */
json_t *bv_kinds_json(const struct bv_kinds *kinds);

#endif
