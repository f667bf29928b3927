/* SPDX-License-Identifier: Apache-2.0 */
/* run.c: what stands around the sampler: machine, bundle, journal. */
#include "harness/measure/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "harness/kernels/layout.h"
#include "harness/kernels/select.h"
#include "harness/measure/run_folder.h"
#include "harness/measure/run_head.h"
#include "harness/measure/run_state.h"
#include "lib/base/memory.h"

static uint64_t stack_limit_bytes(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return UINT64_MAX;
    return limit.rlim_cur;
}

/* What the budget can decide; and what a preset asks for beyond it is left out. */
static enum bv_status forecast(struct bv_run *run, const struct bv_run_config *config,
                               struct bv_error *err)
{
    struct bv_regime *regimes;
    enum bv_status status = bv_select_regimes(&run->layout, &run->result, &regimes, err);
    if (status != BV_OK)
        return status;
    const struct bv_forecast all = bv_forecast_of(&run->result, regimes);
    if (config->filter == NULL)
        status = bv_forecast_trim(&run->result, regimes, NULL, run->quick, err);
    run->forecast = bv_forecast_of(&run->result, regimes);
    run->forecast.left_out = all.cases - run->forecast.cases;
    run->forecast.floor_s = all.floor_s;
    free(regimes);
    return status;
}

static enum bv_status select_cases(struct bv_run *run, const struct bv_run_config *config,
                                   struct bv_error *err)
{
    char *cases = bv_preset_cases(config->preset, run->layout.catalogue);
    enum bv_status status = cases == NULL
                                ? bv_no_memory(err)
                                : bv_select_cases(run->layout.catalogue, cases, config->filter,
                                                  stack_limit_bytes(), &run->result, err);
    free(cases);
    return status;
}

/* Everything of a new run but what others could see. */
static enum bv_status prepare(struct bv_run *run, const struct bv_run_config *config,
                              const char *build, struct bv_pin *pin, struct bv_error *err)
{
    enum bv_status status = bv_run_find_kernels(run, build, err);
    if (status == BV_OK)
        status = bv_run_open_kernels(run, err);
    if (status == BV_OK)
        status = select_cases(run, config, err);
    if (status == BV_OK)
        status = bv_pin_choose(run->topology, config->cpu, pin, err);
    bv_topology_state_caches(run->topology, &config->caches);
    const struct bv_run_head head = bv_run_head_of(run);
    if (status == BV_OK)
        status = bv_run_head_record(&head, config, pin, err);
    return status == BV_OK ? forecast(run, config, err) : status;
}

enum bv_status bv_run_begin(const struct bv_run_config *config, struct bv_run **out,
                            struct bv_error *err)
{
    size_t count = config->build_count > 0 ? config->build_count : 1, made = 0;
    struct bv_pin pin;
    enum bv_status status = BV_OK;
    memset(out, 0, count * sizeof *out);
    for (size_t i = 0; i < count && status == BV_OK; i++) {
        status = bv_run_create(&out[i], err);
        if (status == BV_OK)
            status = prepare(out[i], config, config->build_count > 0 ? config->builds[i] : NULL,
                             &pin, err);
        if (status == BV_OK && count > 1)
            status = bv_run_folder_name(out, i, config->out, err);
        else if (status == BV_OK)
            bv_run_folder_name_only(out[i], config->out);
    }
    if (status == BV_OK) /* not before all have seen the machine as it is without */
        status = bv_pin_bind(out[0]->topology, &pin, err);
    for (; made < count && status == BV_OK; made++)
        status = bv_run_folder_begin(out[made], err);
    if (status != BV_OK) {
        for (size_t i = 0; i < made; i++) /* leave no half-made bundle behind */
            bv_run_folder_drop(out[i]);
        bv_run_finish_all(out, count);
    }
    return status;
}

