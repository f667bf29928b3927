/* SPDX-License-Identifier: Apache-2.0 */
/* run_folder.c: see run_folder.h. */
#include "harness/measure/run_folder.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/measure/run.h"
#include "harness/measure/run_state.h"
#include "lib/base/packed.h"
#include "lib/base/slug.h"
#include "lib/bundle/auditfile.h"
#include "lib/bundle/bundle.h"
#include "lib/bundle/runfile.h"
#include "lib/bundle/topologyfile.h"

/* HOST-UTCTIME, which the folder of a run is called where no other name is asked for. */
static void default_name(const struct bv_result *result, char *out, size_t bytes)
{
    char stamp[40] = "";
    size_t n = 0;
    for (const char *p = result->started_utc; *p != '\0' && n < sizeof stamp - 1; p++)
        if (*p != '-' && *p != ':')
            stamp[n++] = *p;
    snprintf(out, bytes, "%s-%s", result->host_name == NULL ? "unknown" : result->host_name, stamp);
    for (char *p = out; *p != '\0'; p++)
        if (*p == '/')
            *p = '_';
}

bool bv_run_folder_is_default(const struct bv_run *run)
{
    char name[HOST_NAME_MAX + 64];
    const char *slash = strrchr(run->folder, '/');
    const char *own = slash == NULL ? run->folder : slash + 1;
    default_name(&run->result, name, sizeof name);
    size_t length = strlen(name);
    return strncmp(own, name, length) == 0 && (own[length] == '\0' || own[length] == '-');
}

enum bv_status bv_run_folder_export_topology(const struct bv_run *run, struct bv_error *err)
{
    char path[PATH_MAX];
    enum bv_status status = bv_bundle_path(run->folder, BV_BUNDLE_TOPOLOGY, path, sizeof path, err);
    if (status != BV_OK || access(path, F_OK) == 0)
        return status;
    return bv_topologyfile_write(bv_topology_hwloc(run->topology), path, err);
}

void bv_run_folder_drop(struct bv_run *run)
{
    static const char *const names[] = {BV_BUNDLE_ROWS, BV_BUNDLE_TOPOLOGY};
    char path[PATH_MAX];
    if (run->journal == NULL) /* the folder is somebody else's, or empty */
        return;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (bv_bundle_path(run->folder, names[i], path, sizeof path, NULL) == BV_OK)
            unlink(path);
    rmdir(run->folder);
}

enum bv_status bv_run_folder_begin(struct bv_run *run, struct bv_error *err)
{
    char rows[PATH_MAX];
    enum bv_status status = run->is_latest ? bv_bundle_check_latest(run->folder, err) : BV_OK;
    if (status == BV_OK)
        status = run->is_latest ? bv_bundle_create_new(run->folder, sizeof run->folder, err)
                                : bv_bundle_create(run->folder, err);
    if (status == BV_OK)
        status = bv_bundle_path(run->folder, BV_BUNDLE_ROWS, rows, sizeof rows, err);
    if (status != BV_OK)
        return status;
    status = bv_journal_create(rows, &run->result, &run->journal, err);
    if (status != BV_OK)
        rmdir(run->folder);
    if (status == BV_OK)
        status = bv_run_folder_export_topology(run, err);
    return status;
}

enum bv_status bv_run_folder_name(struct bv_run *const *runs, size_t at, const char *out,
                                  struct bv_error *err)
{
    struct bv_run *run = runs[at];
    char name[100] = "";
    size_t same = 0;
    bv_slug_add(name, sizeof name, run->layout.catalogue->compiler);
    bv_slug_add_level(name, sizeof name, run->layout.catalogue->flags);
    int n = snprintf(run->folder, sizeof run->folder, "%s/%s", out, name);
    size_t length = n < 0 ? 0 : (size_t)n;
    for (size_t i = 0; i < at; i++)
        same += strncmp(runs[i]->folder, run->folder, length) == 0 &&
                (runs[i]->folder[length] == '\0' || runs[i]->folder[length] == '+');
    if (same > 0 && length < sizeof run->folder)
        n = snprintf(run->folder + length, sizeof run->folder - length, "+%zu", same + 1);
    return length + 8 >= sizeof run->folder || n < 0
               ? bv_fail(err, BV_E_IO, "%.200s...: the path is too long", out)
               : BV_OK;
}

void bv_run_folder_trim(char *path)
{
    for (size_t n = strlen(path); n > 1 && path[n - 1] == '/'; n--)
        path[n - 1] = '\0';
}

void bv_run_folder_name_only(struct bv_run *run, const char *out)
{
    char name[HOST_NAME_MAX + 64];
    run->is_latest = out == NULL;
    default_name(&run->result, name, sizeof name);
    snprintf(run->folder, sizeof run->folder, "%s%s", out == NULL ? "results/" : "",
             out == NULL ? name : out);
    bv_run_folder_trim(run->folder);
}

void bv_run_folder_drop_journal(const struct bv_run *run)
{
    char path[PATH_MAX];
    if (bv_bundle_path(run->folder, BV_BUNDLE_ROWS, path, sizeof path, NULL) == BV_OK)
        unlink(path);
}

enum bv_status bv_run_folder_write(struct bv_run *run, struct bv_error *err)
{
    char path[PATH_MAX], packed[PATH_MAX + sizeof BV_PACKED_ENDING];
    enum bv_status status = bv_bundle_path(run->folder, BV_BUNDLE_RUN, path, sizeof path, err);
    if (status == BV_OK)
        status = bv_runfile_write(&run->result, path, err);
    snprintf(packed, sizeof packed, "%s" BV_PACKED_ENDING, path);
    if (status == BV_OK)
        unlink(packed); /* of an earlier session */
    if (status == BV_OK && run->audit.kernel_hash != NULL) {
        status = bv_bundle_path(run->folder, BV_BUNDLE_AUDIT, path, sizeof path, err);
        if (status == BV_OK)
            status = bv_audit_write(&run->audit, path, err);
        snprintf(packed, sizeof packed, "%s" BV_PACKED_ENDING, path);
        if (status == BV_OK)
            unlink(packed);
    }
    if (status == BV_OK && run->escapes.kernel_hash != NULL) {
        status = bv_bundle_path(run->folder, BV_BUNDLE_ESCAPES, path, sizeof path, err);
        if (status == BV_OK)
            status = bv_escapes_write(&run->escapes, path, err);
        snprintf(packed, sizeof packed, "%s" BV_PACKED_ENDING, path);
        if (status == BV_OK)
            unlink(packed);
    }
    if (status == BV_OK)
        status = bv_bundle_seal(run->folder, err);
    if (status == BV_OK && run->is_latest) /* while the run can still be gone on with */
        status = bv_bundle_link_latest(run->folder, err);
    if (status == BV_OK && strcmp(run->result.stopped, "interrupted") != 0) {
        status = bv_bundle_path(run->folder, BV_BUNDLE_ROWS, path, sizeof path, err);
        if (status == BV_OK)
            unlink(path);
    }
    return status;
}
