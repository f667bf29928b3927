/* SPDX-License-Identifier: Apache-2.0 */
/* contribute.c: each file is read and written anew, so that nothing unknown comes along. */
#include "lib/bundle/exchange/contribute.h"

#include <ctype.h>
#include <hwloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/packed.h"
#include "lib/base/slug.h"
#include "lib/bundle/auditfile.h"
#include "lib/bundle/bundle.h"
#include "lib/bundle/counts.h"
#include "lib/bundle/escapes.h"
#include "lib/bundle/exchange/scrub.h"
#include "lib/bundle/profiles.h"
#include "lib/bundle/runfile.h"
#include "lib/bundle/selfcheckfile.h"
#include "lib/bundle/topologyfile.h"

enum { PACK_FROM_BYTES = 64 << 10 };

void bv_contribute_name(const struct bv_result *result, char *out, size_t bytes)
{
    static const char *const facts[] = {"cpu.model",    "cpu.family", "cpu.model_number",
                                        "cpu.stepping", "hypervisor", "compiler"};
    char day[9] = "";
    out[0] = '\0';
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++)
        bv_slug_add(out, bytes, bv_facts_get(&result->key, facts[i]));
    bv_slug_add_level(out, bytes, bv_facts_get(&result->key, "compiler.flags"));
    bv_slug_add(out, bytes, result->preset);
    size_t n = 0;
    for (const char *c = result->started_utc; *c != '\0' && *c != 'T' && n < 8; c++)
        if (isdigit((unsigned char)*c))
            day[n++] = *c;
    bv_slug_add(out, bytes, day);
}

static enum bv_status write_run(struct bv_result *result, const char *path, size_t *changes,
                                struct bv_error *err)
{
    enum bv_status status = bv_scrub_result(result, changes, err);
    return status == BV_OK ? bv_runfile_write(result, path, err) : status;
}

/* Scrub a string that stays where it is. owned    gets what to free; NULL where it was clean */
static enum bv_status scrub_text(const char **text, char **owned, struct bv_error *err)
{
    *owned = NULL;
    if (*text == NULL)
        return BV_OK;
    if (bv_scrub_string(*text, NULL, owned) != BV_OK)
        return bv_fail(err, BV_E_NOMEM, "out of memory while scrubbing");
    if (*owned != NULL)
        *text = *owned;
    return BV_OK;
}

static enum bv_status copy_audit(const char *from, const char *path, struct bv_error *err)
{
    struct bv_audit audit;
    char *flags = NULL;
    enum bv_status status = bv_audit_read(from, &audit, err);
    if (status != BV_OK)
        return status;
    status = scrub_text(&audit.flags, &flags, err);
    if (status == BV_OK)
        status = bv_audit_write(&audit, path, err);
    bv_audit_finish(&audit);
    free(flags);
    return status;
}

static enum bv_status copy_counts(const char *from, const char *path, struct bv_error *err)
{
    struct bv_counts counts;
    char *flags = NULL;
    enum bv_status status = bv_counts_read(from, &counts, err);
    if (status != BV_OK)
        return status;
    char **reasons = calloc(counts.case_count + 1, sizeof *reasons);
    status = reasons == NULL ? bv_fail(err, BV_E_NOMEM, "out of memory while scrubbing")
                             : scrub_text(&counts.flags, &flags, err);
    for (size_t i = 0; i < counts.case_count && status == BV_OK; i++)
        status = scrub_text(&counts.cases[i].reason, &reasons[i], err);
    if (status == BV_OK)
        status = bv_counts_write(&counts, path, err);
    for (size_t i = 0; reasons != NULL && i < counts.case_count; i++)
        free(reasons[i]);
    bv_counts_finish(&counts);
    free(reasons);
    free(flags);
    return status;
}

/* These name no host: they are read and written by us, who know all their fields. */
static enum bv_status copy_escapes(const char *from, const char *path, struct bv_error *err)
{
    struct bv_escapes escapes;
    enum bv_status status = bv_escapes_read(from, &escapes, err);
    if (status != BV_OK)
        return status;
    status = bv_escapes_write(&escapes, path, err);
    bv_escapes_finish(&escapes);
    return status;
}

