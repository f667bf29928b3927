/* SPDX-License-Identifier: Apache-2.0 */
/* verify.c: nothing is opened before it is known to be a plain file of a known name. */
#include "lib/bundle/exchange/verify.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <hwloc.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/date.h"
#include "lib/base/digest.h"
#include "lib/base/packed.h"
#include "lib/bundle/auditfile.h"
#include "lib/bundle/bundle.h"
#include "lib/bundle/counts.h"
#include "lib/bundle/escapes.h"
#include "lib/bundle/exchange/scrub.h"
#include "lib/bundle/profiles.h"
#include "lib/bundle/runfile.h"
#include "lib/bundle/selfcheckfile.h"
#include "lib/bundle/topologyfile.h"

/* What a bundle may hold. */
static const struct {
    const char *name;
    bool may_be_packed, is_required, is_summed;
    off_t most_bytes;
} kinds[] = {
    {BV_BUNDLE_RUN, true, true, true, 1 << 30},
    {BV_BUNDLE_AUDIT, true, false, true, 64 << 20},
    {BV_BUNDLE_COUNTS, true, false, true, 64 << 20},
    {BV_BUNDLE_ESCAPES, true, false, true, 1 << 20},
    {BV_BUNDLE_PROFILES, true, false, true, 64 << 20},
    {BV_BUNDLE_SELFCHECK, true, false, true, 1 << 20},
    {BV_BUNDLE_TOPOLOGY, false, true, true, 4 << 20},
    {BV_BUNDLE_SUMS, false, true, false, 4096},
};

enum { KIND_COUNT = sizeof kinds / sizeof kinds[0] };

struct verifier {
    const char *folder;
    bool is_public;
    bv_problem_fn *report;
    void *user;
    size_t problems;
    unsigned found[KIND_COUNT]; /* plain or packed, both counted */
    bool packed[KIND_COUNT], summed[KIND_COUNT];
};

