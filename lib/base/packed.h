/* SPDX-License-Identifier: Apache-2.0 */
/* packed.h: files of a bundle, which may be compressed: NAME or NAME.gz. */
#ifndef BV_PACKED_H
#define BV_PACKED_H

#include <limits.h>
#include <stddef.h>

#include <jansson.h>

#include "lib/base/region.h"
#include "lib/base/status.h"

#define BV_PACKED_ENDING ".gz"

/* path = folder/name, or folder/name.gz where only that is there.
 * Errors   BV_E_IO (too long), BV_E_INPUT (it is there, but no plain file) */
enum bv_status bv_packed_find(const char *folder, const char *name, char *path, size_t bytes,
                              struct bv_error *err);

/* Read a file whole, unpacking it if it is compressed.
 * out      written only on BV_OK: free() it; a zero byte follows the length
 * Errors   BV_E_IO (cannot read), BV_E_INPUT (damaged, cut short, or it unpacks to far more than an
 *          honest text would), BV_E_NOMEM
 * Source   zlib's gzread() */
enum bv_status bv_packed_read(const char *path, char **out, size_t *length, struct bv_error *err);

/* Write a file, compressed. The same bytes give the same bytes.
 * Errors   BV_E_IO, BV_E_NOMEM; what stood at path is then untouched */
enum bv_status bv_packed_write(const char *path, const char *text, size_t length,
                               struct bv_error *err);

/* Replace a file by path.gz if it has at least so many bytes, as bv_packed_write does.
 * Errors   BV_E_IO, BV_E_INPUT, BV_E_NOMEM; the file is then still there */
enum bv_status bv_packed_pack(const char *path, size_t least_bytes, struct bv_error *err);

/* Read a text of a bundle, as the next one does.
 * text     as bv_packed_read */
enum bv_status bv_packed_text(const char *path, const char *name, const char *advice,
                              char file[PATH_MAX], char **text, size_t *length,
                              struct bv_error *err);

/* Read a JSON document of a bundle.
 * path     a file, which may be a pipe, or a folder that holds `name` or `name`.gz
 * advice   opens with "; " and follows the error where a folder does not have it; may be ""
 * file     gets what was read, for messages
 * into     gets the document, which lives as long
 * Errors   as bv_packed_read; BV_E_INPUT (not JSON) */
enum bv_status bv_packed_json(struct bv_region *into, const char *path, const char *name,
                              const char *advice, char file[PATH_MAX], const json_t **out,
                              struct bv_error *err);

#endif
