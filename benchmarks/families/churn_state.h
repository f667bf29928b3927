/* SPDX-License-Identifier: Apache-2.0 */
/* churn_state.h: what the kernels of family churn find in their contexts. */
#ifndef BV_CHURN_STATE_H
#define BV_CHURN_STATE_H

#include <stdint.h>

#include "benchmarks/heap/acquire.h"

/* bv_ctx.state of an arm. */
struct bv_churn {
    uint32_t calls;          /* of the callee, an object */
    uint32_t turn_count;     /* after so many deaths the order of them begins anew */
    const uint16_t *victims; /* the slot of `live` whose object dies, by turn */
    void *live;              /* BV_CHURN_LIVE objects (value), or pointers to them (pointer) */
    struct bv_source source;
    uint64_t collections; /* when the rounds began */
};

#endif
