/* SPDX-License-Identifier: Apache-2.0 */
/* flow.h: which line of a function leads to which, and the loops that come of it. */
#ifndef BV_FLOW_H
#define BV_FLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/audit/isa.h"
#include "harness/audit/listing.h"

/* Lines of a function, both inclusive. */
struct bv_stretch {
    uint32_t first, last;
};

/* The whole of a function.
 * function   has a line at least */
struct bv_stretch bv_stretch_whole(const struct bv_function *function);

struct bv_flow; /* of one function */

/* Follow a function's jumps; bv_flow_destroy it. One through a register leads nowhere that is
 * known.
 * function   has a line at least; must outlive it
 * Returns    NULL when out of memory */
struct bv_flow *bv_flow_create(const struct bv_isa *isa, const struct bv_function *function);

/* A loop is what leads back to its head, a line that every way into it leads over: a jump back to
 * code that was moved aside is none. */
struct bv_loop {
    uint32_t head;
    struct bv_stretch lines; /* its first and its last; others than its own may stand between */
};

/* The loops around a line.
 * line     -1: the largest and the smallest loop that there is
 * outer    the largest around it, inner the smallest
 * Returns  false where there is none */
bool bv_flow_loops(struct bv_flow *flow, int64_t line, struct bv_loop *outer,
                   struct bv_loop *inner);

/* Is a line part of the loop with that head? */
bool bv_flow_in_loop(struct bv_flow *flow, uint32_t head, uint32_t line);

/* May one line come after another without passing the head of their loop? */
bool bv_flow_follows(struct bv_flow *flow, uint32_t head, uint32_t line, uint32_t after);

/* Is a line passed in every turn of the loop with that head? */
bool bv_flow_is_passed(struct bv_flow *flow, uint32_t head, uint32_t line);

/* By how much the counter of a loop changes in each turn: what a register goes up or down by whose
 * value decides whether there is another turn. A loop that was unrolled counts several at a time.
 * change   above 0
 * Returns  whether there is a register that changes by so much, up or down, and by nothing else */
bool bv_flow_counts_by(struct bv_flow *flow, const struct bv_isa *isa,
                       const struct bv_function *function, uint32_t head, uint64_t change);

/* Release; NULL is fine. */
void bv_flow_destroy(struct bv_flow *flow);

#endif
