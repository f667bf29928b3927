/* SPDX-License-Identifier: Apache-2.0 */
/* doctor.c: a table of checks, each a pure function from the probe to a finding. */
#include "harness/machine/doctor.h"

#include "harness/machine/doctor_host.h"
#include "harness/machine/doctor_process.h"
#include "harness/machine/doctor_processor.h"

/* First what makes measuring impossible, then by how much it spoils. */
static const struct check {
    const char *name;
    void (*run)(const struct bv_probe *s, struct bv_diagnosis *f);
} checks[] = {
    {"pin", bv_doctor_pin},
    {"clock", bv_doctor_clock},
    {"clocksource", bv_doctor_clocksource},
    {"virtual", bv_doctor_virtual},
    {"steal", bv_doctor_steal},
    {"quota", bv_doctor_quota},
    {"neighbours", bv_doctor_neighbours},
    {"smt", bv_doctor_smt},
    {"cores", bv_doctor_cores},
    {"isolation", bv_doctor_isolation},
    {"governor", bv_doctor_governor},
    {"boost", bv_doctor_boost},
    {"throttling", bv_doctor_throttling},
    {"store_bypass", bv_doctor_store_bypass},
    {"environment", bv_doctor_environment},
    {"preload", bv_doctor_preload},
    {"aslr", bv_doctor_aslr},
    {"stack", bv_doctor_stack},
    {"stack_end", bv_doctor_stack_end},
    {"memory", bv_doctor_memory},
    {"thp", bv_doctor_thp},
    {"counters", bv_doctor_counters},
    {"date", bv_doctor_date},
};

size_t bv_doctor_check_count(void)
{
    return sizeof checks / sizeof checks[0];
}

size_t bv_doctor_judge(const struct bv_probe *probe, struct bv_diagnosis *out, size_t max)
{
    size_t count = bv_doctor_check_count() < max ? bv_doctor_check_count() : max;
    for (size_t i = 0; i < count; i++) {
        out[i] = (struct bv_diagnosis){.check = checks[i].name};
        checks[i].run(probe, &out[i]);
    }
    return count;
}
