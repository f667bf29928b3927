/* SPDX-License-Identifier: Apache-2.0 */
/* run_resume.c: going on with a run that was interrupted, or that is at its end; see run.h. */

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/measure/run.h"
#include "harness/measure/run_folder.h"
#include "harness/measure/run_head.h"
#include "harness/measure/run_state.h"
#include "lib/base/packed.h"
#include "lib/bundle/bundle.h"
#include "lib/bundle/runfile.h"

/* What was stated of the caches holds for all of a run. */
static void restate_caches(struct bv_run *run)
{
    const struct bv_facts *key = &run->result.key;
    const char *l1d = bv_facts_get(key, "cache.l1d"), *l2 = bv_facts_get(key, "cache.l2");
    const char *l3 = bv_facts_get(key, "cache.l3");
    if (bv_facts_get(key, "cache.stated") == NULL)
        return;
    bv_topology_state_caches(run->topology,
                             &(struct bv_caches){
                                 .l1d_bytes = l1d == NULL ? 0 : strtoull(l1d, NULL, 10),
                                 .l2_bytes = l2 == NULL ? 0 : strtoull(l2, NULL, 10),
                                 .l3_bytes = l3 == NULL ? 0 : strtoull(l3, NULL, 10),
                             });
}

/* On the machine itself an unknown fact may stay unknown; between machines it never equals. */
static enum bv_status compare_keys(const struct bv_facts *then, const struct bv_facts *now,
                                   const char *folder, struct bv_error *err)
{
    for (size_t i = 0; i < now->count; i++) {
        const char *was = bv_facts_get(then, now->items[i].name), *is = now->items[i].value;
        if (was == is || (was != NULL && is != NULL && strcmp(was, is) == 0))
            continue;
        return bv_fail(
            err, BV_E_MISMATCH,
            "%s: cannot go on: %s was '%.100s' then and is '%.100s' now; begin a new run", folder,
            now->items[i].name, was == NULL ? "unknown" : was, is == NULL ? "unknown" : is);
    }
    return BV_OK;
}

/* The kernels that a run measured, among those of some builds. */
static enum bv_status find_measured(struct bv_run *run, const char *const *builds,
                                    size_t build_count, struct bv_error *err)
{
    const char *measured = bv_facts_get(&run->result.key, "kernel_hash");
    if (build_count == 0)
        return bv_run_find_kernels(run, NULL, err);
    for (size_t i = 0; i < build_count; i++) {
        enum bv_status status = bv_run_find_kernels(run, builds[i], err);
        if (status != BV_OK)
            return status;
        if (measured != NULL && strcmp(measured, run->kernel_hash) == 0)
            return BV_OK;
    }
    return bv_fail(err, BV_E_MISMATCH,
                   "%s: cannot go on: none of the builds has the kernels that it "
                   "measured; name that one with --build",
                   run->folder);
}

/* What a run measured, and that it can be gone on with here. */
static enum bv_status reopen(struct bv_run *run, const char *folder, const char *const *builds,
                             size_t build_count, struct bv_error *err)
{
    char rows[PATH_MAX];
    struct bv_factlist key = {0};
    snprintf(run->folder, sizeof run->folder, "%s", folder);
    bv_run_folder_trim(run->folder);
    enum bv_status status = bv_bundle_path(folder, BV_BUNDLE_ROWS, rows, sizeof rows, err);
    if (status == BV_OK && access(rows, F_OK) != 0)
        status = bv_fail(err, BV_E_IO,
                         "%s: %s; only a run that was killed or interrupted can be resumed", rows,
                         strerror(errno));
    if (status == BV_OK)
        status = bv_journal_resume(rows, &run->result, &run->journal, err);
    run->is_latest = status == BV_OK && bv_run_folder_is_default(run);
    if (status == BV_OK)
        status = find_measured(run, builds, build_count, err);
    if (status == BV_OK)
        status = bv_run_open_kernels(run, err);
    if (status != BV_OK)
        return status;
    bv_bundle_sweep(folder);
    restate_caches(run);
    const struct bv_run_head head = bv_run_head_of(run);
    struct bv_pin pin; /* a CPU that is away must not pass for another machine */
    status = bv_pin_choose(run->topology, run->result.cpu, &pin, err);
    if (status == BV_OK)
        status = bv_run_head_key(&head, run->result.cpu, &key, err);
    if (status == BV_OK)
        status = compare_keys(&run->result.key, &key.facts, folder, err);
    bv_factlist_finish(&key);
    if (status == BV_OK && run->result.layouts != 0)
        status = bv_fail(err, BV_E_MISMATCH,
                         "%s: cannot go on: its blocks met %u layouts of an earlier byval; begin a "
                         "new run",
                         folder, run->result.layouts);
    if (status == BV_OK)
        status = bv_run_head_audit(&head, err); /* its warnings are in the result */
    return status == BV_OK ? bv_run_head_escapes(&head, err) : status;
}

