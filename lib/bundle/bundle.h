/* SPDX-License-Identifier: Apache-2.0 */
/* bundle.h: the folder that people exchange: run.json, audit.json, counts.json, escapes.json,
 * profiles.json, selfcheck.json, topology.xml, SHA256SUMS. */
#ifndef BV_BUNDLE_H
#define BV_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/status.h"

/* Names of the files in a bundle. */
#define BV_BUNDLE_RUN "run.json"
#define BV_BUNDLE_ROWS "rows.jsonl"
#define BV_BUNDLE_TOPOLOGY "topology.xml"
#define BV_BUNDLE_AUDIT "audit.json"
#define BV_BUNDLE_COUNTS "counts.json"
#define BV_BUNDLE_ESCAPES "escapes.json"
#define BV_BUNDLE_PROFILES "profiles.json"
#define BV_BUNDLE_SELFCHECK "selfcheck.json"
#define BV_BUNDLE_SUMS "SHA256SUMS"
#define BV_BUNDLE_PPROF                                                                            \
    "profiles" /* a folder: profiles for pprof, which stay where they were taken */

/* path = folder/name.
 * Errors   BV_E_IO (too long) */
enum bv_status bv_bundle_path(const char *folder, const char *name, char *path, size_t bytes,
                              struct bv_error *err);

/* Whether a name in a folder is that of a bundle's file, compressed or not, there or not, and the
 * folder a bundle, finished or not. */
bool bv_bundle_is_file(const char *folder, const char *name);

/* Make the folder, and its parents.
 * Errors   BV_E_REFUSED (it exists and is not empty), BV_E_IO */
enum bv_status bv_bundle_create(const char *folder, struct bv_error *err);

/* Make a folder that was not there, and its parents: where the name is taken, one that ends with
 * -2, -3 ... Of several who ask at once each gets one of its own.
 * folder   the name; on BV_OK that of the folder made. It has room for `bytes`
 * Errors   BV_E_IO */
enum bv_status bv_bundle_create_new(char *folder, size_t bytes, struct bv_error *err);

/* Remove what writers that were killed left half-written: NAME.PID.tmp. To be called by whoever has
 * the folder's journal. */
void bv_bundle_sweep(const char *folder);

/* Remove the files of a bundle, compressed or not, and its folder if nothing else is in it. */
void bv_bundle_remove(const char *folder);

/* Write SHA256SUMS, as sha256sum writes it, over those of the bundle's files that are there.
 * Errors   BV_E_IO */
enum bv_status bv_bundle_seal(const char *folder, struct bv_error *err);

/* Look whether bv_bundle_link_latest() could do so, before the time of a run is spent.
 * Errors   BV_E_IO (something that is no link is in the way, or a link that only another user may
 *          replace) */
enum bv_status bv_bundle_check_latest(const char *folder, struct bv_error *err);

/* Point the symbolic link `latest` beside the folder to it, replacing an older one at once.
 * Errors   BV_E_IO (something that is no link is in the way, or no right to write) */
enum bv_status bv_bundle_link_latest(const char *folder, struct bv_error *err);

#endif
