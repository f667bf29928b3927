/* SPDX-License-Identifier: Apache-2.0 */
/* random.h: seeded pseudo-random numbers, the same on every machine. */
#ifndef BV_RANDOM_H
#define BV_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct bv_random {
    uint64_t state[4];
};

/* Start a generator. Streams of one seed are independent of each other.
 * Source   Blackman and Vigna, xoshiro256** 1.0, seeded through splitmix64 as they advise */
struct bv_random bv_random_seed(uint64_t seed, uint64_t stream);

/* The next 64 bits. */
uint64_t bv_random_next(struct bv_random *r);

/* Uniform over 0 .. bound - 1, without modulo bias; bound > 0.
 * Source   Lemire, "Fast random integer generation in an interval", 2019 */
uint64_t bv_random_below(struct bv_random *r, uint64_t bound);

/* Uniform over [0, 1), 53 bits. */
double bv_random_unit(struct bv_random *r);

/* Put items in random order (Fisher and Yates). */
void bv_random_shuffle(struct bv_random *r, uint32_t *items, size_t count);

#endif
