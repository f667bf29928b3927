/* SPDX-License-Identifier: Apache-2.0 */
/* pin.h: which logical CPU to measure on, and staying there. */
#ifndef BV_PIN_H
#define BV_PIN_H

#include "harness/status.h"
#include "harness/topology.h"

enum { BV_PIN_AUTO = -1 };

struct bv_pin {
    int cpu;          /* OS index of the logical CPU */
    int core;         /* hwloc's logical index of its core; -1 unknown */
    char reason[160]; /* why this one: "isolated", "not core 0", "the only one allowed" ... */
};

/* Choose among the allowed CPUs: isolated before not, then off core 0, then the fastest
 * kind of core, then the lowest OS index. The same machine gives the same answer.
 * requested  OS index, or BV_PIN_AUTO
 * out        written only on BV_OK
 * Errors     BV_E_REFUSED (not in the allowed set, which err lists) */
enum bv_status bv_pin_choose(const struct bv_topology *topology, int requested, struct bv_pin *out,
                             struct bv_error *err);

/* Bind the calling thread to the pin, and make sure that it stands there. Call it before any
 * thread is created: children and later threads inherit it.
 * Errors   BV_E_UNSUPPORTED (ENOSYS, or a stand-in topology), BV_E_REFUSED (EXDEV, EPERM, EINVAL,
 *          or the system said yes and did otherwise)
 * Effect   the binding outlives the call
 * Source   hwloc_set_cpubind(), hwloc_get_cpubind(), hwloc_get_last_cpu_location() */
enum bv_status bv_pin_bind(const struct bv_topology *topology, const struct bv_pin *pin,
                           struct bv_error *err);

/* Check that the calling thread is bound to the pin and to nothing else, and runs there. Takes
 * about a microsecond and needs no topology: for the children.
 * Errors   BV_E_REFUSED (it is not), BV_E_UNSUPPORTED (the system does not tell)
 * Source   sched_getaffinity(), sched_getcpu() */
enum bv_status bv_pin_verify(const struct bv_pin *pin, struct bv_error *err);

#endif
