/* SPDX-License-Identifier: Apache-2.0 */
/* run_head.c: the machine first, then what is doubtful about it and about the kernels. */
#include "harness/measure/run_head.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/kernels/select.h"
#include "harness/machine/doctor.h"
#include "harness/machine/machine.h"
#include "harness/machine/probe.h"
#include "harness/machine/stackend.h"
#include "harness/machine/state.h"
#include "harness/measure/gbench.h"
#include "lib/base/date.h"
#include "lib/base/memory.h"
#include "lib/base/version.h"
#include "lib/bundle/auditfile.h"
#include "lib/bundle/bundle.h"

static enum bv_status keep_facts(struct bv_result *result, struct bv_facts *to,
                                 struct bv_factlist *from, struct bv_error *err)
{
    bool failed = from->failed;
    for (size_t i = 0; i < from->facts.count && !failed; i++) {
        const struct bv_fact *fact = &from->facts.items[i];
        const char *name = bv_result_keep(result, fact->name);
        const char *value = bv_result_keep(result, fact->value);
        failed = name == NULL || (value == NULL && fact->value != NULL) ||
                 bv_facts_add(to, name, value) != BV_OK;
    }
    bv_factlist_finish(from);
    return failed ? bv_no_memory(err) : BV_OK;
}

enum bv_status bv_run_head_state(struct bv_result *result, struct bv_facts *to,
                                 struct bv_error *err)
{
    struct bv_state state;
    struct bv_factlist list = {0};
    bv_state_read("", result->cpu, &state);
    bv_state_facts(&state, &list);
    return keep_facts(result, to, &list, err);
}

enum bv_status bv_run_head_key(const struct bv_run_head *head, int cpu, struct bv_factlist *list,
                               struct bv_error *err)
{
    struct bv_machine_build build = {
        .compiler = head->catalogue->compiler,
        .flags = head->catalogue->flags,
        .kernel_hash = head->kernel_hash,
    };
    return bv_machine_key(head->topology, cpu, &build, list, err);
}

static enum bv_status add_warning(const struct bv_run_head *head, const char *what,
                                  const char *advice, struct bv_error *err)
{
    struct bv_warning warning = {bv_result_keep(head->result, what),
                                 bv_result_keep(head->result, advice)};
    if (warning.what == NULL || warning.advice == NULL ||
        bv_result_add_warning(head->result, &warning) != BV_OK)
        return bv_no_memory(err);
    return BV_OK;
}

enum bv_status bv_run_head_audit(const struct bv_run_head *head, struct bv_error *why)
{
    char path[PATH_MAX + 16];
    struct bv_audit audit;
    int folder = (int)(strrchr(head->kernels, '/') - head->kernels);
    snprintf(path, sizeof path, "%.*s/%s", folder, head->kernels, BV_BUNDLE_AUDIT);
    enum bv_status status = bv_audit_read(path, &audit, why);
    if (status == BV_OK && strcmp(audit.kernel_hash, head->kernel_hash) != 0) {
        status = bv_fail(why, BV_E_MISMATCH, "%s: is about other kernels (%.16s) than these", path,
                         audit.kernel_hash);
        bv_audit_finish(&audit);
    }
    if (status != BV_OK)
        return status == BV_E_NOMEM ? status : BV_OK;
    const char **names = calloc(head->result->case_count + 1, sizeof *names);
    for (size_t i = 0; names != NULL && i < head->result->case_count; i++)
        names[i] = head->result->cases[i].name;
    status = names == NULL ? bv_no_memory(why)
                           : bv_audit_narrow(&audit, names, head->result->case_count, why);
    free(names);
    *head->audit = audit;
    return status;
}

enum bv_status bv_run_head_escapes(const struct bv_run_head *head, struct bv_error *err)
{
    char path[PATH_MAX + 16];
    int folder = (int)(strrchr(head->kernels, '/') - head->kernels);
    snprintf(path, sizeof path, "%.*s/%s", folder, head->kernels, BV_BUNDLE_ESCAPES);
    enum bv_status status = bv_escapes_read(path, head->escapes, err);
    if (status == BV_OK && strcmp(head->escapes->kernel_hash, head->kernel_hash) != 0)
        bv_escapes_finish(head->escapes);
    return status == BV_E_NOMEM ? status : BV_OK;
}

