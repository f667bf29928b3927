/* SPDX-License-Identifier: Apache-2.0 */
/* topologyfile.h: a machine's topology as a file of a bundle, read and written by hwloc. */
#ifndef BV_TOPOLOGYFILE_H
#define BV_TOPOLOGYFILE_H

#include "lib/base/status.h"

struct hwloc_topology;

/* Load a topology: cores and caches, no devices.
 * path     an XML file; NULL: this machine
 * out      hwloc_topology_destroy() it; written only on BV_OK
 * Errors   BV_E_UNSUPPORTED: hwloc cannot load it
 * Source   hwloc_topology_load() */
enum bv_status bv_topologyfile_read(const char *path, struct hwloc_topology **out,
                                    struct bv_error *err);

/* Write a topology as hwloc XML, without what tells one machine of a model from another: host
 * name, DMI strings, serial numbers, addresses, control group, process name.
 * hwloc    keeps all of these
 * path     written to a temporary name beside it, synced, then renamed
 * Errors   BV_E_NOMEM, BV_E_IO (the old file, if any, is then untouched)
 * Source   hwloc_topology_export_xmlbuffer() */
enum bv_status bv_topologyfile_write(struct hwloc_topology *hwloc, const char *path,
                                     struct bv_error *err);

#endif
