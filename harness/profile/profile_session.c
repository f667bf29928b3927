/* SPDX-License-Identifier: Apache-2.0 */
/* profile_session.c: the job, the process, and what it says. */
#include "harness/profile/profile_session.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "harness/kernels/allocator.h"
#include "harness/kernels/layout.h"
#include "harness/kernels/select.h"
#include "harness/machine/topology.h"
#include "harness/preload/count_malloc.h"
#include "harness/preload/watch_wait.h"
#include "harness/profile/profile_answer.h"
#include "harness/worker/worker_job.h"
#include "lib/base/child.h"
#include "lib/base/environment.h"
#include "lib/base/memory.h"
#include "lib/base/program.h"

#define PROFILER "profiler"

enum { SILENCE_S = 60, BUILD_S = 600 }; /* the latter of kernels that are compiled first */

static const struct {
    enum bv_work work;
    const char *library; /* that is preloaded; NULL: none */
    const char *nothing; /* why there may be no profile; NULL: for want of a first sample */
} kinds[BV_PROFILE_KINDS] = {
    [BV_PROFILE_CPU] = {BV_WORK_CPU, NULL, NULL},
    [BV_PROFILE_HEAP] = {BV_WORK_HEAP, BV_ALLOCATIONS_LIBRARY, "allocates nothing from malloc"},
    [BV_PROFILE_WAIT] = {BV_WORK_WAIT, BV_WAITS_LIBRARY,
                         "waits for no mutex and no condition variable"},
};

struct session {
    const struct bv_profile_config *config;
    char kernels[PATH_MAX], program[PATH_MAX];
    struct bv_layout layout;
    const struct bv_case *row;
    const char *arm;
    struct bv_caches caches;
    char cpus[1024];
};

static enum bv_status find_arm(struct session *s, struct bv_error *err)
{
    const struct bv_case *row = s->row;
    char names[200] = "";
    for (uint32_t i = 0; i < row->arm_count; i++) {
        if (s->config->arm == NULL || strcmp(s->config->arm, row->arms[i].name) == 0) {
            s->arm = row->arms[i].name;
            return BV_OK;
        }
        size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s%s", i == 0 ? "" : ", ", row->arms[i].name);
    }
    return bv_fail(err, BV_E_USAGE, "%s has no arm '%.100s'; it has %s", row->name, s->config->arm,
                   names);
}

static enum bv_status check_stack(const struct bv_case *row, struct bv_error *err)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY ||
        bv_select_case_stack(row) <= limit.rlim_cur)
        return BV_OK;
    return bv_fail(err, BV_E_UNSUPPORTED,
                   "%s needs %llu KiB of stack, the limit is %llu KiB; raise it with ulimit -s",
                   row->name, (unsigned long long)(bv_select_case_stack(row) + 1023) / 1024,
                   (unsigned long long)limit.rlim_cur / 1024);
}

static void read_machine(struct session *s)
{
    struct bv_topology *topology;
    if (bv_topology_open("", &topology, NULL) != BV_OK)
        return; /* unknown caches: the cases that need them say so */
    int cpu = bv_topology_allowed(topology, 0).cpu;
    bv_topology_caches(topology, cpu, &s->caches);
    bv_topology_core_list(topology, cpu, s->cpus, sizeof s->cpus);
    bv_topology_close(topology);
}

/* Of kernels that are a program, what profiles them stands beside it. */
static enum bv_status find_profiler(struct session *s, struct bv_error *err)
{
    const char *slash = strrchr(s->kernels, '/');
    int length = slash == NULL ? 0 : (int)(slash - s->kernels) + 1;
    if (snprintf(s->program, sizeof s->program, "%.*s" PROFILER, length, s->kernels) >=
        (int)sizeof s->program)
        return bv_fail(err, BV_E_IO, "%.200s...: the path is too long", s->kernels);
    if (access(s->program, X_OK) == 0)
        return BV_OK;
    return bv_fail(err, BV_E_UNSUPPORTED,
                   "%s: there is no %s beside these kernels, which would profile them; "
                   "scripts/kernels-go makes it for the toolchains of Go, but not for gccgo",
                   s->kernels, PROFILER);
}

static enum bv_status prepare(struct session *s, struct bv_error *err)
{
    enum bv_status status = bv_kernels_find(NULL, s->kernels, err);
    if (status == BV_OK)
        status = bv_layout_describe(s->kernels, &s->layout, err);
    if (status != BV_OK)
        return status;
    s->row = bv_layout_find(&s->layout, s->config->case_name).row;
    if (s->row == NULL)
        return bv_fail(err, BV_E_USAGE, "there is no case '%.200s'; byval list names them all",
                       s->config->case_name);
    status = find_arm(s, err);
    if (status == BV_OK)
        status = check_stack(s->row, err);
    if (status == BV_OK)
        status = s->layout.file != NULL ? find_profiler(s, err)
                                        : bv_program_beside("byval-block", s->program, err);
    if (status == BV_OK)
        read_machine(s);
    return status;
}

