/* SPDX-License-Identifier: Apache-2.0 */
/* context.c: the head of a result file: Google Benchmark's own fields, then `byval`. */
#include "lib/bundle/record.h"

#include <math.h>
#include <string.h>

#include "lib/base/date.h"
#include "lib/base/memory.h"
#include "lib/base/status.h"

static json_t *facts_json(const struct bv_facts *facts)
{
    json_t *object = json_object();
    for (size_t i = 0; i < facts->count; i++)
        json_object_set_new(object, facts->items[i].name,
                            facts->items[i].value == NULL ? json_null()
                                                          : json_string(facts->items[i].value));
    return object;
}

static enum bv_status read_facts(const json_t *json, const struct bv_place *place,
                                 struct bv_facts *out, struct bv_error *err)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)json, key, value)
    {
        const struct bv_place here = {place, key, BV_WHOLE};
        const char *text = NULL;
        enum bv_status status =
            bv_value_read(value, &here, (struct bv_field)BV_TEXT(NULL, BV_MAY_BE_NULL, &text), err);
        if (status != BV_OK)
            return status;
        if (bv_facts_add(out, key, text) != BV_OK)
            return bv_no_memory(err);
    }
    return BV_OK;
}

static json_t *gbench_json(const struct bv_result *result)
{
    const struct bv_gbench_info *info = &result->gbench;
    json_t *caches = json_array();
    for (size_t i = 0; i < info->cache_count; i++)
        json_array_append_new(
            caches, json_pack("{s:s, s:i, s:i, s:i}", "type", info->caches[i].type, "level",
                              info->caches[i].level, "size", info->caches[i].size_bytes,
                              "num_sharing", info->caches[i].num_sharing));
    json_t *load = json_array();
    for (size_t i = 0; i < info->load_avg_count; i++)
        json_array_append_new(load, json_real(info->load_avg[i]));
    return json_pack("{s:s, s:s?, s:s, s:i, s:i, s:b, s:o, s:o, s:s}", "date", result->started_utc,
                     "host_name", result->host_name, "executable", "byval", "num_cpus",
                     info->num_cpus, "mhz_per_cpu", info->mhz_per_cpu, "cpu_scaling_enabled",
                     (int)info->cpu_scaling_enabled, "caches", caches, "load_avg", load,
                     "library_build_type", info->library_build_type);
}

static json_t *run_json(const struct bv_result *r)
{
    return json_pack("{s:s, s:s?, s:s?, s:I, s:o, s:f, s:f, s:f, s:i, s:i, s:o*, s:o*, s:o, s:o}",
                     "preset", r->preset, "filter", r->filter, "stopped", r->stopped, "seed",
                     (json_int_t)r->seed, "budget_s",
                     isfinite(r->budget_s) ? json_real(r->budget_s) : json_null(), "elapsed_s",
                     r->elapsed_s, "precision", r->precision, "spacing_s", r->spacing_s,
                     "blocks_min", (int)r->blocks_min, "blocks_max", (int)r->blocks_max, "sessions",
                     r->sessions <= 1 ? NULL : json_integer(r->sessions), "layouts",
                     r->layouts == 0 ? NULL : json_integer(r->layouts), "cpu",
                     r->cpu < 0 ? json_null() : json_integer(r->cpu), "clock_step_ns",
                     isfinite(r->clock_step_ns) ? json_real(r->clock_step_ns) : json_null());
}

