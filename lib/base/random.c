/* SPDX-License-Identifier: Apache-2.0 */
/* random.c: xoshiro256** behind splitmix64. */
#include "lib/base/random.h"

#include <assert.h>

static uint64_t splitmix64(uint64_t *x)
{
    uint64_t z = (*x += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static uint64_t rotate_left(uint64_t x, unsigned k)
{
    return (x << k) | (x >> (64 - k));
}

struct bv_random bv_random_seed(uint64_t seed, uint64_t stream)
{
    struct bv_random r;
    uint64_t x = seed;
    /* Mix the stream in before expanding, so that (seed, stream + 1) is not (seed + 1, stream). */
    uint64_t y = splitmix64(&x) ^ stream;
    for (size_t i = 0; i < 4; i++)
        r.state[i] = splitmix64(&y);
    return r;
}

uint64_t bv_random_next(struct bv_random *r)
{
    uint64_t *s = r->state;
    uint64_t result = rotate_left(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate_left(s[3], 45);
    return result;
}

uint64_t bv_random_below(struct bv_random *r, uint64_t bound)
{
    assert(bound > 0);
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)bv_random_next(r) * bound;
    if ((uint64_t)product < bound) {
        uint64_t threshold = (0 - bound) % bound;
        while ((uint64_t)product < threshold)
            product = (wide)bv_random_next(r) * bound;
    }
    return (uint64_t)(product >> 64);
}

double bv_random_unit(struct bv_random *r)
{
    return (double)(bv_random_next(r) >> 11) * 0x1.0p-53;
}

void bv_random_shuffle(struct bv_random *r, uint32_t *items, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t j = (size_t)bv_random_below(r, i);
        uint32_t item = items[i - 1];
        items[i - 1] = items[j];
        items[j] = item;
    }
}
