/* SPDX-License-Identifier: Apache-2.0 */
/* pin.h: which logical CPU to measure on, and staying there. */
#ifndef BV_PIN_H
#define BV_PIN_H

#include "harness/machine/topology.h"
#include "lib/base/status.h"
#include "lib/bundle/result.h"

enum {
    BV_PIN_AUTO = -1,
    BV_PIN_NONE = BV_CPU_NONE /* where the system cannot bind: go unbound, and say so */
};

struct bv_pin {
    int cpu;          /* OS index of the logical CPU; BV_PIN_NONE: any allowed one */
    int core;         /* hwloc's logical index of its core; -1 unknown */
    char reason[160]; /* why this one: "isolated", "not core 0", "the only one allowed" ... */
};

/* Choose among the allowed CPUs: isolated before not, then off core 0, then the fastest
 * kind of core, then the lowest OS index. The same machine gives the same answer.
 * requested  OS index, BV_PIN_AUTO or BV_PIN_NONE
 * out        written only on BV_OK
 * Errors     BV_E_REFUSED (not in the allowed set, which err lists) */
enum bv_status bv_pin_choose(const struct bv_topology *topology, int requested, struct bv_pin *out,
                             struct bv_error *err);

/* Bind the calling thread to the pin, and make sure that it stands there. Call it before any
 * thread is created: children and later threads inherit it. BV_PIN_NONE binds to nothing.
 * Errors   BV_E_UNSUPPORTED (ENOSYS, or a stand-in topology), BV_E_REFUSED (EXDEV, EPERM, EINVAL,
 *          or the system said yes and did otherwise)
 * Effect   the binding outlives the call
 * Source   hwloc_set_cpubind(), hwloc_get_cpubind(), hwloc_get_last_cpu_location() */
enum bv_status bv_pin_bind(const struct bv_topology *topology, const struct bv_pin *pin,
                           struct bv_error *err);

#endif
