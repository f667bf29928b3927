/* SPDX-License-Identifier: Apache-2.0 */
/* plant.c: mkdir, write, remove. */
#include "tests/support/plant.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ftw.h>
#include <hwloc.h>
#include <sys/stat.h>

#include <cmocka.h>

void plant_start(struct plant *plant)
{
    snprintf(plant->root, sizeof plant->root, "/tmp/byval-plant-XXXXXX");
    assert_non_null(mkdtemp(plant->root));
}

void plant_bytes(const struct plant *plant, const char *path, const void *bytes, size_t count)
{
    char full[512];
    snprintf(full, sizeof full, "%s%s", plant->root, path);
    for (char *p = full + strlen(plant->root) + 1; (p = strchr(p, '/')) != NULL; p++) {
        *p = '\0';
        mkdir(full, 0777);
        *p = '/';
    }
    FILE *file = fopen(full, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, count, file), count);
    assert_int_equal(fclose(file), 0);
}

void plant_text(const struct plant *plant, const char *path, const char *text)
{
    plant_bytes(plant, path, text, strlen(text));
}

/* An order among the kinds is hwloc's to find when the file is read. */
static void register_kind(hwloc_topology_t topology, const struct plant_kind *kind)
{
    struct hwloc_info_s infos[8];
    char text[256], *state = NULL;
    unsigned count = 0;
    hwloc_bitmap_t cpus = hwloc_bitmap_alloc();
    assert_int_equal(hwloc_bitmap_list_sscanf(cpus, kind->cpus), 0);
    snprintf(text, sizeof text, "%s", kind->infos);
    for (char *word = strtok_r(text, " ", &state); word != NULL;
         word = strtok_r(NULL, " ", &state)) {
        char *value = strchr(word, '=');
        assert_non_null(value);
        *value = '\0';
        infos[count++] = (struct hwloc_info_s){word, value + 1};
    }
    assert_int_equal(hwloc_cpukinds_register(topology, cpus, -1, count, infos, 0), 0);
    hwloc_bitmap_free(cpus);
}

void plant_kinds(const struct plant *plant, const char *synthetic, const struct plant_kind *kinds,
                 size_t count)
{
    char path[128];
    hwloc_topology_t topology;
    snprintf(path, sizeof path, "%s/topology.xml", plant->root);
    assert_int_equal(hwloc_topology_init(&topology), 0);
    assert_int_equal(hwloc_topology_set_synthetic(topology, synthetic), 0);
    assert_int_equal(hwloc_topology_load(topology), 0);
    for (size_t i = 0; i < count; i++)
        register_kind(topology, &kinds[i]);
    assert_int_equal(hwloc_topology_export_xml(topology, path, 0), 0);
    hwloc_topology_destroy(topology);
}

void plant_topology(const struct plant *plant, const char *synthetic)
{
    plant_kinds(plant, synthetic, NULL, 0);
}

static int remove_entry(const char *path, const struct stat *info, int type, struct FTW *walk)
{
    (void)info;
    (void)type;
    (void)walk;
    return remove(path);
}

void plant_finish(struct plant *plant)
{
    assert_int_equal(nftw(plant->root, remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
}
