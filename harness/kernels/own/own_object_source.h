/* SPDX-License-Identifier: Apache-2.0 */
/* own_object_source.h: source that makes objects of a type. */
#ifndef BV_OWN_OBJECT_SOURCE_H
#define BV_OWN_OBJECT_SOURCE_H

#include "harness/kernels/own/own_source.h"

/* What makes an object new: every scalar gets its contents. */
void bv_own_object_put_maker(struct bv_text *out, const struct bv_own_source *source);

/* The table of what each scalar gets. */
void bv_own_object_put_leaves(struct bv_text *out, const struct bv_own_type *type);

/* What makes an object where memory is given. */
void bv_own_object_put_construct(struct bv_text *out, const struct bv_own_source *source);

#endif
