/* SPDX-License-Identifier: Apache-2.0 */
/* run_folder.h: the folder of a run: its name, its beginning and its end. */
#ifndef BV_RUN_FOLDER_H
#define BV_RUN_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/measure/run.h"
#include "harness/measure/run_state.h"

/* Whether a folder has the name of a run that was given none, HOST-UTCTIME, with a number behind it
 * where the name was taken. */
bool bv_run_folder_is_default(const struct bv_run *run);

/* Write the topology unless it is there: a run may have been killed before it was. */
enum bv_status bv_run_folder_export_topology(const struct bv_run *run, struct bv_error *err);

/* Remove what was made of a bundle before anything was measured. */
void bv_run_folder_drop(struct bv_run *run);

/* Make the folder, its journal and its topology. The journal comes first: who creates it owns the
 * folder. */
enum bv_status bv_run_folder_begin(struct bv_run *run, struct bv_error *err);

/* Name the bundle of one of several runs: in the folder `out`, by what was built; of equal names
 * the later ones get a number. */
enum bv_status bv_run_folder_name(struct bv_run *const *runs, size_t at, const char *out,
                                  struct bv_error *err);

/* Take slashes off the end of a path. */
void bv_run_folder_trim(char *path);

/* Name the bundle of a run that is alone.
 * out      its folder; NULL: it has the default name */
void bv_run_folder_name_only(struct bv_run *run, const char *out);

/* Remove the journal of a run to which nothing was added: its bundle is what it was. */
void bv_run_folder_drop_journal(const struct bv_run *run);

/* Write run.json and what belongs to it; then remove the journal, unless the run can be resumed. */
enum bv_status bv_run_folder_write(struct bv_run *run, struct bv_error *err);

#endif
