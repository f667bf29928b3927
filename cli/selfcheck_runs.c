/* SPDX-License-Identifier: Apache-2.0 */
/* selfcheck_runs.c: see selfcheck_runs.h. */
#include "cli/selfcheck_runs.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cli/progress.h"
#include "harness/measure/run.h"
#include "harness/measure/slicecost.h"

enum { AGAIN_BLOCKS = 4 };

enum bv_status bv_selfcheck_path(const char *folder, const char *name, char *out,
                                 struct bv_error *err)
{
    if (snprintf(out, PATH_MAX, "%s%s%s", folder, name[0] ? "/runs/" : "", name) >= PATH_MAX)
        return bv_fail(err, BV_E_IO, "%.200s...: the path is too long", folder);
    return BV_OK;
}

enum bv_status bv_selfcheck_run_path(const char *folder, uint32_t run, char *out,
                                     struct bv_error *err)
{
    char name[16] = "";
    if (run > 0)
        snprintf(name, sizeof name, "%02u", run);
    return bv_selfcheck_path(folder, name, out, err);
}

/* A run's progress as that of all of them. */
static void show(const struct bv_progress *one, void *user)
{
    struct bv_selfcheck_session *s = user;
    double whole = one->elapsed_s + one->remaining_s;
    struct bv_progress all = {
        .blocks = s->blocks + one->blocks,
        .done_count = s->done,
        .open_count = s->runs - s->done,
        .elapsed_s = s->elapsed_s + one->elapsed_s,
        .remaining_s = one->remaining_s + whole * (s->runs - s->done - (s->done < s->runs)),
    };
    bv_progress_show(&all, &s->view);
}

/* A case that fails is not a matter of precision. */
static enum bv_status check_cases(const struct bv_result *result, struct bv_error *err)
{
    for (size_t i = 0; i < result->case_count; i++)
        if (result->cases[i].state == BV_CASE_FAILED)
            return bv_fail(err, BV_E_CHILD, "%.200s: %.600s", result->cases[i].name,
                           result->cases[i].reason);
    if (strcmp(result->stopped, "interrupted") == 0)
        return bv_fail(err, BV_E_INTERRUPTED, "interrupted");
    return BV_OK;
}

static enum bv_status measure(struct bv_selfcheck_session *s, const char *path, uint64_t seed,
                              uint32_t blocks, struct bv_error *err)
{
    const struct bv_preset *preset = bv_preset_find("selfcheck");
    const struct bv_run_config config = {
        .preset = preset,
        .out = path,
        .budget_s = preset->budget_s,
        .precision = preset->precision,
        .spacing_s = preset->spacing_s,
        .blocks_min = blocks > 0 ? blocks : preset->blocks_min,
        .blocks_max = blocks > 0 ? blocks : preset->blocks_max,
        .seed = seed,
        .cpu = s->cpu,
    };
    struct bv_run *run = NULL;
    enum bv_status status = bv_run_begin(&config, &run, err);
    if (status != BV_OK)
        return status;
    status = bv_run_measure(&run, 1, s->stop, s->quiet ? NULL : show, s, err);
    const struct bv_result *result = bv_run_result(run);
    if (status == BV_OK)
        status = check_cases(result, err);
    s->cpu = result->cpu;
    s->blocks += (uint32_t)result->block_count;
    s->elapsed_s += result->elapsed_s;
    bv_run_finish(run);
    return status;
}

enum bv_status bv_selfcheck_measure(struct bv_selfcheck_session *s, struct bv_slice_costs *costs,
                                    struct bv_error *err)
{
    char path[PATH_MAX];
    enum bv_status status = BV_OK;
    for (uint32_t r = 0; r < s->runs && status == BV_OK; r++) {
        status = bv_selfcheck_run_path(s->folder, r, path, err);
        if (status == BV_OK)
            status = measure(s, path, s->seed + r, 0, err);
        s->done += status == BV_OK;
    }
    if (status == BV_OK)
        status = bv_selfcheck_path(s->folder, "again", path, err);
    if (status == BV_OK)
        status = measure(s, path, s->seed, AGAIN_BLOCKS, err);
    if (status == BV_OK)
        status = bv_slicecost_measure(costs, err);
    if (!s->quiet)
        bv_progress_end(&s->view);
    return status;
}
