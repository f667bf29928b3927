/* SPDX-License-Identifier: Apache-2.0 */
/* runfile.h: run.json, the finished result as strict Google Benchmark JSON. */
#ifndef BV_RUNFILE_H
#define BV_RUNFILE_H

#include "lib/bundle/result.h"

#define BV_RUNFILE_NAME "run.json"

/* Read a result.
 * path     a run.json, compressed or not, or a bundle folder that holds one
 * out      written only on BV_OK; bv_result_finish it
 * Errors   BV_E_IO (cannot read), BV_E_INPUT (truncated, not JSON, not byval's, a newer schema, a
 *          row that breaks the format: err says where), BV_E_NOMEM */
enum bv_status bv_runfile_read(const char *path, struct bv_result *out, struct bv_error *err);

/* Write a result: to a temporary name beside path, synced, then renamed.
 * Errors   BV_E_IO, BV_E_NOMEM, BV_E_INPUT (a time is not finite); what stood at path is then
 *          untouched */
enum bv_status bv_runfile_write(const struct bv_result *result, const char *path,
                                struct bv_error *err);

#endif
