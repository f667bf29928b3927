/* SPDX-License-Identifier: Apache-2.0 */
/* block.c: the life of a block: load a layout, visit the cases, say what was measured. */
#include "harness/measure/block.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "benchmarks/check.h"
#include "harness/kernels/allocator.h"
#include "harness/kernels/layout.h"
#include "harness/machine/affinity.h"
#include "harness/machine/canary.h"
#include "harness/machine/procstat.h"
#include "harness/machine/quota.h"
#include "harness/measure/gbench.h"
#include "harness/measure/plan.h"
#include "harness/measure/round.h"
#include "harness/worker/answer_line.h"
#include "lib/bundle/record.h"

/* One case during its visit. */
struct visit {
    const struct bv_worker_job *job;
    const struct bv_catalogue *catalogue;
    struct bv_case_ref ref;
    uint32_t case_index; /* in the run */
    FILE *out;
    struct bv_gbench_state *state; /* while Google Benchmark runs the visit */
    struct bv_ctx *ctx;
    struct bv_visit_plan plan; /* what is known of it, then what is done */
    struct bv_visit_times *times;
    struct rusage before, after;
    struct bv_metrics metrics[BV_ARM_MAX];
    struct bv_error err;
};

/* What Google Benchmark times: the rounds of the visit, as its one iteration. */
static void measure(void *arg, uint64_t iterations)
{
    struct visit *visit = arg;
    (void)iterations;
    if (visit->ref.family->begin != NULL)
        visit->ref.family->begin(visit->ref.row, visit->ctx);
    getrusage(RUSAGE_THREAD, &visit->before);
    bv_visit_measure(visit->ref.row, visit->ctx, visit->catalogue->empty, visit->plan,
                     bv_plan_visit(visit->job->seed, visit->job->block, visit->case_index),
                     visit->times);
    getrusage(RUSAGE_THREAD, &visit->after);
}