/* Foreign words may get into a problem: the caller shows them as it must. */
static void problem(struct verifier *v, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void problem(struct verifier *v, const char *format, ...)
{
    char text[1200];
    va_list arguments;
    v->problems++;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    v->report(text, v->user);
}

/* What may be so, and is still to be known. */
static void doubt(const struct verifier *v, const char *what, const char *about)
{
    char text[300];
    snprintf(text, sizeof text, "warning: %s: '%.40s'", what, about);
    v->report(text, v->user);
}

static void pass_on(const char *text, void *user)
{
    problem(user, "%s", text);
}

/* The kind of a name, -1 if it is none of a bundle's. */
static int kind_of(const char *name, bool *packed)
{
    for (int i = 0; i < KIND_COUNT; i++) {
        size_t length = strlen(kinds[i].name);
        if (strncmp(name, kinds[i].name, length) != 0)
            continue;
        *packed = strcmp(name + length, BV_PACKED_ENDING) == 0;
        if (name[length] == '\0' || (*packed && kinds[i].may_be_packed))
            return i;
    }
    return -1;
}

static void check_entry(struct verifier *v, int folder, const char *name)
{
    struct stat st = {0};
    bool packed = false;
    int kind = kind_of(name, &packed);
    bool is_there = fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
    /* The page that its owner had written into it; of somebody else's, it is foreign code. The
     * other runs of byval selfcheck, bundles of their own. And profiles with paths, for pprof. */
    if (!v->is_public && is_there && S_ISDIR(st.st_mode) &&
        (strcmp(name, "report") == 0 || strcmp(name, "runs") == 0 ||
         strcmp(name, BV_BUNDLE_PPROF) == 0))
        return;
    if (kind < 0) {
        problem(v, "'%.200s' is no file of a bundle%s", name,
                strcmp(name, BV_BUNDLE_ROWS) == 0
                    ? ": the run was not finished; byval run --resume "
                      "goes on with it"
                : strcmp(name, "report") == 0 ? ": leave the page out, byval report writes it"
                : strcmp(name, BV_BUNDLE_PPROF) == 0
                    ? ": leave these out, they name paths; profiles.json has what a page shows"
                    : "");
        return;
    }
    if (!is_there || !S_ISREG(st.st_mode)) {
        problem(v, "%s is no plain file%s", name, S_ISLNK(st.st_mode) ? " but a link" : "");
        return;
    }
    if (st.st_size > kinds[kind].most_bytes)
        problem(v, "%s is too large: %lld bytes", name, (long long)st.st_size);
    else if (v->found[kind]++ == 0)
        v->packed[kind] = packed;
    else
        problem(v, "%s is there twice, compressed and not", kinds[kind].name);
}

/* Returns  whether the files can be read */
static bool check_entries(struct verifier *v)
{
    DIR *dir = opendir(v->folder);
    if (dir == NULL) {
        problem(v, "cannot read the folder: %s", strerror(errno));
        return false;
    }
    for (const struct dirent *entry; (entry = readdir(dir)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            check_entry(v, dirfd(dir), entry->d_name);
    closedir(dir);
    for (int i = 0; i < KIND_COUNT; i++)
        if (kinds[i].is_required && v->found[i] == 0)
            problem(v, "%s is missing, or cannot be used", kinds[i].name);
    return v->found[0] == 1;
}

static bool path_of(struct verifier *v, int kind, char path[PATH_MAX])
{
    int n = snprintf(path, PATH_MAX, "%s/%s%s", v->folder, kinds[kind].name,
                     v->packed[kind] ? BV_PACKED_ENDING : "");
    if (n >= PATH_MAX)
        problem(v, "the path is too long");
    return n < PATH_MAX;
}

static void check_sum(struct verifier *v, const char *line)
{
    char path[PATH_MAX], digest[BV_DIGEST_TEXT_BYTES];
    const char *name = line + 66;
    struct bv_error err;
    bool packed = false;
    if (strspn(line, "0123456789abcdef") != 64 || strncmp(line + 64, "  ", 2) != 0) {
        problem(v, "%s: '%.80s' is no line of sha256sum", BV_BUNDLE_SUMS, line);
        return;
    }
    int kind = kind_of(name, &packed);
    if (kind < 0 || !kinds[kind].is_summed || v->found[kind] != 1 || v->packed[kind] != packed) {
        problem(v, "%s names '%.200s', which is not there or no file of a bundle", BV_BUNDLE_SUMS,
                name);
        return;
    }
    if (v->summed[kind])
        problem(v, "%s names %s twice", BV_BUNDLE_SUMS, name);
    v->summed[kind] = true;
    if (!path_of(v, kind, path))
        return;
    const char *file = path;
    if (bv_digest_files(&file, 1, digest, &err) != BV_OK)
        problem(v, "%s", err.text);
    else if (strncmp(digest, line, 64) != 0)
        problem(v, "%s: its sum is another: it was changed after the run, or damaged", name);
}

static void check_sums(struct verifier *v)
{
    char path[PATH_MAX], *line = NULL;
    size_t capacity = 0;
    if (v->found[KIND_COUNT - 1] != 1 || !path_of(v, KIND_COUNT - 1, path))
        return;
    FILE *stream = fopen(path, "re");
    if (stream == NULL) {
        problem(v, "%s: cannot read: %s", BV_BUNDLE_SUMS, strerror(errno));
        return;
    }
    for (ssize_t n; (n = getline(&line, &capacity, stream)) > 0;) {
        if (line[n - 1] == '\n')
            line[n - 1] = '\0';
        check_sum(v, line);
    }
    free(line);
    fclose(stream);
    for (int i = 0; i < KIND_COUNT; i++)
        if (kinds[i].is_summed && v->found[i] == 1 && !v->summed[i])
            problem(v, "%s has no sum for %s", BV_BUNDLE_SUMS, kinds[i].name);
}

/* What stands beside times speaks of them only if it is about the same kernels. */
static void check_hash(struct verifier *v, const char *name, const char *hash,
                       const struct bv_result *result)
{
    const char *measured = bv_facts_get(&result->key, "kernel_hash");
    if (measured == NULL || hash == NULL || strcmp(measured, hash) != 0)
        problem(v, "%s is about other kernels than %s", name, BV_BUNDLE_RUN);
}

static void check_audit(struct verifier *v, const char *path, const struct bv_result *result)
{
    struct bv_audit audit;
    struct bv_error err;
    if (bv_audit_read(path, &audit, &err) != BV_OK) {
        problem(v, "%s", err.text);
        return;
    }
    check_hash(v, BV_BUNDLE_AUDIT, audit.kernel_hash, result);
    size_t broken = bv_audit_broken(&audit);
    if (broken > 0) {
        char text[220];
        snprintf(text, sizeof text,
                 "warning: the machine code of %zu of %zu cases breaks the rules of their "
                 "families: the times of "
                 "these do not mean what they say",
                 broken, audit.case_count);
        v->report(text, v->user);
    }
    for (size_t i = 0; i < result->case_count; i++) {
        const struct bv_case_info *info = &result->cases[i];
        const struct bv_audit_case *of = bv_audit_case(&audit, info->name);
        if (of != NULL && of->size_bytes != info->size_bytes)
            problem(v, "%s: case '%.200s' is of %u bytes", BV_BUNDLE_AUDIT, info->name,
                    of->size_bytes);
        for (uint32_t arm = 0; of != NULL && arm < info->arm_count; arm++)
            if (bv_audit_find(&audit, info->name, info->arms[arm]) == NULL)
                problem(v, "%s: case '%.200s' lacks the arm '%.40s'", BV_BUNDLE_AUDIT, info->name,
                        info->arms[arm]);
    }
    bv_audit_finish(&audit);
}

static void check_counts(struct verifier *v, const char *path, const struct bv_result *result)
{
    struct bv_counts counts;
    struct bv_error err;
    if (bv_counts_read(path, &counts, &err) != BV_OK) {
        problem(v, "%s", err.text);
        return;
    }
    check_hash(v, BV_BUNDLE_COUNTS, counts.kernel_hash, result);
    bv_counts_finish(&counts);
}

static void check_escapes(struct verifier *v, const char *path, const struct bv_result *result)
{
    struct bv_escapes escapes;
    struct bv_error err;
    if (bv_escapes_read(path, &escapes, &err) != BV_OK) {
        problem(v, "%s", err.text);
        return;
    }
    check_hash(v, BV_BUNDLE_ESCAPES, escapes.kernel_hash, result);
    bv_escapes_finish(&escapes);
}

static void check_profiles(struct verifier *v, const char *path, const struct bv_result *result)
{
    struct bv_profiles profiles;
    struct bv_error err;
    if (bv_profiles_read(path, &profiles, &err) != BV_OK) {
        problem(v, "%s", err.text);
        return;
    }
    check_hash(v, BV_BUNDLE_PROFILES, profiles.kernel_hash, result);
    for (size_t i = 0; i < profiles.count; i++) {
        const struct bv_arm_profile *item = &profiles.items[i];
        if (v->is_public && item->file != NULL)
            problem(v, "%s: '%.200s' names a file, '%.100s'; byval contribute leaves it out",
                    BV_BUNDLE_PROFILES, item->case_name, item->file);
        for (size_t f = 0; f < item->function_count; f++)
            if (strchr(item->functions[f].file, '/') != NULL)
                problem(v, "%s: '%.200s' names a path, '%.100s'", BV_BUNDLE_PROFILES,
                        item->case_name, item->functions[f].file);
    }
    bv_profiles_finish(&profiles);
}

static void check_selfcheck(struct verifier *v, const char *path, const struct bv_result *result)
{
    struct bv_selfcheckfile file;
    struct bv_error err;
    if (bv_selfcheckfile_read(path, &file, &err) != BV_OK) {
        problem(v, "%s", err.text);
        return;
    }
    check_hash(v, BV_BUNDLE_SELFCHECK, file.kernel_hash, result);
    bv_selfcheckfile_finish(&file);
}

static void check_topology(struct verifier *v, const char *path)
{
    static const char *const personal[] = {"HostName", "Serial", "UUID", "DMI", "CGroup"};
    char *text;
    size_t length;
    hwloc_topology_t topology;
    struct bv_error err;
    if (bv_packed_read(path, &text, &length, &err) != BV_OK) {
        problem(v, "%s", err.text);
        return;
    }
    bool is_safe = strlen(text) == length && strstr(text, "<!ENTITY") == NULL;
    if (!is_safe)
        problem(v, "%s holds what hwloc does not write", BV_BUNDLE_TOPOLOGY);
    for (size_t i = 0; v->is_public && i < sizeof personal / sizeof personal[0]; i++)
        if (strstr(text, personal[i]) != NULL)
            problem(v, "%s names its owner: it has a %s", BV_BUNDLE_TOPOLOGY, personal[i]);
    free(text);
    if (is_safe && bv_topologyfile_read(path, &topology, &err) != BV_OK)
        problem(v, "%s", err.text);
    else if (is_safe)
        hwloc_topology_destroy(topology);
}

/* What a contribution must have lost. */
static void check_scrubbed(struct verifier *v, struct bv_result *result)
{
    size_t changes = 0;
    struct bv_error err;
    if (bv_scrub_result(result, &changes, &err) != BV_OK)
        problem(v, "%s", err.text);
    if (changes > 0)
        problem(v,
                "%s: %zu texts name a host or a path; byval contribute makes a bundle without them",
                BV_BUNDLE_RUN, changes);
}

size_t bv_verify_bundle(const char *folder, bool is_public, bv_problem_fn *report, void *user)
{
    struct verifier v = {.folder = folder, .is_public = is_public, .report = report, .user = user};
    struct bv_result result;
    struct bv_error err;
    char path[PATH_MAX];
    if (!check_entries(&v))
        return v.problems;
    check_sums(&v);
    if (!path_of(&v, 0, path))
        return v.problems;
    if (bv_runfile_read(path, &result, &err) != BV_OK) {
        problem(&v, "%s", err.text);
        return v.problems;
    }
    size_t disturbed = bv_plausible_check(&result, pass_on, &v);
    if (disturbed > 0) {
        char count[60];
        snprintf(count, sizeof count, "%zu of %zu", disturbed, result.row_count);
        doubt(&v, "visits whose ratio is not that of their times: the machine changed within them",
              count);
    }
    if (!bv_date_is_likely(result.started_utc))
        doubt(&v, "context.date is an unlikely date of a run; was the machine's clock set?",
              result.started_utc);
    for (int i = 1; i < KIND_COUNT; i++) {
        if (v.found[i] != 1 || !path_of(&v, i, path))
            continue;
        if (strcmp(kinds[i].name, BV_BUNDLE_AUDIT) == 0)
            check_audit(&v, path, &result);
        else if (strcmp(kinds[i].name, BV_BUNDLE_COUNTS) == 0)
            check_counts(&v, path, &result);
        else if (strcmp(kinds[i].name, BV_BUNDLE_ESCAPES) == 0)
            check_escapes(&v, path, &result);
        else if (strcmp(kinds[i].name, BV_BUNDLE_PROFILES) == 0)
            check_profiles(&v, path, &result);
        else if (strcmp(kinds[i].name, BV_BUNDLE_SELFCHECK) == 0)
            check_selfcheck(&v, path, &result);
        else if (strcmp(kinds[i].name, BV_BUNDLE_TOPOLOGY) == 0)
            check_topology(&v, path);
    }
    if (is_public)
        check_scrubbed(&v, &result);
    bv_result_finish(&result);
    return v.problems;
}
