/* SPDX-License-Identifier: Apache-2.0 */
/* topology_tree.h: the machine's caches, cores and memory as boxes within boxes. */
#ifndef BV_TOPOLOGY_TREE_H
#define BV_TOPOLOGY_TREE_H

#include "lib/base/status.h"
#include "lib/base/text.h"

/* Draw a machine as nested lists, which the style sheet shows as boxes.
 * path   of hwloc's XML, as it stands in a bundle
 * cpu    OS index of the logical CPU to mark as the measured one
 * Errors BV_E_INPUT (hwloc does not take it), BV_E_NOMEM; nothing is then added
 * Source hwloc_topology_set_xml() */
enum bv_status bv_topology_tree(struct bv_text *out, const char *path, int cpu,
                                struct bv_error *err);

#endif
