/* SPDX-License-Identifier: Apache-2.0 */
/* count_session.c: two processes an allocator: one under callgrind, one with a malloc that counts.
 * What they say is put together. */
#include "harness/count/count_session.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "harness/count/count_process.h"
#include "harness/count/count_worker.h"
#include "harness/kernels/layout.h"
#include "harness/kernels/select.h"
#include "harness/machine/topology.h"
#include "lib/base/child.h"
#include "lib/base/digest.h"
#include "lib/base/letter.h"
#include "lib/base/memory.h"
#include "lib/base/version.h"

/* What is found out about a case. */
struct finding {
    uint64_t totals[BV_ARM_MAX][BV_COUNT_COUNT];
    char *reason; /* NULL: counted */
    bool failed;
};

struct counting {
    const struct bv_count_session_config *config;
    struct bv_result selected; /* for its cases, and as the owner of strings */
    struct bv_regime *regimes; /* one a case */
    char kernels[PATH_MAX];
    struct bv_layout layout;
    struct finding *findings; /* one a case */
    struct bv_caches caches;
    char program[PATH_MAX];
    char folder[PATH_MAX]; /* where callgrind writes; "" before it is there */
    char tool[64];
    size_t done; /* steps */
};

static enum bv_status set_reason(struct finding *finding, const char *reason, bool failed,
                                 struct bv_error *err)
{
    char *copy = strdup(reason);
    if (copy == NULL)
        return bv_no_memory(err);
    free(finding->reason);
    finding->reason = copy;
    finding->failed = failed;
    return BV_OK;
}

/* A process is stopped in the middle of a dump: its last file may come late. */
static void remove_folder(const char *folder)
{
    const struct timespec moment = {.tv_nsec = 10000000};
    for (int i = 0; i < 20; i++) {
        DIR *dir = opendir(folder);
        if (dir == NULL)
            return;
        for (const struct dirent *entry; (entry = readdir(dir)) != NULL;)
            unlinkat(dirfd(dir), entry->d_name, 0);
        closedir(dir);
        if (rmdir(folder) == 0)
            return;
        nanosleep(&moment, NULL);
    }
}

static enum bv_status make_folder(char folder[PATH_MAX], struct bv_error *err)
{
    const char *parent = getenv("TMPDIR");
    if (parent == NULL || parent[0] != '/')
        parent = "/tmp";
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/byval-count-XXXXXX", parent) >= (int)sizeof path)
        return bv_fail(err, BV_E_IO, "TMPDIR: the path is too long");
    if (mkdtemp(path) == NULL)
        return bv_fail(err, BV_E_IO, "%s: cannot create the folder: %s; set TMPDIR to another",
                       path, strerror(errno));
    memcpy(folder, path, sizeof path);
    return BV_OK;
}

static enum bv_status find_program(char program[PATH_MAX], struct bv_error *err)
{
    ssize_t n = readlink("/proc/self/exe", program, PATH_MAX - 1);
    if (n < 0)
        return bv_fail(err, BV_E_IO, "/proc/self/exe: %s; is /proc mounted?", strerror(errno));
    program[n] = '\0';
    return BV_OK;
}

/* One process: whose cases are the job's. */
struct pass {
    struct counting *counting;
    const struct bv_worker_visit *visits; /* of the job's cases among those selected */
    int first;                            /* of the counts that it tells */
};

static enum bv_status take_answer(uint32_t at, const struct bv_count_answer *answer, void *user,
                                  struct bv_error *err)
{
    const struct pass *pass = user;
    struct counting *c = pass->counting;
    size_t index = pass->visits[at].index;
    struct finding *finding = &c->findings[index];
    enum bv_status status = BV_OK;
    if (answer->reason != NULL) {
        status = set_reason(finding, answer->reason, answer->failed, err);
    } else if (answer->arm_count != c->selected.cases[index].arm_count) {
        return BV_E_INPUT;
    } else {
        for (uint32_t arm = 0; arm < answer->arm_count; arm++)
            memcpy(&finding->totals[arm][pass->first], answer->totals[arm],
                   sizeof answer->totals[arm]);
    }
    c->done++;
    if (c->config->progress != NULL)
        c->config->progress(c->done, 2 * c->selected.case_count, c->config->user);
    return status;
}

