/* SPDX-License-Identifier: Apache-2.0 */
/* folder.c: built beside its place, then exchanged with what stands there. */
#include "lib/base/folder.h"

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

#include "lib/base/filesync.h"
#include "lib/base/inventory.h"
#include "lib/base/memory.h"
#include "lib/base/text.h"

enum bv_status bv_folder_text(const struct bv_folder *folder, const char *name,
                              struct bv_text *text, struct bv_error *err)
{
    enum bv_status status = text->failed
                                ? bv_fail(err, BV_E_NOMEM, "out of memory while writing %s", name)
                                : bv_folder_write(folder, name, text->data, text->length, err);
    bv_text_finish(text);
    return status;
}

bool bv_folder_copy(const struct bv_folder *folder, const char *name, const char *file)
{
    struct bv_text path = {0};
    struct stat st;
    bv_text_format(&path, "%s/%s", folder->path, name);
    int from = path.failed ? -1 : open(file, O_RDONLY | O_NONBLOCK | O_CLOEXEC), to = -1;
    bool copied = from >= 0 && fstat(from, &st) == 0 && S_ISREG(st.st_mode);
    if (copied)
        to = open(path.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    ssize_t n = copied && to >= 0 ? 1 : -1;
    while (n > 0 && st.st_size > 0)
        if ((n = copy_file_range(from, NULL, to, NULL, (size_t)st.st_size, 0)) > 0)
            st.st_size -= n;
    copied = copied && n > 0 && st.st_size == 0;
    if (from >= 0)
        close(from);
    if (to >= 0 && close(to) != 0)
        copied = false;
    bv_text_finish(&path);
    return copied;
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
        status = bv_no_memory(err);
    fclose(file);
    if (status != BV_OK) {
        bv_text_finish(&text);
        return status;
    }
    *out = text.data;
    *length = text.length;
    return BV_OK;
}

static enum bv_status check_mark(const char *target, struct bv_error *err)
{
    struct bv_text path = {0};
    char *page = NULL;
    size_t length;
    bv_text_format(&path, "%s/index.html", target);
    if (path.failed)
        return bv_no_memory(err);
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

/* A folder that is replaced holds nobody's notes: nothing but what an earlier report wrote.
 * out      what is to be removed; NULL: nothing */
static enum bv_status check_target(const char *target, struct bv_inventory **out,
                                   struct bv_error *err)
{
    struct stat info;
    *out = NULL;
    if (stat(target, &info) != 0)
        return errno == ENOENT ? BV_OK
                               : bv_fail(err, BV_E_IO, "cannot look at %s: %s: check the path",
                                         target, strerror(errno));
    if (!S_ISDIR(info.st_mode))
        return bv_fail(err, BV_E_REFUSED, "%s is a file: --out names a folder", target);
    enum bv_status status = bv_inventory_check(target, out, err);
    if (status == BV_OK && *out)
        status = check_mark(target, err);
    if (status != BV_OK) {
        bv_inventory_destroy(*out);
        *out = NULL;
    }
    return status;
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
        return bv_no_memory(err);
    struct bv_inventory *earlier = NULL;
    enum bv_status status = check_target(clean, &earlier, err);
    bv_inventory_destroy(earlier);
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
        bv_no_memory(err);
        goto failed;
    }
    if (!mkdtemp(path.data)) {
        status =
            bv_fail(err, BV_E_IO, "cannot make a folder beside %s: %s; choose another with --out",
                    clean, strerror(errno));
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
        return bv_no_memory(err);
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
        return bv_no_memory(err);
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

void bv_tree_remove(const char *path)
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
    enum bv_status status = copy ? bv_folder_sync(dirname(copy), err) : bv_no_memory(err);
    free(copy);
    return status;
}

/* Put it in the place of what an earlier report wrote, and remove that. */
static enum bv_status exchange(struct bv_folder *folder, struct bv_error *err)
{
    struct bv_inventory *earlier;
    /* Once more: drawing takes its time, and what was put there meanwhile is somebody's. */
    enum bv_status status = check_target(folder->target, &earlier, err);
    if (status != BV_OK)
        return status;
    if (!earlier)
        status = bv_fail(err, BV_E_IO,
                         "cannot replace %s: its contents keep changing: give "
                         "another --out",
                         folder->target);
    else if (renameat2(AT_FDCWD, folder->path, AT_FDCWD, folder->target, RENAME_EXCHANGE) != 0)
        status = bv_fail(err, BV_E_IO,
                         "cannot replace %s: %s: remove what "
                         "is there, or give another --out",
                         folder->target, strerror(errno));
    else if (!bv_inventory_remove(earlier, folder->path)) {
        status = bv_fail(err, BV_E_IO,
                         "%s is written, but not all of what was there before could be "
                         "removed: look into %s",
                         folder->target, folder->path);
        free(folder->path); /* or it would be dropped */
        folder->path = NULL;
    }
    bv_inventory_destroy(earlier);
    return status;
}

enum bv_status bv_folder_commit(struct bv_folder *folder, struct bv_error *err)
{
    enum bv_status status = bv_inventory_write(folder->path, err);
    if (status == BV_OK)
        status = sync_files(folder, err);
    if (status != BV_OK)
        return status;
    /* A plain rename does for a target that is missing or an empty folder. */
    if (rename(folder->path, folder->target) != 0) {
        if (errno != ENOTEMPTY && errno != EEXIST)
            return bv_fail(err, BV_E_IO,
                           "cannot replace %s: %s: remove what "
                           "is there, or give another --out",
                           folder->target, strerror(errno));
        status = exchange(folder, err);
        if (status != BV_OK)
            return status;
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
        bv_tree_remove(folder->path);
    free(folder->path);
    free(folder->target);
    *folder = (struct bv_folder){0};
}
