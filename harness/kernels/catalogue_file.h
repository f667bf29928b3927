/* SPDX-License-Identifier: Apache-2.0 */
/* catalogue_file.h: kernels that are a program of their own, in another language: what cases it
 * has.
 *
 * Such a program speaks the worker protocol (harness/worker/worker_job.h). Beside it, in a file
 * with .json behind its name, stands its catalogue:
 *     {"compiler": "go 1.23.5", "flags": "...", "cases": [{"name": ..., "arms": [...],
 *      "size_bytes": N, "regime": {"live_mib": N, "flat": BOOL, "threads": BOOL}}, ...]} */
#ifndef BV_CATALOGUE_FILE_H
#define BV_CATALOGUE_FILE_H

#include <stdbool.h>

#include "benchmarks/case.h"
#include "lib/base/status.h"

struct bv_catalogue_file;

/* Whether kernels are such a program: whether they have a catalogue beside them. */
bool bv_catalogue_file_is(const char *kernels);

/* Read the catalogue of such a program. None of its cases can be run here.
 * kernels  path of the program
 * out      bv_catalogue_file_destroy it
 * Errors   BV_E_IO, BV_E_INPUT, BV_E_NOMEM */
enum bv_status bv_catalogue_file_read(const char *kernels, struct bv_catalogue_file **out,
                                      struct bv_error *err);

const struct bv_catalogue *bv_catalogue_file_catalogue(const struct bv_catalogue_file *file);

/* NULL is fine. */
void bv_catalogue_file_destroy(struct bv_catalogue_file *file);

#endif
