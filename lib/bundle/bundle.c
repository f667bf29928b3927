/* SPDX-License-Identifier: Apache-2.0 */
/* bundle.c: a folder made with care. */
#include "lib/bundle/bundle.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/digest.h"
#include "lib/base/filesync.h"
#include "lib/base/packed.h"

enum bv_status bv_bundle_path(const char *folder, const char *name, char *path, size_t bytes,
                              struct bv_error *err)
{
    int n = snprintf(path, bytes, "%s/%s", folder, name);
    if (n < 0 || (size_t)n >= bytes)
        return bv_fail(err, BV_E_IO, "%.200s...: the path is too long", folder);
    return BV_OK;
}

static int folder_is_empty(const char *folder)
{
    DIR *dir = opendir(folder);
    int entries = 0;
    if (dir == NULL)
        return 0;
    while (entries <= 2 && readdir(dir) != NULL)
        entries++;
    closedir(dir);
    return entries <= 2;
}

static enum bv_status make_parents(const char *folder, struct bv_error *err)
{
    char path[PATH_MAX];
    size_t length = strlen(folder);
    if (length == 0 || length >= sizeof path - 64)
        return bv_fail(err, BV_E_IO, "%.200s: not a usable path for a result folder", folder);
    memcpy(path, folder, length + 1);
    for (char *p = path + 1; *p != '\0'; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        if (mkdir(path, 0777) != 0 && errno != EEXIST)
            return bv_fail(err, BV_E_IO, "%s: cannot create the folder: %s", path, strerror(errno));
        *p = '/';
    }
    return BV_OK;
}

enum bv_status bv_bundle_create(const char *folder, struct bv_error *err)
{
    enum bv_status status = make_parents(folder, err);
    if (status != BV_OK)
        return status;
    if (mkdir(folder, 0777) == 0)
        return BV_OK;
    if (errno != EEXIST)
        return bv_fail(err, BV_E_IO, "%s: cannot create the folder: %s; choose another with --out",
                       folder, strerror(errno));
    if (!folder_is_empty(folder))
        return bv_fail(
            err, BV_E_REFUSED,
            "%s: exists and is not an empty folder; results are never overwritten: "
            "choose another --out; a run that was cut short goes on by byval run --resume",
            folder);
    return BV_OK;
}

enum bv_status bv_bundle_create_new(char *folder, size_t bytes, struct bv_error *err)
{
    size_t length = strlen(folder);
    enum bv_status status = make_parents(folder, err);
    if (status != BV_OK)
        return status;
    for (unsigned number = 2; mkdir(folder, 0777) != 0; number++) {
        if (errno != EEXIST)
            return bv_fail(err, BV_E_IO,
                           "%s: cannot create the folder: %s; choose another with --out", folder,
                           strerror(errno));
        snprintf(folder + length, bytes - length, "-%u", number);
    }
    return BV_OK;
}

void bv_bundle_sweep(const char *folder)
{
    DIR *dir = opendir(folder);
    if (dir == NULL)
        return;
    for (const struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        const char *ending = strrchr(entry->d_name, '.');
        if (ending != NULL && strcmp(ending, ".tmp") == 0)
            unlinkat(dirfd(dir), entry->d_name, 0);
    }
    closedir(dir);
}

/* What is summed, in the order of the sums. */
static const char *const data_names[] = {BV_BUNDLE_RUN,     BV_BUNDLE_AUDIT,    BV_BUNDLE_COUNTS,
                                         BV_BUNDLE_ESCAPES, BV_BUNDLE_PROFILES, BV_BUNDLE_SELFCHECK,
                                         BV_BUNDLE_TOPOLOGY};

enum { DATA_COUNT = sizeof data_names / sizeof data_names[0] };

/* Whether the name is this one, compressed or not. */
static bool is_name(const char *name, const char *plain)
{
    size_t length = strlen(plain);
    return strncmp(name, plain, length) == 0 &&
           (name[length] == '\0' || strcmp(name + length, BV_PACKED_ENDING) == 0);
}