json_t *bv_record_context(const struct bv_result *result)
{
    json_t *warnings = json_array(), *cases = json_array(), *blocks = json_array();
    json_t *events = json_array();
    for (size_t i = 0; i < result->warning_count; i++)
        json_array_append_new(warnings, json_pack("{s:s, s:s}", "what", result->warnings[i].what,
                                                  "advice", result->warnings[i].advice));
    for (size_t i = 0; i < result->case_count; i++)
        json_array_append_new(cases, bv_record_case(&result->cases[i]));
    for (size_t i = 0; i < result->block_count; i++)
        json_array_append_new(blocks, bv_record_block(&result->blocks[i]));
    for (size_t i = 0; i < result->event_count; i++)
        json_array_append_new(events, bv_record_event(&result->events[i]));
    json_t *byval = json_pack(
        "{s:i, s:s, s:o, s:{s:o, s:o, s:o, s:o}, s:o, s:o, s:o, s:o}", "schema", result->schema,
        "version", result->byval_version, "run", run_json(result), "machine", "key",
        facts_json(&result->key), "state_before", facts_json(&result->state_before), "state_after",
        facts_json(&result->state_after), "capture", facts_json(&result->capture), "warnings",
        warnings, "cases", cases, "blocks", blocks, "events", events);
    json_t *context = gbench_json(result);
    if (byval == NULL || context == NULL || json_object_set_new(context, "byval", byval) != 0) {
        json_decref(context);
        return NULL;
    }
    return context;
}

static enum bv_status read_caches(const json_t *caches, const struct bv_place *context,
                                  struct bv_gbench_info *out, struct bv_error *err)
{
    size_t most = sizeof out->caches / sizeof out->caches[0];
    while (out->cache_count < most && out->cache_count < json_array_size(caches)) {
        const struct bv_place place = {context, "caches", (int64_t)out->cache_count};
        struct bv_gbench_cache *cache = &out->caches[out->cache_count];
        const char *type = "";
        uint32_t level = 0, size_bytes = 0, num_sharing = 0;
        const struct bv_field fields[] = {
            BV_TEXT("type", BV_PLAIN, &type),
            BV_COUNT("level", BV_PLAIN, 0, INT32_MAX, &level),
            BV_COUNT("size", BV_PLAIN, 0, INT32_MAX, &size_bytes),
            BV_COUNT("num_sharing", BV_PLAIN, 0, INT32_MAX, &num_sharing),
        };
        enum bv_status status =
            bv_fields_read(json_array_get(caches, out->cache_count), &place, fields,
                           sizeof fields / sizeof fields[0], false, err);
        if (status != BV_OK)
            return status;
        strncpy(cache->type, type, sizeof cache->type - 1);
        cache->level = (int)level;
        cache->size_bytes = (int)size_bytes;
        cache->num_sharing = (int)num_sharing;
        out->cache_count++;
    }
    return BV_OK;
}

static enum bv_status read_gbench(const json_t *json, const struct bv_place *context,
                                  struct bv_result *out, struct bv_error *err)
{
    struct bv_gbench_info *info = &out->gbench;
    uint32_t num_cpus = 0, mhz_per_cpu = 0;
    const json_t *caches = NULL, *load = NULL;
    const struct bv_field fields[] = {
        BV_TEXT("date", BV_PLAIN, &out->started_utc),
        BV_TEXT("host_name", BV_MAY_MISS | BV_MAY_BE_NULL, &out->host_name),
        BV_COUNT("num_cpus", BV_PLAIN, 0, INT32_MAX, &num_cpus),
        BV_COUNT("mhz_per_cpu", BV_PLAIN, 0, INT32_MAX, &mhz_per_cpu),
        BV_FLAG("cpu_scaling_enabled", &info->cpu_scaling_enabled),
        BV_LIST("caches", BV_PLAIN, 0, INT32_MAX, &caches),
        BV_LIST("load_avg", BV_PLAIN, 0, INT32_MAX, &load),
        BV_TEXT("library_build_type", BV_PLAIN, &info->library_build_type),
    };
    enum bv_status status =
        bv_fields_read(json, context, fields, sizeof fields / sizeof fields[0], false, err);
    if (status == BV_OK && !bv_date_is(out->started_utc))
        status = bv_place_fail(err, context, "date", BV_DATE_EXPECTED, out->started_utc);
    if (status == BV_OK)
        status = read_caches(caches, context, info, err);
    info->num_cpus = (int)num_cpus;
    info->mhz_per_cpu = (int)mhz_per_cpu;
    while (status == BV_OK && info->load_avg_count < 3 &&
           info->load_avg_count < json_array_size(load)) {
        const struct bv_place place = {context, "load_avg", (int64_t)info->load_avg_count};
        double *to = &info->load_avg[info->load_avg_count];
        status = bv_value_read(json_array_get(load, info->load_avg_count++), &place,
                               (struct bv_field)BV_NUMBER(NULL, BV_PLAIN, to), err);
    }
    return status;
}

