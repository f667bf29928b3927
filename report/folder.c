/* SPDX-License-Identifier: Apache-2.0 */
/* folder.c: built beside its place, then exchanged with what stands there. */
#include "report/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/filesync.h"
#include "report/text.h"

static enum bv_status no_memory(struct bv_error *err)
{
    return bv_fail(err, BV_E_NOMEM, "out of memory while writing the report");
}

enum bv_status bv_folder_text(const struct bv_folder *folder, const char *name,
                              struct bv_text *text, struct bv_error *err)
{
    enum bv_status status = text->failed
                                ? bv_fail(err, BV_E_NOMEM, "out of memory while writing %s", name)
                                : bv_folder_write(folder, name, text->data, text->length, err);
    bv_text_finish(text);
    return status;
}

bool bv_folder_link(const struct bv_folder *folder, const char *name, const char *file)
{
    struct bv_text path = {0};
    struct stat st;
    bv_text_format(&path, "%s/%s", folder->path, name);
    bool linked = !path.failed && stat(file, &st) == 0 && S_ISREG(st.st_mode) &&
                  linkat(AT_FDCWD, file, AT_FDCWD, path.data, AT_SYMLINK_FOLLOW) == 0;
    bv_text_finish(&path);
    return linked;
}

enum bv_status bv_file_read(const char *path, char **out, size_t *length, struct bv_error *err)
{
    struct bv_text text = {0};
    char buffer[16384];
    FILE *file = fopen(path, "rb");
    if (!file)
        return bv_fail(err, BV_E_IO, "cannot read %s: %s", path, strerror(errno));
    size_t count;
    while ((count = fread(buffer, 1, sizeof buffer, file)) > 0)
        bv_text_put_span(&text, buffer, count);
    bv_text_put(&text, "");
    enum bv_status status = BV_OK;
    if (ferror(file))
        status = bv_fail(err, BV_E_IO, "cannot read %s to its end: %s", path, strerror(errno));
    else if (text.failed)
        status = no_memory(err);
    fclose(file);
    if (status != BV_OK) {
        bv_text_finish(&text);
        return status;
    }
    *out = text.data;
    *length = text.length;
    return BV_OK;
}

static bool ends_with(const char *name, const char *end)
{
    size_t length = strlen(name), end_length = strlen(end);
    return length >= end_length && strcmp(name + length - end_length, end) == 0;
}

/* Whether a file can be one that a report wrote. */
static bool is_report_file(const char *name)
{
    static const char *const ends[] = {".svg", ".png", ".gp", ".csv"};
    static const char *const names[] = {"index.html", "run.json", "summary.txt", "comparison.json",
                                        "comparison.txt"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (ends_with(name, ends[i]))
            return true;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* Every file in it must be of a kind that we write: a folder that is removed holds nobody's notes.
 */
static enum bv_status check_files(const char *target, size_t *count, struct bv_error *err)
{
    enum bv_status status = BV_OK;
    char *roots[] = {strdup(target), NULL};
    FTS *tree = roots[0] ? fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL) : NULL;
    FTSENT *entry;
    if (!tree) {
        free(roots[0]);
        return no_memory(err);
    }
    while (status == BV_OK && (entry = fts_read(tree)) != NULL) {
        if (entry->fts_info == FTS_D || entry->fts_info == FTS_DP)
            continue;
        ++*count;
        if (entry->fts_info != FTS_F || !is_report_file(entry->fts_name))
            status = bv_fail(err, BV_E_REFUSED,
                             "%s is not a report's file: move it away, or give another --out",
                             entry->fts_path);
    }
    fts_close(tree);
    free(roots[0]);
    return status;
}

static enum bv_status check_mark(const char *target, struct bv_error *err)
{
    struct bv_text path = {0};
    char *page = NULL;
    size_t length;
    bv_text_format(&path, "%s/index.html", target);
    if (path.failed)
        return no_memory(err);
    bool ours = bv_file_read(path.data, &page, &length, NULL) == BV_OK &&
                strstr(page, BV_FOLDER_MARK) != NULL;
    free(page);
    bv_text_finish(&path);
    return ours
               ? BV_OK
               : bv_fail(err, BV_E_REFUSED,
                         "%s exists and is not a byval report: give another --out, or move it away",
                         target);
}

static enum bv_status check_target(const char *target, struct bv_error *err)
{
    struct stat info;
    if (stat(target, &info) != 0)
        return errno == ENOENT ? BV_OK
                               : bv_fail(err, BV_E_IO, "cannot look at %s: %s: check the path",
                                         target, strerror(errno));
    if (!S_ISDIR(info.st_mode))
        return bv_fail(err, BV_E_REFUSED, "%s is a file: --out names a folder", target);
    size_t count = 0;
    enum bv_status status = check_files(target, &count, err);
    if (status != BV_OK || count == 0)
        return status;
    return check_mark(target, err);
}

static enum bv_status make_parents(char *path, struct bv_error *err)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        int failed = mkdir(path, 0777) != 0 && errno != EEXIST ? errno : 0;
        if (failed)
            bv_fail(err, BV_E_IO, "cannot make the folder %s: %s", path, strerror(failed));
        *slash = '/';
        if (failed)
            return BV_E_IO;
    }
    return BV_OK;
}

