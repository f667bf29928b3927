/* SPDX-License-Identifier: Apache-2.0 */
/* block_job.c: see block_job.h. */
#include "harness/measure/block_job.h"

#include <stdlib.h>

#include "lib/bundle/record.h"

char *bv_block_job_encode(const struct bv_block_job *job)
{
    json_t *names = json_array(), *indexes = json_array(), *plans = json_array();
    for (uint32_t i = 0; i < job->case_count; i++) {
        json_array_append_new(names, json_string(job->names[i]));
        json_array_append_new(indexes, json_integer(job->indexes[i]));
        json_array_append_new(
            plans, json_pack("[I, i]", (json_int_t)job->plans[i].calls, (int)job->plans[i].rounds));
    }
    json_t *json = json_pack(
        "{s:i, s:i, s:b, s:i, s:b, s:I, s:i, s:i, s:i, s:i, s:I, s:I, s:I, s:I, s:s, s:s, "
        "s:o, s:o, s:o}",
        "block", (int)job->block, "allocator", (int)job->regime.allocator, "collector",
        (int)job->regime.collector, "live_mib", (int)job->regime.live_mib, "threads",
        (int)job->regime.threads, "seed", (json_int_t)job->seed, "layout", (int)job->draw.layout,
        "env_bytes", (int)job->draw.env_bytes, "stack_bytes", (int)job->draw.stack_bytes, "cpu",
        job->cpu, "slice_ns", (json_int_t)job->slice_ns, "l1d_bytes", (json_int_t)job->l1d_bytes,
        "l2_bytes", (json_int_t)job->l2_bytes, "l3_bytes", (json_int_t)job->l3_bytes, "cpus",
        job->cpus == NULL ? "" : job->cpus, "kernels", job->kernels == NULL ? "" : job->kernels,
        "names", names, "indexes", indexes, "plans", plans);
    char *text = json == NULL ? NULL : json_dumps(json, BV_JSON_FLAGS);
    json_decref(json);
    return text;
}

void bv_block_job_finish(struct bv_block_job *job)
{
    free(job->names);
    free((uint32_t *)job->indexes);
    free((struct bv_visit_plan *)job->plans);
}

enum bv_status bv_block_job_decode(FILE *in, struct bv_block_job *out, json_t **owner,
                                   struct bv_error *err)
{
    json_error_t jerr;
    json_t *names = NULL, *indexes = NULL, *plans = NULL;
    const char *cpus = "", *kernels = "";
    json_int_t seed = 0, slice_ns = 0, l1d = 0, l2 = 0, l3 = 0;
    int block = 0, layout = 0, env_bytes = 0, stack_bytes = 0, cpu = 0;
    int allocator = 0, collector = 0, live_mib = 0, threads = 0;
    json_t *json = json_loadf(in, JSON_REJECT_DUPLICATES, &jerr);
    if (json == NULL ||
        json_unpack_ex(json, &jerr, 0,
                       "{s:i, s:i, s:b, s:i, s:b, s:I, s:i, s:i, s:i, s:i, s:I, s:I, s:I, s:I, "
                       "s:s, s:s, s:o, s:o, s:o}",
                       "block", &block, "allocator", &allocator, "collector", &collector,
                       "live_mib", &live_mib, "threads", &threads, "seed", &seed, "layout", &layout,
                       "env_bytes", &env_bytes, "stack_bytes", &stack_bytes, "cpu", &cpu,
                       "slice_ns", &slice_ns, "l1d_bytes", &l1d, "l2_bytes", &l2, "l3_bytes", &l3,
                       "cpus", &cpus, "kernels", &kernels, "names", &names, "indexes", &indexes,
                       "plans", &plans) != 0) {
        json_decref(json);
        return bv_fail(err, BV_E_INPUT,
                       "byval block: the job on standard input is unreadable: %s; this subcommand "
                       "is started by byval run, not by hand",
                       jerr.text);
    }
    size_t count = json_array_size(names);
    uint32_t *numbers = calloc(count + 1, sizeof *numbers);
    struct bv_visit_plan *known = calloc(count + 1, sizeof *known);
    *out = (struct bv_block_job){
        .block = (uint32_t)block,
        .seed = (uint64_t)seed,
        .regime = {(uint16_t)allocator, (uint16_t)live_mib, collector != 0, threads != 0},
        .draw = {(uint32_t)layout, (uint32_t)env_bytes, (uint32_t)stack_bytes},
        .cpu = cpu,
        .slice_ns = (uint64_t)slice_ns,
        .l1d_bytes = (uint64_t)l1d,
        .l2_bytes = (uint64_t)l2,
        .l3_bytes = (uint64_t)l3,
        .cpus = cpus[0] == '\0' ? NULL : cpus,
        .kernels = kernels[0] == '\0' ? NULL : kernels,
        .case_count = (uint32_t)count,
        .names = calloc(count + 1, sizeof *out->names),
        .indexes = numbers,
        .plans = known,
    };
    if (out->names == NULL || numbers == NULL || known == NULL) {
        bv_block_job_finish(out);
        json_decref(json);
        return bv_fail(err, BV_E_NOMEM, "byval block: out of memory");
    }
    for (size_t i = 0; i < count; i++) {
        const char *name = json_string_value(json_array_get(names, i));
        out->names[i] = name == NULL ? "" : name;
        numbers[i] = (uint32_t)json_integer_value(json_array_get(indexes, i));
        const json_t *plan = json_array_get(plans, i);
        known[i] = (struct bv_visit_plan){(uint64_t)json_integer_value(json_array_get(plan, 0)),
                                          (uint32_t)json_integer_value(json_array_get(plan, 1))};
    }
    *owner = json;
    return BV_OK;
}
