/* SPDX-License-Identifier: Apache-2.0 */
/* round.c: the timed part is as small as it can be, and the same for every arm. */
#include "harness/measure/round.h"

#include <assert.h>
#include <math.h>
#include <sched.h>
#include <stdbool.h>

#include "harness/measure/plan.h"
#include "lib/base/clock.h"
#include "lib/stats/stats.h"

enum {
    SLICE_NS = 20000,      /* of the fastest arm: a thousand times the cost of reading the clock */
    SLICE_STEPS = 2000,    /* of the clock */
    SLICE_MAX_NS = 200000, /* of the slowest: well below a scheduler's time slice */
    SLOW_NS =
        60000,  /* of the slowest, where a tenth will do for the fastest: arms that differ by */
    FEWER = 10, /* a factor need not be known to a thousandth */
    EMPTY_EVERY = 8, /* rounds */
    EMPTY_LEAST = 3, /* a visit */
    CALLS_MAX_LOG2 = 40
};

uint64_t bv_slice_ns(bv_run_fn *run, struct bv_ctx *ctx, uint64_t calls)
{
    uint64_t start = bv_clock_ns();
    run(ctx, calls);
    return bv_clock_ns() - start;
}

/* A slice of each arm. */
struct arm_slices {
    uint64_t ns[BV_ARM_MAX];
    uint64_t fastest, slowest, sum;
};

/* again    keep the shorter one of each arm */
static void time_arms(const struct bv_case *row, struct bv_ctx *ctx, uint64_t calls, bool again,
                      struct arm_slices *slices)
{
    slices->fastest = UINT64_MAX;
    slices->slowest = slices->sum = 0;
    for (uint32_t arm = 0; arm < row->arm_count; arm++) {
        uint64_t ns = bv_slice_ns(row->arms[arm].run, &ctx[arm], calls);
        if (again && slices->ns[arm] < ns)
            ns = slices->ns[arm];
        slices->ns[arm] = ns;
        slices->fastest = ns < slices->fastest ? ns : slices->fastest;
        slices->slowest = ns > slices->slowest ? ns : slices->slowest;
        slices->sum += ns;
    }
}

uint64_t bv_slice_wanted_ns(double step_ns)
{
    double wanted = SLICE_STEPS * step_ns; /* NAN: compares false */
    if (wanted > SLICE_MAX_NS)
        return SLICE_MAX_NS;
    return wanted > SLICE_NS ? (uint64_t)wanted : SLICE_NS;
}

static bool is_long(const struct arm_slices *slices, uint64_t slice_ns)
{
    return slices->fastest >= slice_ns || slices->slowest >= SLICE_MAX_NS ||
           (slices->fastest >= slice_ns / FEWER && slices->slowest >= SLOW_NS);
}

struct bv_visit_plan bv_visit_calibrate(const struct bv_case *row, struct bv_ctx *ctx,
                                        struct bv_slice_wish wish, struct bv_visit_plan known,
                                        uint64_t slice_ns)
{
    assert(row->arm_count > 0);
    struct bv_visit_plan plan = {
        .calls = wish.calls != 0 ? wish.calls : known.calls,
        .rounds = wish.rounds != 0 ? wish.rounds : known.rounds,
    };
    struct arm_slices slices = {{0}, 0, 0, 0};
    if (wish.calls != 0 && wish.rounds != 0)
        return plan;
    if (plan.calls != 0)
        time_arms(row, ctx, plan.calls, false, &slices);
    for (int log2 = 0; plan.calls == 0 && log2 < CALLS_MAX_LOG2; log2++) {
        uint64_t calls = (uint64_t)1 << log2;
        time_arms(row, ctx, calls, false, &slices);
        if (is_long(&slices, slice_ns)) /* an interruption makes a slice long, not two */
            time_arms(row, ctx, calls, true, &slices);
        if (is_long(&slices, slice_ns) || log2 + 1 == CALLS_MAX_LOG2)
            plan.calls = calls;
    }
    if (plan.rounds == 0)
        plan.rounds = BV_ROUNDS_FIRST;
    if (plan.rounds > BV_ROUND_MAX)
        plan.rounds = BV_ROUND_MAX;
    if (plan.rounds > row->arm_count)
        plan.rounds -= plan.rounds % row->arm_count;
    return plan;
}

/* Rounds from one slice of the empty loop to the next. */
static uint32_t empty_step(uint32_t rounds)
{
    uint32_t step = rounds / EMPTY_LEAST;
    return step < 1 ? 1 : step > EMPTY_EVERY ? EMPTY_EVERY : step;
}

void bv_visit_measure(const struct bv_case *row, struct bv_ctx *ctx, bv_run_fn *empty,
                      struct bv_visit_plan plan, struct bv_random random,
                      struct bv_visit_times *out)
{
    struct bv_ctx nothing = {0};
    uint32_t order[BV_ARM_MAX];
    int cpu = sched_getcpu();
    uint32_t step = empty_step(plan.rounds);
    out->migrations = out->empty_count = 0;
    for (uint32_t round = 0; round < plan.rounds; round++) {
        bv_plan_round(&random, round, row->arm_count, order);
        for (uint32_t i = 0; i < row->arm_count; i++) {
            uint32_t arm = order[i];
            out->slice_ns[arm][round] = bv_slice_ns(row->arms[arm].run, &ctx[arm], plan.calls);
        }
        if (round % step == 0)
            out->empty_ns[out->empty_count++] = bv_slice_ns(empty, &nothing, plan.calls);
        out->migrations += sched_getcpu() != cpu;
    }
}

/* A slice below the clock's step reads 0; half a nanosecond keeps its logarithm finite. */
static double slice_time(uint64_t ns)
{
    return ns == 0 ? 0.5 : (double)ns;
}

struct bv_arm_times bv_visit_arm(const struct bv_visit_times *times, struct bv_visit_plan plan,
                                 uint32_t arm)
{
    double values[BV_ROUND_MAX];
    struct bv_arm_times result;
    for (uint32_t round = 0; round < plan.rounds; round++)
        values[round] = slice_time(times->slice_ns[arm][round]) / (double)plan.calls;
    result.real_ns = bv_median(values, plan.rounds);
    for (uint32_t round = 0; round < plan.rounds; round++)
        values[round] =
            log(slice_time(times->slice_ns[0][round]) / slice_time(times->slice_ns[arm][round]));
    result.log_ratio = bv_median(values, plan.rounds);
    for (uint32_t round = 0; round < plan.rounds; round++)
        values[round] = fabs(values[round] - result.log_ratio);
    result.spread = 1.4826 * bv_median(values, plan.rounds); /* a normal distribution's sigma */
    return result;
}

double bv_visit_empty_ns(const struct bv_visit_times *times, struct bv_visit_plan plan)
{
    double values[BV_ROUND_MAX];
    for (uint32_t i = 0; i < times->empty_count; i++)
        values[i] = (double)times->empty_ns[i] / (double)plan.calls;
    return bv_median(values, times->empty_count);
}
