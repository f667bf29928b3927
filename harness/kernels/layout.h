/* SPDX-License-Identifier: Apache-2.0 */
/* layout.h: the kernel library, loaded with its functions in one order or another. */
#ifndef BV_LAYOUT_H
#define BV_LAYOUT_H

#include <limits.h>
#include <stdint.h>

#include "benchmarks/case.h"
#include "lib/base/status.h"

/* Find the kernel library, or the program that the kernels are in another language.
 * build    a build folder, whose kernels.so is meant, or else its kernels; NULL: the file that the
 * environment variable BYVAL_KERNELS names, else kernels.so beside the running program path gets
 * its absolute path Errors   BV_E_IO (it is not there) */
enum bv_status bv_kernels_find(const char *build, char path[PATH_MAX], struct bv_error *err);

/* A kernel library in this process. */
struct bv_layout {
    const struct bv_catalogue *catalogue;
    void *handle;
    struct bv_catalogue_file *file; /* of a program: nothing can be run in this process */
};

/* Load the kernels in a layout: with their functions in an order of its own.
 * kernels  path of the library
 * number   of the layout; 0: the order in which they were linked. Of one library, a process has one
 *          layout at a time, or any number of times the linked order
 * Errors   BV_E_IO (cannot be read or loaded), BV_E_MISMATCH (built against another case.h),
 *          BV_E_REFUSED (a system that lets no code be changed), BV_E_UNSUPPORTED (they are a
 *          program), else as bv_shuffle */
enum bv_status bv_layout_open(const char *kernels, uint32_t number, struct bv_layout *out,
                              struct bv_error *err);

/* Learn what cases kernels have, be they a library or a program; out->file tells which.
 * Errors   as bv_layout_open of layout 0, and bv_catalogue_file_read */
enum bv_status bv_layout_describe(const char *kernels, struct bv_layout *out, struct bv_error *err);

/* Write the library of a layout into a new file, to be disassembled.
 * Errors   as bv_layout_open */
enum bv_status bv_layout_write(const char *kernels, uint32_t number, const char *path,
                               struct bv_error *err);

/* Unload; a zeroed layout is fine. */
void bv_layout_close(struct bv_layout *layout);

/* A case of a catalogue and its family. */
struct bv_case_ref {
    const struct bv_family *family;
    const struct bv_case *row;
};

/* Find a case by its name, which begins with its family's.
 * Returns  NULLs where the catalogue has no such case */
struct bv_case_ref bv_layout_find(const struct bv_layout *layout, const char *name);

#endif