/* Without the files for pprof, which name paths. Names of functions are those of the system's
 * libraries, and of kernels that all have. */
static enum bv_status copy_profiles(const char *from, const char *path, struct bv_error *err)
{
    struct bv_profiles profiles;
    enum bv_status status = bv_profiles_read(from, &profiles, err);
    if (status != BV_OK)
        return status;
    for (size_t i = 0; i < profiles.count; i++)
        profiles.items[i].file = NULL;
    status = bv_profiles_write(&profiles, path, err);
    bv_profiles_finish(&profiles);
    return status;
}

static enum bv_status copy_selfcheck(const char *from, const char *path, struct bv_error *err)
{
    struct bv_selfcheckfile file;
    enum bv_status status = bv_selfcheckfile_read(from, &file, err);
    if (status != BV_OK)
        return status;
    status = bv_selfcheckfile_write(&file, path, err);
    bv_selfcheckfile_finish(&file);
    return status;
}

/* The topology is read and written by hwloc, which leaves out what it does not know. */
static enum bv_status copy_topology(const char *from, const char *path, struct bv_error *err)
{
    char original[PATH_MAX];
    hwloc_topology_t topology;
    enum bv_status status =
        bv_bundle_path(from, BV_BUNDLE_TOPOLOGY, original, sizeof original, err);
    if (status == BV_OK)
        status = bv_topologyfile_read(original, &topology, err);
    if (status != BV_OK)
        return status;
    status = bv_topologyfile_write(topology, path, err);
    hwloc_topology_destroy(topology);
    return status;
}

static bool has(const char *folder, const char *name)
{
    char path[PATH_MAX];
    return bv_packed_find(folder, name, path, sizeof path, NULL) == BV_OK &&
           access(path, F_OK) == 0;
}

static enum bv_status write_files(const char *from, const char *folder, struct bv_result *result,
                                  size_t *changes, struct bv_error *err)
{
    static const struct {
        const char *name;
        enum bv_status (*copy)(const char *from, const char *path, struct bv_error *err);
    } files[] = {{BV_BUNDLE_RUN, NULL},
                 {BV_BUNDLE_AUDIT, copy_audit},
                 {BV_BUNDLE_COUNTS, copy_counts},
                 {BV_BUNDLE_ESCAPES, copy_escapes},
                 {BV_BUNDLE_PROFILES, copy_profiles},
                 {BV_BUNDLE_SELFCHECK, copy_selfcheck},
                 {BV_BUNDLE_TOPOLOGY, copy_topology}};
    enum bv_status status = BV_OK;
    for (size_t i = 0; i < sizeof files / sizeof files[0] && status == BV_OK; i++) {
        char path[PATH_MAX];
        if (!has(from, files[i].name))
            continue;
        status = bv_bundle_path(folder, files[i].name, path, sizeof path, err);
        if (status == BV_OK)
            status = files[i].copy == NULL ? write_run(result, path, changes, err)
                                           : files[i].copy(from, path, err);
        if (status == BV_OK && files[i].copy != copy_topology) /* hwloc reads it as it is */
            status = bv_packed_pack(path, PACK_FROM_BYTES, err);
    }
    return status == BV_OK ? bv_bundle_seal(folder, err) : status;
}

enum bv_status bv_contribute(const char *from, const char *out, char folder[PATH_MAX],
                             size_t *changes, struct bv_error *err)
{
    struct bv_result result;
    char name[200];
    enum bv_status status = bv_runfile_read(from, &result, err);
    if (status != BV_OK)
        return status;
    bv_contribute_name(&result, name, sizeof name);
    int n = out != NULL ? snprintf(folder, PATH_MAX, "%s", out)
                        : snprintf(folder, PATH_MAX, BV_CONTRIBUTE_FOLDER "/%s", name);
    status = n >= PATH_MAX ? bv_fail(err, BV_E_IO, "%.200s...: the path is too long", out)
                           : bv_bundle_create(folder, err);
    if (status == BV_OK) {
        status = write_files(from, folder, &result, changes, err);
        if (status != BV_OK)
            bv_bundle_remove(folder);
    }
    bv_result_finish(&result);
    return status;
}
