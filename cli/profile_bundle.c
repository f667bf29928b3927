/* SPDX-License-Identifier: Apache-2.0 */
/* profile_bundle.c: a bundle is written to once all profiles are taken. */
#include "cli/profile_bundle.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/same_kernels.h"
#include "harness/profile/pprof_file.h"
#include "harness/profile/profile_record.h"
#include "lib/base/memory.h"
#include "lib/base/packed.h"
#include "lib/base/slug.h"
#include "lib/base/version.h"
#include "lib/bundle/bundle.h"
#include "lib/bundle/bundle_open.h"
#include "report/analysis/deciding.h"

struct arm {
    const struct bv_case_info *of;
    const char *name;
};

struct session {
    const struct bv_profile_bundle_config *config;
    struct bv_open_bundle bundle;
    char kernel_hash[BV_DIGEST_TEXT_BYTES], pprof[PATH_MAX];
    struct arm *arms;
    size_t arm_count;
    struct bv_region storage; /* of the profiles that are taken now */
    struct bv_arm_profile *items;
    size_t item_count, failed;
};

static bool add_arms(struct session *s, const struct bv_case_info *of, const regex_t *pattern)
{
    char name[1200];
    for (uint32_t a = 0; a < of->arm_count; a++) {
        const struct arm arm = {of, of->arms[a]};
        snprintf(name, sizeof name, "%s/pass:%s", of->name, arm.name);
        if ((pattern == NULL || regexec(pattern, name, 0, NULL, 0) == 0) &&
            !BV_APPEND(s->arms, s->arm_count, arm))
            return false;
    }
    return true;
}

static enum bv_status choose_by_pattern(struct session *s, struct bv_error *err)
{
    regex_t pattern;
    char why[200];
    bool good = true;
    int code = regcomp(&pattern, s->config->arms, REG_EXTENDED | REG_NOSUB);
    if (code != 0) {
        regerror(code, &pattern, why, sizeof why);
        return bv_fail(err, BV_E_USAGE, "--arms '%.200s': %s", s->config->arms, why);
    }
    for (size_t i = 0; i < s->bundle.result.case_count && good; i++) {
        const struct bv_case_info *of = &s->bundle.result.cases[i];
        if (of->state == BV_CASE_OPEN || of->state == BV_CASE_PRECISE)
            good = add_arms(s, of, &pattern);
    }
    regfree(&pattern);
    if (!good)
        return bv_no_memory(err);
    return s->arm_count > 0 ? BV_OK
                            : bv_fail(err, BV_E_USAGE,
                                      "--arms '%.200s': matches no arm that the run measured; they "
                                      "are named CASE/pass:ARM",
                                      s->config->arms);
}

static enum bv_status choose_deciding(struct session *s, struct bv_error *err)
{
    struct bv_summary *summary;
    bool good = true;
    const struct bv_summary_options options = {0};
    enum bv_status status = bv_summary_create(&s->bundle.result, &options, &summary, err);
    if (status != BV_OK)
        return status;
    const struct bv_deciding deciding = bv_deciding_find(summary);
    for (size_t i = 0; i < deciding.count && good; i++)
        good = add_arms(s, summary->cases[deciding.cases[i]].info, NULL);
    bv_summary_destroy(summary);
    if (!good)
        return bv_no_memory(err);
    return s->arm_count > 0 ? BV_OK
                            : bv_fail(err, BV_E_USAGE,
                                      "%s: no series of sizes was measured, so nothing says which "
                                      "arms to profile; name them by --arms",
                                      s->config->folder);
}

/* What pprof is to read: a file in a folder of the bundle.
 * name     gets it, as the index says it */
static enum bv_status write_pprof(struct session *s, const struct bv_stack_profile *profile,
                                  char *name, size_t bytes, struct bv_error *err)
{
    char path[PATH_MAX], slug[NAME_MAX - 20] = "";
    bv_slug_add(slug, sizeof slug, profile->case_name);
    bv_slug_add(slug, sizeof slug, profile->arm);
    snprintf(name, bytes, BV_BUNDLE_PPROF "/%s.%s.pb.gz", slug,
             bv_profile_kind_name(profile->kind));
    if (mkdir(s->pprof, 0777) != 0 && errno != EEXIST)
        return bv_fail(err, BV_E_IO, "%s: cannot create the folder: %s", s->pprof, strerror(errno));
    enum bv_status status = bv_bundle_path(s->config->folder, name, path, sizeof path, err);
    return status == BV_OK ? bv_pprof_file_write(profile, path, err) : status;
}

static enum bv_status keep(struct session *s, const struct bv_stack_profile *profile,
                           struct bv_error *err)
{
    char file[NAME_MAX + sizeof BV_BUNDLE_PPROF + 2];
    struct bv_arm_profile item = {0};
    enum bv_status status = write_pprof(s, profile, file, sizeof file, err);
    if (status == BV_OK)
        status = bv_profile_record(profile, file, s->config->session.stop, &s->storage, &item, err);
    if (status != BV_OK)
        return status;
    return BV_APPEND(s->items, s->item_count, item) ? BV_OK : bv_no_memory(err);
}

