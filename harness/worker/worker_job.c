/* SPDX-License-Identifier: Apache-2.0 */
/* worker_job.c: see worker_job.h. */
#include "harness/worker/worker_job.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness/kernels/allocator.h"
#include "lib/base/fields.h"
#include "lib/base/jsontext.h"
#include "lib/base/memory.h"

/* Always as large, lest what is mapped later stand elsewhere. */
enum { JOB_BYTES = 1 << 26, TEXT_BYTES = 1 << 23 };

static const char *const works[BV_WORK_COUNT] = {
    [BV_WORK_TIMES] = "times",
    [BV_WORK_INSTRUCTIONS] = "instructions",
    [BV_WORK_ALLOCATIONS] = "allocations",
    [BV_WORK_CPU] = "cpu",
    [BV_WORK_HEAP] = "heap",
    [BV_WORK_WAIT] = "wait",
};

char *bv_worker_job_encode(const struct bv_worker_job *job)
{
    char regime[32];
    bv_regime_name(job->regime, regime, sizeof regime);
    bv_jsontext_starved();
    json_t *cases = json_array();
    for (uint32_t i = 0; i < job->case_count; i++)
        json_array_append_new(cases, json_pack("{s:s, s:I, s:I, s:I}", "name", job->names[i],
                                               "index", (json_int_t)job->visits[i].index, "calls",
                                               (json_int_t)job->visits[i].calls, "rounds",
                                               (json_int_t)job->visits[i].rounds));
    json_t *profile = job->arm == NULL ? NULL
                                       : json_pack("{s:s, s:I, s:I}", "arm", job->arm, "ns",
                                                   (json_int_t)job->profile_ns, "rate_hz",
                                                   (json_int_t)job->rate_hz);
    json_t *json =
        json_pack("{s:i, s:s, s:I, s:s, s:s, s:b, s:I, s:b, s:b, s:I, s:I, s:I, s:s?, s:s?, s:I, "
                  "s:I, s:I, s:I, "
                  "s:o, s:I, s:o*, s:o}",
                  "byval_job", BV_WORKER_PROTOCOL, "work", works[job->work], "seed",
                  (json_int_t)job->seed, "regime", regime, "allocator",
                  bv_allocator_of((enum bv_allocator_id)job->regime.allocator)->name, "collector",
                  (int)job->regime.collector, "live_mib", (json_int_t)job->regime.live_mib,
                  "threads", (int)job->regime.threads, "slow", (int)job->regime.slow, "l1d_bytes",
                  (json_int_t)job->l1d_bytes, "l2_bytes", (json_int_t)job->l2_bytes, "l3_bytes",
                  (json_int_t)job->l3_bytes, "cpus", job->cpus, "kernels", job->kernels, "block",
                  (json_int_t)job->block, "layout", (json_int_t)job->layout, "env_bytes",
                  (json_int_t)job->env_bytes, "stack_bytes", (json_int_t)job->stack_bytes, "cpu",
                  job->cpu < 0 ? json_null() : json_integer(job->cpu), "slice_ns",
                  (json_int_t)job->slice_ns, "profile", profile, "cases", cases);
    char *text = json == NULL ? NULL : json_dumps(json, BV_JSON_FLAGS);
    json_decref(json);
    if (!bv_jsontext_starved())
        return text;
    free(text);
    return NULL;
}

static enum bv_status read_case(const json_t *json, const struct bv_place *place,
                                struct bv_worker_job *out, struct bv_error *err)
{
    struct bv_worker_visit *visit = &out->visits[out->case_count];
    const struct bv_field fields[] = {
        BV_TEXT("name", BV_PLAIN, &out->names[out->case_count]),
        BV_COUNT("index", BV_PLAIN, 0, INT32_MAX, &visit->index),
        BV_COUNT("rounds", BV_MAY_MISS, 0, INT32_MAX, &visit->rounds),
        BV_LONG_COUNT("calls", BV_MAY_MISS, 0, INT64_MAX, &visit->calls),
    };
    out->case_count++;
    return bv_fields_read(json, place, fields, sizeof fields / sizeof fields[0], false, err);
}

static enum bv_status read_profile(const json_t *json, const struct bv_place *whole,
                                   struct bv_worker_job *out, struct bv_error *err)
{
    const struct bv_place place = {whole, "profile", BV_WHOLE};
    const struct bv_field fields[] = {
        BV_TEXT("arm", BV_PLAIN, &out->arm),
        BV_LONG_COUNT("ns", BV_PLAIN, 1, INT64_MAX, &out->profile_ns),
        BV_COUNT("rate_hz", BV_PLAIN, 1, 1000000, &out->rate_hz),
    };
    return bv_fields_read(json, &place, fields, sizeof fields / sizeof fields[0], false, err);
}

