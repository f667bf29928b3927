/* SPDX-License-Identifier: Apache-2.0 */
/* filesync.c: write, fsync, rename, fsync the folder. */
#include "lib/base/filesync.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <string.h>
#include <unistd.h>

enum bv_status bv_newfile_open(const char *path, struct bv_newfile *out, struct bv_error *err)
{
    if (snprintf(out->path, sizeof out->path, "%s", path) >= (int)sizeof out->path ||
        snprintf(out->temporary, sizeof out->temporary, "%s.%ld.tmp", path, (long)getpid()) >=
            (int)sizeof out->temporary)
        return bv_fail(err, BV_E_IO, "%.200s...: the path is too long", path);
    /* One of this name is left from a killed process: process numbers come round. */
    unlink(out->temporary);
    out->is_new = false;
    out->stream = fopen(out->temporary, "wxe");
    if (out->stream == NULL)
        return bv_fail(err, BV_E_IO, "%s: cannot create: %s", path, strerror(errno));
    return BV_OK;
}

void bv_newfile_discard(struct bv_newfile *file)
{
    if (file->stream != NULL)
        fclose(file->stream);
    file->stream = NULL;
    unlink(file->temporary);
}

int bv_file_sync(int fd)
{
    int failed;
    do
        failed = fsync(fd);
    while (failed != 0 && errno == EINTR);
    return failed;
}

enum bv_status bv_folder_sync(const char *path, struct bv_error *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int failed = fd < 0 || bv_file_sync(fd) != 0;
    int cause = errno;
    if (fd >= 0)
        close(fd);
    /* Some file systems cannot sync a folder and say EINVAL; nothing more can be done there. */
    if (failed && cause != EINVAL)
        return bv_fail(err, BV_E_IO, "%s: cannot sync the folder: %s", path, strerror(cause));
    return BV_OK;
}

static int give_name(const struct bv_newfile *file)
{
    if (file->is_new && link(file->temporary, file->path) == 0)
        return unlink(file->temporary);
    /* Some file systems have no links. */
    if (file->is_new && errno != EPERM && errno != EOPNOTSUPP)
        return -1;
    return rename(file->temporary, file->path);
}

enum bv_status bv_newfile_commit(struct bv_newfile *file, struct bv_error *err)
{
    int failed = fflush(file->stream) != 0 || bv_file_sync(fileno(file->stream)) != 0;
    int cause = errno;
    /* What is synced stays so, and the file is closed, even if a signal interrupts that. */
    if (fclose(file->stream) != 0 && errno != EINTR && !failed) {
        failed = 1;
        cause = errno;
    }
    file->stream = NULL;
    if (!failed && give_name(file) != 0) {
        failed = 1;
        cause = errno;
    }
    if (failed) {
        bv_newfile_discard(file);
        return bv_fail(err, BV_E_IO, "%s: cannot write: %s", file->path, strerror(cause));
    }
    char folder[PATH_MAX];
    memcpy(folder, file->path, sizeof folder);
    return bv_folder_sync(dirname(folder), err);
}
