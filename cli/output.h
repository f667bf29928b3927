/* SPDX-License-Identifier: Apache-2.0 */
/* output.h: what --out may name: no file of a bundle, and nothing that is read. */
#ifndef BV_OUTPUT_H
#define BV_OUTPUT_H

#include <stddef.h>

#include "lib/base/status.h"
#include "lib/base/text.h"

/* Check a file that is to be written, before any work is done for it.
 * inputs   paths that are read for it, bundles by their folders or their run.json; NULL: left out
 * Errors   BV_E_REFUSED (it is a file of a bundle, has the name of one, or is an input) */
enum bv_status bv_output_file(const char *out, const char *const *inputs, size_t count,
                              struct bv_error *err);

/* The same of a folder that is to be replaced: none of the inputs may stand in it. */
enum bv_status bv_output_folder(const char *out, const char *const *inputs, size_t count,
                                struct bv_error *err);

/* Write a text to a file, which is then whole, or as it was.
 * Errors   BV_E_REFUSED (something that is no plain file stands there), BV_E_IO */
enum bv_status bv_output_write(const char *path, const struct bv_text *text, struct bv_error *err);

#endif
