/* SPDX-License-Identifier: Apache-2.0 */
/* doctor_host.c: see doctor_host.h. */
#include "harness/machine/doctor_host.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "harness/machine/diagnosis.h"
#include "harness/machine/doctor.h"

void bv_doctor_clock(const struct bv_probe *s, struct bv_diagnosis *f)
{
    if (!(s->clock.step_ns <= 1000)) {
        bv_diagnosis_say(f, BV_SEVERITY_FATAL,
                         "the monotonic clock moves in steps of %.0f ns: too coarse",
                         s->clock.step_ns);
        bv_diagnosis_advise(f,
                            "choose a finer one: cat /sys/devices/system/clocksource/clocksource0/"
                            "available_clocksource");
    } else if (s->clock.read_ns > 200) {
        bv_diagnosis_say(f, BV_SEVERITY_WARN, "reading the clock takes %.0f ns: each slice pays it",
                         s->clock.read_ns);
        bv_diagnosis_advise(f, "see `clocksource`");
    } else {
        bv_diagnosis_say(f, BV_SEVERITY_OK,
                         "the clock moves in steps of %.0f ns and is read in %.0f ns",
                         s->clock.step_ns, s->clock.read_ns);
    }
}

void bv_doctor_clocksource(const struct bv_probe *s, struct bv_diagnosis *f)
{
    static const char *const fast[] = {
        "tsc", "arch_sys_counter", "riscv_clocksource",          "timebase",
        "tod", "kvm-clock",        "hyperv_clocksource_tsc_page"};
    const char *name = s->second.clocksource;
    if (name[0] == '\0') {
        bv_diagnosis_say(f, BV_SEVERITY_NOTE, "the clock source is unknown");
        return;
    }
    for (size_t i = 0; i < sizeof fast / sizeof fast[0]; i++) {
        if (strcmp(name, fast[i]) == 0) {
            bv_diagnosis_say(f, BV_SEVERITY_OK, "the clock source is %s", name);
            return;
        }
    }
    bv_diagnosis_say(f, BV_SEVERITY_WARN,
                     "the clock source is %s, which takes a system call or a device to read", name);
    bv_diagnosis_advise(f, "if it is on offer: echo tsc | sudo tee "
                           "/sys/devices/system/clocksource/clocksource0/current_clocksource");
}

void bv_doctor_neighbours(const struct bv_probe *s, struct bv_diagnosis *f)
{
    int64_t most = s->first.procs_running > s->second.procs_running ? s->first.procs_running
                                                                    : s->second.procs_running;
    if (most < 0) {
        bv_diagnosis_say(f, BV_SEVERITY_NOTE, "how many other tasks run is unknown");
    } else if (most > 1) {
        bv_diagnosis_say(f, BV_SEVERITY_WARN, "%" PRId64 " other task%s running", most - 1,
                         most == 2 ? " was" : "s were");
        bv_diagnosis_advise(f, "stop what else is at work: top -o %%CPU");
    } else {
        bv_diagnosis_say(f, BV_SEVERITY_OK, "nothing else was running");
    }
}

void bv_doctor_steal(const struct bv_probe *s, struct bv_diagnosis *f)
{
    double stolen_s = s->second.steal_all_s - s->first.steal_all_s;
    double seconds = s->second.at_s - s->first.at_s;
    if (isnan(stolen_s)) {
        bv_diagnosis_say(f, BV_SEVERITY_NOTE, "whether a hypervisor takes CPU time is unknown");
    } else if (stolen_s > 0) {
        bv_diagnosis_say(f, BV_SEVERITY_WARN,
                         "the hypervisor took %.0f ms of CPU time within %.0f ms", stolen_s * 1e3,
                         seconds * 1e3);
        bv_diagnosis_advise(
            f, "the host is overcommitted: measure at another time or on dedicated cores");
    } else {
        bv_diagnosis_say(f, BV_SEVERITY_OK, "no CPU time was stolen");
    }
}

void bv_doctor_quota(const struct bv_probe *s, struct bv_diagnosis *f)
{
    const struct bv_quota *quota = &s->second.quota;
    double throttled_s = quota->throttled_s - s->first.quota.throttled_s;
    if (throttled_s > 0) {
        bv_diagnosis_say(
            f, BV_SEVERITY_WARN,
            "throttled by quota: the control group stopped its tasks for %.0f ms within %.0f ms",
            throttled_s * 1e3, (s->second.at_s - s->first.at_s) * 1e3);
    } else if (isnan(quota->cpus)) {
        bv_diagnosis_say(f, BV_SEVERITY_NOTE,
                         "whether the control group has a CPU quota is unknown");
        return;
    } else if (isinf(quota->cpus)) {
        bv_diagnosis_say(f, BV_SEVERITY_OK, "the control group has no CPU quota");
        return;
    } else if (quota->cpus > 1) {
        bv_diagnosis_say(f, BV_SEVERITY_NOTE, "the control group may use %.2f CPUs; one is needed",
                         quota->cpus);
        return;
    } else {
        bv_diagnosis_say(f, BV_SEVERITY_WARN,
                         "the control group may use %.2f CPUs, and is stopped when they are "
                         "spent",
                         quota->cpus);
    }
    bv_diagnosis_advise(
        f, "raise the limit (cpu.max, or cpu.cfs_quota_us), such as: docker run --cpus=2");
}

void bv_doctor_virtual(const struct bv_probe *s, struct bv_diagnosis *f)
{
    if (s->hypervisor[0] == '\0') {
        bv_diagnosis_say(f, BV_SEVERITY_NOTE, "whether this is a virtual machine is unknown");
    } else if (!bv_probe_is_virtual(s)) {
        bv_diagnosis_say(f, BV_SEVERITY_OK, "this is no virtual machine");
    } else {
        bv_diagnosis_say(f, BV_SEVERITY_WARN,
                         "this is a virtual machine (%s): clock, core and neighbours are the "
                         "host's affair",
                         s->hypervisor);
        bv_diagnosis_advise(
            f, "nothing here can mend it: trust intervals, not single numbers, and confirm on "
               "bare metal");
    }
}

void bv_doctor_date(const struct bv_probe *s, struct bv_diagnosis *f)
{
    if (bv_date_is_likely(s->now_utc)) {
        bv_diagnosis_say(f, BV_SEVERITY_OK, "the date is %s", s->now_utc);
        return;
    }
    bv_diagnosis_say(
        f, BV_SEVERITY_WARN,
        "the machine takes %s for the date: times are not touched, but results carry it",
        s->now_utc);
    bv_diagnosis_advise(
        f, "set the clock before comparing runs in time: sudo date -u -s 2026-01-31T12:00:00");
}
