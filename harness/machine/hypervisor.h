/* SPDX-License-Identifier: Apache-2.0 */
/* hypervisor.h: whether the machine is a virtual one, and whose. */
#ifndef BV_HYPERVISOR_H
#define BV_HYPERVISOR_H

#include <stdbool.h>
#include <stddef.h>

/* Name the hypervisor.
 * root     as for bv_topology_open
 * cpuinfo  what /proc/cpuinfo says of one CPU, "" if nothing
 * out      "KVM", "Xen" ...; "unnamed" for one that hides its name; "none" where the machine says
 *          that there is none
 * Returns  false, and "" in out, where it does not say */
bool bv_hypervisor_name(const char *root, const char *cpuinfo, char *out, size_t size);

#endif
