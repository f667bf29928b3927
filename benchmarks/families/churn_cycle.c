/* SPDX-License-Identifier: Apache-2.0 */
/* churn_cycle.c: finds the length of a cycle, and tells what the collector did. */
#include "benchmarks/families/churn_cycle.h"

#include <malloc.h>
#include <math.h>
#include <stdlib.h>

#include "benchmarks/families/churn.h"
#include "benchmarks/heap/collector.h"
#include "benchmarks/site.h"

enum { FIRST_CALLS = 64, CALLS_MAX = 1 << 20, CYCLES_MIN = 4, ROUNDS_MAX = 6 };

static const double long_cycle_ns = 100e6, short_cycle_ns = 20e6, slice_min_ns = 1e6,
                    slice_ns = 60e6, visit_ns = 120e6;

/* Run the arm until the collector has collected so often more.
 * Returns  false if it does not, since there is no memory left to hand out */
static bool run_until(const struct bv_case *row, struct bv_ctx *ctx, uint64_t collections)
{
    const uint64_t target = bv_collector_collections() + collections;
    uint64_t calls = FIRST_CALLS;
    while (bv_collector_collections() < target) {
        uint64_t before = bv_collector_collections();
        double bytes = bv_collector_total_bytes();
        row->arms[1].run(ctx, calls);
        if (bv_collector_collections() > before)
            continue;
        if (calls < CALLS_MAX)
            calls *= 2;
        else if (bv_collector_total_bytes() == bytes)
            return false;
    }
    return true;
}

/* A slice that begins in the middle of a cycle has the same number of collections as its
 * neighbours, even if its length is not quite that of its cycles. */
static void go_to_middle(const struct bv_case *row, struct bv_ctx *ctx, double cycle_bytes,
                         double bytes_a_call)
{
    double phase = bv_collector_phase_bytes() / cycle_bytes;
    double move = phase < 0.2 ? 0.5 - phase : phase > 0.8 ? 1.5 - phase : 0;
    row->arms[1].run(ctx, (uint64_t)(fmax(0, move) * cycle_bytes / bytes_a_call));
}

struct bv_slice_wish bv_churn_wish(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX])
{
    struct bv_slice_wish wish = {0, 0};
    if (!row->regime.collector)
        return wish;
    double bytes_a_call = (double)bv_collector_object_bytes(row->size_bytes);
    /* Beside a small live heap the case's own objects move the length of a cycle by some per cent,
     * and slices are of many cycles: take one of this case alone. Beside 16 MiB it is within 1 % of
     * the next from the first on; a long one does for all cases of the process. */
    struct bv_collector_cycle cycle = bv_collector_last_cycle();
    if (cycle.ns < long_cycle_ns && !run_until(row, &ctx[1], 1))
        return wish;
    cycle = bv_collector_last_cycle();
    if (cycle.ns < short_cycle_ns && !run_until(row, &ctx[1], 2))
        return wish;
    cycle = bv_collector_last_cycle();
    if (!(cycle.bytes > bytes_a_call))
        return wish;
    double cycles = cycle.ns < short_cycle_ns ? fmax(CYCLES_MIN, ceil(slice_min_ns / cycle.ns))
                                              : fmax(1, floor(slice_ns / cycle.ns));
    double rounds = floor(visit_ns / (cycles * cycle.ns) / 2) * 2;
    wish.calls = (uint64_t)(cycles * cycle.bytes / bytes_a_call + 0.5);
    wish.rounds = cycle.ns > long_cycle_ns ? 1 : (uint32_t)fmin(fmax(rounds, 2), ROUNDS_MAX);
    go_to_middle(row, &ctx[1], cycle.bytes, bytes_a_call);
    return wish;
}

void bv_churn_begin(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX])
{
    (void)row;
    struct bv_churn *pointer = ctx[1].state;
    pointer->collections = bv_collector_collections();
}

static void tell_collections(const struct bv_churn *pointer, struct bv_metrics *out)
{
    struct bv_collector_pauses pauses = bv_collector_pauses_since(pointer->collections);
    struct bv_collector_use use;
    bv_collector_look(&use);
    out->collections = (double)(bv_collector_collections() - pointer->collections);
    out->pause_p50_ns = pauses.p50_ns;
    out->pause_p99_ns = pauses.p99_ns;
    out->pause_max_ns = pauses.max_ns;
    out->traced_bytes = use.traced;
    out->budget_bytes = bv_collector_budget_bytes(&use);
}

void bv_churn_metrics(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX], uint32_t arm,
                      struct bv_metrics *out)
{
    const struct bv_churn *pointer = ctx[1].state;
    bool gc = row->regime.collector, pointed = arm == 1;
    out->allocations = pointed && (gc || row->site == BV_SITE_HEAP) ? 1 : 0;
    out->allocated_bytes = 0;
    if (gc)
        out->collections = 0; /* a value is none of the collector's business */
    if (pointed && gc) {
        out->allocated_bytes = (double)bv_collector_object_bytes(row->size_bytes);
        tell_collections(pointer, out);
    } else if (pointed && row->site == BV_SITE_HEAP) {
        void *object = malloc(row->size_bytes);
        out->allocated_bytes = (double)malloc_usable_size(object);
        free(object);
    }
}
