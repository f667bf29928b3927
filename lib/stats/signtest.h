/* SPDX-License-Identifier: Apache-2.0 */
/* signtest.h: how likely it is that so few of so many blocks lie on one side of the median. Pure.
 */
#ifndef BV_SIGNTEST_H
#define BV_SIGNTEST_H

#include <stddef.h>
#include <stdint.h>

/* Two-sided p-value of the sign test: twice the chance that `few` or fewer of `count` fair coins
 * show heads, at most 1.
 * few      at most count */
double bv_sign_p(size_t count, size_t few);

enum { BV_SPELLS = 4 };

/* Blocks that were measured in spells, in each of which the share on a side is its own, about one
 * half: what changes from spell to spell is common to its blocks, and does not average out within
 * it. */
struct bv_spells {
    double variance; /* of these shares; 0: there is nothing of the kind; below 1 / 4 */
    uint32_t counts[BV_SPELLS];
};

/* The same p-value where a spell's share is drawn from the symmetric beta distribution of that
 * variance: the count of a spell is beta-binomial, and that of all is their sum.
 * spells   NULL: fair coins */
double bv_spells_p(const struct bv_spells *spells, size_t count, size_t few);

/* The most blocks, plus one, that may lie beyond an end of an interval: the largest d for which d -
 * 1 or fewer on a side have a two-sided p-value of alpha at most; 0: none. */
size_t bv_spells_cut(const struct bv_spells *spells, size_t count, double alpha);

/* How many fair coins vary as much in their share as so many blocks: count, or fewer. */
size_t bv_spells_draws(const struct bv_spells *spells, size_t count);

#endif
