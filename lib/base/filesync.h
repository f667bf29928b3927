/* SPDX-License-Identifier: Apache-2.0 */
/* filesync.h: files that are either whole or not there. */
#ifndef BV_FILESYNC_H
#define BV_FILESYNC_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

#include "lib/base/status.h"

/* A file on its way to its name. */
struct bv_newfile {
    FILE *stream; /* write here */
    bool is_new;  /* set it where nothing may stand at path: what has come there meanwhile stays */
    char path[PATH_MAX];
    char temporary[PATH_MAX];
};

/* Begin a file under a temporary name in the folder of path.
 * Errors   BV_E_IO */
enum bv_status bv_newfile_open(const char *path, struct bv_newfile *out, struct bv_error *err);

/* Sync the file, give it its name, sync the folder.
 * Errors   BV_E_IO (a full disk shows here at the latest); the temporary file is gone then, and
 *          what stood at path is untouched */
enum bv_status bv_newfile_commit(struct bv_newfile *file, struct bv_error *err);

/* Drop the file; path is untouched. */
void bv_newfile_discard(struct bv_newfile *file);

/* Sync an open file, however often a signal interrupts it.
 * Returns  0, or -1 with errno
 * Source   fsync() */
int bv_file_sync(int fd);

/* Make a folder's entries durable.
 * Errors   BV_E_IO */
enum bv_status bv_folder_sync(const char *path, struct bv_error *err);

#endif
