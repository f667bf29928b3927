/* SPDX-License-Identifier: Apache-2.0 */
/* run.c: what stands around the sampler: machine, bundle, journal. */
#include "harness/measure/run.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/kernels/layout.h"
#include "harness/kernels/select.h"
#include "harness/measure/run_head.h"
#include "lib/base/digest.h"
#include "lib/base/memory.h"
#include "lib/base/packed.h"
#include "lib/base/program.h"
#include "lib/base/slug.h"
#include "lib/bundle/auditfile.h"
#include "lib/bundle/bundle.h"
#include "lib/bundle/runfile.h"
#include "lib/bundle/topologyfile.h"

struct bv_run {
    struct bv_result result;
    struct bv_journal *journal;
    struct bv_topology *topology;
    char kernels[PATH_MAX]; /* the library, or the program */
    char kernel_hash[BV_DIGEST_TEXT_BYTES];
    struct bv_layout layout; /* the first: for its catalogue */
    char *quick;             /* its cases of preset quick, the last to be left out */
    struct bv_audit audit;   /* of these kernels; zeroed where there is none */
    char folder[PATH_MAX];
    struct bv_affinity may_use; /* before this thread was bound */
    bool knows_affinity;
    int block_program; /* open for reading */
    struct bv_forecast forecast;
    bool is_ended;      /* it was at its end, and is gone on with */
    size_t blocks_then; /* how many blocks it had */
    bool is_latest;     /* named by default: results/latest points to it when it ends */
};

static uint64_t stack_limit_bytes(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return UINT64_MAX;
    return limit.rlim_cur;
}

static struct bv_run_head head_of(struct bv_run *run)
{
    return (struct bv_run_head){
        .result = &run->result,
        .topology = run->topology,
        .catalogue = run->layout.catalogue,
        .kernels = run->kernels,
        .kernel_hash = run->kernel_hash,
        .audit = &run->audit,
    };
}

/* HOST-UTCTIME, which the folder of a run is called where no other name is asked for. */
static void default_name(const struct bv_result *result, char *out, size_t bytes)
{
    char stamp[40] = "";
    size_t n = 0;
    for (const char *p = result->started_utc; *p != '\0' && n < sizeof stamp - 1; p++)
        if (*p != '-' && *p != ':')
            stamp[n++] = *p;
    snprintf(out, bytes, "%s-%s", result->host_name == NULL ? "unknown" : result->host_name, stamp);
    for (char *p = out; *p != '\0'; p++)
        if (*p == '/')
            *p = '_';
}

/* Whether a folder was named so, with a number behind it where the name was taken. */
static bool is_named_by_default(const struct bv_run *run)
{
    char name[HOST_NAME_MAX + 64];
    const char *slash = strrchr(run->folder, '/');
    const char *own = slash == NULL ? run->folder : slash + 1;
    default_name(&run->result, name, sizeof name);
    size_t length = strlen(name);
    return strncmp(own, name, length) == 0 && (own[length] == '\0' || own[length] == '-');
}

/* Write the topology unless it is there: a run may have been killed before it was. */
static enum bv_status export_topology(const struct bv_run *run, struct bv_error *err)
{
    char path[PATH_MAX];
    enum bv_status status = bv_bundle_path(run->folder, BV_BUNDLE_TOPOLOGY, path, sizeof path, err);
    if (status != BV_OK || access(path, F_OK) == 0)
        return status;
    return bv_topologyfile_write(bv_topology_hwloc(run->topology), path, err);
}

/* What was made of a bundle before anything was measured. */
static void drop_bundle(struct bv_run *run)
{
    static const char *const names[] = {BV_BUNDLE_ROWS, BV_BUNDLE_TOPOLOGY};
    char path[PATH_MAX];
    if (run->journal == NULL) /* the folder is somebody else's, or empty */
        return;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (bv_bundle_path(run->folder, names[i], path, sizeof path, NULL) == BV_OK)
            unlink(path);
    rmdir(run->folder);
}

/* The journal comes first: who creates it owns the folder. */
static enum bv_status begin_bundle(struct bv_run *run, struct bv_error *err)
{
    char rows[PATH_MAX];
    enum bv_status status = run->is_latest ? bv_bundle_check_latest(run->folder, err) : BV_OK;
    if (status == BV_OK)
        status = run->is_latest ? bv_bundle_create_new(run->folder, sizeof run->folder, err)
                                : bv_bundle_create(run->folder, err);
    if (status == BV_OK)
        status = bv_bundle_path(run->folder, BV_BUNDLE_ROWS, rows, sizeof rows, err);
    if (status != BV_OK)
        return status;
    status = bv_journal_create(rows, &run->result, &run->journal, err);
    if (status != BV_OK)
        rmdir(run->folder);
    if (status == BV_OK)
        status = export_topology(run, err);
    return status;
}

