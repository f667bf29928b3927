/* SPDX-License-Identifier: Apache-2.0 */
/* round.h: slices and rounds: the only code that runs while a clock is running. */
#ifndef BV_ROUND_H
#define BV_ROUND_H

#include <stdint.h>

#include "benchmarks/case.h"
#include "lib/base/random.h"

/* Time calls of a kernel between two reads of CLOCK_MONOTONIC.
 * Returns  nanoseconds, the clock reads included: the raw time of a slice */
uint64_t bv_slice_ns(bv_run_fn *run, struct bv_ctx *ctx, uint64_t calls);

/* How a case is measured in one visit. */
struct bv_visit_plan {
    uint64_t calls;  /* a slice, the same for all arms and for the empty loop */
    uint32_t rounds; /* a multiple of the number of arms, so that the Latin square is whole */
};

/* A case's own wish comes first: see struct bv_slice_wish. Then what an earlier visit found out: of
 * that no more than a slice of each arm is run, to warm up. Else find the number of calls at which
 * the fastest arm's slice takes slice_ns, or a tenth of it where the slowest arm's takes 60 us, or
 * at the most the slowest arm's 200 us.
 * ctx       one an arm
 * known     calls and rounds; calls 0: find out
 * slice_ns  bv_slice_wanted_ns() of the clock */
struct bv_visit_plan bv_visit_calibrate(const struct bv_case *row, struct bv_ctx *ctx,
                                        struct bv_slice_wish wish, struct bv_visit_plan known,
                                        uint64_t slice_ns);

/* How long a slice should take at least: a thousand times the cost of reading the clock, and two
 * thousand of its steps, so that these hide no more than 0.1 % of it.
 * step_ns  of the clock; NAN: not known */
uint64_t bv_slice_wanted_ns(double step_ns);

enum {
    BV_ROUND_MAX = 1024,
    BV_ROUNDS_FIRST = 12, /* of a visit of which nothing is known */
    BV_ROUNDS_LEAST = 6   /* of any visit whose case does not wish for fewer */
};

/* What a visit measured. */
struct bv_visit_times {
    uint64_t slice_ns[BV_ARM_MAX][BV_ROUND_MAX];
    uint64_t empty_ns[BV_ROUND_MAX]; /* the empty loop, every 8th round, or three times at least */
    uint32_t empty_count;
    uint32_t migrations; /* rounds that ended on another CPU than the visit began on */
};

/* Measure plan.rounds rounds: one slice of every arm each, in Latin-square order.
 * empty    the catalogue's empty kernel */
void bv_visit_measure(const struct bv_case *row, struct bv_ctx *ctx, bv_run_fn *empty,
                      struct bv_visit_plan plan, struct bv_random random,
                      struct bv_visit_times *out);

/* What a visit says of one arm, against arm 0. */
struct bv_arm_times {
    double real_ns;   /* median over rounds of the raw time a call */
    double log_ratio; /* median over rounds of ln(time of arm 0 / time of this arm) */
    double spread;    /* of them: 1.4826 x the median absolute deviation */
};

struct bv_arm_times bv_visit_arm(const struct bv_visit_times *times, struct bv_visit_plan plan,
                                 uint32_t arm);

/* Median time an iteration of the empty loop, clock reads included. */
double bv_visit_empty_ns(const struct bv_visit_times *times, struct bv_visit_plan plan);

#endif
