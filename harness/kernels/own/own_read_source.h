/* SPDX-License-Identifier: Apache-2.0 */
/* own_read_source.h: source of the functions that read an object of a type. */
#ifndef BV_OWN_READ_SOURCE_H
#define BV_OWN_READ_SOURCE_H

#include <stdbool.h>

#include "harness/kernels/own/own_readings.h"
#include "harness/kernels/own/own_source.h"
#include "lib/dwarf/leaf.h"

bool bv_own_leaf_is_float(enum bv_leaf_kind kind);

/* What reads yield: float where the type has nothing else, double where it has any, else an
 * integer. As in byval's own classes. */
const char *bv_own_read_result(const struct bv_own_type *type);

/* Whole numbers are added up in words, where all of them fit. */
const char *bv_own_read_whole(const struct bv_own_type *type);

/* The first element of a field, of the object s. */
void bv_own_read_put_access(struct bv_text *out, const struct bv_own_field *field);

void bv_own_read_put(struct bv_text *out, const struct bv_own_source *source,
                     const struct bv_own_reading *reading);

#endif
