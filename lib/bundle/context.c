/* SPDX-License-Identifier: Apache-2.0 */
/* context.c: the head of a result file: Google Benchmark's own fields, then `byval`. */
#include "lib/bundle/record.h"

#include <math.h>
#include <string.h>

#include "lib/base/date.h"
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

static enum bv_status read_facts(const json_t *json, const char *where, const char *name,
                                 struct bv_facts *out, struct bv_error *err)
{
    if (!json_is_object(json))
        return bv_fail(err, BV_E_INPUT, "%s: machine.%s is missing or not an object", where, name);
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)json, key, value)
    {
        if (!json_is_string(value) && !json_is_null(value))
            return bv_fail(err, BV_E_INPUT, "%s: machine.%s: '%.100s' is not a string or null",
                           where, name, key);
        if (bv_facts_add(out, key, json_string_value(value)) != BV_OK)
            return bv_fail(err, BV_E_NOMEM, "out of memory while reading %s", where);
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
                     r->elapsed_s, "precision", r->precision, "apart_s", r->apart_s, "blocks_min",
                     (int)r->blocks_min, "blocks_max", (int)r->blocks_max, "sessions",
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

static enum bv_status read_gbench(const json_t *json, const char *where, struct bv_result *out,
                                  struct bv_error *err)
{
    struct bv_gbench_info *info = &out->gbench;
    int scaling = 0;
    json_t *host = NULL, *caches = NULL, *load = NULL, *item;
    json_error_t jerr;
    size_t i;
    if (json_unpack_ex((json_t *)json, &jerr, 0, "{s:s, s?:o, s:i, s:i, s:b, s:o, s:o, s:s}",
                       "date", &out->started_utc, "host_name", &host, "num_cpus", &info->num_cpus,
                       "mhz_per_cpu", &info->mhz_per_cpu, "cpu_scaling_enabled", &scaling, "caches",
                       &caches, "load_avg", &load, "library_build_type",
                       &info->library_build_type) != 0)
        return bv_fail(err, BV_E_INPUT, "%s: context: %s", where, jerr.text);
    if (!bv_date_is(out->started_utc))
        return bv_fail(
            err, BV_E_INPUT,
            "%s: context.date: expected a date such as 2026-01-31T23:59:59Z, not '%.40s'", where,
            out->started_utc);
    out->host_name = json_string_value(host);
    info->cpu_scaling_enabled = scaling != 0;
    json_array_foreach(caches, i, item)
    {
        const char *type = NULL;
        if (info->cache_count == sizeof info->caches / sizeof info->caches[0])
            break;
        struct bv_gbench_cache *cache = &info->caches[info->cache_count];
        if (json_unpack_ex(item, &jerr, 0, "{s:s, s:i, s:i, s:i}", "type", &type, "level",
                           &cache->level, "size", &cache->size_bytes, "num_sharing",
                           &cache->num_sharing) != 0)
            return bv_fail(err, BV_E_INPUT, "%s: context.caches: %s", where, jerr.text);
        strncpy(cache->type, type, sizeof cache->type - 1);
        info->cache_count++;
    }
    json_array_foreach(load, i, item) if (info->load_avg_count < 3)
        info->load_avg[info->load_avg_count++] = json_number_value(item);
    return BV_OK;
}

/* An OS index, or null: bound to none. */
static bool is_cpu(const json_t *json)
{
    return json_is_null(json) || (json_is_integer(json) && json_integer_value(json) >= 0 &&
                                  json_integer_value(json) <= INT32_MAX);
}

static enum bv_status read_run(const json_t *json, const char *where, struct bv_result *out,
                               struct bv_error *err)
{
    json_int_t seed = 0, blocks_min = 0, blocks_max = 0, sessions = 1, layouts = 0;
    json_t *filter = NULL, *stopped = NULL, *budget = NULL, *step = NULL, *cpu = NULL;
    json_error_t jerr;
    /* In results of version 1 a preset was called a profile. */
    const char *preset = json_object_get(json, "preset") != NULL ? "preset" : "profile";
    if (json_unpack_ex((json_t *)json, &jerr, 0,
                       "{s:s, s:o, s:o, s:I, s:o, s:F, s:F, s?:F, s:I, s:I, s?:I, s?:I, s:o, s?:o}",
                       preset, &out->preset, "filter", &filter, "stopped", &stopped, "seed", &seed,
                       "budget_s", &budget, "elapsed_s", &out->elapsed_s, "precision",
                       &out->precision, "apart_s", &out->apart_s, "blocks_min", &blocks_min,
                       "blocks_max", &blocks_max, "sessions", &sessions, "layouts", &layouts, "cpu",
                       &cpu, "clock_step_ns", &step) != 0)
        return bv_fail(err, BV_E_INPUT, "%s: context.byval.run: %s", where, jerr.text);
    if (seed < 0 || blocks_min < 0 || blocks_min > INT32_MAX || blocks_max < 0 ||
        blocks_max > INT32_MAX || sessions < 1 || sessions > INT32_MAX || layouts < 0 ||
        layouts > INT32_MAX || !is_cpu(cpu))
        return bv_fail(err, BV_E_INPUT, "%s: context.byval.run: a count is out of range", where);
    out->filter = json_string_value(filter);
    out->budget_s = json_is_number(budget) ? json_number_value(budget) : INFINITY;
    out->stopped = json_string_value(stopped);
    out->seed = (uint64_t)seed;
    out->blocks_min = (uint32_t)blocks_min;
    out->blocks_max = (uint32_t)blocks_max;
    out->sessions = (uint32_t)sessions;
    out->layouts = (uint32_t)layouts;
    out->cpu = json_is_null(cpu) ? BV_CPU_NONE : (int)json_integer_value(cpu);
    out->clock_step_ns = json_is_number(step) ? json_number_value(step) : NAN;
    if (out->apart_s < 0)
        return bv_fail(err, BV_E_INPUT, "%s: context.byval.run: blocks %g s apart", where,
                       out->apart_s);
    if (out->clock_step_ns < 0)
        return bv_fail(err, BV_E_INPUT, "%s: context.byval.run: a clock with steps of %g ns", where,
                       out->clock_step_ns);
    return BV_OK;
}

static enum bv_status read_lists(const json_t *warnings, const json_t *cases, const json_t *blocks,
                                 const json_t *events, const char *where, struct bv_result *out,
                                 struct bv_error *err)
{
    enum bv_status status = BV_OK;
    json_error_t jerr;
    json_t *item;
    size_t i;
    json_array_foreach((json_t *)warnings, i, item)
    {
        struct bv_warning warning;
        if (json_unpack_ex(item, &jerr, 0, "{s:s, s:s}", "what", &warning.what, "advice",
                           &warning.advice) != 0)
            return bv_fail(err, BV_E_INPUT, "%s: warnings[%zu]: %s", where, i, jerr.text);
        status = status == BV_OK ? bv_result_add_warning(out, &warning) : status;
    }
    json_array_foreach((json_t *)cases, i, item)
    {
        struct bv_case_info info;
        if (bv_record_read_case(item, where, &info, err) != BV_OK)
            return BV_E_INPUT;
        status = status == BV_OK ? bv_result_add_case(out, &info) : status;
    }
    json_array_foreach((json_t *)blocks, i, item)
    {
        struct bv_block_info block;
        if (bv_record_read_block(item, where, &block, err) != BV_OK)
            return BV_E_INPUT;
        status = status == BV_OK ? bv_result_add_block(out, &block) : status;
    }
    json_array_foreach((json_t *)events, i, item)
    {
        struct bv_event event;
        if (bv_record_read_event(item, where, &event, err) != BV_OK)
            return BV_E_INPUT;
        status = status == BV_OK ? bv_result_add_event(out, &event) : status;
    }
    return status == BV_OK ? BV_OK : bv_fail(err, status, "out of memory while reading %s", where);
}

enum bv_status bv_record_read_context(const json_t *json, const char *where, struct bv_result *out,
                                      struct bv_error *err)
{
    json_error_t jerr;
    json_t *byval = json_object_get(json, "byval");
    if (!json_is_object(byval))
        return bv_fail(err, BV_E_INPUT,
                       "%s: no context.byval: this is not a result of byval run (a plain Google "
                       "Benchmark file cannot be reported on)",
                       where);
    json_int_t schema = 0;
    if (json_unpack_ex(byval, &jerr, 0, "{s:I, s:s}", "schema", &schema, "version",
                       &out->byval_version) != 0)
        return bv_fail(err, BV_E_INPUT, "%s: context.byval: %s", where, jerr.text);
    if (schema > BV_SCHEMA)
        return bv_fail(err, BV_E_INPUT,
                       "%s: schema %lld, written by byval %.40s, is newer than this byval's %d; "
                       "use a newer byval",
                       where, (long long)schema, out->byval_version, BV_SCHEMA);
    if (schema < 1)
        return bv_fail(err, BV_E_INPUT, "%s: there is no schema %lld", where, (long long)schema);
    out->schema = (int)schema;
    json_t *run = NULL, *key = NULL, *before = NULL, *after = NULL, *capture = NULL;
    json_t *warnings = NULL, *cases = NULL, *blocks = NULL, *events = NULL;
    if (json_unpack_ex(byval, &jerr, 0, "{s:o, s:{s:o, s:o, s:o, s:o}, s:o, s:o, s:o, s:o}", "run",
                       &run, "machine", "key", &key, "state_before", &before, "state_after", &after,
                       "capture", &capture, "warnings", &warnings, "cases", &cases, "blocks",
                       &blocks, "events", &events) != 0)
        return bv_fail(err, BV_E_INPUT, "%s: context.byval: %s", where, jerr.text);
    enum bv_status status = read_gbench(json, where, out, err);
    if (status == BV_OK)
        status = read_run(run, where, out, err);
    if (status == BV_OK)
        status = read_facts(key, where, "key", &out->key, err);
    if (status == BV_OK)
        status = read_facts(before, where, "state_before", &out->state_before, err);
    if (status == BV_OK)
        status = read_facts(after, where, "state_after", &out->state_after, err);
    if (status == BV_OK)
        status = read_facts(capture, where, "capture", &out->capture, err);
    if (status == BV_OK)
        status = read_lists(warnings, cases, blocks, events, where, out, err);
    return status;
}