/* Start it as a block is, with what must be preloaded for its kind. */
static enum bv_status launch(const struct session *s, const char *job, struct bv_child *child,
                             struct bv_error *err)
{
    const char *allocator =
        s->layout.file != NULL ? NULL : bv_allocator_of(s->row->regime.allocator)->library;
    if (kinds[s->config->kind].library == NULL || s->layout.file != NULL)
        return bv_child_start(s->program, job, 0, allocator, child, err);
    /* By its bare name: a preloaded path may hold no blanks. */
    char preload[PATH_MAX], libraries[2 * PATH_MAX];
    const char *others = getenv("LD_LIBRARY_PATH");
    snprintf(preload, sizeof preload, "%s%s%s", kinds[s->config->kind].library,
             allocator == NULL ? "" : ":", allocator == NULL ? "" : allocator);
    snprintf(libraries, sizeof libraries, "LD_LIBRARY_PATH=%.*s%s%s",
             (int)(strrchr(s->program, '/') - s->program), s->program, others == NULL ? "" : ":",
             others == NULL ? "" : others);
    char *const from[] = {libraries, NULL};
    char *argv[] = {(char *)s->program, "block", NULL};
    char **env = bv_environment_of_block(0, preload, from);
    if (env == NULL)
        return bv_no_memory(err);
    enum bv_status status = bv_child_launch(argv, env, NULL, job, child, err);
    bv_environment_free(env);
    return status;
}

static enum bv_status start(const struct session *s, struct bv_child *child, struct bv_error *err)
{
    const char *names[] = {s->row->name};
    struct bv_worker_visit visits[] = {{0}};
    const struct bv_worker_job job = {
        .work = kinds[s->config->kind].work,
        .regime = s->row->regime,
        .seed = s->config->seed,
        .l1d_bytes = s->caches.l1d_bytes,
        .l2_bytes = s->caches.l2_bytes,
        .l3_bytes = s->caches.l3_bytes,
        .cpus = s->cpus[0] == '\0' ? NULL : s->cpus,
        .cpu = -1,
        .kernels = s->kernels,
        .arm = s->arm,
        .profile_ns = (uint64_t)(s->config->seconds * 1e9) + 1,
        .rate_hz = s->config->rate_hz,
        .case_count = 1,
        .names = names,
        .visits = visits,
    };
    char *text = bv_worker_job_encode(&job);
    if (text == NULL)
        return bv_no_memory(err);
    enum bv_status status = launch(s, text, child, err);
    free(text);
    return status;
}

static enum bv_status listen(const struct session *s, struct bv_child *child,
                             struct bv_stack_profile *profile, struct bv_error *err)
{
    struct bv_profile_answer answer = {.profile = profile};
    const char *line = NULL;
    size_t length;
    char how[64], words[sizeof err->text / 2];
    enum bv_status status = BV_OK;
    do {
        status = bv_child_line(child,
                               s->config->seconds + (s->layout.file == NULL ? SILENCE_S : BUILD_S),
                               s->config->stop, &line, &length, err);
        if (status == BV_OK && line != NULL)
            status = bv_profile_answer_take(&answer, line, length, err);
    } while (status == BV_OK && line != NULL && !answer.complete);
    bv_child_end(child, status == BV_OK ? 5 : 0, how, sizeof how);
    if (*s->config->stop)
        return bv_fail(err, BV_E_INTERRUPTED, "interrupted");
    if (status == BV_OK && !answer.complete)
        return bv_fail(err, BV_E_CHILD, "%s: %s before it was done", s->row->name, how);
    if (status == BV_OK || status == BV_E_NOMEM)
        return status;
    snprintf(words, sizeof words, "%.*s", (int)sizeof words - 1, err->text);
    return bv_fail(err, status, "%s: %s", s->row->name, words);
}

static enum bv_status check_samples(const struct bv_stack_profile *profile, struct bv_error *err)
{
    if (profile->samples > 0)
        return BV_OK;
    if (kinds[profile->kind].nothing != NULL)
        return bv_fail(err, BV_E_UNSUPPORTED,
                       "%s: arm %s %s in %llu calls: there is no profile of it", profile->case_name,
                       profile->arm, kinds[profile->kind].nothing,
                       (unsigned long long)profile->calls);
    return bv_fail(
        err, BV_E_UNSUPPORTED,
        "%s: ended before its first sample: it ran for %.3f ms of CPU time, and there is "
        "a sample in %.3f ms; give more --seconds, or a higher --rate",
        profile->case_name, (double)profile->cpu_ns * 1e-6, (double)profile->period * 1e-6);
}

static enum bv_status name_profile(const struct session *s, struct bv_stack_profile *profile,
                                   struct bv_error *err)
{
    bv_date_now(profile->date);
    /* Go's profiler has a rate of its own. */
    profile->rate_hz = s->layout.file == NULL || profile->period == 0
                           ? s->config->rate_hz
                           : (uint32_t)(1000000000 / profile->period);
    profile->case_name = bv_region_text(&profile->storage, s->row->name, strlen(s->row->name));
    profile->arm = bv_region_text(&profile->storage, s->arm, strlen(s->arm));
    profile->runner = bv_region_text(&profile->storage, s->program, strlen(s->program));
    return profile->case_name != NULL && profile->arm != NULL && profile->runner != NULL
               ? BV_OK
               : bv_no_memory(err);
}

enum bv_status bv_profile_session_run(const struct bv_profile_config *config,
                                      struct bv_stack_profile *out, struct bv_error *err)
{
    struct session s = {.config = config};
    struct bv_stack_profile profile = {.kind = config->kind};
    struct bv_child child;
    enum bv_status status = prepare(&s, err);
    if (status == BV_OK)
        status = start(&s, &child, err);
    if (status == BV_OK)
        status = listen(&s, &child, &profile, err);
    if (status == BV_OK)
        status = name_profile(&s, &profile, err);
    if (status == BV_OK)
        status = check_samples(&profile, err);
    if (status == BV_OK)
        status = bv_stack_profile_open_files(&profile, err);
    bv_layout_close(&s.layout);
    if (status == BV_OK)
        *out = profile;
    else
        bv_stack_profile_finish(&profile);
    return status;
}
