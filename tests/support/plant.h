/* SPDX-License-Identifier: Apache-2.0 */
/* plant.h: folders that stand in for a machine, planted and removed by a test. */
#ifndef BV_PLANT_H
#define BV_PLANT_H

#include <stddef.h>

struct plant {
    char root[64];
};

/* Make an empty folder. Failures of all of these fail the test. */
void plant_start(struct plant *plant);

/* Write a file below the root, with the folders on the way.
 * path     begins with '/' */
void plant_bytes(const struct plant *plant, const char *path, const void *bytes, size_t count);
void plant_text(const struct plant *plant, const char *path, const char *text);

/* Write topology.xml from one of hwloc's synthetic descriptions. */
void plant_topology(const struct plant *plant, const char *synthetic);

/* A kind of core, as hwloc tells of it. */
struct plant_kind {
    const char *cpus;  /* a list such as "0-3,8" */
    const char *infos; /* such as "CoreType=IntelCore FrequencyMaxMHz=5100" */
};

/* The same, with kinds of core. count   of kinds, at most 64 */
void plant_kinds(const struct plant *plant, const char *synthetic, const struct plant_kind *kinds,
                 size_t count);

/* Remove everything. */
void plant_finish(struct plant *plant);

#endif