static enum bv_status read_run(const json_t *json, const struct bv_place *place,
                               struct bv_result *out, struct bv_error *err)
{
    int64_t cpu = -1;
    /* In results of version 1 a preset was called a profile. */
    const char *preset =
        json_object_get(json, "preset") == NULL && json_object_get(json, "profile") != NULL
            ? "profile"
            : "preset";
    /* And the spacing of blocks had another name. */
    const char *spacing = json_object_get(json, "apart_s") != NULL ? "apart_s" : "spacing_s";
    const struct bv_field fields[] = {
        BV_TEXT(preset, BV_PLAIN, &out->preset),
        BV_TEXT("filter", BV_MAY_BE_NULL, &out->filter),
        BV_TEXT("stopped", BV_MAY_BE_NULL, &out->stopped),
        BV_LONG_COUNT("seed", BV_PLAIN, 0, INT64_MAX, &out->seed),
        BV_NUMBER("budget_s", BV_MAY_BE_NULL, &out->budget_s),
        BV_NUMBER("elapsed_s", BV_PLAIN, &out->elapsed_s),
        BV_NUMBER("precision", BV_PLAIN, &out->precision),
        BV_NUMBER(spacing, BV_MAY_MISS | BV_NOT_NEGATIVE, &out->spacing_s),
        BV_COUNT("blocks_min", BV_PLAIN, 0, INT32_MAX, &out->blocks_min),
        BV_COUNT("blocks_max", BV_PLAIN, 0, INT32_MAX, &out->blocks_max),
        BV_COUNT("sessions", BV_MAY_MISS, 1, INT32_MAX, &out->sessions),
        BV_COUNT("layouts", BV_MAY_MISS, 0, INT32_MAX, &out->layouts),
        BV_MAYBE_COUNT("cpu", INT32_MAX, &cpu),
        BV_NUMBER("clock_step_ns", BV_MAY_MISS | BV_MAY_BE_NULL | BV_NOT_NEGATIVE,
                  &out->clock_step_ns),
    };
    out->sessions = 1;
    out->clock_step_ns = NAN;
    enum bv_status status =
        bv_fields_read(json, place, fields, sizeof fields / sizeof fields[0], false, err);
    out->cpu = cpu < 0 ? BV_CPU_NONE : (int)cpu; /* null: bound to none */
    if (isnan(out->budget_s))
        out->budget_s = INFINITY; /* null: without one */
    return status;
}