static enum bv_status read_job(const json_t *json, struct bv_worker_job *out, struct bv_error *err)
{
    const char *allocators[BV_ALLOCATOR_COUNT];
    const struct bv_place place = {NULL, "the job on standard input", BV_WHOLE};
    const json_t *cases = NULL, *profile = NULL;
    uint32_t protocol, work = 0, allocator = 0, live_mib = 0;
    for (int i = 0; i < BV_ALLOCATOR_COUNT; i++)
        allocators[i] = bv_allocator_of((enum bv_allocator_id)i)->name;
    const struct bv_field fields[] = {
        BV_COUNT("byval_job", BV_PLAIN, BV_WORKER_PROTOCOL, BV_WORKER_PROTOCOL, &protocol),
        BV_WORD("work", works, BV_WORK_COUNT, &work),
        BV_LONG_COUNT("seed", BV_PLAIN, 0, INT64_MAX, &out->seed),
        BV_WORD("allocator", allocators, BV_ALLOCATOR_COUNT, &allocator),
        BV_FLAG("collector", &out->regime.collector),
        BV_COUNT("live_mib", BV_PLAIN, 0, UINT16_MAX, &live_mib),
        BV_FLAG("threads", &out->regime.threads),
        BV_FLAG("slow", &out->regime.slow),
        BV_LONG_COUNT("l1d_bytes", BV_PLAIN, 0, INT64_MAX, &out->l1d_bytes),
        BV_LONG_COUNT("l2_bytes", BV_PLAIN, 0, INT64_MAX, &out->l2_bytes),
        BV_LONG_COUNT("l3_bytes", BV_PLAIN, 0, INT64_MAX, &out->l3_bytes),
        BV_TEXT("cpus", BV_MAY_BE_NULL, &out->cpus),
        BV_TEXT("kernels", BV_MAY_BE_NULL, &out->kernels),
        BV_COUNT("block", BV_PLAIN, 0, INT32_MAX, &out->block),
        BV_COUNT("layout", BV_PLAIN, 0, INT32_MAX, &out->layout),
        BV_COUNT("env_bytes", BV_PLAIN, 0, INT32_MAX, &out->env_bytes),
        BV_COUNT("stack_bytes", BV_PLAIN, 0, INT32_MAX, &out->stack_bytes),
        BV_MAYBE_COUNT("cpu", INT32_MAX, &out->cpu),
        BV_LONG_COUNT("slice_ns", BV_PLAIN, 0, INT64_MAX, &out->slice_ns),
        BV_OBJECT("profile", BV_MAY_MISS, &profile),
        BV_LIST("cases", BV_PLAIN, 0, INT32_MAX, &cases),
    };
    enum bv_status status =
        bv_fields_read(json, &place, fields, sizeof fields / sizeof fields[0], false, err);
    if (status != BV_OK)
        return status;
    out->work = (enum bv_work)work;
    out->regime.allocator = (uint16_t)allocator;
    out->regime.live_mib = (uint16_t)live_mib;
    size_t count = json_array_size(cases);
    out->names = bv_region_take(&out->region, count * sizeof *out->names);
    out->visits = bv_region_take(&out->region, count * sizeof *out->visits);
    if (out->names == NULL || out->visits == NULL)
        return bv_no_memory(err);
    for (size_t i = 0; i < count && status == BV_OK; i++) {
        const struct bv_place here = {&place, "cases", (int64_t)i};
        status = read_case(json_array_get(cases, i), &here, out, err);
    }
    if (status == BV_OK && (out->work >= BV_WORK_CPU || profile != NULL))
        status = read_profile(profile, &place, out, err);
    return status;
}

/* length   out: of what was read to the end, without a terminator */
static enum bv_status read_text(int fd, char *text, size_t *length, struct bv_error *err)
{
    ssize_t n;
    *length = 0;
    while ((n = read(fd, text + *length, TEXT_BYTES - *length)) > 0 || (n < 0 && errno == EINTR))
        *length += n > 0 ? (size_t)n : 0;
    if (n < 0)
        return bv_fail(err, BV_E_IO, "the job on standard input: %s", strerror(errno));
    if (*length == TEXT_BYTES)
        return bv_fail(err, BV_E_INPUT, "the job on standard input: expected less than %d bytes",
                       TEXT_BYTES);
    return BV_OK;
}

enum bv_status bv_worker_job_decode(int fd, struct bv_worker_job *out, struct bv_error *err)
{
    size_t length;
    json_error_t jerr;
    const json_t *json = NULL;
    struct bv_error why;
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    /* cppcheck-suppress invalidFunctionArg ; -1 is what mmap asks for */
    char *text = mmap(NULL, JOB_BYTES, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (text == MAP_FAILED)
        return bv_no_memory(err);
    *out = (struct bv_worker_job){.memory = text};
    bv_region_lend(&out->region, text + TEXT_BYTES, JOB_BYTES - TEXT_BYTES);
    enum bv_status status = read_text(fd, text, &length, &why);
    if (status == BV_OK) {
        status = bv_jsontext_parse_into(&out->region, text, length, 0, &json, &jerr);
        if (status == BV_E_NOMEM)
            bv_no_memory(&why);
        else if (status != BV_OK)
            bv_fail(&why, status, "the job on standard input: not valid JSON: %s", jerr.text);
    }
    if (status == BV_OK)
        status = read_job(json, out, &why);
    if (status == BV_OK)
        return BV_OK;
    bv_worker_job_finish(out);
    return bv_fail(err, status, "%.900s; this program is started by byval, not by hand", why.text);
}

void bv_worker_job_finish(struct bv_worker_job *job)
{
    bv_region_finish(&job->region);
    munmap(job->memory, JOB_BYTES);
}