/* While the case's objects live: check, warm up, measure. */
static enum bv_status visit_held(struct bv_ctx ctx[BV_ARM_MAX], void *arg)
{
    struct visit *visit = arg;
    const struct bv_case *row = visit->ref.row;
    enum bv_status status = bv_case_check(visit->ref.family, row, ctx, &visit->err);
    if (status != BV_OK)
        return status;
    visit->ctx = ctx;
    struct bv_slice_wish wish = {0};
    if (visit->ref.family->wish != NULL)
        wish = visit->ref.family->wish(row, ctx);
    visit->plan = bv_visit_calibrate(row, ctx, wish, visit->plan, visit->job->slice_ns);
    bv_gbench_loop(visit->state, measure, visit);
    for (uint32_t arm = 0; arm < row->arm_count; arm++) {
        visit->metrics[arm] = (struct bv_metrics){NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
        if (visit->ref.family->metrics != NULL)
            visit->ref.family->metrics(row, ctx, arm, &visit->metrics[arm]);
    }
    return BV_OK;
}

static void visit_body(struct bv_gbench_state *state, void *arg)
{
    struct visit *visit = arg;
    struct bv_env env = {
        .l1d_bytes = visit->job->l1d_bytes,
        .l2_bytes = visit->job->l2_bytes,
        .l3_bytes = visit->job->l3_bytes,
        .cpus = visit->job->cpus,
        .seed = bv_plan_objects(visit->job->seed, visit->job->block),
    };
    visit->state = state;
    visit->err = (struct bv_error){BV_OK, ""};
    enum bv_status status =
        visit->ref.family->hold(visit->ref.row, &env, visit_held, visit, &visit->err);
    if (status != BV_OK) {
        visit->err.status = status;
        bv_gbench_fail(state, visit->err.text);
    }
}

static struct bv_case_info info_of(const struct bv_case *row)
{
    struct bv_case_info info = {
        .name = row->name, .arm_count = row->arm_count, .size_bytes = row->size_bytes};
    for (uint32_t i = 0; i < row->arm_count; i++)
        info.arms[i] = row->arms[i].name;
    return info;
}

static void report_visit(const struct bv_gbench_row *gbench, void *arg)
{
    struct visit *visit = arg;
    struct bv_case_info info = info_of(visit->ref.row);
    if (gbench->error != NULL) {
        bool unavailable = visit->err.status == BV_E_UNSUPPORTED || visit->err.status == BV_E_NOMEM;
        bv_answer_line_say(visit->out, unavailable ? BV_ANSWER_UNAVAILABLE : BV_ANSWER_FAILED,
                           json_string(gbench->error));
        return;
    }
    struct bv_result one = {.cases = &info, .case_count = 1};
    /* Share of the visit that the thread was on a CPU, by Google Benchmark's two clocks. */
    double share = gbench->real_ns > 0 ? fmin(gbench->cpu_ns / gbench->real_ns, 1.0) : 1.0;
    for (uint32_t arm = 0; arm < info.arm_count; arm++) {
        struct bv_arm_times times = bv_visit_arm(visit->times, visit->plan, arm);
        struct bv_row row = {
            .case_index = 0,
            .arm_index = arm,
            .block = visit->job->block,
            .rounds = visit->plan.rounds,
            .calls = visit->plan.calls,
            .real_ns = times.real_ns,
            .cpu_ns = times.real_ns * share,
            .empty_ns = bv_visit_empty_ns(visit->times, visit->plan),
            .log_ratio = times.log_ratio,
            .spread = times.spread,
            .switches = (uint32_t)(visit->after.ru_nivcsw - visit->before.ru_nivcsw),
            .migrations = visit->times->migrations,
            .faults = (uint32_t)(visit->after.ru_minflt - visit->before.ru_minflt +
                                 visit->after.ru_majflt - visit->before.ru_majflt),
            .metrics =
                {
                    [BV_METRIC_COLLECTIONS] = visit->metrics[arm].collections,
                    [BV_METRIC_PAUSE_P50_NS] = visit->metrics[arm].pause_p50_ns,
                    [BV_METRIC_PAUSE_P99_NS] = visit->metrics[arm].pause_p99_ns,
                    [BV_METRIC_PAUSE_MAX_NS] = visit->metrics[arm].pause_max_ns,
                    [BV_METRIC_TRACED_BYTES] = visit->metrics[arm].traced_bytes,
                    [BV_METRIC_RESIDENT_RATIO] = visit->metrics[arm].resident_ratio,
                    [BV_METRIC_ALLOCATIONS] = visit->metrics[arm].allocations,
                    [BV_METRIC_ALLOCATED_BYTES] = visit->metrics[arm].allocated_bytes,
                    [BV_METRIC_BUDGET_BYTES] = visit->metrics[arm].budget_bytes,
                },
        };
        bv_answer_line_say(visit->out, BV_ANSWER_ROW, bv_record_row(&one, &row, 0));
    }
}

/* The allocator that was asked for is not in charge: say so of every case. */
static void refuse_all(const struct bv_worker_job *job, const struct bv_allocator_active *active,
                       FILE *out)
{
    char reason[600];
    bv_allocator_explain(job->regime.allocator, active, reason, sizeof reason);
    for (uint32_t i = 0; i < job->case_count; i++) {
        bv_answer_line_say(out, BV_ANSWER_BEGIN, json_integer(job->visits[i].index));
        bv_answer_line_say(out, BV_ANSWER_UNAVAILABLE, json_string(reason));
    }
}

static enum bv_status visit_all(const struct bv_worker_job *job, const struct bv_layout *layout,
                                const struct bv_case_ref *refs, FILE *out, struct bv_error *err)
{
    enum bv_status status = BV_OK;
    struct bv_visit_times *times = calloc(1, sizeof *times);
    if (times == NULL)
        return bv_fail(err, BV_E_NOMEM, "byval-block: out of memory");
    for (uint32_t i = 0; i < job->case_count && status == BV_OK; i++) {
        struct visit visit = {
            .job = job,
            .catalogue = layout->catalogue,
            .ref = refs[i],
            .case_index = job->visits[i].index,
            .plan = {job->visits[i].calls, job->visits[i].rounds},
            .out = out,
            .times = times,
        };
        bv_answer_line_say(out, BV_ANSWER_BEGIN, json_integer(job->visits[i].index));
        status = bv_gbench_add(refs[i].row->name, visit_body, &visit, 1, err);
        if (status == BV_OK)
            status = bv_gbench_run(report_visit, &visit, err);
        if (status == BV_OK && ferror(out))
            status = bv_fail(err, BV_E_IO, "byval-block: the parent does not listen: %s",
                             strerror(errno));
    }
    free(times);
    return status;
}

static enum bv_status prepare(const struct bv_worker_job *job, struct bv_layout *layout,
                              struct bv_case_ref *refs, struct bv_error *err)
{
    char found[PATH_MAX];
    enum bv_status status = bv_affinity_verify(job->cpu < 0 ? BV_CPU_NONE : (int)job->cpu, err);
    if (status == BV_OK && job->kernels == NULL)
        status = bv_kernels_find(NULL, found, err);
    if (status == BV_OK)
        status =
            bv_layout_open(job->kernels == NULL ? found : job->kernels, job->layout, layout, err);
    for (uint32_t i = 0; i < job->case_count && status == BV_OK; i++) {
        refs[i] = bv_layout_find(layout, job->names[i]);
        if (refs[i].row == NULL)
            status = bv_fail(err, BV_E_MISMATCH, "the kernels have no case '%.200s'; build anew",
                             job->names[i]);
    }
    return status;
}

enum bv_status bv_block_run(const struct bv_worker_job *job, FILE *out, struct bv_error *err)
{
    struct bv_layout layout = {0};
    struct bv_block_info info = {
        .block = job->block,
        .layout = job->layout,
        .env_bytes = job->env_bytes,
        .stack_bytes = job->stack_bytes,
        .start_s = NAN, /* the parent knows */
        .seconds = NAN,
    };
    struct bv_allocator_active active;
    bv_allocator_inspect(&active);
    bv_regime_name(job->regime, info.regime, sizeof info.regime);
    snprintf(info.allocator, sizeof info.allocator, "%s %.30s %.100s",
             active.id == BV_ALLOCATOR_COUNT ? "unknown" : bv_allocator_of(active.id)->name,
             active.version, active.object);
    struct bv_case_ref *refs = calloc(job->case_count + 1, sizeof *refs);
    if (refs == NULL)
        return bv_fail(err, BV_E_NOMEM, "byval-block: out of memory");
    enum bv_status status = prepare(job, &layout, refs, err);
    if (status == BV_OK) {
        double steal_s = bv_procstat_steal_s(), throttled_s = bv_quota_read("").throttled_s;
        info.canary_ghz[0] = bv_canary_ghz();
        if (bv_allocator_will_do(job->regime.allocator, &active))
            status = visit_all(job, &layout, refs, out, err);
        else
            refuse_all(job, &active, out);
        info.canary_ghz[1] = bv_canary_ghz();
        info.steal_s = bv_procstat_steal_s() - steal_s;
        info.throttled_s = bv_quota_read("").throttled_s - throttled_s;
    }
    if (status == BV_OK)
        bv_answer_line_say(out, BV_ANSWER_END, bv_record_block(&info));
    else
        bv_answer_line_say(out, BV_ANSWER_ERROR, json_string(err->text));
    bv_layout_close(&layout);
    free(refs);
    return status;
}
