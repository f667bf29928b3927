/* SPDX-License-Identifier: Apache-2.0 */
/* mutate.h: the callees of family mutate. */
#ifndef BV_MUTATE_H
#define BV_MUTATE_H

#include "benchmarks/shape.h"

#pragma GCC visibility push(hidden)

#define BV_SIZE(N, FIT)                                                                            \
    struct bv_int_##N bv_update_value_##N(struct bv_int_##N s);                                    \
    void bv_update_pointer_##N(struct bv_int_##N *s);                                              \
    struct bv_int_##N bv_accumulate_value_##N(struct bv_int_##N s, const BV_ELEMENT(N) * terms,    \
                                              size_t count);                                       \
    void bv_accumulate_pointer_##N(struct bv_int_##N *s, const BV_ELEMENT(N) * terms,              \
                                   size_t count);                                                  \
    void bv_accumulate_local_##N(struct bv_int_##N *s, const BV_ELEMENT(N) * terms, size_t count);
#include "benchmarks/sizes.def"

#pragma GCC visibility pop

#endif
