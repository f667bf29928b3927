/* SPDX-License-Identifier: Apache-2.0 */
/* clock.c: see clock.h. */
#include "lib/base/clock.h"

#include <math.h>
#include <stdlib.h>

enum { SAMPLES = 20000, SPIN_MAX = 257, SPIN_STEP = 7, OFTEN = 3 };

static int compare_times(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

uint32_t bv_clock_step_of(uint32_t *times_ns, size_t count)
{
    uint32_t step = 0, last = 0, group = 0;
    size_t groups = 0;
    qsort(times_ns, count, sizeof times_ns[0], compare_times);
    for (size_t i = 0, end; i < count - count / 10; i = end) {
        for (end = i; end < count && times_ns[end] == times_ns[i];)
            end++;
        if (end - i < OFTEN)
            continue;
        /* Neighbouring numbers are one multiple of the step, rounded down and up. */
        if (groups == 0 || times_ns[i] > last + 1) {
            if (groups > 0 && times_ns[i] - group > step)
                step = times_ns[i] - group;
            group = times_ns[i];
            groups++;
        } else if (step == 0) {
            step = 1;
        }
        last = times_ns[i];
    }
    return step;
}

static void spin(unsigned times)
{
    for (unsigned i = 0; i < times; i++)
        __asm__ volatile("");
}

/* How far the clock moves when it moves at last: of one that is coarser than all delays. */
static double next_move_ns(void)
{
    uint64_t begin = bv_clock_ns(), first, now;
    while ((first = bv_clock_ns()) == begin)
        ;
    while ((now = bv_clock_ns()) == first)
        ;
    return (double)(now - first);
}

struct bv_clock bv_clock_measure(void)
{
    uint32_t *times = malloc(SAMPLES * sizeof times[0]);
    struct bv_clock clock = {INFINITY, INFINITY};
    struct timespec resolution;
    if (times == NULL || clock_getres(CLOCK_MONOTONIC, &resolution) != 0) {
        free(times);
        return clock;
    }
    uint64_t begin = bv_clock_ns();
    for (int i = 0; i < SAMPLES; i++)
        bv_clock_ns();
    clock.read_ns = (double)(bv_clock_ns() - begin) / SAMPLES;
    for (unsigned i = 0; i < SAMPLES; i++) {
        uint64_t start = bv_clock_ns();
        spin(i * SPIN_STEP % SPIN_MAX);
        uint64_t ns = bv_clock_ns() - start;
        times[i] = ns < UINT32_MAX ? (uint32_t)ns : UINT32_MAX;
    }
    double declared_ns = (double)resolution.tv_sec * 1e9 + (double)resolution.tv_nsec;
    uint32_t step_ns = bv_clock_step_of(times, SAMPLES);
    clock.step_ns = fmax(declared_ns, step_ns > 0 ? step_ns : next_move_ns());
    free(times);
    return clock;
}
