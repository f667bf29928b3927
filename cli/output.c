/* SPDX-License-Identifier: Apache-2.0 */
/* output.c: see output.h. */
#include "cli/output.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/filesync.h"
#include "lib/base/packed.h"
#include "lib/bundle/bundle.h"

static enum bv_status check_bundle(const char *out, struct bv_error *err)
{
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s", out) >= (int)sizeof path)
        return bv_fail(err, BV_E_IO, "%.200s...: the path is too long", out);
    for (size_t n = strlen(path); n > 1 && path[n - 1] == '/'; n--)
        path[n - 1] = '\0';
    const char *slash = strrchr(path, '/'), *last = slash == NULL ? path : slash + 1;
    char name[PATH_MAX];
    memcpy(name, last, strlen(last) + 1);
    if (!bv_bundle_is_file(dirname(path), name))
        return BV_OK;
    return bv_fail(err, BV_E_REFUSED,
                   "%s: is the place of a file of a bundle, which would be lost or no longer fit "
                   "the others: give another --out",
                   out);
}

/* The file behind an input: of a bundle, its run.json. */
static const char *file_of(const char *input, char path[PATH_MAX])
{
    struct stat st;
    struct bv_error ignored;
    bool is_folder = stat(input, &st) == 0 && S_ISDIR(st.st_mode);
    if (!is_folder || bv_packed_find(input, BV_BUNDLE_RUN, path, PATH_MAX, &ignored) != BV_OK)
        return input;
    return path;
}

enum bv_status bv_output_file(const char *out, const char *const *inputs, size_t count,
                              struct bv_error *err)
{
    struct stat st, own;
    enum bv_status status = check_bundle(out, err);
    bool exists = stat(out, &own) == 0;
    for (size_t i = 0; status == BV_OK && exists && i < count; i++) {
        char path[PATH_MAX];
        if (inputs[i] != NULL && stat(file_of(inputs[i], path), &st) == 0 &&
            st.st_dev == own.st_dev && st.st_ino == own.st_ino)
            status = bv_fail(err, BV_E_REFUSED,
                             "%s: is what is read, and would be replaced: give another --out", out);
    }
    return status;
}

enum bv_status bv_output_folder(const char *out, const char *const *inputs, size_t count,
                                struct bv_error *err)
{
    char whole[PATH_MAX], path[PATH_MAX], input[PATH_MAX];
    enum bv_status status = check_bundle(out, err);
    if (status != BV_OK || realpath(out, whole) == NULL)
        return status;
    size_t length = strlen(whole);
    for (size_t i = 0; status == BV_OK && i < count; i++)
        if (inputs[i] != NULL && realpath(file_of(inputs[i], path), input) != NULL &&
            strncmp(input, whole, length) == 0 && (input[length] == '/' || input[length] == '\0'))
            status = bv_fail(err, BV_E_REFUSED,
                             "%s: it holds %s, which is read, and would be replaced: give "
                             "another --out",
                             out, inputs[i]);
    return status;
}

enum bv_status bv_output_write(const char *path, const struct bv_text *text, struct bv_error *err)
{
    struct bv_newfile file;
    struct stat st;
    if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
        return bv_fail(err, BV_E_REFUSED,
                       "%s: is no plain file; name another, or none for standard output", path);
    enum bv_status status = bv_newfile_open(path, &file, err);
    if (status != BV_OK)
        return status;
    if (fwrite(text->data, 1, text->length, file.stream) != text->length) {
        status = bv_fail(err, BV_E_IO, "%s: cannot write: %s", path, strerror(errno));
        bv_newfile_discard(&file);
        return status;
    }
    return bv_newfile_commit(&file, err);
}
