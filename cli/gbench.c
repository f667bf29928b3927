/* SPDX-License-Identifier: Apache-2.0 */
/* gbench.c: byval-gbench: every arm as a benchmark of an ordinary Google Benchmark program. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "benchmarks/check.h"
#include "harness/kernels/layout.h"
#include "harness/kernels/select.h"
#include "harness/machine/topology.h"
#include "harness/measure/gbench.h"
#include "lib/base/digest.h"

/* A benchmark: one arm of one case. */
struct arm {
    const struct bv_family *family;
    const struct bv_case *row;
    uint32_t index;
    const struct bv_env *env;
    struct bv_gbench_state *state; /* while it is measured */
};

struct call {
    bv_run_fn *run;
    struct bv_ctx *ctx;
};

static void call_kernel(void *arg, uint64_t n)
{
    const struct call *call = arg;
    call->run(call->ctx, n);
}

static enum bv_status measure(struct bv_ctx ctx[BV_ARM_MAX], void *arg)
{
    const struct arm *arm = arg;
    struct bv_error err;
    if (bv_case_check(arm->family, arm->row, ctx, &err) != BV_OK) {
        bv_gbench_fail(arm->state, err.text);
        return BV_OK;
    }
    struct call call = {arm->row->arms[arm->index].run, &ctx[arm->index]};
    bv_gbench_loop(arm->state, call_kernel, &call);
    return BV_OK;
}

static void body(struct bv_gbench_state *state, void *arg)
{
    struct arm *arm = arg;
    struct bv_error err = {BV_OK, ""};
    struct rlimit limit;
    arm->state = state;
    if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
        bv_select_case_stack(arm->row) > limit.rlim_cur) {
        bv_gbench_fail(state, "needs more stack than the limit; raise it with ulimit -s");
        return;
    }
    if (arm->family->hold(arm->row, arm->env, measure, arm, &err) != BV_OK)
        bv_gbench_fail(state, err.text);
}

static enum bv_status register_all(const struct bv_catalogue *catalogue, const struct bv_env *env,
                                   struct arm *arms, struct bv_error *err)
{
    enum bv_status status = BV_OK;
    for (size_t f = 0; f < catalogue->family_count; f++) {
        const struct bv_family *family = catalogue->families[f];
        for (size_t c = 0; c < family->case_count; c++) {
            const struct bv_case *row = &family->cases[c];
            for (uint32_t i = 0; i < row->arm_count && status == BV_OK; i++) {
                char name[512];
                snprintf(name, sizeof name, "%s/pass:%s", row->name, row->arms[i].name);
                *arms = (struct arm){.family = family, .row = row, .index = i, .env = env};
                status = bv_gbench_add(name, body, arms++, 0, err);
            }
        }
    }
    return status;
}

static size_t count_cases(const struct bv_catalogue *catalogue)
{
    size_t count = 0;
    for (size_t f = 0; f < catalogue->family_count; f++)
        count += catalogue->families[f]->case_count;
    return count;
}

/* cpus     bytes of room for a list that env keeps */
static void read_env(struct bv_env *env, char *cpus, size_t bytes)
{
    struct bv_topology *topology;
    struct bv_caches caches;
    if (bv_topology_open("", &topology, NULL) != BV_OK)
        return; /* unknown caches: the cases that need them say so */
    bv_topology_caches(topology, bv_topology_allowed(topology, 0).cpu, &caches);
    env->l1d_bytes = caches.l1d_bytes;
    env->l2_bytes = caches.l2_bytes;
    env->l3_bytes = caches.l3_bytes;
    bv_topology_core_list(topology, -1, cpus, bytes);
    env->cpus = cpus;
    bv_topology_close(topology);
}

int main(int argc, char **argv)
{
    char kernels[PATH_MAX];
    struct bv_layout layout = {0};
    char cpus[1024];
    char digest[BV_DIGEST_TEXT_BYTES];
    struct bv_error err;
    struct bv_env env = {.seed = 1};
    int code = 1;
    enum bv_status status = bv_kernels_find(NULL, kernels, &err);
    if (status == BV_OK)
        status = bv_layout_open(kernels, 0, &layout, &err);
    if (status == BV_OK)
        status = bv_digest_files(&(const char *){kernels}, 1, digest, &err);
    struct arm *arms = NULL;
    if (status == BV_OK) {
        arms = calloc(count_cases(layout.catalogue) * BV_ARM_MAX + 1, sizeof *arms);
        status = arms == NULL ? bv_fail(&err, BV_E_NOMEM, "out of memory") : BV_OK;
    }
    if (status == BV_OK) {
        read_env(&env, cpus, sizeof cpus);
        bv_gbench_add_context("byval_compiler", layout.catalogue->compiler);
        bv_gbench_add_context("byval_flags", layout.catalogue->flags);
        bv_gbench_add_context("byval_kernels", digest);
        status = register_all(layout.catalogue, &env, arms, &err);
    }
    if (status == BV_OK)
        code = bv_gbench_main(argc, argv);
    else
        fprintf(stderr, "byval-gbench: %s\n", err.text);
    free(arms);
    /* The kernels stay loaded: a profiler that is preloaded looks for their names at the end. */
    return code;
}
