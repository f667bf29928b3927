/* SPDX-License-Identifier: Apache-2.0 */
/* scan_price.c: see scan_price.h. */
#include "cli/scan_price.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/machine/machine.h"
#include "lib/bundle/bundle_open.h"
#include "report/analysis/zones.h"

/* What must be equal for a price to hold: the processor and its caches. What is unknown on both
 * sides is taken to be equal: hypervisors hide the microcode. */
static const char *const facts[] = {
    "arch",         "cpu.vendor",    "cpu.model", "cpu.family", "cpu.model_number",
    "cpu.stepping", "cpu.microcode", "cache.l1d", "cache.l2",   "cache.l3"};

static const char *shown(const char *value)
{
    return value != NULL ? value : "unknown";
}

static enum bv_status compare(const char *run, const struct bv_facts *measured,
                              const struct bv_facts *own, struct bv_error *err)
{
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        const char *a = bv_facts_get(measured, facts[i]), *b = bv_facts_get(own, facts[i]);
        if (a != b && (a == NULL || b == NULL || strcmp(a, b) != 0))
            return bv_fail(
                err, BV_E_MISMATCH,
                "%s: was measured on another machine: its %s is %s, here it is %s; measure "
                "here with byval run, or price by it all the same with --run %s, or by "
                "nothing with --run none",
                run, facts[i], shown(a), shown(b), run);
    }
    return BV_OK;
}

static enum bv_status check_machine(const char *run, const struct bv_result *result,
                                    struct bv_error *err)
{
    const struct bv_machine_build build = {0};
    struct bv_topology *topology;
    struct bv_factlist own = {0};
    enum bv_status status = bv_topology_open("", &topology, err);
    if (status != BV_OK)
        return status;
    status = bv_machine_key(topology, bv_topology_allowed(topology, 0).cpu, &build, &own, err);
    if (status == BV_OK)
        status = compare(run, &result->key, &own.facts, err);
    bv_factlist_finish(&own);
    bv_topology_close(topology);
    return status;
}

static enum bv_status take_prices(const char *run, const struct bv_open_bundle *bundle,
                                  struct bv_scan_prices *out, struct bv_error *err)
{
    const struct bv_summary_options options = {.audit = &bundle->audit};
    struct bv_summary *summary;
    enum bv_status status = bv_summary_create(&bundle->result, &options, &summary, err);
    if (status != BV_OK)
        return status;
    status = bv_prices_create(summary, &bundle->audit, &out->prices, err);
    if (status == BV_OK && out->prices.counts[BV_CONDITION_WAIT] == 0 &&
        out->prices.counts[BV_CONDITION_OVERLAP] == 0)
        status =
            bv_fail(err, BV_E_INPUT,
                    "%s: did not measure arg/class:int/reads:one/.../site:stack, of which prices "
                    "are made; measure with a preset, or give --run none",
                    run);
    struct bv_zones zones = bv_zones_find(summary);
    out->value_until = zones.condition_count > 0 && zones.value_until.estimate > 0
                           ? (uint32_t)zones.value_until.estimate
                           : 0;
    bv_summary_destroy(summary);
    return status;
}

enum bv_status bv_scan_prices_read(const char *run, enum bv_abi abi, struct bv_scan_prices *out,
                                   struct bv_error *err)
{
    static const char latest[] = "results/latest";
    const char *name = run != NULL ? run : latest;
    struct bv_open_bundle bundle = {0};
    *out = (struct bv_scan_prices){0};
    if ((run != NULL && strcmp(run, "none") == 0) || (run == NULL && access(latest, F_OK) != 0))
        return BV_OK;
    enum bv_status status = bv_bundle_open(name, &bundle, err);
    const char *arch = status == BV_OK ? bv_facts_get(&bundle.result.key, "arch") : NULL;
    bool fits = arch != NULL && strcmp(arch, abi == BV_ABI_X86_64 ? "x86_64" : "aarch64") == 0;
    if (status == BV_OK && run == NULL)
        status = check_machine(name, &bundle.result, err);
    else if (status == BV_OK && !fits)
        status =
            bv_fail(err, BV_E_MISMATCH,
                    "%s: was measured on %s, and the program is for another processor: it has no "
                    "price there",
                    name, shown(arch));
    if (status == BV_OK && fits) {
        status = take_prices(name, &bundle, out, err);
        out->is_priced = status == BV_OK;
        snprintf(out->run, sizeof out->run, "%s", name);
    }
    bv_bundle_close(&bundle);
    return status;
}

void bv_scan_prices_finish(struct bv_scan_prices *prices)
{
    bv_prices_finish(&prices->prices);
}