/* Whatever is doubtful about the machine code is said beside the times. */
static enum bv_status record_audit(const struct bv_run_head *head, struct bv_error *err)
{
    char text[1200] = "";
    struct bv_error why = {.status = BV_OK};
    enum bv_status status = bv_run_head_audit(head, &why);
    if (status != BV_OK)
        return bv_fail(err, status, "%s", why.text);
    if (head->audit->kernel_hash == NULL) {
        snprintf(text, sizeof text, "the machine code of the kernels was not audited: %s",
                 why.text);
        return add_warning(head, text, "build the target `audit`, which needs objdump", err);
    }
    for (size_t i = 0; i < head->audit->case_count; i++)
        for (uint32_t a = 0; a < head->audit->cases[i].arm_count && text[0] == '\0'; a++)
            if (head->audit->cases[i].arms[a].violation_count > 0)
                snprintf(text, sizeof text,
                         "the machine code is not what it should be, %zu times; %s/pass:%s: %s",
                         bv_audit_violations(head->audit), head->audit->cases[i].name,
                         head->audit->cases[i].arms[a].name,
                         head->audit->cases[i].arms[a].violations[0]);
    if (text[0] == '\0')
        return BV_OK;
    return add_warning(head, text, "byval audit prints all of them, with the code", err);
}

static enum bv_status record_warnings(const struct bv_run_head *head, const struct bv_pin *pin,
                                      struct bv_error *err)
{
    struct bv_probe probe;
    struct bv_diagnosis findings[64];
    bv_probe_gather(head->topology, pin, bv_select_stack_need(head->catalogue), &probe);
    head->result->clock_step_ns = probe.clock.step_ns;
    struct bv_factlist stack = {0};
    bv_stackend_facts(probe.stack_end_status, &probe.stack_end, &stack);
    if (keep_facts(head->result, &head->result->state_before, &stack, err) != BV_OK)
        return BV_E_NOMEM;
    size_t count = bv_doctor_judge(&probe, findings, sizeof findings / sizeof findings[0]);
    for (size_t i = 0; i < count; i++) {
        if (findings[i].level == BV_SEVERITY_FATAL)
            return bv_fail(err, BV_E_UNSUPPORTED, "%s; %s", findings[i].what, findings[i].advice);
        if (findings[i].level != BV_SEVERITY_WARN)
            continue;
        if (add_warning(head, findings[i].what, findings[i].advice, err) != BV_OK)
            return BV_E_NOMEM;
    }
    enum bv_status status = record_audit(head, err);
    return status == BV_OK ? bv_run_head_escapes(head, err) : status;
}

enum bv_status bv_run_head_record(const struct bv_run_head *head,
                                  const struct bv_run_config *config, const struct bv_pin *pin,
                                  struct bv_error *err)
{
    struct bv_result *result = head->result;
    char utc[BV_DATE_BYTES], host[HOST_NAME_MAX + 1] = "";
    bv_date_now(utc);
    gethostname(host, sizeof host - 1);
    result->schema = BV_SCHEMA;
    result->byval_version = BV_VERSION;
    result->host_name = bv_result_keep(result, host[0] == '\0' ? "unknown" : host);
    result->started_utc = bv_result_keep(result, utc);
    result->preset = config->preset->name;
    result->filter = bv_result_keep(result, config->filter);
    result->seed = config->seed;
    result->budget_s = config->budget_s;
    result->precision = config->precision;
    result->spacing_s = config->spacing_s;
    result->blocks_min = config->blocks_min;
    result->blocks_max = config->blocks_max;
    result->sessions = 1;
    result->cpu = pin->cpu;
    bv_gbench_inspect(&result->gbench);
    struct bv_factlist key = {0}, capture = {0};
    enum bv_status status = bv_run_head_key(head, pin->cpu, &key, err);
    if (status == BV_OK)
        status = keep_facts(result, &result->key, &key, err);
    if (status == BV_OK)
        status = bv_machine_capture(head->topology, pin->cpu, &capture, err);
    if (status == BV_OK)
        status = keep_facts(result, &result->capture, &capture, err);
    if (status == BV_OK)
        status = bv_run_head_state(result, &result->state_before, err);
    if (status == BV_OK)
        status = record_warnings(head, pin, err);
    return status;
}
