/* SPDX-License-Identifier: Apache-2.0 */
/* heap_recorder.h: which stacks allocate: each block exactly, and beside it what a sampling
 * profiler would have made of the same blocks. */
#ifndef BV_HEAP_RECORDER_H
#define BV_HEAP_RECORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/profile/stack_walk.h"
#include "lib/base/random.h"
#include "lib/base/status.h"

#define BV_HEAP_MEAN_BYTES ((uint64_t)512 << 10) /* between samples, as in Go and tcmalloc */

/* Bytes that are allocated, with a sample in BV_HEAP_MEAN_BYTES of them on average, at places that
 * do not depend on each other. */
struct bv_heap_sampling {
    struct bv_random random;
    double left; /* bytes until the next sample */
};

void bv_heap_sampling_init(struct bv_heap_sampling *sampling, uint64_t seed);

/* Whether an allocation holds a sample.
 * weight   out: 1 / the probability of that: for how many such allocations it stands */
bool bv_heap_sampling_take(struct bv_heap_sampling *sampling, uint64_t bytes, double *weight);

struct bv_heap_stack {
    const struct bv_stack_walk *stack; /* from the caller of malloc on */
    uint64_t allocations, bytes;
    uint64_t live, live_bytes; /* of those, what was not freed */
    double sampled_bytes;      /* what the samples say of bytes */
    double variance;           /* of that estimate, by the sizes that were allocated */
    uint64_t samples;
};

struct bv_heap_recorder;

/* Begin to record all threads.
 * Errors   BV_E_UNSUPPORTED (libbyval-count.so is not preloaded), BV_E_NOMEM
 */
enum bv_status bv_heap_recorder_start(uint64_t seed, struct bv_heap_recorder **out,
                                      struct bv_error *err);

/* Stop it.
 * lost     out: allocations that found no room
 * Returns  the stacks, which live until bv_heap_recorder_destroy() */
const struct bv_heap_stack *bv_heap_recorder_stop(struct bv_heap_recorder *recorder, size_t *count,
                                                  uint64_t *lost);

/* Release a stopped one; NULL is fine. */
void bv_heap_recorder_destroy(struct bv_heap_recorder *recorder);

#endif