/* The cases of a regime that nothing speaks against, in one process. */
static enum bv_status run_cases(struct counting *c, struct bv_regime regime, bool allocations,
                                struct bv_error *err)
{
    size_t count = c->selected.case_count;
    const char **names = calloc(count + 1, sizeof *names);
    struct bv_worker_visit *visits = calloc(count + 1, sizeof *visits);
    struct bv_worker_job job = {
        .work = allocations ? BV_WORK_ALLOCATIONS : BV_WORK_INSTRUCTIONS,
        .regime = regime,
        .seed = c->config->seed,
        .l1d_bytes = c->caches.l1d_bytes,
        .l2_bytes = c->caches.l2_bytes,
        .l3_bytes = c->caches.l3_bytes,
        .names = names,
        .visits = visits,
    };
    enum bv_status status = names == NULL || visits == NULL ? bv_no_memory(err) : BV_OK;
    for (size_t i = 0; i < count && status == BV_OK; i++) {
        if (c->findings[i].reason != NULL || c->regimes[i].allocator != regime.allocator)
            continue;
        names[job.case_count] = c->selected.cases[i].name;
        visits[job.case_count++].index = (uint32_t)i;
    }
    struct pass pass = {
        .counting = c,
        .visits = visits,
        .first = allocations ? BV_COUNT_ALLOCATIONS : BV_COUNT_INSTRUCTIONS,
    };
    const struct bv_count_process how = {
        .program = c->program,
        .kernels = c->kernels,
        .folder = c->folder,
        .stop = c->config->stop,
        .take = take_answer,
        .user = &pass,
    };
    if (status == BV_OK && job.case_count > 0)
        status = bv_count_process_run(&how, &job, err);
    free(names);
    free(visits);
    return status;
}

/* What is known to be impossible before any process is started. */
static enum bv_status rule_out(struct counting *c, struct bv_error *err)
{
    enum bv_status status = BV_OK;
    for (size_t i = 0; i < c->selected.case_count && status == BV_OK; i++) {
        if (c->selected.cases[i].reason != NULL)
            status = set_reason(&c->findings[i], c->selected.cases[i].reason, false, err);
        else if (c->regimes[i].collector)
            status = set_reason(&c->findings[i],
                                "what a collector does depends on when it collects: no exact "
                                "counts a call",
                                false, err);
        else if (c->regimes[i].threads)
            status = set_reason(&c->findings[i],
                                "what threads do depends on how they meet: no exact counts a call",
                                false, err);
    }
    return status;
}

static enum bv_status ask_version(struct counting *c, struct bv_error *err)
{
    char *argv[] = {"valgrind", "--version", NULL}, how[64];
    struct bv_child child;
    const char *line = NULL;
    size_t length;
    enum bv_status status = bv_child_launch(argv, environ, NULL, "", &child, err);
    if (status == BV_E_UNSUPPORTED)
        return bv_fail(
            err, status,
            "valgrind is not installed, which counts: install the package valgrind, then "
            "build byval anew");
    if (status != BV_OK)
        return status;
    status = bv_child_line(&child, 30, c->config->stop, &line, &length, err);
    if (status == BV_OK && line != NULL)
        snprintf(c->tool, sizeof c->tool, "%.*s", (int)length, line);
    int died = bv_child_end(&child, status == BV_OK ? 5 : 0, how, sizeof how);
    if (status == BV_E_CHILD) {
        char words[200];
        snprintf(words, sizeof words, "%.199s", err->text);
        return bv_fail(err, status, "valgrind --version: %s, and was stopped; try it by hand",
                       words);
    }
    if (status == BV_OK && (died || strncmp(c->tool, "valgrind-", 9) != 0))
        status = bv_fail(err, BV_E_UNSUPPORTED, "valgrind --version: %s, said '%s'", how, c->tool);
    return status;
}

static void read_caches(struct bv_caches *caches)
{
    struct bv_topology *topology;
    if (bv_topology_open("", &topology, NULL) != BV_OK)
        return; /* unknown caches: the cases that need them say so */
    bv_topology_caches(topology, bv_topology_allowed(topology, 0).cpu, caches);
    bv_topology_close(topology);
}

static uint64_t stack_limit_bytes(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return UINT64_MAX;
    return limit.rlim_cur;
}

