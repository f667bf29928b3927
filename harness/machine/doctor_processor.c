/* SPDX-License-Identifier: Apache-2.0 */
/* doctor_processor.c: see doctor_processor.h. */
#include "harness/machine/doctor_processor.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "harness/machine/diagnosis.h"
#include "harness/machine/doctor.h"

#define SYS_CPU "/sys/devices/system/cpu/"

void bv_doctor_pin(const struct bv_probe *s, struct bv_diagnosis *f)
{
    if (s->pin.cpu == BV_PIN_NONE) {
        bv_diagnosis_say(f, BV_SEVERITY_WARN,
                         "bound to no CPU: the system may move what is measured from core to core");
        bv_diagnosis_advise(f, "measure where a thread can be bound, and leave --cpu none out");
        return;
    }
    if (s->pin_status == BV_OK) {
        bv_diagnosis_say(f, BV_SEVERITY_OK, "measuring on CPU %d: %s", s->pin.cpu, s->pin.reason);
        return;
    }
    bv_diagnosis_say(f, BV_SEVERITY_FATAL, "cannot stay on CPU %d: %.200s", s->pin.cpu,
                     s->pin_text);
    bv_diagnosis_advise(
        f, "pick another one with --cpu, or run outside the container or emulator; --cpu none "
           "measures unbound, and every number is then doubtful");
}

void bv_doctor_governor(const struct bv_probe *s, struct bv_diagnosis *f)
{
    const char *governor = s->second.governor;
    if (strcmp(governor, "performance") == 0) {
        bv_diagnosis_say(f, BV_SEVERITY_OK, "the frequency governor is performance");
        return;
    }
    if (governor[0] == '\0') {
        bv_diagnosis_say(f, bv_probe_level_of_unknown(s),
                         "the frequency governor is unknown: the clock may change while measuring");
        if (!bv_probe_is_virtual(s))
            bv_diagnosis_advise(
                f, "let the system set the clock: sudo modprobe acpi-cpufreq; or fix it in the "
                   "firmware");
        return;
    }
    bv_diagnosis_say(f, BV_SEVERITY_WARN,
                     "the frequency governor is %s: the clock follows the load", governor);
    bv_diagnosis_advise(
        f,
        "sudo cpupower frequency-set -g performance; or: echo performance | sudo tee " SYS_CPU
        "cpu%d/cpufreq/scaling_governor",
        s->pin.cpu);
}

void bv_doctor_boost(const struct bv_probe *s, struct bv_diagnosis *f)
{
    if (s->second.boost == 0) {
        bv_diagnosis_say(f, BV_SEVERITY_OK, "boost is off");
    } else if (s->second.boost < 0) {
        bv_diagnosis_say(f, bv_probe_level_of_unknown(s), "whether the clock boosts is unknown");
        if (!bv_probe_is_virtual(s))
            bv_diagnosis_advise(f, "switch it off in the firmware, if it is there");
    } else {
        bv_diagnosis_say(f, BV_SEVERITY_WARN,
                         "boost is on: the clock depends on temperature and neighbours");
        if (strcmp(s->second.driver, "intel_pstate") == 0)
            bv_diagnosis_advise(f, "echo 1 | sudo tee " SYS_CPU "intel_pstate/no_turbo");
        else
            bv_diagnosis_advise(f, "echo 0 | sudo tee " SYS_CPU "cpufreq/boost");
    }
}

void bv_doctor_throttling(const struct bv_probe *s, struct bv_diagnosis *f)
{
    int64_t before = s->first.throttle_core, after = s->second.throttle_core;
    int64_t package_before = s->first.throttle_package, package = s->second.throttle_package;
    if (after < 0 || before < 0) {
        bv_diagnosis_say(f, BV_SEVERITY_NOTE, "thermal throttling is not counted here");
    } else if (after > before || (package_before >= 0 && package > package_before)) {
        bv_diagnosis_say(f, BV_SEVERITY_WARN, "the processor is being throttled for its heat");
        bv_diagnosis_advise(f, "let it cool down, and look after its fan");
    } else if (after > 0) {
        bv_diagnosis_say(f, BV_SEVERITY_NOTE,
                         "the core was throttled for its heat %" PRId64 " times since boot", after);
    } else {
        bv_diagnosis_say(f, BV_SEVERITY_OK, "no thermal throttling since boot");
    }
}

