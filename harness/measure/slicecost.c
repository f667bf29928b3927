/* SPDX-License-Identifier: Apache-2.0 */
/* slicecost.c: the same slices outside and inside Google Benchmark, in turn. */
#include "harness/measure/slicecost.h"

#include <math.h>

#include "harness/kernels/layout.h"
#include "harness/measure/gbench.h"
#include "harness/measure/round.h"
#include "lib/stats/stats.h"

enum { TURNS = 128, SLICES = 8, COUNT = TURNS * SLICES, SLICE_NS = 20000, CALLS_MAX = 1 << 30 };

struct measuring {
    bv_run_fn *empty;
    uint64_t calls;
    double outside_ns[COUNT], inside_ns[COUNT], clock_ns[COUNT];
    double *into; /* the slices of a turn */
};

/* The first slice, which finds caches and predictors full of other things, is dropped. */
static void take_slices(void *arg, uint64_t iterations)
{
    struct measuring *m = arg;
    struct bv_ctx ctx = {0};
    (void)iterations;
    bv_slice_ns(m->empty, &ctx, m->calls);
    for (int i = 0; i < SLICES; i++)
        m->into[i] = (double)bv_slice_ns(m->empty, &ctx, m->calls);
}

static void body(struct bv_gbench_state *state, void *arg)
{
    bv_gbench_loop(state, take_slices, arg);
}

static void ignore(const struct bv_gbench_row *row, void *user)
{
    (void)row;
    (void)user;
}

static enum bv_status take_turns(struct measuring *m, struct bv_error *err)
{
    struct bv_ctx ctx = {0};
    enum bv_status status = BV_OK;
    m->calls = 1;
    while (m->calls < CALLS_MAX && bv_slice_ns(m->empty, &ctx, m->calls) < SLICE_NS)
        m->calls *= 2;
    for (int turn = 0; turn < TURNS && status == BV_OK; turn++) {
        m->into = m->outside_ns + turn * SLICES;
        take_slices(m, 1);
        m->into = m->inside_ns + turn * SLICES;
        status = bv_gbench_add("slicecost", body, m, 1, err);
        if (status == BV_OK)
            status = bv_gbench_run(ignore, NULL, err);
        for (int i = 0; i < SLICES; i++)
            m->clock_ns[turn * SLICES + i] = (double)bv_slice_ns(m->empty, &ctx, 0);
    }
    return status;
}

enum bv_status bv_slicecost_measure(struct bv_slice_costs *out, struct bv_error *err)
{
    char kernels[PATH_MAX];
    struct bv_layout layout = {0};
    struct measuring m = {0};
    enum bv_status status = bv_kernels_find(NULL, kernels, err);
    if (status == BV_OK)
        status = bv_layout_open(kernels, 0, &layout, err);
    if (status == BV_OK) {
        m.empty = layout.catalogue->empty;
        status = take_turns(&m, err);
    }
    bv_layout_close(&layout);
    if (status != BV_OK)
        return status;
    double outside_ns = bv_median(m.outside_ns, COUNT);
    *out = (struct bv_slice_costs){
        .clock_ns = bv_median(m.clock_ns, COUNT),
        .slice_ns = outside_ns,
        .shim_ratio = log(bv_median(m.inside_ns, COUNT) / outside_ns),
        .count = COUNT,
    };
    return BV_OK;
}
