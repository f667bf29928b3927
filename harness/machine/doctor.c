/* SPDX-License-Identifier: Apache-2.0 */
/* doctor.c: a table of checks, each a pure function from the probe to a finding. */
#include "harness/machine/doctor.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SYS_CPU "/sys/devices/system/cpu/"
#define MIB (INT64_C(1) << 20)

static void say(struct bv_diagnosis *f, enum bv_severity level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void advise(struct bv_diagnosis *f, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void say(struct bv_diagnosis *f, enum bv_severity level, const char *format, ...)
{
    va_list args;
    f->level = level;
    va_start(args, format);
    vsnprintf(f->what, sizeof f->what, format, args);
    va_end(args);
}

static void advise(struct bv_diagnosis *f, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(f->advice, sizeof f->advice, format, args);
    va_end(args);
}

static bool is_virtual(const struct bv_probe *s)
{
    return s->hypervisor[0] != '\0' && strcmp(s->hypervisor, "none") != 0;
}

/* A guest cannot see these: `virtual` warns of it once, so that here a note will do. */
static enum bv_severity level_of_unknown(const struct bv_probe *s)
{
    return is_virtual(s) ? BV_SEVERITY_NOTE : BV_SEVERITY_WARN;
}

static void check_pin(const struct bv_probe *s, struct bv_diagnosis *f)
{
    if (s->pin.cpu == BV_PIN_NONE) {
        say(f, BV_SEVERITY_WARN,
            "bound to no CPU: the system may move what is measured from core to core");
        advise(f, "measure where a thread can be bound, and leave --cpu none out");
        return;
    }
    if (s->pin_status == BV_OK) {
        say(f, BV_SEVERITY_OK, "measuring on CPU %d: %s", s->pin.cpu, s->pin.reason);
        return;
    }
    say(f, BV_SEVERITY_FATAL, "cannot stay on CPU %d: %.200s", s->pin.cpu, s->pin_text);
    advise(f, "pick another one with --cpu, or run outside the container or emulator; --cpu none "
              "measures unbound, and every number is then doubtful");
}

static void check_clock(const struct bv_probe *s, struct bv_diagnosis *f)
{
    if (!(s->clock.step_ns <= 1000)) {
        say(f, BV_SEVERITY_FATAL, "the monotonic clock moves in steps of %.0f ns: too coarse",
            s->clock.step_ns);
        advise(f, "choose a finer one: cat /sys/devices/system/clocksource/clocksource0/"
                  "available_clocksource");
    } else if (s->clock.read_ns > 200) {
        say(f, BV_SEVERITY_WARN, "reading the clock takes %.0f ns: each slice pays it",
            s->clock.read_ns);
        advise(f, "see `clocksource`");
    } else {
        say(f, BV_SEVERITY_OK, "the clock moves in steps of %.0f ns and is read in %.0f ns",
            s->clock.step_ns, s->clock.read_ns);
    }
}

static void check_clocksource(const struct bv_probe *s, struct bv_diagnosis *f)
{
    static const char *const fast[] = {
        "tsc", "arch_sys_counter", "riscv_clocksource",          "timebase",
        "tod", "kvm-clock",        "hyperv_clocksource_tsc_page"};
    const char *name = s->second.clocksource;
    if (name[0] == '\0') {
        say(f, BV_SEVERITY_NOTE, "the clock source is unknown");
        return;
    }
    for (size_t i = 0; i < sizeof fast / sizeof fast[0]; i++) {
        if (strcmp(name, fast[i]) == 0) {
            say(f, BV_SEVERITY_OK, "the clock source is %s", name);
            return;
        }
    }
    say(f, BV_SEVERITY_WARN,
        "the clock source is %s, which takes a system call or a device to read", name);
    advise(f, "if it is on offer: echo tsc | sudo tee "
              "/sys/devices/system/clocksource/clocksource0/current_clocksource");
}

static void check_governor(const struct bv_probe *s, struct bv_diagnosis *f)
{
    const char *governor = s->second.governor;
    if (strcmp(governor, "performance") == 0) {
        say(f, BV_SEVERITY_OK, "the frequency governor is performance");
        return;
    }
    if (governor[0] == '\0') {
        say(f, level_of_unknown(s),
            "the frequency governor is unknown: the clock may change while measuring");
        if (!is_virtual(s))
            advise(f, "let the system set the clock: sudo modprobe acpi-cpufreq; or fix it in the "
                      "firmware");
        return;
    }
    say(f, BV_SEVERITY_WARN, "the frequency governor is %s: the clock follows the load", governor);
    advise(f,
           "sudo cpupower frequency-set -g performance; or: echo performance | sudo tee " SYS_CPU
           "cpu%d/cpufreq/scaling_governor",
           s->pin.cpu);
}

static void check_boost(const struct bv_probe *s, struct bv_diagnosis *f)
{
    if (s->second.boost == 0) {
        say(f, BV_SEVERITY_OK, "boost is off");
    } else if (s->second.boost < 0) {
        say(f, level_of_unknown(s), "whether the clock boosts is unknown");
        if (!is_virtual(s))
            advise(f, "switch it off in the firmware, if it is there");
    } else {
        say(f, BV_SEVERITY_WARN, "boost is on: the clock depends on temperature and neighbours");
        if (strcmp(s->second.driver, "intel_pstate") == 0)
            advise(f, "echo 1 | sudo tee " SYS_CPU "intel_pstate/no_turbo");
        else
            advise(f, "echo 0 | sudo tee " SYS_CPU "cpufreq/boost");
    }
}

static void check_throttling(const struct bv_probe *s, struct bv_diagnosis *f)
{
    int64_t before = s->first.throttle_core, after = s->second.throttle_core;
    int64_t package_before = s->first.throttle_package, package = s->second.throttle_package;
    if (after < 0 || before < 0) {
        say(f, BV_SEVERITY_NOTE, "thermal throttling is not counted here");
    } else if (after > before || (package_before >= 0 && package > package_before)) {
        say(f, BV_SEVERITY_WARN, "the processor is being throttled for its heat");
        advise(f, "let it cool down, and look after its fan");
    } else if (after > 0) {
        say(f, BV_SEVERITY_NOTE, "the core was throttled for its heat %" PRId64 " times since boot",
            after);
    } else {
        say(f, BV_SEVERITY_OK, "no thermal throttling since boot");
    }
}

static void check_smt(const struct bv_probe *s, struct bv_diagnosis *f)
{
    const struct bv_state *now = &s->second;
    if (now->sibling_count < 0) {
        say(f, BV_SEVERITY_NOTE, "whether another thread shares the core is unknown");
        return;
    }
    if (now->sibling_count == 0) {
        say(f, BV_SEVERITY_OK, "no other thread shares the core%s",
            is_virtual(s) ? ", as far as a guest can see" : "");
        return;
    }
    double seconds = (now->at_s - s->first.at_s) * now->sibling_count;
    double share = (now->sibling_busy_s - s->first.sibling_busy_s) / seconds;
    if (share > 0.1)
        say(f, BV_SEVERITY_WARN, "CPU %d shares the core and is busy %.0f %% of the time",
            now->sibling, 100 * fmin(share, 1));
    else
        say(f, BV_SEVERITY_NOTE, "CPU %d shares the core%s", now->sibling,
            isnan(share) ? ", and whether it is busy is unknown" : "; it is idle now");
    advise(f,
           "echo 0 | sudo tee " SYS_CPU "cpu%d/online; or for all: echo off | sudo tee " SYS_CPU
           "smt/control",
           now->sibling);
}

static void check_neighbours(const struct bv_probe *s, struct bv_diagnosis *f)
{
    int64_t most = s->first.procs_running > s->second.procs_running ? s->first.procs_running
                                                                    : s->second.procs_running;
    if (most < 0) {
        say(f, BV_SEVERITY_NOTE, "how many other tasks run is unknown");
    } else if (most > 1) {
        say(f, BV_SEVERITY_WARN, "%" PRId64 " other task%s running", most - 1,
            most == 2 ? " was" : "s were");
        advise(f, "stop what else is at work: top -o %%CPU");
    } else {
        say(f, BV_SEVERITY_OK, "nothing else was running");
    }
}

static void check_steal(const struct bv_probe *s, struct bv_diagnosis *f)
{
    double stolen_s = s->second.steal_all_s - s->first.steal_all_s;
    double seconds = s->second.at_s - s->first.at_s;
    if (isnan(stolen_s)) {
        say(f, BV_SEVERITY_NOTE, "whether a hypervisor takes CPU time is unknown");
    } else if (stolen_s > 0) {
        say(f, BV_SEVERITY_WARN, "the hypervisor took %.0f ms of CPU time within %.0f ms",
            stolen_s * 1e3, seconds * 1e3);
        advise(f, "the host is overcommitted: measure at another time or on dedicated cores");
    } else {
        say(f, BV_SEVERITY_OK, "no CPU time was stolen");
    }
}

static void check_quota(const struct bv_probe *s, struct bv_diagnosis *f)
{
    const struct bv_quota *quota = &s->second.quota;
    double throttled_s = quota->throttled_s - s->first.quota.throttled_s;
    if (throttled_s > 0) {
        say(f, BV_SEVERITY_WARN,
            "throttled by quota: the control group stopped its tasks for %.0f ms within %.0f ms",
            throttled_s * 1e3, (s->second.at_s - s->first.at_s) * 1e3);
    } else if (isnan(quota->cpus)) {
        say(f, BV_SEVERITY_NOTE, "whether the control group has a CPU quota is unknown");
        return;
    } else if (isinf(quota->cpus)) {
        say(f, BV_SEVERITY_OK, "the control group has no CPU quota");
        return;
    } else if (quota->cpus > 1) {
        say(f, BV_SEVERITY_NOTE, "the control group may use %.2f CPUs; one is needed", quota->cpus);
        return;
    } else {
        say(f, BV_SEVERITY_WARN,
            "the control group may use %.2f CPUs, and is stopped when they are "
            "spent",
            quota->cpus);
    }
    advise(f, "raise the limit (cpu.max, or cpu.cfs_quota_us), such as: docker run --cpus=2");
}

static void check_virtual(const struct bv_probe *s, struct bv_diagnosis *f)
{
    if (s->hypervisor[0] == '\0') {
        say(f, BV_SEVERITY_NOTE, "whether this is a virtual machine is unknown");
    } else if (!is_virtual(s)) {
        say(f, BV_SEVERITY_OK, "this is no virtual machine");
    } else {
        say(f, BV_SEVERITY_WARN,
            "this is a virtual machine (%s): clock, core and neighbours are the "
            "host's affair",
            s->hypervisor);
        advise(f, "nothing here can mend it: trust intervals, not single numbers, and confirm on "
                  "bare metal");
    }
}

static void check_isolation(const struct bv_probe *s, struct bv_diagnosis *f)
{
    if (s->cpu_isolated) {
        say(f, BV_SEVERITY_OK, "CPU %d is isolated from the scheduler", s->pin.cpu);
    } else if (s->pin.cpu == BV_PIN_NONE) {
        say(f, BV_SEVERITY_NOTE, "which CPU is used is left to the system");
    } else if (s->isolated_count > 0) {
        say(f, BV_SEVERITY_WARN, "CPU %d is not isolated, though %zu others are", s->pin.cpu,
            s->isolated_count);
        advise(f, "leave --cpu out");
    } else {
        say(f, BV_SEVERITY_NOTE, "no CPU is isolated: other tasks may land on this one");
        advise(f, "boot with isolcpus=%d nohz_full=%d", s->pin.cpu, s->pin.cpu);
    }
}

static void check_cores(const struct bv_probe *s, struct bv_diagnosis *f)
{
    if (s->allowed_count > 1) {
        say(f, BV_SEVERITY_OK, "%zu CPUs are allowed", s->allowed_count);
        return;
    }
    say(f, BV_SEVERITY_WARN, "only one CPU is allowed: byval shares it with all else that is here");
    advise(f, "allow a second one (taskset, cpuset), so that the rest can stay off this one");
}

static void check_counters(const struct bv_probe *s, struct bv_diagnosis *f)
{
    if (s->perf_errno == 0) {
        say(f, BV_SEVERITY_OK, "the processor counts instructions");
    } else if (s->perf_errno == EACCES || s->perf_errno == EPERM) {
        say(f, BV_SEVERITY_NOTE, "counting instructions is not permitted: counts are left out");
        advise(f, "echo 2 | sudo tee /proc/sys/kernel/perf_event_paranoid; in a container: "
                  "--cap-add PERFMON");
    } else {
        say(f, BV_SEVERITY_NOTE,
            "the processor's counters are not available (%s): counts are left out",
            is_virtual(s) ? "the hypervisor hides them" : strerror(s->perf_errno));
    }
}

static void check_store_bypass(const struct bv_probe *s, struct bv_diagnosis *f)
{
    const char *mitigation = s->second.store_bypass;
    if (mitigation[0] == '\0' || strcmp(mitigation, "unknown") == 0) {
        say(f, BV_SEVERITY_NOTE, "whether speculative store bypass is disabled is unknown");
    } else if (strstr(mitigation, "mitigated") == NULL) {
        say(f, BV_SEVERITY_OK, "loads may pass older stores (%s)", mitigation);
    } else {
        say(f, BV_SEVERITY_WARN,
            "loads must wait for older stores (%s): what is copied through the "
            "stack costs more than elsewhere",
            mitigation);
        advise(f, "run outside the sandbox (docker run --security-opt seccomp=unconfined), or boot "
                  "with spec_store_bypass_disable=prctl");
    }
}

static void check_aslr(const struct bv_probe *s, struct bv_diagnosis *f)
{
    if (s->second.aslr_personality_off == 1) {
        say(f, BV_SEVERITY_WARN,
            "address randomisation is off for this process: all blocks see the "
            "same addresses");
        advise(f, "start byval without setarch -R and outside a debugger");
    } else if (s->second.aslr < 0) {
        say(f, BV_SEVERITY_NOTE, "whether addresses are randomised is unknown");
    } else if (s->second.aslr < 2) {
        say(f, BV_SEVERITY_WARN, "address randomisation is %s: blocks see the same addresses",
            s->second.aslr == 0 ? "off" : "off for the heap");
        advise(f, "echo 2 | sudo tee /proc/sys/kernel/randomize_va_space");
    } else {
        say(f, BV_SEVERITY_OK, "addresses are randomised");
    }
}

static void check_stack(const struct bv_probe *s, struct bv_diagnosis *f)
{
    int64_t limit = s->second.stack_limit_bytes;
    if (limit < 0) {
        say(f, BV_SEVERITY_NOTE, "the stack limit is unknown");
    } else if ((uint64_t)limit < s->stack_need_bytes) {
        say(f, BV_SEVERITY_WARN,
            "the stack is limited to %" PRId64 " KiB: cases that need more, up "
            "to %zu KiB, drop out",
            limit / 1024, s->stack_need_bytes / 1024);
        advise(f, "ulimit -s %zu",
               (s->stack_need_bytes > 8 << 20 ? s->stack_need_bytes : 8 << 20) / 1024);
    } else if (limit < 8 * MIB) {
        say(f, BV_SEVERITY_WARN,
            "the stack is limited to %" PRId64 " KiB, less than the usual 8192", limit / 1024);
        advise(f, "ulimit -s 8192");
    } else {
        say(f, BV_SEVERITY_OK, "the stack is large enough");
    }
}

static void check_stack_end(const struct bv_probe *s, struct bv_diagnosis *f)
{
    const struct bv_stackend *end = &s->stack_end;
    char limit[48] = "no limit", gap[64] = "guard gap unknown";
    if (s->stack_end_status != BV_OK) {
        say(f, BV_SEVERITY_NOTE, "where the stack really ends is unknown: %.180s",
            s->stack_end_text);
        return;
    }
    if (end->limit_bytes != UINT64_MAX)
        snprintf(limit, sizeof limit, "limit %" PRIu64 " KiB", end->limit_bytes / 1024);
    if (end->guard_gap_known)
        snprintf(gap, sizeof gap, "guard gap %" PRIu64 " KiB", end->guard_gap_bytes / 1024);
    if (end->at_least) {
        say(f, BV_SEVERITY_NOTE,
            "the stack has no end within %" PRIu64 " KiB, where looking stopped (%s; %s)",
            end->usable_bytes / 1024, limit, gap);
        return;
    }
    bool early =
        end->limit_bytes == UINT64_MAX || end->usable_bytes < end->limit_bytes / 4096 * 4096;
    say(f, early ? BV_SEVERITY_NOTE : BV_SEVERITY_OK,
        "the stack really ends after %" PRIu64 " KiB (%s; %s)%s", end->usable_bytes / 1024, limit,
        gap, early ? ": something else stops it first" : "");
}

static void check_thp(const struct bv_probe *s, struct bv_diagnosis *f)
{
    const char *mode = s->second.thp;
    if (mode[0] == '\0') {
        say(f, BV_SEVERITY_NOTE, "the mode of transparent huge pages is unknown");
    } else if (strcmp(mode, "always") == 0) {
        say(f, BV_SEVERITY_NOTE,
            "transparent huge pages are on for all: large objects may or may not "
            "get one, block by block");
        advise(f, "echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled");
    } else {
        say(f, BV_SEVERITY_OK, "transparent huge pages: %s", mode);
    }
}

static void check_memory(const struct bv_probe *s, struct bv_diagnosis *f)
{
    int64_t available = s->second.memory_available_bytes, swapped = s->second.swap_used_bytes;
    if (available < 0) {
        say(f, BV_SEVERITY_NOTE, "how much memory is free is unknown");
    } else if (available < 512 * MIB) {
        say(f, BV_SEVERITY_WARN, "only %" PRId64 " MiB of memory are available", available / MIB);
        advise(f, "stop what holds memory: top -o %%MEM");
    } else if (swapped > 0) {
        say(f, BV_SEVERITY_NOTE, "%" PRId64 " MiB are swapped out", swapped / MIB);
    } else {
        say(f, BV_SEVERITY_OK, "%" PRId64 " MiB of memory are available", available / MIB);
    }
}

/* Is a name one of those between blanks? */
static bool is_named(const char *names, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = names; (at = strstr(at, name)) != NULL; at += length)
        if ((at == names || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

static void check_environment(const struct bv_probe *s, struct bv_diagnosis *f)
{
    if (s->tuner_count == 0) {
        say(f, BV_SEVERITY_OK, "the environment tunes no allocator, loader or runtime");
        return;
    }
    bool libraries = is_named(s->tuners, "LD_LIBRARY_PATH");
    say(f, BV_SEVERITY_WARN, "the environment sets %s: %s", s->tuners,
        !libraries            ? "what is measured goes without"
        : s->tuner_count == 1 ? "it decides which libraries are measured"
                              : "of these only LD_LIBRARY_PATH reaches what is measured");
    advise(f, "unset %s", s->tuner_count > 1 && strstr(s->tuners, "...") ? "them" : s->tuners);
}

static void check_date(const struct bv_probe *s, struct bv_diagnosis *f)
{
    if (bv_date_is_likely(s->now_utc)) {
        say(f, BV_SEVERITY_OK, "the date is %s", s->now_utc);
        return;
    }
    say(f, BV_SEVERITY_WARN,
        "the machine takes %s for the date: times are not touched, but results carry it",
        s->now_utc);
    advise(f, "set the clock before comparing runs in time: sudo date -u -s 2026-01-31T12:00:00");
}

static void check_preload(const struct bv_probe *s, struct bv_diagnosis *f)
{
    if (s->preload[0] == '\0') {
        say(f, BV_SEVERITY_OK, "the system preloads no library into every process");
        return;
    }
    say(f, BV_SEVERITY_WARN, "/etc/ld.so.preload loads %s into what is measured, too", s->preload);
    advise(f, "take it out of /etc/ld.so.preload while measuring");
}

/* First what makes measuring impossible, then by how much it spoils. */
static const struct check {
    const char *name;
    void (*run)(const struct bv_probe *s, struct bv_diagnosis *f);
} checks[] = {
    {"pin", check_pin},
    {"clock", check_clock},
    {"clocksource", check_clocksource},
    {"virtual", check_virtual},
    {"steal", check_steal},
    {"quota", check_quota},
    {"neighbours", check_neighbours},
    {"smt", check_smt},
    {"cores", check_cores},
    {"isolation", check_isolation},
    {"governor", check_governor},
    {"boost", check_boost},
    {"throttling", check_throttling},
    {"store_bypass", check_store_bypass},
    {"environment", check_environment},
    {"preload", check_preload},
    {"aslr", check_aslr},
    {"stack", check_stack},
    {"stack_end", check_stack_end},
    {"memory", check_memory},
    {"thp", check_thp},
    {"counters", check_counters},
    {"date", check_date},
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
