/* SPDX-License-Identifier: Apache-2.0 */
/* machine.h: what a machine is: its declared key, its raw capture. */
#ifndef BV_MACHINE_H
#define BV_MACHINE_H

#include "harness/machine/topology.h"
#include "lib/base/status.h"
#include "lib/bundle/factlist.h"

/* What the caller knows about the binary; NULL is unknown. */
struct bv_machine_build {
    const char *compiler;    /* of the kernels: name and version */
    const char *flags;       /* what it was given */
    const char *kernel_hash; /* of the kernel code */
};

/* Append the key: what must be equal for times to be comparable, always in the same order. No
 * frequency is in it, nor the release of the operating system: that is state, since the kernels
 * make no system call. Facts that an architecture does not have are left out, not unknown: an
 * AArch64 key has no cpu.microcode; cpu.kind is there only where cores differ, cache.stated only
 * where bv_topology_state_caches() told sizes.
 * cpu      OS index; BV_PIN_NONE: the first allowed one stands for all
 * Errors   BV_E_NOMEM */
enum bv_status bv_machine_key(const struct bv_topology *topology, int cpu,
                              const struct bv_machine_build *build, struct bv_factlist *out,
                              struct bv_error *err);

/* Append the raw capture: what uname says but the host name, and every line of /proc/cpuinfo on
 * this CPU as "cpuinfo.NAME".
 * cpu      as above
 * Errors   BV_E_NOMEM */
enum bv_status bv_machine_capture(const struct bv_topology *topology, int cpu,
                                  struct bv_factlist *out, struct bv_error *err);

#endif
