/* SPDX-License-Identifier: Apache-2.0 */
/* fact_tables.h: tables of names and values. */
#ifndef BV_FACT_TABLES_H
#define BV_FACT_TABLES_H

#include "lib/base/text.h"
#include "lib/bundle/result.h"

/* Names and values.
 * id, caption  as in bv_table_begin() */
void bv_table_facts(struct bv_text *out, const char *id, const char *caption,
                    const struct bv_facts *facts);

/* What changed between two sets of facts: before, after. */
void bv_table_states(struct bv_text *out, const struct bv_facts *before,
                     const struct bv_facts *after);

#endif
