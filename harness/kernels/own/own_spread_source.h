/* SPDX-License-Identifier: Apache-2.0 */
/* own_spread_source.h: source that hands over a type's scalars one by one. */
#ifndef BV_OWN_SPREAD_SOURCE_H
#define BV_OWN_SPREAD_SOURCE_H

#include <stdbool.h>

#include "harness/kernels/own/own_readings.h"
#include "harness/kernels/own/own_source.h"

/* Whether it has as few scalars as may be handed over one by one, and each has a name. */
bool bv_own_spread_can(const struct bv_own_source *source);

void bv_own_spread_put(struct bv_text *out, const struct bv_own_type *type,
                       const struct bv_own_readings *all);

#endif