void bv_doctor_smt(const struct bv_probe *s, struct bv_diagnosis *f)
{
    const struct bv_state *now = &s->second;
    if (now->sibling_count < 0) {
        bv_diagnosis_say(f, BV_SEVERITY_NOTE, "whether another thread shares the core is unknown");
        return;
    }
    if (now->sibling_count == 0) {
        bv_diagnosis_say(f, BV_SEVERITY_OK, "no other thread shares the core%s",
                         bv_probe_is_virtual(s) ? ", as far as a guest can see" : "");
        return;
    }
    double seconds = (now->at_s - s->first.at_s) * now->sibling_count;
    double share = (now->sibling_busy_s - s->first.sibling_busy_s) / seconds;
    if (share > 0.1)
        bv_diagnosis_say(f, BV_SEVERITY_WARN,
                         "CPU %d shares the core and is busy %.0f %% of the time", now->sibling,
                         100 * fmin(share, 1));
    else
        bv_diagnosis_say(f, BV_SEVERITY_NOTE, "CPU %d shares the core%s", now->sibling,
                         isnan(share) ? ", and whether it is busy is unknown" : "; it is idle now");
    bv_diagnosis_advise(f,
                        "echo 0 | sudo tee " SYS_CPU
                        "cpu%d/online; or for all: echo off | sudo tee " SYS_CPU "smt/control",
                        now->sibling);
}

void bv_doctor_isolation(const struct bv_probe *s, struct bv_diagnosis *f)
{
    if (s->cpu_isolated) {
        bv_diagnosis_say(f, BV_SEVERITY_OK, "CPU %d is isolated from the scheduler", s->pin.cpu);
    } else if (s->pin.cpu == BV_PIN_NONE) {
        bv_diagnosis_say(f, BV_SEVERITY_NOTE, "which CPU is used is left to the system");
    } else if (s->isolated_count > 0) {
        bv_diagnosis_say(f, BV_SEVERITY_WARN, "CPU %d is not isolated, though %zu others are",
                         s->pin.cpu, s->isolated_count);
        bv_diagnosis_advise(f, "leave --cpu out");
    } else {
        bv_diagnosis_say(f, BV_SEVERITY_NOTE,
                         "no CPU is isolated: other tasks may land on this one");
        bv_diagnosis_advise(f, "boot with isolcpus=%d nohz_full=%d", s->pin.cpu, s->pin.cpu);
    }
}

void bv_doctor_cores(const struct bv_probe *s, struct bv_diagnosis *f)
{
    if (s->allowed_count > 1) {
        bv_diagnosis_say(f, BV_SEVERITY_OK, "%zu CPUs are allowed", s->allowed_count);
        return;
    }
    bv_diagnosis_say(f, BV_SEVERITY_WARN,
                     "only one CPU is allowed: byval shares it with all else that is here");
    bv_diagnosis_advise(
        f, "allow a second one (taskset, cpuset), so that the rest can stay off this one");
}

void bv_doctor_counters(const struct bv_probe *s, struct bv_diagnosis *f)
{
    if (s->perf_errno == 0) {
        bv_diagnosis_say(f, BV_SEVERITY_OK, "the processor counts instructions");
    } else if (s->perf_errno == EACCES || s->perf_errno == EPERM) {
        bv_diagnosis_say(f, BV_SEVERITY_NOTE,
                         "counting instructions is not permitted: counts are left out");
        bv_diagnosis_advise(
            f, "echo 2 | sudo tee /proc/sys/kernel/perf_event_paranoid; in a container: "
               "--cap-add PERFMON");
    } else {
        bv_diagnosis_say(f, BV_SEVERITY_NOTE,
                         "the processor's counters are not available (%s): counts are left out",
                         bv_probe_is_virtual(s) ? "the hypervisor hides them"
                                                : strerror(s->perf_errno));
    }
}

void bv_doctor_store_bypass(const struct bv_probe *s, struct bv_diagnosis *f)
{
    const char *mitigation = s->second.store_bypass;
    if (mitigation[0] == '\0' || strcmp(mitigation, "unknown") == 0) {
        bv_diagnosis_say(f, BV_SEVERITY_NOTE,
                         "whether speculative store bypass is disabled is unknown");
    } else if (strstr(mitigation, "mitigated") == NULL) {
        bv_diagnosis_say(f, BV_SEVERITY_OK, "loads may pass older stores (%s)", mitigation);
    } else {
        bv_diagnosis_say(f, BV_SEVERITY_WARN,
                         "loads must wait for older stores (%s): what is copied through the "
                         "stack costs more than elsewhere",
                         mitigation);
        bv_diagnosis_advise(
            f, "run outside the sandbox (docker run --security-opt seccomp=unconfined), or boot "
               "with spec_store_bypass_disable=prctl");
    }
}