/* One arm. What is wrong with it alone is said, and the others follow. */
static enum bv_status take(struct session *s, const struct arm *arm, enum bv_profile_kind kind,
                           struct bv_error *err)
{
    struct bv_profile_config config = s->config->session;
    struct bv_stack_profile profile = {0};
    config.kind = kind;
    config.case_name = arm->of->name;
    config.arm = arm->name;
    enum bv_status status = bv_profile_session_run(&config, &profile, err);
    if (status == BV_OK)
        status = keep(s, &profile, err);
    if (status == BV_OK && !s->config->quiet)
        printf("%s/pass:%s: %s: %" PRIu64 " %s, %" PRIu64 " lost\n", profile.case_name, profile.arm,
               bv_profile_kind_name(kind), profile.samples, bv_profile_traits_of(kind)->counted,
               profile.lost);
    fflush(stdout);
    bv_stack_profile_finish(&profile);
    bool of_the_arm = status == BV_E_UNSUPPORTED || status == BV_E_CHILD || status == BV_E_USAGE ||
                      status == BV_E_INPUT;
    if (!of_the_arm)
        return status;
    s->failed += status != BV_E_UNSUPPORTED;
    if (status == BV_E_UNSUPPORTED && s->config->quiet)
        return BV_OK;
    fprintf(stderr, "byval profile: not profiled: ");
    bv_command_put(stderr, err->text);
    fputc('\n', stderr);
    return BV_OK;
}

/* What was taken now, and what was there and is of other arms or kinds. */
static enum bv_status store(struct session *s, struct bv_error *err)
{
    char path[PATH_MAX], packed[PATH_MAX];
    const size_t own = s->item_count;
    for (size_t i = 0; i < s->bundle.profiles.count; i++) {
        const struct bv_arm_profile *item = &s->bundle.profiles.items[i];
        const struct bv_profiles fresh = {.items = s->items, .count = own};
        if (bv_profiles_find(&fresh, item->case_name, item->arm, item->kind) == NULL &&
            !BV_APPEND(s->items, s->item_count, *item))
            return bv_no_memory(err);
    }
    const struct bv_profiles all = {.byval_version = BV_VERSION,
                                    .kernel_hash = s->kernel_hash,
                                    .items = s->items,
                                    .count = s->item_count};
    enum bv_status status =
        bv_bundle_path(s->config->folder, BV_BUNDLE_PROFILES, path, sizeof path, err);
    if (status == BV_OK)
        status = bv_bundle_path(s->config->folder, BV_BUNDLE_PROFILES BV_PACKED_ENDING, packed,
                                sizeof packed, err);
    if (status == BV_OK)
        status = bv_profiles_write(&all, path, err);
    if (status == BV_OK && unlink(packed) != 0 && errno != ENOENT)
        status = bv_fail(err, BV_E_IO, "%s: cannot remove: %s", packed, strerror(errno));
    return status == BV_OK ? bv_bundle_seal(s->config->folder, err) : status;
}

static enum bv_status prepare(struct session *s, struct bv_error *err)
{
    const char *folder = s->config->folder;
    struct stat st;
    if (stat(folder, &st) != 0 || !S_ISDIR(st.st_mode))
        return bv_fail(err, BV_E_USAGE,
                       "--bundle %s: is no folder; a bundle is what byval run wrote", folder);
    if (access(folder, W_OK) != 0) /* before the time is spent */
        return bv_fail(err, BV_E_IO, "%s: cannot write into the folder: %s", folder,
                       strerror(errno));
    enum bv_status status = bv_bundle_path(folder, BV_BUNDLE_PPROF, s->pprof, sizeof s->pprof, err);
    if (status == BV_OK)
        status = bv_bundle_open(folder, &s->bundle, err);
    if (status == BV_OK)
        status =
            bv_same_kernels(&s->bundle.result, folder, "profiled", "profile", s->kernel_hash, err);
    if (status != BV_OK)
        return status;
    return s->config->arms != NULL ? choose_by_pattern(s, err) : choose_deciding(s, err);
}

enum bv_status bv_profile_bundle(const struct bv_profile_bundle_config *config, size_t *failed,
                                 struct bv_error *err)
{
    struct session s = {.config = config};
    enum bv_status status = prepare(&s, err);
    for (size_t i = 0; i < s.arm_count && status == BV_OK; i++)
        for (enum bv_profile_kind kind = 0; kind < BV_PROFILE_KINDS && status == BV_OK; kind++)
            if (config->kinds[kind])
                status = take(&s, &s.arms[i], kind, err);
    if (status == BV_OK && s.item_count == 0)
        status = bv_fail(err, BV_E_UNSUPPORTED, "%s: no arm could be profiled", config->folder);
    if (status == BV_OK)
        status = store(&s, err);
    *failed = s.failed;
    free(s.items);
    free(s.arms);
    bv_region_finish(&s.storage);
    bv_bundle_close(&s.bundle);
    return status;
}
