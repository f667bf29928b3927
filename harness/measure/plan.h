/* SPDX-License-Identifier: Apache-2.0 */
/* plan.h: what chance decides about a run, as pure functions of the seed: same seed, same plan. */
#ifndef BV_PLAN_H
#define BV_PLAN_H

#include <stdint.h>

#include "lib/base/random.h"

/* The circumstances of a block, drawn anew for each so that none is frozen into the answer. */
struct bv_draw {
    uint32_t layout;      /* order of the kernels' functions, by number: 1 .. INT32_MAX */
    uint32_t env_bytes;   /* padding of the environment, which lies above the stack: 0 .. 4,095 */
    uint32_t stack_bytes; /* offset of the stack: a multiple of 16, 0 .. 4,080 */
};

/* block    number in the run
 * ordinal  number among the blocks of its regime: it decides the layout, so that runs of one seed
 *          meet the same layouts in whatever order their regimes take turns */
struct bv_draw bv_plan_draw(uint64_t seed, uint32_t block, uint32_t ordinal);

/* The order in which a block visits the cases: a permutation of 0 .. count - 1. Cases that are not
 * open are skipped by the caller, so an order does not depend on which ones retired. */
void bv_plan_order(uint64_t seed, uint32_t block, uint32_t *order, uint32_t count);

/* The generator of a visit, for its order of arms. */
struct bv_random bv_plan_visit(uint64_t seed, uint32_t block, uint32_t case_index);

/* What the cases of a block shuffle their objects by. */
uint64_t bv_plan_objects(uint64_t seed, uint32_t block);

/* The next round's order of arms. Every `arms` rounds are the rows of a cyclic Latin square over a
 * fresh random order, so each arm stands equally often in each place, and follows each other arm
 * equally often in the long run.
 * round    counted from 0
 * order    in and out: `arms` entries, kept by the caller from round to round */
void bv_plan_round(struct bv_random *random, uint32_t round, uint32_t arms, uint32_t *order);

#endif
