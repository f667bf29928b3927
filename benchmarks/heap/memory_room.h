/* SPDX-License-Identifier: Apache-2.0 */
/* memory_room.h: how much memory this process fills, and how much it still may. */
#ifndef BV_MEMORY_ROOM_H
#define BV_MEMORY_ROOM_H

#include <stdint.h>

/* What the machine has available, or less where a memory cgroup of this process, or one above it,
 * grants less. An address-space limit is not looked at: it refuses by itself, a cgroup kills.
 * root     "" for the running machine, else a folder that stands in for it
 * Returns  bytes; INT64_MAX where nothing is known
 * Source   MemAvailable of /proc/meminfo; memory.max and memory.current (v2), or
 *          memory.limit_in_bytes and memory.usage_in_bytes (v1), along the path in
 *          /proc/self/cgroup; file pages that the kernel would drop count as free */
int64_t bv_memory_room_bytes(const char *root);

/* The memory that this process has written and shares with nobody; 0 where unknown. In a
 * fresh child that is what it touched since it was forked.
 * Source   Private_Dirty of /proc/self/smaps_rollup, which counts pages, unlike statm */
int64_t bv_memory_room_private_bytes(void);

#endif