bool bv_bundle_is_file(const char *folder, const char *name)
{
    char path[PATH_MAX];
    bool known = is_name(name, BV_BUNDLE_SUMS) || is_name(name, BV_BUNDLE_ROWS);
    for (size_t i = 0; i < DATA_COUNT && !known; i++)
        known = is_name(name, data_names[i]);
    static const char *const makes[] = {BV_BUNDLE_RUN, BV_BUNDLE_RUN BV_PACKED_ENDING,
                                        BV_BUNDLE_ROWS};
    for (size_t i = 0; i < sizeof makes / sizeof makes[0] && known; i++)
        if (bv_bundle_path(folder, makes[i], path, sizeof path, NULL) == BV_OK &&
            access(path, F_OK) == 0)
            return true;
    return false;
}

void bv_bundle_remove(const char *folder)
{
    char path[PATH_MAX];
    for (size_t i = 0; i <= DATA_COUNT; i++) {
        const char *name = i < DATA_COUNT ? data_names[i] : BV_BUNDLE_SUMS;
        if (bv_packed_find(folder, name, path, sizeof path, NULL) == BV_OK)
            unlink(path);
    }
    rmdir(folder);
}

enum bv_status bv_bundle_seal(const char *folder, struct bv_error *err)
{
    char path[PATH_MAX];
    struct bv_newfile sums;
    enum bv_status status = bv_bundle_path(folder, BV_BUNDLE_SUMS, path, sizeof path, err);
    if (status == BV_OK)
        status = bv_newfile_open(path, &sums, err);
    if (status != BV_OK)
        return status;
    for (size_t i = 0; i < DATA_COUNT && status == BV_OK; i++) {
        char digest[BV_DIGEST_TEXT_BYTES];
        const char *file = path;
        status = bv_packed_find(folder, data_names[i], path, sizeof path, err);
        if (status != BV_OK || access(path, F_OK) != 0)
            continue;
        status = bv_digest_files(&file, 1, digest, err);
        if (status == BV_OK)
            fprintf(sums.stream, "%s  %s\n", digest, strrchr(path, '/') + 1);
    }
    if (status != BV_OK) {
        bv_newfile_discard(&sums);
        return status;
    }
    return bv_newfile_commit(&sums, err);
}

/* Returns  how much of the folder's path leads to its parent */
static int latest_beside(const char *folder, char link_path[PATH_MAX])
{
    const char *slash = strrchr(folder, '/');
    int parent = slash == NULL ? 0 : (int)(slash - folder) + 1;
    snprintf(link_path, PATH_MAX, "%.*slatest", parent, folder);
    return parent;
}

/* In a folder such as /tmp only the owner of a file, or of the folder, may replace it. */
static bool is_kept_by_owner(const struct stat *file, const char *folder)
{
    struct stat st;
    uid_t own = geteuid();
    return own != 0 && file->st_uid != own && stat(folder, &st) == 0 && (st.st_mode & S_ISVTX) &&
           st.st_uid != own;
}

enum bv_status bv_bundle_check_latest(const char *folder, struct bv_error *err)
{
    char link_path[PATH_MAX], parent[PATH_MAX];
    struct stat st;
    int length = latest_beside(folder, link_path);
    snprintf(parent, sizeof parent, "%.*s.", length, folder);
    if (lstat(link_path, &st) != 0)
        return BV_OK;
    if (!S_ISLNK(st.st_mode))
        return bv_fail(err, BV_E_IO, "%s: is in the way of the link to the newest result",
                       link_path);
    if (is_kept_by_owner(&st, parent))
        return bv_fail(err, BV_E_IO,
                       "%s: is another user's, and only its owner may replace it there; choose a "
                       "folder with --out",
                       link_path);
    return BV_OK;
}

enum bv_status bv_bundle_link_latest(const char *folder, struct bv_error *err)
{
    char link_path[PATH_MAX], temporary[PATH_MAX + 32];
    int parent = latest_beside(folder, link_path);
    enum bv_status status = bv_bundle_check_latest(folder, err);
    if (status != BV_OK)
        return status;
    snprintf(temporary, sizeof temporary, "%s.%ld.tmp", link_path, (long)getpid());
    if (symlink(folder + parent, temporary) != 0 || rename(temporary, link_path) != 0) {
        int cause = errno;
        unlink(temporary);
        return bv_fail(err, BV_E_IO, "%s: cannot link the newest result: %s", link_path,
                       strerror(cause));
    }
    return BV_OK;
}
