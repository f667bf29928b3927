/* SPDX-License-Identifier: Apache-2.0 */
/* closure_callee.c: what family closure calls: it calls a closure at once, or keeps it for later.
 */
#include "benchmarks/families/closure.h"

#include <stdlib.h>

/* + 1: without it some arms' calls are jumps to the code, and others' cannot be. */
#define STAMP(N)                                                                                   \
    uint64_t bv_closure_call_##N(struct bv_closure_##N c)                                          \
    {                                                                                              \
        return c.fn(&c.env) + 1;                                                                   \
    }                                                                                              \
    void bv_closure_keep_##N(struct bv_closure_##N *slot, struct bv_closure_##N c)                 \
    {                                                                                              \
        *slot = c;                                                                                 \
    }                                                                                              \
    uint64_t bv_closure_fire_##N(const struct bv_closure_##N *slot)                                \
    {                                                                                              \
        return slot->fn(&slot->env) + 1;                                                           \
    }
BV_CLOSURE_SIZES(STAMP)

uint64_t bv_closure_call(struct bv_closure c)
{
    return c.fn(c.env) + 1;
}

void bv_closure_keep(struct bv_closure *slot, struct bv_closure c)
{
    *slot = c;
}

uint64_t bv_closure_fire(const struct bv_closure *slot)
{
    return slot->fn(slot->env) + 1;
}

uint64_t bv_closure_fire_last(const struct bv_closure *slot)
{
    uint64_t result = slot->fn(slot->env) + 1;
    free(slot->env);
    return result;
}
