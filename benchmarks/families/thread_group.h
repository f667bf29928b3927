/* SPDX-License-Identifier: Apache-2.0 */
/* thread_group.h: threads that wait, each on a core of its own, to work at the same time. */
#ifndef BV_THREAD_GROUP_H
#define BV_THREAD_GROUP_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

enum {
    BV_THREAD_GROUP_MAX = 16,
    BV_THREADS_APART = 128 /* bytes between what two threads write: a line, and its neighbour, which
                           some processors fetch along */
};

struct bv_thread_group;

/* What a thread does: n operations on its own argument.
 * Returns  their checksum */
typedef uint64_t bv_thread_group_fn(void *arg, uint64_t n);

/* Start count - 1 threads; the caller is thread 0. It stays on the CPU to which it is bound, or is
 * bound to one of the list until bv_thread_group_destroy; the others get the other CPUs, one each.
 * A group of one starts and binds nothing.
 * count    1 .. BV_THREAD_GROUP_MAX
 * cpus     a range list of logical CPUs, one of each core; NULL: unknown
 * out      bv_thread_group_destroy it; written only on BV_OK
 * Errors   BV_E_UNSUPPORTED (fewer CPUs than threads, or the system refuses one), BV_E_NOMEM
 * Source   pthread_attr_setaffinity_np(), sched_setaffinity() */
enum bv_status bv_thread_group_create(uint32_t count, const char *cpus,
                                      struct bv_thread_group **out, struct bv_error *err);

/* Let every thread work, thread i on args[i], and wait for the last. The threads wait for their
 * work in a loop, for a start within a fraction of a microsecond; after some 10 us they yield.
 * Returns  the sum of the checksums */
uint64_t bv_thread_group_run(struct bv_thread_group *group, bv_thread_group_fn *work,
                             void *const args[], uint64_t n);

/* End the threads and give the caller its affinity back; NULL is fine. */
void bv_thread_group_destroy(struct bv_thread_group *group);

/* One turn of a loop that waits for another thread: first a pause, then the CPU for others.
 * turns    how often so far; begin with 0 */
void bv_thread_group_wait(uint32_t *turns);

#endif