/* After the sampling went well. */
static enum bv_status conclude(struct bv_run *run, struct bv_error *err)
{
    run->result.state_after.count = 0;
    enum bv_status status = bv_run_head_state(&run->result, &run->result.state_after, err);
    /* An interruption before the first block has nothing to say. */
    bool interrupted = strcmp(run->result.stopped, "interrupted") == 0;
    bool has_more = run->result.block_count > (run->is_ended ? run->blocks_then : 0);
    if (status == BV_OK && !has_more && !interrupted && run->is_ended)
        bv_run_folder_drop_journal(run);
    else if (status == BV_OK && (has_more || !interrupted))
        status = bv_run_folder_write(run, err);
    return status;
}

static enum bv_status measure(struct bv_run *const *runs, struct bv_sampling *samplings,
                              size_t count, const struct bv_sampler_config *common,
                              struct bv_error *errs)
{
    enum bv_status status = BV_OK;
    struct bv_regime **regimes = calloc(count, sizeof *regimes);
    if (regimes == NULL)
        return bv_no_memory(&errs[0]);
    for (size_t i = 0; i < count && status == BV_OK; i++) {
        struct bv_run *run = runs[i];
        status = bv_select_regimes(&run->layout, &run->result, &regimes[i], &errs[i]);
        samplings[i] = (struct bv_sampling){
            .config = *common, .result = &run->result, .journal = run->journal};
        samplings[i].config.regimes = regimes[i];
        samplings[i].config.kernels = run->kernels;
        if (run->layout.file != NULL)
            samplings[i].config.program = run->kernels;
        if (run->result.filter == NULL && !run->is_ended) /* or it was asked for by its name */
            samplings[i].config.keep = run->quick;
    }
    if (status == BV_OK) {
        bv_sampler_run(samplings, count);
        for (size_t i = 0; i < count; i++) {
            errs[i] = samplings[i].err;
            errs[i].status = samplings[i].status;
            if (errs[i].status == BV_OK)
                errs[i].status = conclude(runs[i], &errs[i]);
            status = status == BV_OK ? errs[i].status : status;
        }
    }
    for (size_t i = 0; i < count; i++)
        free(regimes[i]);
    free(regimes);
    return status;
}

enum bv_status bv_run_measure(struct bv_run *const *runs, size_t count,
                              const volatile sig_atomic_t *stop, bv_progress_fn *progress,
                              void *user, struct bv_error *errs)
{
    char cpus[1024], program[32];
    struct bv_sampling *samplings = calloc(count, sizeof *samplings);
    memset(errs, 0, count * sizeof *errs);
    if (samplings == NULL)
        return bv_no_memory(&errs[0]);
    snprintf(program, sizeof program, "/proc/self/fd/%d", runs[0]->block_program);
    bv_topology_core_list(runs[0]->topology, runs[0]->result.cpu, cpus, sizeof cpus);
    const struct bv_sampler_config common = {
        .program = program,
        .may_use = runs[0]->knows_affinity ? &runs[0]->may_use : NULL,
        .cpus = cpus,
        .silence_s = 60,
        .stop = stop,
        .progress = progress,
        .user = user,
    };
    enum bv_status status = measure(runs, samplings, count, &common, errs);
    if (common.may_use != NULL)
        bv_affinity_set(common.may_use);
    free(samplings);
    return status;
}

const struct bv_result *bv_run_result(const struct bv_run *run)
{
    return &run->result;
}

const struct bv_forecast *bv_run_forecast(const struct bv_run *run)
{
    return &run->forecast;
}

const char *bv_run_folder(const struct bv_run *run)
{
    return run->folder;
}

void bv_run_finish(struct bv_run *run)
{
    if (run == NULL)
        return;
    bv_journal_close(run->journal);
    bv_result_finish(&run->result);
    bv_audit_finish(&run->audit);
    bv_escapes_finish(&run->escapes);
    bv_layout_close(&run->layout);
    bv_topology_close(run->topology);
    if (run->block_program >= 0)
        close(run->block_program);
    free(run->quick);
    free(run);
}