static enum bv_status read_machine(const json_t *json, const struct bv_place *byval,
                                   struct bv_result *out, struct bv_error *err)
{
    static const char *const names[] = {"key", "state_before", "state_after", "capture"};
    enum { COUNT = sizeof names / sizeof names[0] };
    struct bv_facts *const facts[COUNT] = {&out->key, &out->state_before, &out->state_after,
                                           &out->capture};
    const struct bv_place machine = {byval, "machine", BV_WHOLE};
    const json_t *parts[COUNT] = {NULL};
    struct bv_field fields[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        fields[i] = (struct bv_field)BV_OBJECT(names[i], BV_PLAIN, &parts[i]);
    enum bv_status status = bv_fields_read(json, &machine, fields, COUNT, false, err);
    for (size_t i = 0; i < COUNT && status == BV_OK; i++) {
        const struct bv_place place = {&machine, names[i], BV_WHOLE};
        status = read_facts(parts[i], &place, facts[i], err);
    }
    return status;
}

static enum bv_status read_warning(const json_t *json, const struct bv_place *place,
                                   struct bv_result *out, struct bv_error *err)
{
    struct bv_warning warning = {0};
    const struct bv_field fields[] = {
        BV_TEXT("what", BV_PLAIN, &warning.what),
        BV_TEXT("advice", BV_PLAIN, &warning.advice),
    };
    enum bv_status status =
        bv_fields_read(json, place, fields, sizeof fields / sizeof fields[0], false, err);
    return status == BV_OK ? bv_result_add_warning(out, &warning) : status;
}

static enum bv_status read_case(const json_t *json, const struct bv_place *place,
                                struct bv_result *out, struct bv_error *err)
{
    struct bv_case_info info;
    enum bv_status status = bv_record_read_case(json, place, &info, err);
    return status == BV_OK ? bv_result_add_case(out, &info) : status;
}

static enum bv_status read_block(const json_t *json, const struct bv_place *place,
                                 struct bv_result *out, struct bv_error *err)
{
    struct bv_block_info block;
    enum bv_status status = bv_record_read_block(json, place, &block, err);
    return status == BV_OK ? bv_result_add_block(out, &block) : status;
}

static enum bv_status read_event(const json_t *json, const struct bv_place *place,
                                 struct bv_result *out, struct bv_error *err)
{
    struct bv_event event = {0};
    enum bv_status status = bv_record_read_event(json, place, &event, err);
    return status == BV_OK ? bv_result_add_event(out, &event) : status;
}

static enum bv_status read_lists(const json_t *byval_json, const struct bv_place *byval,
                                 struct bv_result *out, struct bv_error *err)
{
    static const struct {
        const char *name;
        enum bv_status (*read)(const json_t *json, const struct bv_place *place,
                               struct bv_result *out, struct bv_error *err);
    } lists[] = {{"warnings", read_warning},
                 {"cases", read_case},
                 {"blocks", read_block},
                 {"events", read_event}};
    enum bv_status status = BV_OK;
    for (size_t l = 0; l < sizeof lists / sizeof lists[0] && status == BV_OK; l++) {
        const json_t *list = NULL;
        const struct bv_field field = BV_LIST(lists[l].name, BV_PLAIN, 0, INT32_MAX, &list);
        status = bv_fields_read(byval_json, byval, &field, 1, false, err);
        for (size_t i = 0; i < json_array_size(list) && status == BV_OK; i++) {
            const struct bv_place place = {byval, lists[l].name, (int64_t)i};
            status = lists[l].read(json_array_get(list, i), &place, out, err);
        }
    }
    return status;
}

enum bv_status bv_record_read_context(const json_t *json, const struct bv_place *place,
                                      struct bv_result *out, struct bv_error *err)
{
    const struct bv_place byval = {place, "byval", BV_WHOLE}, run = {&byval, "run", BV_WHOLE};
    const json_t *byval_json = json_object_get(json, "byval");
    const json_t *run_json = NULL, *machine_json = NULL;
    uint32_t schema = 0;
    const struct bv_field fields[] = {
        BV_TEXT("version", BV_PLAIN, &out->byval_version),
        BV_OBJECT("run", BV_PLAIN, &run_json),
        BV_OBJECT("machine", BV_PLAIN, &machine_json),
    };
    if (byval_json == NULL)
        return bv_place_fail(err, &byval, NULL,
                             "is missing: this is not a result of byval run (a plain Google "
                             "Benchmark file cannot be reported on)");
    enum bv_status status = bv_fields_schema(byval_json, &byval, BV_SCHEMA, &schema, err);
    out->schema = (int)schema;
    if (status == BV_OK)
        status = bv_fields_read(byval_json, &byval, fields, sizeof fields / sizeof fields[0], false,
                                err);
    if (status == BV_OK)
        status = read_gbench(json, place, out, err);
    if (status == BV_OK)
        status = read_run(run_json, &run, out, err);
    if (status == BV_OK)
        status = read_machine(machine_json, &byval, out, err);
    if (status == BV_OK)
        status = read_lists(byval_json, &byval, out, err);
    if (status != BV_E_NOMEM)
        return status;
    const struct bv_place *file = place;
    while (file->in != NULL)
        file = file->in;
    return bv_fail(err, status, "out of memory while reading %s", file->name);
}
