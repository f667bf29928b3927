/* SPDX-License-Identifier: Apache-2.0 */
/* planted_fleet.h: the medians of runs of a fleet whose differences were planted. */
#ifndef BV_PLANTED_FLEET_H
#define BV_PLANTED_FLEET_H

#include "lib/base/random.h"
#include "report/compare/kinds.h"
#include "tests/support/synthetic.h"

enum { BV_FLEET_MOST = 256 };

struct bv_planted_fleet {
    struct bv_synthetic *runs[BV_FLEET_MOST];
    struct bv_kind_member members[BV_FLEET_MOST];
    char names[BV_FLEET_MOST][16];
    size_t count;
};

/* Add a run of one block, of so many cases of two arms.
 * level    how much slower it is than its kind, a log-ratio
 * noise    standard deviation of a quantity about that */
void bv_fleet_add(struct bv_planted_fleet *fleet, const char *kind, size_t cases, double level,
                  double noise, struct bv_random *random);

/* A draw from the normal distribution, exactly.
 * Source   Box and Muller 1958 */
double bv_fleet_normal(struct bv_random *random);

void bv_fleet_finish(struct bv_planted_fleet *fleet);

#endif
