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

const char *bv_record_metric(enum bv_metric metric)
{
    return metric_names[metric];
}

/* JSON has no NaN or infinity, although Google Benchmark writes them. */
static json_t *number(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

static json_t *text(const char *s)
{
    return s == NULL ? json_null() : json_string(s);
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

enum bv_status bv_record_read_row(const json_t *json, const json_t *index,
                                  const struct bv_place *place, struct bv_row *out,
                                  struct bv_error *err)
{
    enum { OWN = 13 };
    static const char *const run_types[] = {"iteration"}, *const time_units[] = {"ns"};
    const char *name = "";
    uint32_t run_type, time_unit;
    struct bv_row row = {.spread = NAN};
    struct bv_field fields[OWN + 1 + BV_METRIC_COUNT] = {
        BV_TEXT("name", BV_PLAIN, &name),
        BV_WORD("run_type", run_types, 1, &run_type),
        BV_WORD("time_unit", time_units, 1, &time_unit),
        BV_COUNT("repetition_index", BV_PLAIN, 0, INT32_MAX, &row.block),
        BV_NUMBER("real_time", BV_ABOVE_0, &row.real_ns),
        BV_NUMBER("cpu_time", BV_NOT_NEGATIVE, &row.cpu_ns),
        BV_COUNT("bv_rounds", BV_PLAIN, 1, INT32_MAX, &row.rounds),
        BV_LONG_COUNT("bv_calls", BV_PLAIN, 1, INT64_MAX, &row.calls),
        BV_NUMBER("bv_empty_ns", BV_NOT_NEGATIVE, &row.empty_ns),
        BV_NUMBER("bv_log_ratio", BV_PLAIN, &row.log_ratio),
        BV_COUNT("bv_switches", BV_PLAIN, 0, INT32_MAX, &row.switches),
        BV_COUNT("bv_migrations", BV_PLAIN, 0, INT32_MAX, &row.migrations),
        BV_COUNT("bv_faults", BV_PLAIN, 0, INT32_MAX, &row.faults),
        BV_NUMBER("bv_spread", BV_MAY_MISS | BV_MAY_BE_NULL, &row.spread),
    };
    for (int i = 0; i < BV_METRIC_COUNT; i++) {
        row.metrics[i] = NAN;
        fields[OWN + 1 + i] = (struct bv_field)BV_NUMBER(
            metric_names[i], BV_MAY_MISS | BV_MAY_BE_NULL, &row.metrics[i]);
    }
    enum bv_status status =
        bv_fields_read(json, place, fields, sizeof fields / sizeof fields[0], false, err);
    if (status != BV_OK)
        return status;
    if (row.calls > INT64_MAX / row.rounds)
        return bv_place_fail(err, place, "bv_calls", "expected fewer in %u rounds", row.rounds);
    const json_t *found = json_object_get(index, name);
    if (found == NULL)
        return bv_place_fail(err, place, "name", "'%.200s' belongs to no case of the run", name);
    row.case_index = (uint32_t)(json_integer_value(found) / 4);
    row.arm_index = (uint32_t)(json_integer_value(found) % 4);
    *out = row;
    return BV_OK;
}

enum bv_status bv_record_check_row(const json_t *json, const struct bv_row *row,
                                   const struct bv_place *place, struct bv_error *err)
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
            return bv_place_fail(err, place, own_totals[i].field, "expected %lld%s",
                                 (long long)own_totals[i].value,
                                 i == 0 ? ", which is bv_rounds x bv_calls" : "");
    }
    const char *name = json_string_value(json_object_get(json, "name"));
    const char *run_name = json_string_value(json_object_get(json, "run_name"));
    if (run_name == NULL || name == NULL || strcmp(run_name, name) != 0)
        return bv_place_fail(err, place, "run_name", "expected the same as name");
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

enum bv_status bv_record_read_block(const json_t *json, const struct bv_place *place,
                                    struct bv_block_info *out, struct bv_error *err)
{
    struct bv_block_info block = {.throttled_s = NAN}; /* not in older files */
    const char *regime = "", *allocator = "";
    const json_t *canary = NULL;
    const struct bv_field fields[] = {
        BV_COUNT("block", BV_PLAIN, 0, INT32_MAX, &block.block),
        BV_TEXT("regime", BV_PLAIN, &regime),
        BV_TEXT("allocator", BV_PLAIN, &allocator),
        BV_COUNT("layout", BV_PLAIN, 0, INT32_MAX, &block.layout),
        BV_COUNT("env_bytes", BV_PLAIN, 0, INT32_MAX, &block.env_bytes),
        BV_COUNT("stack_bytes", BV_PLAIN, 0, INT32_MAX, &block.stack_bytes),
        BV_NUMBER("start_s", BV_MAY_BE_NULL, &block.start_s),
        BV_NUMBER("seconds", BV_MAY_BE_NULL, &block.seconds),
        BV_LIST("canary_ghz", BV_PLAIN, 2, 2, &canary),
        BV_NUMBER("steal_s", BV_MAY_BE_NULL, &block.steal_s),
        BV_NUMBER("throttled_s", BV_MAY_MISS | BV_MAY_BE_NULL, &block.throttled_s),
    };
    enum bv_status status =
        bv_fields_read(json, place, fields, sizeof fields / sizeof fields[0], false, err);
    for (size_t i = 0; i < 2 && status == BV_OK; i++) {
        const struct bv_place here = {place, "canary_ghz", (int64_t)i};
        status = bv_value_read(
            json_array_get(canary, i), &here,
            (struct bv_field)BV_NUMBER(NULL, BV_MAY_BE_NULL, &block.canary_ghz[i]), err);
    }
    if (status != BV_OK)
        return status;
    snprintf(block.regime, sizeof block.regime, "%s", regime);
    snprintf(block.allocator, sizeof block.allocator, "%s", allocator);
    *out = block;
    return BV_OK;
}

json_t *bv_record_event(const struct bv_event *event)
{
    return json_pack("{s:i, s:s}", "block", (int)event->block, "what", event->what);
}

enum bv_status bv_record_read_event(const json_t *json, const struct bv_place *place,
                                    struct bv_event *out, struct bv_error *err)
{
    const struct bv_field fields[] = {
        BV_COUNT("block", BV_PLAIN, 0, INT32_MAX, &out->block),
        BV_TEXT("what", BV_PLAIN, &out->what),
    };
    return bv_fields_read(json, place, fields, sizeof fields / sizeof fields[0], false, err);
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

enum bv_status bv_record_read_case(const json_t *json, const struct bv_place *place,
                                   struct bv_case_info *out, struct bv_error *err)
{
    struct bv_case_info info = {0};
    uint32_t state = 0;
    const json_t *arms = NULL;
    const struct bv_field fields[] = {
        BV_TEXT("name", BV_PLAIN, &info.name),
        BV_LIST("arms", BV_PLAIN, 2, sizeof info.arms / sizeof info.arms[0], &arms),
        BV_COUNT("size_bytes", BV_PLAIN, 0, INT32_MAX, &info.size_bytes),
        BV_WORD("state", case_states, BV_CASE_STATE_COUNT, &state),
        BV_TEXT("reason", BV_MAY_BE_NULL, &info.reason),
    };
    enum bv_status status =
        bv_fields_read(json, place, fields, sizeof fields / sizeof fields[0], false, err);
    for (; status == BV_OK && info.arm_count < json_array_size(arms); info.arm_count++) {
        const struct bv_place here = {place, "arms", info.arm_count};
        status = bv_value_read(json_array_get(arms, info.arm_count), &here,
                               (struct bv_field)BV_TEXT(NULL, 0, &info.arms[info.arm_count]), err);
    }
    if (status != BV_OK)
        return status;
    info.state = (enum bv_case_state)state;
    *out = info;
    return BV_OK;
}
