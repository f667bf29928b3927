/* SPDX-License-Identifier: Apache-2.0 */
/* record.c: one encoder and one decoder a part. */
#include "lib/bundle/record.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/status.h"

static const char *const case_states[] = {
    [BV_CASE_OPEN] = "open",
    [BV_CASE_PRECISE] = "precise",
    [BV_CASE_FAILED] = "failed",
    [BV_CASE_UNAVAILABLE] = "unavailable",
};

static const char *const metric_names[BV_METRIC_COUNT] = {
    [BV_METRIC_COLLECTIONS] = "bv_collections",
    [BV_METRIC_PAUSE_P50_NS] = "bv_pause_p50_ns",
    [BV_METRIC_PAUSE_P99_NS] = "bv_pause_p99_ns",
    [BV_METRIC_PAUSE_MAX_NS] = "bv_pause_max_ns",
    [BV_METRIC_TRACED_BYTES] = "bv_traced_bytes",
    [BV_METRIC_RESIDENT_RATIO] = "bv_resident_ratio",
    [BV_METRIC_ALLOCATIONS] = "bv_allocations",
    [BV_METRIC_ALLOCATED_BYTES] = "bv_allocated_bytes",
    [BV_METRIC_BUDGET_BYTES] = "bv_budget_bytes",
};

