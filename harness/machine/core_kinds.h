/* SPDX-License-Identifier: Apache-2.0 */
/* core_kinds.h: which cores of a machine are of another kind, and which only boost a little
 * further. */
#ifndef BV_CORE_KINDS_H
#define BV_CORE_KINDS_H

#include "lib/base/status.h"

struct hwloc_topology; /* what hwloc calls a topology */

/* What hwloc calls kinds, joined where they do not differ clearly. */
struct bv_core_kinds {
    int count;  /* kinds; 0 unknown */
    int *ranks; /* by hwloc's kind: rank among the kinds, 0 the slowest; -1 unknown */
};

/* Tell the kinds apart. hwloc puts each core that may boost 1 % further into a kind of its own, and
 * so finds ten kinds of equal cores (open-mpi/hwloc#502, #634, #690). Here cores are of two kinds
 * where their core types (CoreType, CPUPart) differ, or where their capacities have a gap of 15 %
 * between them: LinuxCapacity, else the base frequency, else the highest one. Kinds that hwloc says
 * nothing about but their order stay as they are.
 * out      bv_core_kinds_finish() it; written only on BV_OK
 * Errors   BV_E_NOMEM
 * Source   hwloc_cpukinds_get_info() */
enum bv_status bv_core_kinds_find(struct hwloc_topology *hwloc, struct bv_core_kinds *out);

/* A zeroed one is fine. */
void bv_core_kinds_finish(struct bv_core_kinds *kinds);

#endif