/* The path without trailing slashes, and through symbolic links where it exists. */
static char *clean_path(const char *target)
{
    char *path = realpath(target, NULL);
    if (!path && (path = strdup(target)) != NULL)
        for (size_t n = strlen(path); n > 1 && path[n - 1] == '/'; n--)
            path[n - 1] = '\0';
    return path;
}

enum bv_status bv_folder_begin(const char *target, struct bv_folder *out, struct bv_error *err)
{
    char *clean = clean_path(target);
    struct bv_text path = {0};
    if (!clean)
        return no_memory(err);
    enum bv_status status = check_target(clean, err);
    if (status == BV_OK)
        status = make_parents(clean, err);
    if (status != BV_OK)
        goto failed;
    const char *slash = strrchr(clean, '/');
    const char *name = slash ? slash + 1 : clean;
    bv_text_put_span(&path, clean, (size_t)(name - clean));
    bv_text_format(&path, ".%.200s.XXXXXX", name);
    status = BV_E_NOMEM;
    if (path.failed) {
        no_memory(err);
        goto failed;
    }
    if (!mkdtemp(path.data)) {
        status =
            bv_fail(err, BV_E_IO, "cannot make a folder beside %s: %s", clean, strerror(errno));
        goto failed;
    }
    /* mkdtemp keeps it private, but a report is made to be shared: what umask leaves of 0777. */
    mode_t mask = umask(0);
    umask(mask);
    (void)chmod(path.data, 0777 & ~mask);
    *out = (struct bv_folder){clean, path.data};
    return BV_OK;
failed:
    bv_text_finish(&path);
    free(clean);
    return status;
}

enum bv_status bv_folder_make(const struct bv_folder *folder, const char *name,
                              struct bv_error *err)
{
    struct bv_text path = {0};
    bv_text_format(&path, "%s/%s", folder->path, name);
    if (path.failed)
        return no_memory(err);
    enum bv_status status = BV_OK;
    if (mkdir(path.data, 0777) != 0)
        status = bv_fail(err, BV_E_IO, "cannot make the folder %s: %s", path.data, strerror(errno));
    bv_text_finish(&path);
    return status;
}

enum bv_status bv_folder_write(const struct bv_folder *folder, const char *name, const char *data,
                               size_t length, struct bv_error *err)
{
    struct bv_text path = {0};
    bv_text_format(&path, "%s/%s", folder->path, name);
    if (path.failed)
        return no_memory(err);
    FILE *file = fopen(path.data, "wb");
    bool good = file && fwrite(data, 1, length, file) == length;
    if (file && fclose(file) != 0)
        good = false;
    enum bv_status status = BV_OK;
    if (!good)
        status = bv_fail(err, BV_E_IO, "cannot write %s: %s: check space and rights", path.data,
                         strerror(errno));
    bv_text_finish(&path);
    return status;
}

static void remove_tree(const char *path)
{
    char *roots[] = {strdup(path), NULL};
    FTS *tree = roots[0] ? fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL) : NULL;
    FTSENT *entry;
    while (tree && (entry = fts_read(tree)) != NULL) {
        if (entry->fts_info == FTS_D)
            continue;
        (void)(entry->fts_info == FTS_DP ? rmdir(entry->fts_accpath) : unlink(entry->fts_accpath));
    }
    if (tree)
        fts_close(tree);
    free(roots[0]);
}

/* All files at once, gnuplot's among them: one by one, hundreds would take seconds. */
static enum bv_status sync_files(const struct bv_folder *folder, struct bv_error *err)
{
    int fd = open(folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int cause = fd < 0 || syncfs(fd) != 0 ? errno : 0;
    if (fd >= 0)
        close(fd);
    return cause == 0 ? BV_OK
                      : bv_fail(err, BV_E_IO, "cannot sync %s: %s: check space and the disk",
                                folder->path, strerror(cause));
}

/* So that the name lasts as well. */
static enum bv_status sync_parent(const char *target, struct bv_error *err)
{
    char *copy = strdup(target);
    enum bv_status status = copy ? bv_folder_sync(dirname(copy), err) : no_memory(err);
    free(copy);
    return status;
}

enum bv_status bv_folder_commit(struct bv_folder *folder, struct bv_error *err)
{
    enum bv_status status = sync_files(folder, err);
    if (status != BV_OK)
        return status;
    /* A plain rename does for a target that is missing or an empty folder. */
    if (rename(folder->path, folder->target) != 0) {
        if ((errno != ENOTEMPTY && errno != EEXIST) ||
            renameat2(AT_FDCWD, folder->path, AT_FDCWD, folder->target, RENAME_EXCHANGE) != 0)
            return bv_fail(err, BV_E_IO,
                           "cannot put the report in its place, %s: %s: remove what "
                           "stands there, or give another --out",
                           folder->target, strerror(errno));
        remove_tree(folder->path);
    }
    free(folder->path);
    folder->path = NULL;
    status = sync_parent(folder->target, err);
    bv_folder_drop(folder);
    return status;
}

void bv_folder_drop(struct bv_folder *folder)
{
    if (!folder)
        return;
    if (folder->path)
        remove_tree(folder->path);
    free(folder->path);
    free(folder->target);
    *folder = (struct bv_folder){0};
}
