/* SPDX-License-Identifier: Apache-2.0 */
/* layout.c: where the layouts are, and dlopen. */
#include "harness/layout.h"

#include <dlfcn.h>
#include <errno.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum bv_status find_folder(char folder[PATH_MAX], struct bv_error *err)
{
    const char *asked = getenv("BYVAL_LAYOUTS");
    if (asked != NULL && asked[0] != '\0') {
        if (realpath(asked, folder) == NULL)
            return bv_fail(err, BV_E_IO, "BYVAL_LAYOUTS=%.200s: %s", asked, strerror(errno));
        return BV_OK;
    }
    char program[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    if (n < 0)
        return bv_fail(err, BV_E_IO, "/proc/self/exe: %s; is /proc mounted?", strerror(errno));
    program[n] = '\0';
    *strrchr(program, '/') = '\0';
    if (snprintf(folder, PATH_MAX, "%s/layouts", program) >= PATH_MAX)
        return bv_fail(err, BV_E_IO, "%.200s...: the path is too long", program);
    return BV_OK;
}

void bv_layout_path(const struct bv_layouts *layouts, uint32_t index, char *out, size_t bytes)
{
    snprintf(out, bytes, "%s/%02u.so", layouts->folder, index);
}

/* out      its folder is set */
static enum bv_status count_layouts(struct bv_layouts *out, struct bv_error *err)
{
    for (out->count = 0; out->count < BV_LAYOUT_MAX; out->count++) {
        char path[PATH_MAX + 8];
        bv_layout_path(out, out->count, path, sizeof path);
        if (access(path, R_OK) != 0)
            break;
    }
    if (out->count == 0)
        return bv_fail(err, BV_E_IO, "%s/00.so: %s; build byval anew (make bench does)",
                       out->folder, strerror(errno));
    return BV_OK;
}

enum bv_status bv_layouts_find(struct bv_layouts *out, struct bv_error *err)
{
    enum bv_status status = find_folder(out->folder, err);
    return status == BV_OK ? count_layouts(out, err) : status;
}

enum bv_status bv_layouts_in(const char *folder, struct bv_layouts *out, struct bv_error *err)
{
    if (realpath(folder, out->folder) == NULL)
        return bv_fail(err, BV_E_IO, "%s: %s; build it anew (make bench does)", folder,
                       strerror(errno));
    return count_layouts(out, err);
}

enum bv_status bv_layouts_of_build(const char *build, struct bv_layouts *out, struct bv_error *err)
{
    char folder[PATH_MAX];
    if (snprintf(folder, sizeof folder, "%s/layouts", build) >= (int)sizeof folder)
        return bv_fail(err, BV_E_IO, "%.200s...: the path is too long", build);
    return bv_layouts_in(folder, out, err);
}

enum bv_status bv_layouts_digest(const struct bv_layouts *layouts, char out[BV_DIGEST_TEXT_BYTES],
                                 struct bv_error *err)
{
    /* Too much for the stack, where that is small. */
    char(*paths)[PATH_MAX + 8] = malloc((layouts->count + 1) * sizeof *paths);
    const char *names[BV_LAYOUT_MAX];
    if (paths == NULL)
        return bv_fail(err, BV_E_NOMEM, "out of memory");
    for (uint32_t i = 0; i < layouts->count; i++) {
        bv_layout_path(layouts, i, paths[i], sizeof paths[i]);
        names[i] = paths[i];
    }
    enum bv_status status = bv_digest_files(names, layouts->count, out, err);
    free(paths);
    return status;
}

enum bv_status bv_layout_open(const struct bv_layouts *layouts, uint32_t index,
                              struct bv_layout *out, struct bv_error *err)
{
    char path[PATH_MAX + 8];
    bv_layout_path(layouts, index, path, sizeof path);
    return bv_layout_load(path, out, err);
}

enum bv_status bv_layout_load(const char *path, struct bv_layout *out, struct bv_error *err)
{
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL)
        return bv_fail(err, BV_E_IO, "%s: cannot be loaded: %s", path, dlerror());
    const struct bv_catalogue *catalogue = dlsym(handle, BV_CATALOGUE_SYMBOL);
    if (catalogue == NULL || catalogue->abi != BV_CATALOGUE_ABI) {
        dlclose(handle);
        return bv_fail(err, BV_E_MISMATCH, "%s: not a kernel library of this byval; build anew",
                       path);
    }
    out->handle = handle;
    out->catalogue = catalogue;
    return BV_OK;
}

void bv_layout_close(struct bv_layout *layout)
{
    if (layout->handle != NULL)
        dlclose(layout->handle);
    memset(layout, 0, sizeof *layout);
}

enum bv_status bv_layout_find(const struct bv_layout *layout, const char *const *names,
                              size_t count, struct bv_case_ref *out, struct bv_error *err)
{
    struct hsearch_data table = {0};
    if (hcreate_r(2 * count + 16, &table) == 0)
        return bv_fail(err, BV_E_NOMEM, "out of memory");
    ENTRY *found;
    for (size_t i = 0; i < count; i++) {
        out[i] = (struct bv_case_ref){NULL, NULL};
        hsearch_r((ENTRY){.key = (char *)names[i], .data = &out[i]}, ENTER, &found, &table);
    }
    const struct bv_catalogue *catalogue = layout->catalogue;
    for (size_t f = 0; f < catalogue->family_count; f++) {
        const struct bv_family *family = catalogue->families[f];
        for (size_t c = 0; c < family->case_count; c++) {
            const struct bv_case *row = &family->cases[c];
            if (hsearch_r((ENTRY){.key = (char *)row->name}, FIND, &found, &table) != 0)
                *(struct bv_case_ref *)found->data = (struct bv_case_ref){family, row};
        }
    }
    hdestroy_r(&table);
    return BV_OK;
}