static enum bv_status prepare(struct counting *c, struct bv_error *err)
{
    enum bv_status status = bv_kernels_find(NULL, c->kernels, err);
    if (status == BV_OK)
        status = bv_layout_open(c->kernels, 0, &c->layout, err);
    char *cases = status == BV_OK ? bv_preset_cases(c->config->preset, c->layout.catalogue) : NULL;
    if (status == BV_OK)
        status = cases == NULL ? bv_no_memory(err)
                               : bv_select_cases(c->layout.catalogue, cases, c->config->filter,
                                                 stack_limit_bytes(), &c->selected, err);
    free(cases);
    if (status == BV_OK)
        status = bv_select_regimes(&c->layout, &c->selected, &c->regimes, err);
    if (status == BV_OK) {
        c->findings = calloc(c->selected.case_count + 1, sizeof *c->findings);
        status = c->findings == NULL ? bv_no_memory(err) : rule_out(c, err);
    }
    if (status == BV_OK)
        status = find_program(c->program, err);
    if (status == BV_OK)
        status = ask_version(c, err);
    if (status == BV_OK)
        status = make_folder(c->folder, err);
    if (status == BV_OK)
        read_caches(&c->caches);
    return status;
}

static uint64_t calls_of(const struct counting *c, size_t index)
{
    struct bv_case row = {.size_bytes = c->selected.cases[index].size_bytes};
    return bv_count_worker_calls(&row);
}

static const char *keep(struct bv_counts *out, const char *text)
{
    const char *kept = bv_letters_or_note(text);
    return bv_region_text(&out->storage, kept, strlen(kept));
}

static enum bv_status make_counts(const struct counting *c, const char *kernel_hash,
                                  struct bv_counts *out, struct bv_error *err)
{
    size_t count = c->selected.case_count;
    *out = (struct bv_counts){0};
    out->cases = bv_region_take(&out->storage, count * sizeof *out->cases);
    if (out->cases == NULL)
        return bv_no_memory(err);
    out->byval_version = BV_VERSION;
    out->tool = keep(out, c->tool);
    out->compiler = keep(out, c->layout.catalogue->compiler);
    out->flags = keep(out, c->layout.catalogue->flags);
    out->kernel_hash = keep(out, kernel_hash);
    bool failed = out->tool == NULL || out->compiler == NULL || out->flags == NULL ||
                  out->kernel_hash == NULL;
    for (size_t i = 0; i < count && !failed; i++) {
        const struct bv_case_info *info = &c->selected.cases[i];
        const struct finding *finding = &c->findings[i];
        struct bv_case_counts *to = &out->cases[out->case_count++];
        *to = (struct bv_case_counts){.name = keep(out, info->name),
                                      .size_bytes = info->size_bytes,
                                      .failed = finding->failed};
        to->arms = bv_region_take(&out->storage, info->arm_count * sizeof *to->arms);
        if (finding->reason != NULL)
            to->reason = keep(out, finding->reason);
        failed =
            to->name == NULL || to->arms == NULL || (finding->reason != NULL && to->reason == NULL);
        for (uint32_t arm = 0; arm < info->arm_count && finding->reason == NULL && !failed; arm++) {
            struct bv_arm_counts *counts = &to->arms[to->arm_count++];
            counts->name = keep(out, info->arms[arm]);
            counts->calls = calls_of(c, i);
            memcpy(counts->totals, finding->totals[arm], sizeof counts->totals);
            failed = counts->name == NULL;
        }
    }
    return failed ? bv_no_memory(err) : BV_OK;
}

static void finish(struct counting *c)
{
    if (c->folder[0] != '\0')
        remove_folder(c->folder);
    for (size_t i = 0; i < c->selected.case_count && c->findings != NULL; i++)
        free(c->findings[i].reason);
    free(c->findings);
    free(c->regimes);
    bv_result_finish(&c->selected);
    bv_layout_close(&c->layout);
}

enum bv_status bv_count_session_kernels(char out[BV_DIGEST_TEXT_BYTES], struct bv_error *err)
{
    char path[PATH_MAX];
    const char *file = path;
    enum bv_status status = bv_kernels_find(NULL, path, err);
    return status == BV_OK ? bv_digest_files(&file, 1, out, err) : status;
}

enum bv_status bv_count_session_run(const struct bv_count_session_config *config,
                                    struct bv_counts *out, struct bv_error *err)
{
    struct counting c = {.config = config};
    struct bv_counts counts = {0};
    char kernel_hash[BV_DIGEST_TEXT_BYTES];
    enum bv_status status = bv_count_session_kernels(kernel_hash, err);
    if (status == BV_OK)
        status = prepare(&c, err);
    for (int id = 0; id < 2 * BV_ALLOCATOR_COUNT && status == BV_OK; id++)
        status =
            run_cases(&c, (struct bv_regime){.allocator = (uint16_t)(id / 2)}, id % 2 == 1, err);
    if (status == BV_OK)
        status = make_counts(&c, kernel_hash, &counts, err);
    finish(&c);
    if (status != BV_OK) {
        bv_counts_finish(&counts);
        return status;
    }
    *out = counts;
    return BV_OK;
}
