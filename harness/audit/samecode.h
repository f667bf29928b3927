/* SPDX-License-Identifier: Apache-2.0 */
/* samecode.h: whether two stretches of machine code are the same. */
#ifndef BV_SAMECODE_H
#define BV_SAMECODE_H

#include <stdbool.h>

#include "harness/audit/copies.h"
#include "harness/audit/isa.h"

/* Do they differ in nothing but where they are and whom they call? */
bool bv_samecode(const struct bv_isa *isa, const struct bv_function *a, struct bv_stretch in_a,
                 const struct bv_function *b, struct bv_stretch in_b);

#endif
