/* SPDX-License-Identifier: Apache-2.0 */
/* folder.h: a folder that appears whole or not at all. */
#ifndef BV_FOLDER_H
#define BV_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/status.h"
#include "lib/base/text.h"

/* What the index.html of a folder must contain to be ours to replace. */
#define BV_FOLDER_MARK "<meta name=\"generator\" content=\"byval report"

struct bv_folder {
    char *target; /* where it will stand */
    char *path;   /* where it is built: a hidden folder beside the target */
};

/* Begin a folder; its parents are made where they are missing.
 * target   need not exist; an empty folder, or one that holds nothing but what an earlier report
 *          wrote (inventory.h), is replaced on commit
 * out      written only on BV_OK; end it with bv_folder_commit or bv_folder_drop
 * Errors   BV_E_REFUSED (something else stands there: err says what), BV_E_IO, BV_E_NOMEM */
enum bv_status bv_folder_begin(const char *target, struct bv_folder *out, struct bv_error *err);

/* Make a folder below it. */
enum bv_status bv_folder_make(const struct bv_folder *folder, const char *name,
                              struct bv_error *err);

/* Write a file below it.
 * name     path within the folder */
enum bv_status bv_folder_write(const struct bv_folder *folder, const char *name, const char *data,
                               size_t length, struct bv_error *err);

/* The same of a text, which is released.
 * Errors   BV_E_NOMEM too: where the text failed */
enum bv_status bv_folder_text(const struct bv_folder *folder, const char *name,
                              struct bv_text *text, struct bv_error *err);

/* Put a copy of a file of elsewhere below it, which costs no room where the file system can share.
 * name     path within the folder
 * Returns  false where that cannot be (no plain file, another file system): read and write it then
 * Source   copy_file_range() */
bool bv_folder_copy(const struct bv_folder *folder, const char *name, const char *file);

/* Read a file whole.
 * path     as open() takes it
 * out      written only on BV_OK: free() it; a zero byte follows the length
 * Errors   BV_E_IO, BV_E_NOMEM */
enum bv_status bv_file_read(const char *path, char **out, size_t *length, struct bv_error *err);

/* Sync it, put it in the target's place in one step, and remove what stood there.
 * Errors   BV_E_REFUSED (something was put into the target meanwhile), BV_E_IO, BV_E_NOMEM: the
 *          folder is still to be dropped; the target is as it was, unless err says otherwise
 * Source   syncfs(), renameat2() */
enum bv_status bv_folder_commit(struct bv_folder *folder, struct bv_error *err);

/* Remove a folder and all that is in it, as far as that can be; it follows no links. */
void bv_tree_remove(const char *path);

/* Remove what was built, unless it was committed. NULL and a zeroed folder are fine. */
void bv_folder_drop(struct bv_folder *folder);

#endif
