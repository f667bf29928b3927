/* SPDX-License-Identifier: Apache-2.0 */
/* layout.h: the K link layouts of the kernels, each a shared object of the same cases. */
#ifndef BV_LAYOUT_H
#define BV_LAYOUT_H

#include <limits.h>
#include <stdint.h>

#include "benchmarks/case.h"
#include "harness/digest.h"
#include "harness/plan.h"
#include "harness/status.h"

enum { BV_LAYOUT_MAX = BV_PLAN_LAYOUT_MAX }; /* their names have two digits */

/* The folder of layouts: 00.so, 01.so ... */
struct bv_layouts {
    char folder[PATH_MAX];
    uint32_t count;
};

/* Find the layouts: in the folder named by the environment variable BYVAL_LAYOUTS, else in
 * `layouts` beside the running program.
 * Errors   BV_E_IO (none there, or not readable) */
enum bv_status bv_layouts_find(struct bv_layouts *out, struct bv_error *err);

/* The layouts of another build: in the folder `layouts` of its build folder.
 * Errors   BV_E_IO (none there, or not readable) */
enum bv_status bv_layouts_of_build(const char *build, struct bv_layouts *out, struct bv_error *err);

/* The layouts in a folder.
 * Errors   as above */
enum bv_status bv_layouts_in(const char *folder, struct bv_layouts *out, struct bv_error *err);

/* SHA-256 over all layouts: what "the same kernels" means. Reads every byte of them.
 * Errors   BV_E_IO */
enum bv_status bv_layouts_digest(const struct bv_layouts *layouts, char out[BV_DIGEST_TEXT_BYTES],
                                 struct bv_error *err);

/* The file of a layout.
 * index    < layouts->count
 * out      PATH_MAX + 8 bytes are enough */
void bv_layout_path(const struct bv_layouts *layouts, uint32_t index, char *out, size_t bytes);

struct bv_layout {
    const struct bv_catalogue *catalogue;
    void *handle;
};

/* Load a layout into this process.
 * index    < layouts->count
 * Errors   BV_E_IO (cannot be loaded), BV_E_MISMATCH (built against another case.h) */
enum bv_status bv_layout_open(const struct bv_layouts *layouts, uint32_t index,
                              struct bv_layout *out, struct bv_error *err);

/* The same, of any file. */
enum bv_status bv_layout_load(const char *path, struct bv_layout *out, struct bv_error *err);

/* Unload; a zeroed layout is fine. */
void bv_layout_close(struct bv_layout *layout);

/* A case of a catalogue and its family. */
struct bv_case_ref {
    const struct bv_family *family;
    const struct bv_case *row;
};

/* Find cases by name, in one pass over the catalogue.
 * names    count distinct names
 * out      count entries; row is NULL where the catalogue has no such case
 * Errors   BV_E_NOMEM */
enum bv_status bv_layout_find(const struct bv_layout *layout, const char *const *names,
                              size_t count, struct bv_case_ref *out, struct bv_error *err);

#endif
