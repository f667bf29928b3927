/* SPDX-License-Identifier: Apache-2.0 */
/* packed.c: zlib around whole files. */
#include "lib/base/packed.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "lib/base/filesync.h"
#include "lib/base/jsontext.h"

/* Results shrink to about a tenth. What unpacks to a hundred times its size was made to fill the
 * memory of whoever reads it. */
enum { FREE_BYTES = 64 << 20, RATIO_MOST = 100 };

enum bv_status bv_packed_find(const char *folder, const char *name, char *path, size_t bytes,
                              struct bv_error *err)
{
    int n = snprintf(path, bytes, "%s/%s" BV_PACKED_ENDING, folder, name);
    if (n < 0 || (size_t)n >= bytes)
        return bv_fail(err, BV_E_IO, "%.200s...: the path is too long", folder);
    bool packed = access(path, F_OK) == 0;
    char *ending = path + n - strlen(BV_PACKED_ENDING);
    *ending = '\0';
    if (packed && access(path, F_OK) != 0)
        *ending = BV_PACKED_ENDING[0];
    /* Whoever reads a pipe that nobody writes into waits for ever. */
    struct stat st;
    if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
        return bv_fail(err, BV_E_INPUT,
                       "%s: is no plain file%s: no bundle has such a thing; remove it", path,
                       S_ISFIFO(st.st_mode) ? " but a pipe" : "");
    return BV_OK;
}

struct text {
    char *data;
    size_t length, capacity;
};

static enum bv_status read_all(gzFile file, const char *path, struct text *text,
                               struct bv_error *err)
{
    for (;;) {
        if (text->length + 1 >= text->capacity) {
            size_t capacity = text->capacity == 0 ? 1 << 16 : 2 * text->capacity;
            char *grown = realloc(text->data, capacity);
            if (grown == NULL)
                return bv_fail(err, BV_E_NOMEM, "out of memory while reading %s", path);
            text->data = grown;
            text->capacity = capacity;
        }
        size_t room = text->capacity - text->length - 1;
        int n = gzread(file, text->data + text->length, room > INT_MAX ? INT_MAX : (unsigned)room);
        if (n < 0) {
            int code;
            int cause = errno;
            const char *why = gzerror(file, &code);
            return code == Z_ERRNO
                       ? bv_fail(err, BV_E_IO, "%s: cannot read: %s", path, strerror(cause))
                       : bv_fail(err, BV_E_INPUT, "%s: the file is damaged", why);
        }
        text->length += (size_t)n;
        text->data[text->length] = '\0';
        if (n == 0)
            return BV_OK;
        if (text->length > FREE_BYTES &&
            text->length / RATIO_MOST > (size_t)(uintmax_t)gzoffset(file))
            return bv_fail(err, BV_E_INPUT,
                           "%s: unpacks to more than %d times its size: it is no result", path,
                           RATIO_MOST);
    }
}

enum bv_status bv_packed_read(const char *path, char **out, size_t *length, struct bv_error *err)
{
    errno = 0;
    gzFile file = gzopen(path, "re");
    if (file == NULL)
        return bv_fail(err, errno == 0 ? BV_E_NOMEM : BV_E_IO, "%s: cannot read: %s", path,
                       errno == 0 ? "out of memory" : strerror(errno));
    struct text text = {0};
    enum bv_status status = read_all(file, path, &text, err);
    int code = gzclose(file);
    if (status == BV_OK && code == Z_BUF_ERROR)
        status = bv_fail(err, BV_E_INPUT, "%s: damaged: it is cut short", path);
    if (status != BV_OK) {
        free(text.data);
        return status;
    }
    *out = text.data;
    *length = text.length;
    return BV_OK;
}

/* A gzip member without a name and a time. free() it. */
static unsigned char *packed_of(const char *text, size_t length, size_t *packed)
{
    enum { GZIP = 16, MEMORY_LEVEL = 8 };
    z_stream stream = {.next_in = (unsigned char *)(uintptr_t)text, .avail_in = (unsigned)length};
    if (length > UINT32_MAX ||
        deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + GZIP, MEMORY_LEVEL,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return NULL;
    size_t bound = deflateBound(&stream, length);
    unsigned char *bytes = bound <= UINT32_MAX ? malloc(bound) : NULL;
    stream.next_out = bytes;
    stream.avail_out = bytes != NULL ? (unsigned)bound : 0;
    bool whole = bytes != NULL && deflate(&stream, Z_FINISH) == Z_STREAM_END;
    *packed = stream.total_out;
    deflateEnd(&stream);
    if (whole)
        return bytes;
    free(bytes);
    return NULL;
}

enum bv_status bv_packed_write(const char *path, const char *text, size_t length,
                               struct bv_error *err)
{
    size_t packed = 0;
    struct bv_newfile file;
    unsigned char *bytes = packed_of(text, length, &packed);
    if (bytes == NULL)
        return bv_fail(err, BV_E_NOMEM, "out of memory while packing %s", path);
    enum bv_status status = bv_newfile_open(path, &file, err);
    if (status == BV_OK && fwrite(bytes, 1, packed, file.stream) != packed) {
        status = bv_fail(err, BV_E_IO, "%s: cannot write: %s", path, strerror(errno));
        bv_newfile_discard(&file);
    } else if (status == BV_OK) {
        status = bv_newfile_commit(&file, err);
    }
    free(bytes);
    return status;
}

enum bv_status bv_packed_pack(const char *path, size_t least_bytes, struct bv_error *err)
{
    char *text, name[PATH_MAX];
    size_t length;
    if (snprintf(name, sizeof name, "%s" BV_PACKED_ENDING, path) >= (int)sizeof name)
        return bv_fail(err, BV_E_IO, "%.200s...: the path is too long", path);
    enum bv_status status = bv_packed_read(path, &text, &length, err);
    if (status != BV_OK)
        return status;
    if (length >= least_bytes) {
        status = bv_packed_write(name, text, length, err);
        if (status == BV_OK)
            unlink(path);
    }
    free(text);
    return status;
}

enum bv_status bv_packed_text(const char *path, const char *name, const char *advice,
                              char file[PATH_MAX], char **text, size_t *length,
                              struct bv_error *err)
{
    struct stat st;
    bool is_folder = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
    enum bv_status status = BV_OK;
    if (is_folder)
        status = bv_packed_find(path, name, file, PATH_MAX, err);
    else if (snprintf(file, PATH_MAX, "%s", path) >= PATH_MAX)
        status = bv_fail(err, BV_E_IO, "%.200s...: the path is too long", path);
    if (status != BV_OK)
        return status;
    if (is_folder && access(file, F_OK) != 0)
        return bv_fail(err, BV_E_IO, "%s: cannot read: %s%s", file, strerror(errno), advice);
    return bv_packed_read(file, text, length, err);
}

enum bv_status bv_packed_json(struct bv_region *into, const char *path, const char *name,
                              const char *advice, char file[PATH_MAX], const json_t **out,
                              struct bv_error *err)
{
    char *text;
    size_t length;
    enum bv_status status = bv_packed_text(path, name, advice, file, &text, &length, err);
    if (status != BV_OK)
        return status;
    status = bv_jsontext_file(into, text, length, file, out, err);
    free(text);
    return status;
}
