/* SPDX-License-Identifier: Apache-2.0 */
/* bundle_open.h: a bundle as it was named on the command line, read with all that stands in it. */
#ifndef BV_BUNDLE_OPEN_H
#define BV_BUNDLE_OPEN_H

#include <limits.h>

#include "lib/bundle/audit.h"
#include "lib/bundle/counts.h"
#include "lib/bundle/escapes.h"
#include "lib/bundle/profiles.h"
#include "lib/bundle/result.h"
#include "lib/bundle/selfcheckfile.h"

struct bv_open_bundle {
    struct bv_result result;
    struct bv_audit audit;       /* zeroed: the bundle has none */
    struct bv_counts counts;     /* zeroed: the bundle has none */
    struct bv_escapes escapes;   /* zeroed: the bundle has none */
    struct bv_profiles profiles; /* zeroed: the bundle has none */
    struct bv_selfcheckfile selfcheck;
    char data_path[PATH_MAX];     /* of its run.json; empty: that was a pipe, and is empty now */
    char topology_path[PATH_MAX]; /* empty: the bundle has none */
};

/* Read a bundle.
 * path     its folder, or the run.json in it
 * out      zeroed; bv_bundle_close it, whatever comes back
 * Errors   those of bv_runfile_read and of the readers of what stands beside it; BV_E_MISMATCH
 *          (that is about other kernels than were measured) */
enum bv_status bv_bundle_open(const char *path, struct bv_open_bundle *out, struct bv_error *err);

/* Read the audit of the bundle that a result was read from, where it has one.
 * path     as for bv_bundle_open
 * out      zeroed, and still so where there is none; bv_audit_finish it, whatever comes back
 * Errors   those of bv_audit_read; BV_E_MISMATCH as above */
enum bv_status bv_open_bundle_audit(const char *path, const struct bv_result *result,
                                    struct bv_audit *out, struct bv_error *err);

/* The same of its escapes.
 * out      bv_escapes_finish it, whatever comes back */
enum bv_status bv_open_bundle_escapes(const char *path, const struct bv_result *result,
                                      struct bv_escapes *out, struct bv_error *err);

/* Release it, and zero it. */
void bv_bundle_close(struct bv_open_bundle *bundle);

/* The name of a bundle's folder, links resolved.
 * name     room for NAME_MAX + 1 letters */
void bv_open_bundle_name(const char *path, char *name);

#endif
