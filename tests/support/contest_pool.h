/* SPDX-License-Identifier: Apache-2.0 */
/* contest_pool.h: the blocks of contests that runs measured, for simulations that resample them. */
#ifndef BV_CONTEST_POOL_H
#define BV_CONTEST_POOL_H

#include <stdbool.h>
#include <stddef.h>

/* The blocks of a contest that was measured: an even number, so that none is the median. */
struct bv_contest_population {
    double *values;
    size_t count;
    double median, mean;
    bool is_lumped; /* several blocks are the median */
};

struct bv_contest_pool {
    struct bv_contest_population *items;
    size_t count, runs, lumped;
};

/* Read all runs of a folder, but for nulls and planted cases, whose truth is known.
 * Returns  whether there is any; bv_contest_pool_finish it in any case */
bool bv_contest_pool_read(const char *folder, struct bv_contest_pool *pool);

void bv_contest_pool_finish(struct bv_contest_pool *pool);

#endif