/* Bind to the CPU of runs that were reopened, and see that each has its topology. */
static enum bv_status go_on(struct bv_run **out, size_t count, struct bv_error *err)
{
    enum bv_status status = BV_OK;
    for (size_t i = 1; i < count && status == BV_OK; i++)
        if (out[i]->result.cpu != out[0]->result.cpu)
            status = bv_fail(
                err, BV_E_MISMATCH, "%s: cannot take turns with %s: they measure on CPU %d and %d",
                out[i]->folder, out[0]->folder, out[i]->result.cpu, out[0]->result.cpu);
    if (status == BV_OK) {
        const struct bv_pin pin = {.cpu = out[0]->result.cpu, .core = -1};
        status = bv_pin_bind(out[0]->topology, &pin, err);
    }
    for (size_t i = 0; i < count && status == BV_OK; i++)
        status = bv_run_folder_export_topology(out[i], err);
    return status;
}

enum bv_status bv_run_resume(const char *const *folders, size_t count, const char *const *builds,
                             size_t build_count, double budget_s, struct bv_run **out,
                             struct bv_error *err)
{
    enum bv_status status = BV_OK;
    memset(out, 0, count * sizeof *out);
    for (size_t i = 0; i < count && status == BV_OK; i++) {
        status = bv_run_create(&out[i], err);
        if (status == BV_OK)
            status = reopen(out[i], folders[i], builds, build_count, err);
        if (status == BV_OK && !isnan(budget_s))
            out[i]->result.budget_s = budget_s;
    }
    if (status == BV_OK)
        status = go_on(out, count, err);
    if (status != BV_OK)
        bv_run_finish_all(out, count);
    return status;
}

/* A finished run as a journal again, with a plan that goes on; its run.json stays until the new
 * end. */
static enum bv_status begin_session(const char *folder, const char *rows, double more_s,
                                    struct bv_error *err)
{
    char path[PATH_MAX];
    struct stat then = {0}, now = {0};
    struct bv_result result = {0};
    enum bv_status status = bv_packed_find(folder, BV_BUNDLE_RUN, path, sizeof path, err);
    if (status == BV_OK && stat(path, &then) == 0)
        status = bv_runfile_read(path, &result, err);
    else if (status == BV_OK)
        status = bv_fail(err, BV_E_IO, "%s: cannot read: %s", path, strerror(errno));
    if (status != BV_OK)
        return status;
    result.stopped = NULL;
    result.sessions++;
    result.budget_s = result.elapsed_s + more_s;
    result.blocks_max = result.blocks_max > INT32_MAX / 2 ? INT32_MAX : 2 * result.blocks_max;
    for (size_t i = 0; i < result.case_count; i++)
        if (result.cases[i].state == BV_CASE_PRECISE)
            result.cases[i].state = BV_CASE_OPEN;
    if (result.layouts != 0)
        status = bv_fail(err, BV_E_MISMATCH,
                         "%s: cannot go on: its blocks met %u layouts of an earlier byval; begin a "
                         "new run",
                         folder, result.layouts);
    else
        status = bv_journal_rebuild(rows, &result, err);
    bv_result_finish(&result);
    /* Where the journal stands, nobody else writes a new end; one may have done so before. */
    if (status == BV_OK && (stat(path, &now) != 0 || now.st_ino != then.st_ino ||
                            now.st_mtim.tv_sec != then.st_mtim.tv_sec ||
                            now.st_mtim.tv_nsec != then.st_mtim.tv_nsec)) {
        unlink(rows);
        status = bv_fail(err, BV_E_REFUSED, "%s: another byval went on with it meanwhile", folder);
    }
    return status;
}

enum bv_status bv_run_more(const char *const *folders, size_t count, const char *const *builds,
                           size_t build_count, double more_s, struct bv_run **out,
                           struct bv_error *err)
{
    enum bv_status status = BV_OK;
    memset(out, 0, count * sizeof *out);
    for (size_t i = 0; i < count && status == BV_OK; i++) {
        char rows[PATH_MAX];
        status = bv_bundle_path(folders[i], BV_BUNDLE_ROWS, rows, sizeof rows, err);
        bool interrupted = status == BV_OK && access(rows, F_OK) == 0;
        if (status == BV_OK && !interrupted)
            status = begin_session(folders[i], rows, more_s, err);
        if (status == BV_OK && (status = bv_run_create(&out[i], err)) != BV_OK && !interrupted)
            unlink(rows);
        if (status == BV_OK) {
            out[i]->is_ended = !interrupted;
            status = reopen(out[i], folders[i], builds, build_count, err);
            out[i]->blocks_then = out[i]->result.block_count;
            if (status == BV_E_REFUSED && out[i]->journal == NULL)
                out[i]->is_ended = false; /* the journal is somebody else's by now */
        }
        if (status == BV_OK && interrupted) {
            const struct bv_result *result = &out[i]->result;
            const struct bv_block_info *last =
                result->block_count == 0 ? NULL : &result->blocks[result->block_count - 1];
            out[i]->result.budget_s = more_s + (last == NULL ? 0 : last->start_s + last->seconds);
        }
    }
    if (status == BV_OK)
        status = go_on(out, count, err);
    if (status != BV_OK) {
        for (size_t i = 0; i < count; i++)
            if (out[i] != NULL && out[i]->is_ended)
                bv_run_folder_drop_journal(out[i]);
        bv_run_finish_all(out, count);
    }
    return status;
}
