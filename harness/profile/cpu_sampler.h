/* SPDX-License-Identifier: Apache-2.0 */
/* cpu_sampler.h: where the threads of this process spend CPU time: stacks, so many a second.
 *
 * A timer of CLOCK_MONOTONIC signals each thread. Timers of CPU time, which is what ITIMER_PROF and
 * gperftools' libprofiler use, are looked at when the kernel's tick comes, and give no more samples
 * than that: 100 to 1000 a second. What a thread waits is no sample: a signal counts when the
 * thread's own CPU clock says that a period has passed. */
#ifndef BV_CPU_SAMPLER_H
#define BV_CPU_SAMPLER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/profile/stack_walk.h"
#include "lib/base/status.h"

enum { BV_CPU_THREADS = 256 };

struct bv_cpu_sampler;

struct bv_cpu_samples {
    /* One stack after the other: how many frames, then the frames as bv_stack_walk has them. */
    const uint64_t *words;
    size_t word_count;
    uint64_t samples, lost; /* lost: the CPU time says that they were due */
    uint64_t cpu_ns, wall_ns;
    uint64_t period_ns;
    uint32_t threads;
};

/* A sampled thread's clock, apart for its test. */
struct bv_cpu_credit {
    uint64_t last_ns;  /* its CPU time at the last signal */
    int64_t credit_ns; /* CPU time that no sample stands for */
};

/* What a signal is worth: a sample stands for a period of CPU time. What comes half a period early
 * or late still is one.
 * lost     grows by samples that were due before
 * Returns  whether it is a sample */
bool bv_cpu_credit_take(struct bv_cpu_credit *of, uint64_t now_ns, uint64_t period_ns,
                        uint64_t *lost);

/* Begin to sample the threads that there are now. One sampler at a time; it takes SIGPROF.
 * rate_hz  samples a second of CPU time, > 0
 * room     words of stacks that are kept, at least BV_STACK_FRAMES + 1; samples beyond are lost
 * Errors   BV_E_UNSUPPORTED (the system makes no such timers, or there are too many threads),
 *          BV_E_NOMEM
 * Source   timer_create(), SIGEV_THREAD_ID */
enum bv_status bv_cpu_sampler_start(uint32_t rate_hz, size_t room, struct bv_cpu_sampler **out,
                                    struct bv_error *err);

/* Stop it.
 * out      lives until bv_cpu_sampler_destroy() */
void bv_cpu_sampler_stop(struct bv_cpu_sampler *sampler, struct bv_cpu_samples *out);

/* Release a stopped one; NULL is fine. */
void bv_cpu_sampler_destroy(struct bv_cpu_sampler *sampler);

#endif
