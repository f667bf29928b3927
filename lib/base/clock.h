/* SPDX-License-Identifier: Apache-2.0 */
/* clock.h: the one clock of all times, and what it cannot tell. */
#ifndef BV_CLOCK_H
#define BV_CLOCK_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* CLOCK_MONOTONIC, ns. In the header, so that a slice's two reads cost no call more. */
static inline uint64_t bv_clock_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static inline double bv_clock_s(void)
{
    return (double)bv_clock_ns() * 1e-9;
}

struct bv_clock {
    double step_ns; /* the clock moves in steps of so much: a time is known to one of them */
    double read_ns; /* reading it takes this */
};

/* Measure the clock; takes some milliseconds. A clock may declare nanoseconds (clock_getres) and
 * move in larger steps, as where the time stamp counter of a processor is advanced 100 million
 * times a second. */
struct bv_clock bv_clock_measure(void);

/* The step that measured times betray, ns. A clock with steps of s shows only multiples of s,
 * rounded to whole ns; one that is finer shows every number.
 * times_ns  of delays that vary by more than a step, in small parts of it; reordered. The longest
 *           tenth, and numbers that occur less than 3 times, are taken for interruptions
 * Returns   1 at least; 0 where all times are the same, which tells nothing */
uint32_t bv_clock_step_of(uint32_t *times_ns, size_t count);

#endif
