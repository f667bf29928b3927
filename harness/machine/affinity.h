/* SPDX-License-Identifier: Apache-2.0 */
/* affinity.h: the CPUs that a thread may use, and whether it keeps to its own. */
#ifndef BV_AFFINITY_H
#define BV_AFFINITY_H

#include <stdbool.h>

#include "lib/base/status.h"

/* The CPUs that a thread may use: a kernel with more possible ones refuses. */
struct bv_affinity {
    _Alignas(8) unsigned char bytes[4096];
};

/* Those of the calling thread.
 * Returns  whether the system tells */
bool bv_affinity_read(struct bv_affinity *out);

/* Bind the calling thread to all CPUs of a set, to one CPU, or to all of a set but one. What it
 * starts inherits it: a block is started on its CPU, and then its parent, which reads what it says,
 * keeps out of its way.
 * others   a set that holds another CPU than that one; else nothing is done
 * Returns  whether it was done */
bool bv_affinity_set(const struct bv_affinity *affinity);
bool bv_affinity_only(int cpu);
bool bv_affinity_others(const struct bv_affinity *others, int cpu);

/* Check that the calling thread is bound to one CPU, and runs there. Takes about a microsecond and
 * needs no topology: for the children.
 * cpu      OS index; BV_CPU_NONE is always kept
 * Errors   BV_E_REFUSED (it is not), BV_E_UNSUPPORTED (the system does not tell)
 * Source   sched_getaffinity(), sched_getcpu() */
enum bv_status bv_affinity_verify(int cpu, struct bv_error *err);

#endif
