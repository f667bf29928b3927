/* SPDX-License-Identifier: Apache-2.0 */
/* populations.h: shapes that block effects take, with the true values of what one may estimate. */
#ifndef BV_TEST_POPULATIONS_H
#define BV_TEST_POPULATIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/random.h"

/* What an interval can be about. */
enum parameter { MEAN, MEDIAN, TRIMMED_MEAN, PSEUDO_MEDIAN, PARAMETER_COUNT };

/* One of the table below. */
struct population {
    const char *name;
    double (*draw)(struct bv_random *r); /* the bulk, or a mode, has about unit spread */
    double mean;
    double median;  /* NAN: from draws */
    bool symmetric; /* about the mean: then every parameter is the mean */
};

extern const struct population populations[];
extern const size_t population_count;

/* A standard normal deviate. */
double draw_normal(struct bv_random *r);

/* The true parameters: exact where the shape gives them, else from 2^20 draws, whose error is below
 * 1/100 of the interval of 60 blocks. */
void population_truth(const struct population *p, double truth[PARAMETER_COUNT]);

/* A population moved and stretched: its median at `shift`, its unit spread at `scale`. */
struct shape {
    const struct population *population;
    double median; /* of the population itself */
    double scale, shift;
};

/* Median 0, spread 1. */
struct shape shape_of(const struct population *p);

double shape_draw(const struct shape *s, struct bv_random *r);

#endif
