/* SPDX-License-Identifier: Apache-2.0 */
/* mutate_callee.c: what family mutate calls. */
#include "benchmarks/families/mutate.h"

/* Through the pointer, terms may be the field itself (both are uint32_t, or the field is a
 * character type): each addition must be stored before the next term is loaded. */
#define BV_SIZE(N, FIT)                                                                            \
    struct bv_int_##N bv_update_value_##N(struct bv_int_##N s) {                                   \
        BV_MIDDLE(&s)++;                                                                           \
        return s;                                                                                  \
    } void bv_update_pointer_##N(struct bv_int_##N *s)                                             \
    {                                                                                              \
        BV_MIDDLE(s)++;                                                                            \
    }                                                                                              \
    struct bv_int_##N bv_accumulate_value_##N(struct bv_int_##N s, const BV_ELEMENT(N) * terms,    \
                                              size_t count) {                                      \
        for (size_t i = 0; i < count; i++)                                                         \
            BV_MIDDLE(&s) = (BV_ELEMENT(N))(BV_MIDDLE(&s) + terms[i]);                             \
        return s;                                                                                  \
    } void bv_accumulate_pointer_##N(struct bv_int_##N *s, const BV_ELEMENT(N) * terms,            \
                                     size_t count)                                                 \
    {                                                                                              \
        for (size_t i = 0; i < count; i++)                                                         \
            BV_MIDDLE(s) = (BV_ELEMENT(N))(BV_MIDDLE(s) + terms[i]);                               \
    }                                                                                              \
    void bv_accumulate_local_##N(struct bv_int_##N *s, const BV_ELEMENT(N) * terms, size_t count)  \
    {                                                                                              \
        uint32_t sum = BV_MIDDLE(s);                                                               \
        for (size_t i = 0; i < count; i++)                                                         \
            sum += terms[i];                                                                       \
        BV_MIDDLE(s) = (BV_ELEMENT(N))sum;                                                         \
    }
#include "benchmarks/sizes.def"