/* JSON has no NaN or infinity, although Google Benchmark writes them. */
static json_t *number(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

static json_t *text(const char *s)
{
    return s == NULL ? json_null() : json_string(s);
}

static enum bv_status bad(struct bv_error *err, const char *where, const json_error_t *jerr)
{
    return bv_fail(err, BV_E_INPUT, "%s: %s; the file was not written by this version of byval",
                   where, jerr->text);
}

/* Whether a number of a file can be what it is kept as: wrapped round, it would be another. */
static bool is_count(json_int_t x)
{
    return x >= 0 && x <= INT32_MAX;
}

static double number_or_nan(const json_t *json)
{
    return json_is_number(json) ? json_number_value(json) : NAN;
}

/* free() it; NULL when out of memory. */
static char *row_name(const struct bv_case_info *info, uint32_t arm)
{
    char *name;
    return asprintf(&name, "%s/pass:%s", info->name, info->arms[arm]) < 0 ? NULL : name;
}

static enum bv_status index_row(json_t *index, const char *name, json_int_t place,
                                const char *where, struct bv_error *err)
{
    if (name != NULL && json_object_get(index, name) != NULL)
        return bv_fail(err, BV_E_INPUT, "%s: two arms of the run are called '%.200s'", where, name);
    if (name == NULL || json_object_set_new(index, name, json_integer(place)) != 0)
        return bv_fail(err, BV_E_NOMEM, "%s: out of memory", where);
    return BV_OK;
}

enum bv_status bv_record_index(const struct bv_result *result, const char *where, json_t **out,
                               struct bv_error *err)
{
    json_t *index = json_object();
    enum bv_status status = BV_OK;
    for (size_t i = 0; i < result->case_count && status == BV_OK; i++) {
        for (uint32_t arm = 0; arm < result->cases[i].arm_count && status == BV_OK; arm++) {
            char *name = row_name(&result->cases[i], arm);
            status = index_row(index, name, (json_int_t)(i * 4 + arm), where, err);
            free(name);
        }
    }
    if (index == NULL && status == BV_OK)
        status = bv_fail(err, BV_E_NOMEM, "%s: out of memory", where);
    if (status != BV_OK) {
        json_decref(index);
        return status;
    }
    *out = index;
    return BV_OK;
}

json_t *bv_record_row(const struct bv_result *result, const struct bv_row *row,
                      uint32_t repetitions)
{
    char *name = row_name(&result->cases[row->case_index], row->arm_index);
    json_t *json = json_pack(
        "{s:s, s:i, s:i, s:s, s:s, s:i, s:i, s:i, s:I, s:f, s:f, s:s,"
        " s:i, s:I, s:f, s:f, s:o*, s:i, s:i, s:i}",
        "name", name, "family_index", (int)row->case_index, "per_family_instance_index",
        (int)row->arm_index, "run_name", name, "run_type", "iteration", "repetitions",
        (int)repetitions, "repetition_index", (int)row->block, "threads", 1, "iterations",
        (json_int_t)(row->calls * row->rounds), "real_time", row->real_ns, "cpu_time", row->cpu_ns,
        "time_unit", "ns", "bv_rounds", (int)row->rounds, "bv_calls", (json_int_t)row->calls,
        "bv_empty_ns", row->empty_ns, "bv_log_ratio", row->log_ratio, "bv_spread",
        isfinite(row->spread) ? json_real(row->spread) : NULL, "bv_switches", (int)row->switches,
        "bv_migrations", (int)row->migrations, "bv_faults", (int)row->faults);
    free(name);
    for (int i = 0; i < BV_METRIC_COUNT; i++)
        if (isfinite(row->metrics[i]))
            json_object_set_new(json, metric_names[i], json_real(row->metrics[i]));
    return json;
}

enum bv_status bv_record_read_row(const json_t *json, const json_t *index, const char *where,
                                  struct bv_row *out, struct bv_error *err)
{
    const char *name = NULL, *run_type = NULL, *time_unit = NULL;
    json_int_t block = 0, rounds = 0, calls = 0, switches = 0, migrations = 0, faults = 0;
    double real_ns = 0, cpu_ns = 0, empty_ns = 0, log_ratio = 0;
    json_error_t jerr;
    if (json_unpack_ex((json_t *)json, &jerr, 0,
                       "{s:s, s:s, s:I, s:F, s:F, s:s, s:I, s:I, s:F, s:F, s:I, s:I, s:I}", "name",
                       &name, "run_type", &run_type, "repetition_index", &block, "real_time",
                       &real_ns, "cpu_time", &cpu_ns, "time_unit", &time_unit, "bv_rounds", &rounds,
                       "bv_calls", &calls, "bv_empty_ns", &empty_ns, "bv_log_ratio", &log_ratio,
                       "bv_switches", &switches, "bv_migrations", &migrations, "bv_faults",
                       &faults) != 0)
        return bad(err, where, &jerr);
    const json_t *found = json_object_get(index, name);
    if (found == NULL)
        return bv_fail(err, BV_E_INPUT, "%s: row '%.200s' belongs to no case of the run", where,
                       name);
    if (strcmp(run_type, "iteration") != 0 || strcmp(time_unit, "ns") != 0)
        return bv_fail(err, BV_E_INPUT, "%s: expected run_type iteration and time_unit ns", where);
    if (!is_count(block) || !is_count(rounds) || rounds == 0 || calls <= 0 ||
        calls > INT64_MAX / rounds || real_ns <= 0 || cpu_ns < 0 || empty_ns < 0 ||
        !is_count(switches) || !is_count(migrations) || !is_count(faults))
        return bv_fail(err, BV_E_INPUT, "%s: a count or a time of '%.200s' is out of range", where,
                       name);
    *out = (struct bv_row){
        .case_index = (uint32_t)(json_integer_value(found) / 4),
        .arm_index = (uint32_t)(json_integer_value(found) % 4),
        .block = (uint32_t)block,
        .rounds = (uint32_t)rounds,
        .calls = (uint64_t)calls,
        .real_ns = real_ns,
        .cpu_ns = cpu_ns,
        .empty_ns = empty_ns,
        .log_ratio = log_ratio,
        .spread = number_or_nan(json_object_get(json, "bv_spread")),
        .switches = (uint32_t)switches,
        .migrations = (uint32_t)migrations,
        .faults = (uint32_t)faults,
    };
    for (int i = 0; i < BV_METRIC_COUNT; i++)
        out->metrics[i] = number_or_nan(json_object_get(json, metric_names[i]));
    return BV_OK;
}

enum bv_status bv_record_check_row(const json_t *json, const struct bv_row *row, const char *where,
                                   struct bv_error *err)
{
    const struct {
        const char *field;
        json_int_t value;
    } own_totals[] = {
        {"iterations", (json_int_t)(row->rounds * row->calls)},
        {"family_index", row->case_index},
        {"per_family_instance_index", row->arm_index},
        {"threads", 1},
    };
    for (size_t i = 0; i < sizeof own_totals / sizeof own_totals[0]; i++) {
        const json_t *own = json_object_get(json, own_totals[i].field);
        if (!json_is_integer(own) || json_integer_value(own) != own_totals[i].value)
            return bv_fail(err, BV_E_INPUT, "%s.%s: expected %lld%s", where, own_totals[i].field,
                           (long long)own_totals[i].value,
                           i == 0 ? ", which is bv_rounds x bv_calls" : "");
    }
    const char *name = json_string_value(json_object_get(json, "name"));
    const char *run_name = json_string_value(json_object_get(json, "run_name"));
    if (run_name == NULL || name == NULL || strcmp(run_name, name) != 0)
        return bv_fail(err, BV_E_INPUT, "%s.run_name: expected the same as name", where);
    return BV_OK;
}

json_t *bv_record_block(const struct bv_block_info *block)
{
    return json_pack("{s:i, s:s, s:s, s:i, s:i, s:i, s:o, s:o, s:[o, o], s:o, s:o}", "block",
                     (int)block->block, "regime", block->regime, "allocator", block->allocator,
                     "layout", (int)block->layout, "env_bytes", (int)block->env_bytes,
                     "stack_bytes", (int)block->stack_bytes, "start_s", number(block->start_s),
                     "seconds", number(block->seconds), "canary_ghz", number(block->canary_ghz[0]),
                     number(block->canary_ghz[1]), "steal_s", number(block->steal_s), "throttled_s",
                     number(block->throttled_s));
}

enum bv_status bv_record_read_block(const json_t *json, const char *where,
                                    struct bv_block_info *out, struct bv_error *err)
{
    json_int_t block = 0, layout = 0, env_bytes = 0, stack_bytes = 0;
    const char *regime = NULL, *allocator = NULL;
    json_t *start = NULL, *seconds = NULL, *before = NULL, *after = NULL, *steal = NULL;
    json_t *throttled = NULL; /* not in older files */
    json_error_t jerr;
    if (json_unpack_ex((json_t *)json, &jerr, 0,
                       "{s:s, s:s, s:I, s:I, s:I, s:I, s:o, s:o, s:[o, o], s:o, s?o}", "regime",
                       &regime, "allocator", &allocator, "block", &block, "layout", &layout,
                       "env_bytes", &env_bytes, "stack_bytes", &stack_bytes, "start_s", &start,
                       "seconds", &seconds, "canary_ghz", &before, &after, "steal_s", &steal,
                       "throttled_s", &throttled) != 0)
        return bad(err, where, &jerr);
    if (!is_count(block) || !is_count(layout) || !is_count(env_bytes) || !is_count(stack_bytes))
        return bv_fail(err, BV_E_INPUT, "%s: a count of a block is out of range", where);
    *out = (struct bv_block_info){
        .block = (uint32_t)block,
        .layout = (uint32_t)layout,
        .env_bytes = (uint32_t)env_bytes,
        .stack_bytes = (uint32_t)stack_bytes,
        .start_s = number_or_nan(start),
        .seconds = number_or_nan(seconds),
        .canary_ghz = {number_or_nan(before), number_or_nan(after)},
        .steal_s = number_or_nan(steal),
        .throttled_s = number_or_nan(throttled),
    };
    snprintf(out->regime, sizeof out->regime, "%s", regime);
    snprintf(out->allocator, sizeof out->allocator, "%s", allocator);
    return BV_OK;
}

json_t *bv_record_event(const struct bv_event *event)
{
    return json_pack("{s:i, s:s}", "block", (int)event->block, "what", event->what);
}

enum bv_status bv_record_read_event(const json_t *json, const char *where, struct bv_event *out,
                                    struct bv_error *err)
{
    json_int_t block = 0;
    json_error_t jerr;
    if (json_unpack_ex((json_t *)json, &jerr, 0, "{s:I, s:s}", "block", &block, "what",
                       &out->what) != 0)
        return bad(err, where, &jerr);
    if (!is_count(block))
        return bv_fail(err, BV_E_INPUT, "%s: the block of an event is out of range", where);
    out->block = (uint32_t)block;
    return BV_OK;
}

json_t *bv_record_case(const struct bv_case_info *info)
{
    json_t *arms = json_array();
    for (uint32_t i = 0; i < info->arm_count; i++)
        json_array_append_new(arms, json_string(info->arms[i]));
    return json_pack("{s:s, s:o, s:i, s:s, s:o}", "name", info->name, "arms", arms, "size_bytes",
                     (int)info->size_bytes, "state", case_states[info->state], "reason",
                     text(info->reason));
}

enum bv_status bv_record_read_case(const json_t *json, const char *where, struct bv_case_info *out,
                                   struct bv_error *err)
{
    struct bv_case_info info = {0};
    const char *state = NULL;
    json_t *arms = NULL, *reason = NULL;
    json_int_t size_bytes = 0;
    json_error_t jerr;
    if (json_unpack_ex((json_t *)json, &jerr, 0, "{s:s, s:o, s:I, s:s, s:o}", "name", &info.name,
                       "arms", &arms, "size_bytes", &size_bytes, "state", &state, "reason",
                       &reason) != 0)
        return bad(err, where, &jerr);
    size_t arm_count = json_array_size(arms);
    if (arm_count < 2 || arm_count > 4 || !is_count(size_bytes))
        return bv_fail(err, BV_E_INPUT, "%s: case '%.200s' has %zu arms and %lld bytes", where,
                       info.name, arm_count, (long long)size_bytes);
    for (size_t i = 0; i < arm_count; i++) {
        info.arms[i] = json_string_value(json_array_get(arms, i));
        if (info.arms[i] == NULL)
            return bv_fail(err, BV_E_INPUT, "%s: an arm of '%.200s' is not a string", where,
                           info.name);
    }
    info.arm_count = (uint32_t)arm_count;
    info.size_bytes = (uint32_t)size_bytes;
    info.reason = json_string_value(reason);
    size_t s = 0;
    while (s < sizeof case_states / sizeof case_states[0] && strcmp(case_states[s], state) != 0)
        s++;
    if (s == sizeof case_states / sizeof case_states[0])
        return bv_fail(err, BV_E_INPUT, "%s: case '%.200s' has the unknown state '%.40s'", where,
                       info.name, state);
    info.state = (enum bv_case_state)s;
    *out = info;
    return BV_OK;
}
