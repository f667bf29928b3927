/* SPDX-License-Identifier: Apache-2.0 */
/* topologyfile.c: see topologyfile.h. */
#include "lib/bundle/topologyfile.h"

#include <errno.h>
#include <hwloc.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/filesync.h"

enum bv_status bv_topologyfile_read(const char *path, struct hwloc_topology **out,
                                    struct bv_error *err)
{
    hwloc_topology_t hwloc;
    errno = 0;
    bool is_begun = hwloc_topology_init(&hwloc) == 0;
    if (is_begun) {
        /* Devices take time to find and carry addresses and serial numbers. */
        hwloc_topology_set_io_types_filter(hwloc, HWLOC_TYPE_FILTER_KEEP_NONE);
        hwloc_topology_set_type_filter(hwloc, HWLOC_OBJ_MISC, HWLOC_TYPE_FILTER_KEEP_NONE);
        if ((path == NULL || hwloc_topology_set_xml(hwloc, path) == 0) &&
            hwloc_topology_load(hwloc) == 0) {
            *out = hwloc;
            return BV_OK;
        }
    }
    enum bv_status status = bv_fail(
        err, BV_E_UNSUPPORTED, "%s%shwloc cannot load the topology%s: %s", path != NULL ? path : "",
        path != NULL ? ": " : "", path != NULL ? "" : " of this machine", strerror(errno));
    if (is_begun)
        hwloc_topology_destroy(hwloc);
    return status;
}

/* Names of attributes that are the same on every machine of a model. Anything else, known or yet
 * to be invented, may name its owner and goes. */
static bool is_impersonal(const char *name)
{
    static const char *const known[] = {"Architecture", "Backend",        "CPUFamilyNumber",
                                        "CPUModel",     "CPUModelNumber", "CPURevision",
                                        "CPUStepping",  "CPUVendor",      "Inclusive",
                                        "OSName",       "OSRelease",      "hwlocVersion"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(name, known[i]) == 0)
            return true;
    return false;
}

/* hwloc 2 has no call to remove an attribute; its own hwloc-annotate edits the array as well. */
static void scrub(hwloc_obj_t obj)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < obj->infos_count; i++) {
        if (is_impersonal(obj->infos[i].name)) {
            obj->infos[kept++] = obj->infos[i];
        } else {
            free(obj->infos[i].name);
            free(obj->infos[i].value);
        }
    }
    obj->infos_count = kept;
    for (hwloc_obj_t child = obj->first_child; child != NULL; child = child->next_sibling)
        scrub(child);
    for (hwloc_obj_t child = obj->memory_first_child; child != NULL; child = child->next_sibling)
        scrub(child);
}

static enum bv_status write_file(const char *path, const char *text, struct bv_error *err)
{
    struct bv_newfile file;
    enum bv_status status = bv_newfile_open(path, &file, err);
    if (status != BV_OK)
        return status;
    if (fputs(text, file.stream) == EOF) {
        status = bv_fail(err, BV_E_IO, "%s: cannot write: %s", path, strerror(errno));
        bv_newfile_discard(&file);
        return status;
    }
    return bv_newfile_commit(&file, err);
}

enum bv_status bv_topologyfile_write(struct hwloc_topology *hwloc, const char *path,
                                     struct bv_error *err)
{
    hwloc_topology_t copy;
    char *xml;
    int length;
    if (hwloc_topology_dup(&copy, hwloc) != 0)
        return bv_fail(err, BV_E_NOMEM, "%s: cannot copy the topology: %s", path, strerror(errno));
    scrub(hwloc_get_root_obj(copy));
    enum bv_status status = BV_OK;
    if (hwloc_topology_export_xmlbuffer(copy, &xml, &length, 0) != 0) {
        status =
            bv_fail(err, BV_E_NOMEM, "%s: cannot export the topology: %s", path, strerror(errno));
    } else {
        status = write_file(path, xml, err);
        hwloc_free_xmlbuffer(copy, xml);
    }
    hwloc_topology_destroy(copy);
    return status;
}
