/* SPDX-License-Identifier: Apache-2.0 */
/* auditfile.h: audit.json, the machine code of the kernels beside the times of a run. */
#ifndef BV_AUDITFILE_H
#define BV_AUDITFILE_H

#include "lib/bundle/audit.h"

#define BV_AUDIT_SCHEMA 1 /* a reader refuses a newer one */

/* Read a file.
 * path     an audit.json, or a bundle folder that holds one
 * out      written only on BV_OK; bv_audit_finish it
 * Errors   BV_E_IO (cannot read), BV_E_INPUT (not JSON, cut short, no audit, a newer schema, a
 *          field that breaks the format: err says where), BV_E_NOMEM */
enum bv_status bv_audit_read(const char *path, struct bv_audit *out, struct bv_error *err);

/* Write a file: to a temporary name beside path, synced, then renamed.
 * Errors   BV_E_IO, BV_E_NOMEM; what stood at path is then untouched */
enum bv_status bv_audit_write(const struct bv_audit *audit, const char *path, struct bv_error *err);

#endif
