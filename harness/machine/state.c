/* SPDX-License-Identifier: Apache-2.0 */
/* state.c: a reading of /proc and /sys, one small reader a source. */
#include "harness/machine/state.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/machine/procstat.h"
#include "lib/base/clock.h"
#include "lib/base/sysfile.h"

#define SYS_CPU "/sys/devices/system/cpu/"

enum { PATH_SIZE = 512 };

/* A path in the folder of a logical CPU. */
static const char *cpu_path(char path[PATH_SIZE], int cpu, const char *file)
{
    snprintf(path, PATH_SIZE, SYS_CPU "cpu%d/%s", cpu, file);
    return path;
}

static void read_frequency(const char *root, struct bv_state *s)
{
    char path[PATH_SIZE];
    int64_t value;
    bv_sysfile_word(root, cpu_path(path, s->cpu, "cpufreq/scaling_governor"), s->governor,
                    sizeof s->governor);
    bv_sysfile_word(root, cpu_path(path, s->cpu, "cpufreq/scaling_driver"), s->driver,
                    sizeof s->driver);
    if (bv_sysfile_count(root, SYS_CPU "intel_pstate/no_turbo", &value))
        s->boost = value == 0;
    else if (bv_sysfile_count(root, cpu_path(path, s->cpu, "cpufreq/boost"), &value) ||
             bv_sysfile_count(root, SYS_CPU "cpufreq/boost", &value))
        s->boost = value != 0;
    bv_sysfile_count(root, cpu_path(path, s->cpu, "thermal_throttle/core_throttle_count"),
                     &s->throttle_core);
    bv_sysfile_count(root, cpu_path(path, s->cpu, "thermal_throttle/package_throttle_count"),
                     &s->throttle_package);
}

/* Everything that took the siblings' cycles; stolen time may be a neighbour's on the same core. */
static void read_siblings(const char *root, const char *stat, struct bv_state *s)
{
    char path[PATH_SIZE], text[1024];
    const char *list = text;
    int low, high;
    if (!bv_sysfile_word(root, cpu_path(path, s->cpu, "topology/thread_siblings_list"), text,
                         sizeof text) &&
        !bv_sysfile_word(root, cpu_path(path, s->cpu, "topology/core_cpus_list"), text,
                         sizeof text))
        return;
    double busy_s = 0;
    bool known = stat != NULL, own = false;
    int first = -1, count = 0;
    while (bv_cpulist_next(&list, &low, &high)) {
        for (int cpu = low; cpu <= high; cpu++) {
            char name[32];
            struct bv_procstat times;
            if (cpu == s->cpu) {
                own = true;
                continue;
            }
            if (count++ == 0)
                first = cpu;
            snprintf(name, sizeof name, "cpu%d", cpu);
            if (known && bv_procstat_times(stat, name, &times))
                busy_s += times.busy_s;
            else
                known = false;
        }
    }
    if (!own || *list != '\0') /* not the list of this CPU, or not a list */
        return;
    s->sibling_count = count;
    s->sibling = first;
    if (known || count == 0)
        s->sibling_busy_s = busy_s;
}

static void read_times(const char *root, struct bv_state *s)
{
    char *stat = bv_sysfile_text(root, "/proc/stat");
    if (stat != NULL) {
        char name[32];
        struct bv_procstat times;
        snprintf(name, sizeof name, "cpu%d", s->cpu);
        if (bv_procstat_times(stat, name, &times))
            s->steal_cpu_s = times.steal_s;
        if (bv_procstat_times(stat, "cpu", &times))
            s->steal_all_s = times.steal_s;
        s->procs_running = bv_procstat_count(stat, "procs_running");
        s->context_switches = bv_procstat_count(stat, "ctxt");
    }
    read_siblings(root, stat, s);
    free(stat);
}

/* A file such as "always [madvise] never" marks the choice in force. */
static void read_thp(const char *root, struct bv_state *s)
{
    char text[128];
    if (!bv_sysfile_word(root, "/sys/kernel/mm/transparent_hugepage/enabled", text, sizeof text))
        return;
    char *begin = strchr(text, '['), *end = strchr(text, ']');
    if (begin == NULL || end == NULL || end < begin + 2 ||
        (size_t)(end - begin - 1) >= sizeof s->thp)
        return;
    memcpy(s->thp, begin + 1, (size_t)(end - begin - 1));
}

static void read_process(const char *root, struct bv_state *s)
{
    enum { ADDR_NO_RANDOMIZE_BIT = 0x0040000 };
    char text[128], *end;
    int64_t value;
    if (bv_sysfile_count(root, "/proc/sys/kernel/randomize_va_space", &value) && value <= 2)
        s->aslr = (int)value;
    if (bv_sysfile_word(root, "/proc/self/personality", text, sizeof text)) {
        unsigned long bits = strtoul(text, &end, 16);
        if (isxdigit((unsigned char)text[0]) && *end == '\0')
            s->aslr_personality_off = (bits & ADDR_NO_RANDOMIZE_BIT) != 0;
    }
    char *status = bv_sysfile_text(root, "/proc/self/status");
    if (status != NULL)
        bv_sysfile_field(status, "Speculation_Store_Bypass", s->store_bypass,
                         sizeof s->store_bypass);
    free(status);

    static const char name[] = "Max stack size";
    char *limits = bv_sysfile_text(root, "/proc/self/limits");
    char *line = limits != NULL ? strstr(limits, name) : NULL;
    if (line != NULL && strchr(line, '\n') != NULL &&
        sscanf(line + sizeof name - 1, "%31s", text) == 1) {
        long long bytes = strtoll(text, &end, 10);
        if (strcmp(text, "unlimited") == 0)
            s->stack_limit_bytes = INT64_MAX;
        else if (isdigit((unsigned char)text[0]) && *end == '\0')
            s->stack_limit_bytes = bytes;
    }
    free(limits);
}