/* All blocks are to be the same program, whoever builds meanwhile. */
static enum bv_status open_block_program(int *fd, struct bv_error *err)
{
    char path[PATH_MAX];
    enum bv_status status = bv_program_beside("byval-block", path, err);
    if (status == BV_OK && (*fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
        status = bv_fail(err, BV_E_IO, "%s: %s", path, strerror(errno));
    return status;
}

static enum bv_status create(struct bv_run **out, struct bv_error *err)
{
    *out = calloc(1, sizeof **out);
    if (*out == NULL)
        return bv_no_memory(err);
    (*out)->block_program = -1;
    enum bv_status status = open_block_program(&(*out)->block_program, err);
    if (status != BV_OK)
        return status;
    (*out)->knows_affinity = bv_affinity_read(&(*out)->may_use);
    return bv_topology_open("", &(*out)->topology, err);
}

/* Find the kernels of a build, NULL: this program's own. */
static enum bv_status find_kernels(struct bv_run *run, const char *build, struct bv_error *err)
{
    const char *file = run->kernels;
    enum bv_status status = bv_kernels_find(build, run->kernels, err);
    return status == BV_OK ? bv_digest_files(&file, 1, run->kernel_hash, err) : status;
}

/* Bundles of several runs: in the folder that was asked for, named by what was built; of equal
 * names the later ones get a number. */
static enum bv_status name_folder(struct bv_run *const *runs, size_t at, const char *out,
                                  struct bv_error *err)
{
    struct bv_run *run = runs[at];
    char name[100] = "";
    size_t same = 0;
    bv_slug_add(name, sizeof name, run->layout.catalogue->compiler);
    bv_slug_add_level(name, sizeof name, run->layout.catalogue->flags);
    int n = snprintf(run->folder, sizeof run->folder, "%s/%s", out, name);
    size_t length = n < 0 ? 0 : (size_t)n;
    for (size_t i = 0; i < at; i++)
        same += strncmp(runs[i]->folder, run->folder, length) == 0 &&
                (runs[i]->folder[length] == '\0' || runs[i]->folder[length] == '+');
    if (same > 0 && length < sizeof run->folder)
        n = snprintf(run->folder + length, sizeof run->folder - length, "+%zu", same + 1);
    return length + 8 >= sizeof run->folder || n < 0
               ? bv_fail(err, BV_E_IO, "%.200s...: the path is too long", out)
               : BV_OK;
}

static void trim_slashes(char *path)
{
    for (size_t n = strlen(path); n > 1 && path[n - 1] == '/'; n--)
        path[n - 1] = '\0';
}

static void name_only_folder(struct bv_run *run, const char *out)
{
    char name[HOST_NAME_MAX + 64];
    run->is_latest = out == NULL;
    default_name(&run->result, name, sizeof name);
    snprintf(run->folder, sizeof run->folder, "%s%s", out == NULL ? "results/" : "",
             out == NULL ? name : out);
    trim_slashes(run->folder);
}

static enum bv_status open_kernels(struct bv_run *run, struct bv_error *err)
{
    enum bv_status status = bv_layout_describe(run->kernels, &run->layout, err);
    if (status == BV_OK)
        run->quick = bv_preset_cases(bv_preset_find("quick"), run->layout.catalogue);
    return status == BV_OK && run->quick == NULL ? bv_no_memory(err) : status;
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
    enum bv_status status = find_kernels(run, build, err);
    if (status == BV_OK)
        status = open_kernels(run, err);
    if (status == BV_OK)
        status = select_cases(run, config, err);
    if (status == BV_OK)
        status = bv_pin_choose(run->topology, config->cpu, pin, err);
    bv_topology_state_caches(run->topology, &config->caches);
    const struct bv_run_head head = head_of(run);
    if (status == BV_OK)
        status = bv_run_head_record(&head, config, pin, err);
    return status == BV_OK ? forecast(run, config, err) : status;
}

static void finish_all(struct bv_run **runs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bv_run_finish(runs[i]);
        runs[i] = NULL;
    }
}

enum bv_status bv_run_begin(const struct bv_run_config *config, struct bv_run **out,
                            struct bv_error *err)
{
    size_t count = config->build_count > 0 ? config->build_count : 1, made = 0;
    struct bv_pin pin;
    enum bv_status status = BV_OK;
    memset(out, 0, count * sizeof *out);
    for (size_t i = 0; i < count && status == BV_OK; i++) {
        status = create(&out[i], err);
        if (status == BV_OK)
            status = prepare(out[i], config, config->build_count > 0 ? config->builds[i] : NULL,
                             &pin, err);
        if (status == BV_OK && count > 1)
            status = name_folder(out, i, config->out, err);
        else if (status == BV_OK)
            name_only_folder(out[i], config->out);
    }
    if (status == BV_OK) /* not before all have seen the machine as it is without */
        status = bv_pin_bind(out[0]->topology, &pin, err);
    for (; made < count && status == BV_OK; made++)
        status = begin_bundle(out[made], err);
    if (status != BV_OK) {
        for (size_t i = 0; i < made; i++) /* leave no half-made bundle behind */
            drop_bundle(out[i]);
        finish_all(out, count);
    }
    return status;
}

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
        return find_kernels(run, NULL, err);
    for (size_t i = 0; i < build_count; i++) {
        enum bv_status status = find_kernels(run, builds[i], err);
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
    trim_slashes(run->folder);
    enum bv_status status = bv_bundle_path(folder, BV_BUNDLE_ROWS, rows, sizeof rows, err);
    if (status == BV_OK && access(rows, F_OK) != 0)
        status = bv_fail(err, BV_E_IO,
                         "%s: %s; only a run that was killed or interrupted can be resumed", rows,
                         strerror(errno));
    if (status == BV_OK)
        status = bv_journal_resume(rows, &run->result, &run->journal, err);
    run->is_latest = status == BV_OK && is_named_by_default(run);
    if (status == BV_OK)
        status = find_measured(run, builds, build_count, err);
    if (status == BV_OK)
        status = open_kernels(run, err);
    if (status != BV_OK)
        return status;
    bv_bundle_sweep(folder);
    restate_caches(run);
    const struct bv_run_head head = head_of(run);
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
    return status == BV_OK ? bv_run_head_audit(&head, err)
                           : status; /* its warnings are in the result */
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
        status = export_topology(out[i], err);
    return status;
}

enum bv_status bv_run_resume(const char *const *folders, size_t count, const char *const *builds,
                             size_t build_count, double budget_s, struct bv_run **out,
                             struct bv_error *err)
{
    enum bv_status status = BV_OK;
    memset(out, 0, count * sizeof *out);
    for (size_t i = 0; i < count && status == BV_OK; i++) {
        status = create(&out[i], err);
        if (status == BV_OK)
            status = reopen(out[i], folders[i], builds, build_count, err);
        if (status == BV_OK && !isnan(budget_s))
            out[i]->result.budget_s = budget_s;
    }
    if (status == BV_OK)
        status = go_on(out, count, err);
    if (status != BV_OK)
        finish_all(out, count);
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

/* Of a run to which nothing was added: the bundle is what it was, and no end was paid for. */
static void drop_journal(const struct bv_run *run)
{
    char path[PATH_MAX];
    if (bv_bundle_path(run->folder, BV_BUNDLE_ROWS, path, sizeof path, NULL) == BV_OK)
        unlink(path);
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
        if (status == BV_OK && (status = create(&out[i], err)) != BV_OK && !interrupted)
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
                drop_journal(out[i]);
        finish_all(out, count);
    }
    return status;
}

/* run.json first; the journal goes only when nothing remains to be resumed. */
static enum bv_status write_bundle(struct bv_run *run, struct bv_error *err)
{
    char path[PATH_MAX], packed[PATH_MAX + sizeof BV_PACKED_ENDING];
    enum bv_status status = bv_bundle_path(run->folder, BV_BUNDLE_RUN, path, sizeof path, err);
    if (status == BV_OK)
        status = bv_runfile_write(&run->result, path, err);
    snprintf(packed, sizeof packed, "%s" BV_PACKED_ENDING, path);
    if (status == BV_OK)
        unlink(packed); /* of an earlier session */
    if (status == BV_OK && run->audit.kernel_hash != NULL) {
        status = bv_bundle_path(run->folder, BV_BUNDLE_AUDIT, path, sizeof path, err);
        if (status == BV_OK)
            status = bv_audit_write(&run->audit, path, err);
        snprintf(packed, sizeof packed, "%s" BV_PACKED_ENDING, path);
        if (status == BV_OK)
            unlink(packed);
    }
    if (status == BV_OK)
        status = bv_bundle_seal(run->folder, err);
    if (status == BV_OK && run->is_latest) /* while the run can still be gone on with */
        status = bv_bundle_link_latest(run->folder, err);
    if (status == BV_OK && strcmp(run->result.stopped, "interrupted") != 0) {
        status = bv_bundle_path(run->folder, BV_BUNDLE_ROWS, path, sizeof path, err);
        if (status == BV_OK)
            unlink(path);
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
        drop_journal(run);
    else if (status == BV_OK && (has_more || !interrupted))
        status = write_bundle(run, err);
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
    bv_layout_close(&run->layout);
    bv_topology_close(run->topology);
    if (run->block_program >= 0)
        close(run->block_program);
    free(run->quick);
    free(run);
}
