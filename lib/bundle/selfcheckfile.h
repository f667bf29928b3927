/* SPDX-License-Identifier: Apache-2.0 */
/* selfcheckfile.h: selfcheck.json: what byval selfcheck found out, and about which kernels where.
 */
#ifndef BV_SELFCHECKFILE_H
#define BV_SELFCHECKFILE_H

#include <stdint.h>

#include "lib/base/region.h"
#include "lib/base/status.h"
#include "lib/bundle/selfcheck_table.h"

#define BV_CHECKFILE_SCHEMA 1

struct bv_selfcheckfile {
    const char *version;     /* of byval */
    const char *started_utc; /* of the first run */
    const char *cpu;         /* model; NULL unknown */
    const char *compiler;    /* of the kernels; NULL unknown */
    const char *kernel_hash; /* as in machine.key */
    uint64_t seed;           /* of the first run */
    size_t runs, blocks;
    double elapsed_s; /* measuring */
    struct bv_slice_costs costs;
    struct bv_selfcheck check;
    struct bv_region storage; /* owner of the strings after bv_selfcheckfile_read */
};

/* Write it: to a temporary name, synced, then renamed.
 * Errors   BV_E_IO, BV_E_NOMEM */
enum bv_status bv_selfcheckfile_write(const struct bv_selfcheckfile *file, const char *path,
                                      struct bv_error *err);

/* Read it. A verdict that does not follow from its own numbers is damage.
 * out      written only on BV_OK; bv_selfcheckfile_finish it
 * Errors   BV_E_IO, BV_E_INPUT, BV_E_NOMEM */
enum bv_status bv_selfcheckfile_read(const char *path, struct bv_selfcheckfile *out,
                                     struct bv_error *err);

/* The same from text. name   opens an error's text */
enum bv_status bv_selfcheckfile_parse(const char *text, size_t length, const char *name,
                                      struct bv_selfcheckfile *out, struct bv_error *err);

/* NULL and a zeroed file are fine. */
void bv_selfcheckfile_finish(struct bv_selfcheckfile *file);

#endif