static void read_memory(const char *root, struct bv_state *s)
{
    char *text = bv_sysfile_text(root, "/proc/meminfo");
    if (text == NULL)
        return;
    char available[32], total[32], unused[32];
    long long kib, other;
    if (bv_sysfile_field(text, "MemAvailable", available, sizeof available) &&
        sscanf(available, "%lld kB", &kib) == 1 && kib >= 0 && kib < INT64_MAX / 1024)
        s->memory_available_bytes = kib * 1024;
    if (bv_sysfile_field(text, "SwapTotal", total, sizeof total) &&
        bv_sysfile_field(text, "SwapFree", unused, sizeof unused) &&
        sscanf(total, "%lld kB", &kib) == 1 && sscanf(unused, "%lld kB", &other) == 1 &&
        other >= 0 && kib >= other && kib < INT64_MAX / 1024)
        s->swap_used_bytes = (kib - other) * 1024;
    free(text);
}

void bv_state_read(const char *root, int cpu, struct bv_state *out)
{
    char load[128], *end;
    int64_t value;
    *out = (struct bv_state){
        .cpu = cpu,
        .at_s = bv_clock_s(),
        .boost = -1,
        .smt_active = -1,
        .sibling_count = -1,
        .sibling = -1,
        .sibling_busy_s = NAN,
        .procs_running = -1,
        .steal_cpu_s = NAN,
        .steal_all_s = NAN,
        .throttle_core = -1,
        .throttle_package = -1,
        .aslr = -1,
        .aslr_personality_off = -1,
        .load_1min = NAN,
        .stack_limit_bytes = -1,
        .context_switches = -1,
        .memory_available_bytes = -1,
        .swap_used_bytes = -1,
        .quota = bv_quota_read(root),
    };
    read_times(root, out);
    read_frequency(root, out);
    read_thp(root, out);
    read_process(root, out);
    read_memory(root, out);
    if (bv_sysfile_count(root, SYS_CPU "smt/active", &value) && value <= 1)
        out->smt_active = (int)value;
    bv_sysfile_word(root, "/proc/sys/kernel/osrelease", out->kernel, sizeof out->kernel);
    bv_sysfile_word(root, "/sys/devices/system/clocksource/clocksource0/current_clocksource",
                    out->clocksource, sizeof out->clocksource);
    if (bv_sysfile_word(root, "/proc/loadavg", load, sizeof load) &&
        isdigit((unsigned char)load[0])) {
        double one = strtod(load, &end);
        if (*end == ' ')
            out->load_1min = one;
    }
}

static void add_text(struct bv_factlist *list, const char *name, const char *value)
{
    bv_factlist_add(list, name, value[0] != '\0' ? value : NULL);
}

static void add_count(struct bv_factlist *list, const char *name, int64_t value)
{
    if (value < 0)
        bv_factlist_add(list, name, NULL);
    else
        bv_factlist_addf(list, name, "%" PRId64, value);
}

static void add_seconds(struct bv_factlist *list, const char *name, double value)
{
    if (isnan(value))
        bv_factlist_add(list, name, NULL);
    else
        bv_factlist_addf(list, name, "%.2f", value);
}

void bv_state_facts(const struct bv_state *s, struct bv_factlist *list)
{
    add_text(list, "governor", s->governor);
    add_text(list, "frequency_driver", s->driver);
    add_count(list, "boost", s->boost);
    add_count(list, "smt_active", s->smt_active);
    add_count(list, "siblings", s->sibling_count);
    if (s->sibling_count == 0)
        bv_factlist_add(list, "sibling", "none");
    else
        add_count(list, "sibling", s->sibling);
    add_seconds(list, "sibling_busy_s", s->sibling_busy_s);
    add_count(list, "procs_running", s->procs_running);
    add_seconds(list, "steal_cpu_s", s->steal_cpu_s);
    add_seconds(list, "steal_all_s", s->steal_all_s);
    add_count(list, "throttle_core", s->throttle_core);
    add_count(list, "throttle_package", s->throttle_package);
    add_text(list, "thp", s->thp);
    add_count(list, "aslr", s->aslr);
    add_count(list, "aslr_personality_off", s->aslr_personality_off);
    add_text(list, "store_bypass", s->store_bypass);
    add_seconds(list, "load_1min", s->load_1min);
    if (s->stack_limit_bytes == INT64_MAX)
        bv_factlist_add(list, "stack_limit_bytes", "unlimited");
    else
        add_count(list, "stack_limit_bytes", s->stack_limit_bytes);
    add_text(list, "kernel", s->kernel);
    add_text(list, "clocksource", s->clocksource);
    add_count(list, "context_switches", s->context_switches);
    add_count(list, "memory_available_bytes", s->memory_available_bytes);
    add_count(list, "swap_used_bytes", s->swap_used_bytes);
    if (isinf(s->quota.cpus))
        bv_factlist_add(list, "cpu_quota", "unlimited");
    else
        add_seconds(list, "cpu_quota", s->quota.cpus);
    add_count(list, "quota_stops", s->quota.stops);
    add_seconds(list, "quota_throttled_s", s->quota.throttled_s);
}
