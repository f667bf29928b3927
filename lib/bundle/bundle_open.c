/* SPDX-License-Identifier: Apache-2.0 */
/* bundle_open.c: see bundle_open.h. */
#include "lib/bundle/bundle_open.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/packed.h"
#include "lib/bundle/auditfile.h"
#include "lib/bundle/bundle.h"
#include "lib/bundle/runfile.h"

void bv_bundle_close(struct bv_open_bundle *bundle)
{
    bv_result_finish(&bundle->result);
    bv_audit_finish(&bundle->audit);
    bv_counts_finish(&bundle->counts);
    bv_escapes_finish(&bundle->escapes);
    bv_profiles_finish(&bundle->profiles);
    bv_selfcheckfile_finish(&bundle->selfcheck);
    memset(bundle, 0, sizeof *bundle);
}

/* What stands beside times speaks of them only if it is about the same kernels. */
static enum bv_status check_kernels(const struct bv_result *result, const char *path,
                                    const char *hash, struct bv_error *err)
{
    const char *measured = bv_facts_get(&result->key, "kernel_hash");
    if (measured != NULL && strcmp(measured, hash) == 0)
        return BV_OK;
    return bv_fail(err, BV_E_MISMATCH,
                   "%s: is about other kernels (%.16s) than were measured (%.16s); move it out of "
                   "the bundle, or replace it by the one that belongs to the run",
                   path, hash, measured == NULL ? "unknown" : measured);
}

/* The bundle's file of that name, compressed or not; an empty path where it has none. */
static enum bv_status find_beside(const char *folder, const char *name, char path[PATH_MAX],
                                  struct bv_error *err)
{
    enum bv_status status = bv_packed_find(folder, name, path, PATH_MAX, err);
    if (status != BV_OK || access(path, F_OK) != 0)
        path[0] = '\0';
    return status;
}

static enum bv_status read_audit(const char *folder, const struct bv_result *result,
                                 struct bv_audit *out, struct bv_error *err)
{
    char path[PATH_MAX];
    enum bv_status status = find_beside(folder, BV_BUNDLE_AUDIT, path, err);
    if (status != BV_OK || path[0] == '\0')
        return status;
    status = bv_audit_read(path, out, err);
    return status == BV_OK ? check_kernels(result, path, out->kernel_hash, err) : status;
}

static enum bv_status read_escapes(const char *folder, const struct bv_result *result,
                                   struct bv_escapes *out, struct bv_error *err)
{
    char path[PATH_MAX];
    enum bv_status status = find_beside(folder, BV_BUNDLE_ESCAPES, path, err);
    if (status != BV_OK || path[0] == '\0')
        return status;
    status = bv_escapes_read(path, out, err);
    return status == BV_OK ? check_kernels(result, path, out->kernel_hash, err) : status;
}

/* The audit, the counts, the escapes, the profiles and the selfcheck, where there are any. One that
 * is damaged, or about other kernels, is refused: a page must not lose silently what its bundle
 * holds. */
static enum bv_status read_beside(struct bv_open_bundle *bundle, const char *folder,
                                  struct bv_error *err)
{
    char path[PATH_MAX];
    enum bv_status status = read_audit(folder, &bundle->result, &bundle->audit, err);
    if (status == BV_OK)
        status = find_beside(folder, BV_BUNDLE_COUNTS, path, err);
    if (status == BV_OK && path[0] != '\0') {
        status = bv_counts_read(path, &bundle->counts, err);
        if (status == BV_OK)
            status = check_kernels(&bundle->result, path, bundle->counts.kernel_hash, err);
    }
    if (status == BV_OK)
        status = read_escapes(folder, &bundle->result, &bundle->escapes, err);
    if (status == BV_OK)
        status = find_beside(folder, BV_BUNDLE_PROFILES, path, err);
    if (status == BV_OK && path[0] != '\0') {
        status = bv_profiles_read(path, &bundle->profiles, err);
        if (status == BV_OK)
            status = check_kernels(&bundle->result, path, bundle->profiles.kernel_hash, err);
    }
    if (status == BV_OK)
        status = find_beside(folder, BV_BUNDLE_SELFCHECK, path, err);
    if (status == BV_OK && path[0] != '\0') {
        status = bv_selfcheckfile_read(path, &bundle->selfcheck, err);
        if (status == BV_OK)
            status = check_kernels(&bundle->result, path, bundle->selfcheck.kernel_hash, err);
    }
    return status;
}

/* The run.json that a path names, and the folder that it stands in, links resolved.
 * file     room for PATH_MAX letters
 * room     the same; the folder stands in it */
static enum bv_status locate(const char *path, char *file, char *room, const char **folder,
                             struct bv_error *err)
{
    struct stat st;
    enum bv_status status = BV_OK;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        status = bv_packed_find(path, BV_BUNDLE_RUN, file, PATH_MAX, err);
    else
        snprintf(file, PATH_MAX, "%s", path);
    if (status == BV_OK && realpath(file, room) == NULL)
        snprintf(room, PATH_MAX, "%s", file);
    if (status == BV_OK)
        *folder = dirname(room);
    return status;
}

enum bv_status bv_bundle_open(const char *path, struct bv_open_bundle *bundle, struct bv_error *err)
{
    char room[PATH_MAX];
    const char *folder = NULL;
    enum bv_status status = bv_runfile_read(path, &bundle->result, err);
    if (status == BV_OK)
        status = locate(path, bundle->data_path, room, &folder, err);
    struct stat st;
    if (status == BV_OK && (stat(bundle->data_path, &st) != 0 || !S_ISREG(st.st_mode)))
        bundle->data_path[0] = '\0';
    if (status == BV_OK)
        status = find_beside(folder, BV_BUNDLE_TOPOLOGY, bundle->topology_path, err);
    return status == BV_OK ? read_beside(bundle, folder, err) : status;
}

enum bv_status bv_open_bundle_audit(const char *path, const struct bv_result *result,
                                    struct bv_audit *out, struct bv_error *err)
{
    char file[PATH_MAX], room[PATH_MAX];
    const char *folder;
    enum bv_status status = locate(path, file, room, &folder, err);
    return status == BV_OK ? read_audit(folder, result, out, err) : status;
}

enum bv_status bv_open_bundle_escapes(const char *path, const struct bv_result *result,
                                      struct bv_escapes *out, struct bv_error *err)
{
    char file[PATH_MAX], room[PATH_MAX];
    const char *folder;
    enum bv_status status = locate(path, file, room, &folder, err);
    return status == BV_OK ? read_escapes(folder, result, out, err) : status;
}

void bv_open_bundle_name(const char *path, char *name)
{
    struct stat st;
    char whole[PATH_MAX];
    if (realpath(path, whole) == NULL)
        snprintf(whole, sizeof whole, "%s", path);
    const char *folder = stat(whole, &st) == 0 && S_ISDIR(st.st_mode) ? whole : dirname(whole);
    const char *slash = strrchr(folder, '/');
    snprintf(name, NAME_MAX + 1, "%.*s", NAME_MAX, slash == NULL ? folder : slash + 1);
}
