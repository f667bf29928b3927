/* SPDX-License-Identifier: Apache-2.0 */
/* topology.h: the machine's cores and caches, loaded once in the parent and asked by pin, machine
 * and doctor. */
#ifndef BV_TOPOLOGY_H
#define BV_TOPOLOGY_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/status.h"

struct bv_topology;
struct hwloc_topology; /* what hwloc calls a topology */

/* The caches above one logical CPU. 0 where unknown or not there. */
struct bv_caches {
    size_t l1d_bytes, l2_bytes, l3_bytes;
    size_t line_bytes; /* of the innermost data cache that tells */
};

/* What there is to know about a logical CPU before choosing it. */
struct bv_topology_cpu {
    int cpu;        /* OS index */
    int core;       /* hwloc's logical index of its core; -1 unknown */
    bool core_zero; /* of the core that holds logical CPU 0, where the system likes to work */
    bool isolated;  /* the scheduler puts nothing here by itself (isolcpus=) */
    bool nohz_full; /* the kernel stops the tick while one task runs here */
    int kind;       /* rank among the kinds of core, 0 the slowest; -1 unknown */
    int kind_count; /* kinds that differ clearly (core_kinds.h); 0 unknown */
};

/* Load the topology; takes milliseconds.
 * root     "": this machine; else a folder that stands in for it, with proc/, sys/ and
 *          topology.xml in it (such a machine can be looked at, but nothing can be bound there)
 * out      bv_topology_close it; written only on BV_OK
 * Errors   BV_E_UNSUPPORTED (hwloc cannot load it, or no CPU is allowed), BV_E_NOMEM
 * Source   hwloc_topology_load() */
enum bv_status bv_topology_open(const char *root, struct bv_topology **out, struct bv_error *err);

/* NULL is fine. */
void bv_topology_close(struct bv_topology *topology);

/* The root given to bv_topology_open. */
const char *bv_topology_root(const struct bv_topology *topology);

/* How many logical CPUs may be used: by the cpuset of the control group, and by the affinity of
 * the process when the topology was opened. An affinity that leaves out nothing but isolated CPUs
 * is the kernel's own default, and leaves them allowed. */
size_t bv_topology_allowed_count(const struct bv_topology *topology);

/* The i-th allowed logical CPU, by OS index; i < bv_topology_allowed_count(). */
struct bv_topology_cpu bv_topology_allowed(const struct bv_topology *topology, size_t i);

/* The allowed set as a range list such as "0-3,8". An overlong list is cut.
 * size     of text, > 0 */
void bv_topology_allowed_list(const struct bv_topology *topology, char *text, size_t size);

/* One allowed logical CPU of every core as a range list: `cpu` of its own core, of the others the
 * first; where cores are unknown, every CPU. For threads that are to have a core each.
 * size     of text, > 0; an overlong list is cut */
void bv_topology_core_list(const struct bv_topology *topology, int cpu, char *text, size_t size);

/* The caches of a logical CPU; all 0 where the topology does not know the CPU. */
void bv_topology_caches(const struct bv_topology *topology, int cpu, struct bv_caches *out);

/* Whether any allowed CPU has a third cache, as far as the system tells. */
bool bv_topology_tells_l3(const struct bv_topology *topology);

/* Take sizes of caches, the line's apart, from somebody who knows them, for every CPU.
 * stated   0 leaves a size as the system tells it */
void bv_topology_state_caches(struct bv_topology *topology, const struct bv_caches *stated);

/* Whether a size was so stated. */
bool bv_topology_is_stated(const struct bv_topology *topology);

/* For pin.c, and for topologyfile.h. */
struct hwloc_topology *bv_topology_hwloc(const struct bv_topology *topology);

#endif
