/* SPDX-License-Identifier: Apache-2.0 */
/* test_machine.c: key, state, capture and topology of planted machines, and of this one. */
#include "harness/machine/machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dirent.h>
#include <math.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/machine/canary.h"
#include "harness/machine/procstat.h"
#include "harness/machine/state.h"
#include "lib/base/sysfile.h"
#include "lib/bundle/topologyfile.h"
#include "tests/support/plant.h"

static const struct bv_machine_build build = {"gcc 12.2.0", "-O2", "abc123"};

static struct bv_topology *open_root(const char *root)
{
    struct bv_topology *topology = NULL;
    struct bv_error err = {0};
    if (bv_topology_open(root, &topology, &err) != BV_OK)
        fail_msg("%s", err.text);
    return topology;
}

static struct bv_factlist key_of(const char *root, int cpu)
{
    struct bv_factlist list = {0};
    struct bv_topology *topology = open_root(root);
    assert_int_equal(bv_machine_key(topology, cpu, &build, &list, NULL), BV_OK);
    bv_topology_close(topology);
    return list;
}

static struct bv_factlist state_of(const char *root, int cpu)
{
    struct bv_factlist list = {0};
    struct bv_state state;
    bv_state_read(root, cpu, &state);
    bv_state_facts(&state, &list);
    assert_false(list.failed);
    return list;
}

/* Same names and values in the same order; the value "*" is any that is known. */
static void assert_facts(struct bv_factlist list, const struct bv_fact *expected, size_t count)
{
    for (size_t i = 0; i < list.facts.count && i < count; i++) {
        struct bv_fact f = list.facts.items[i], e = expected[i];
        assert_string_equal(f.name, e.name);
        if ((f.value == NULL) != (e.value == NULL))
            fail_msg("%s: %s", f.name, f.value != NULL ? f.value : "(unknown)");
        if (e.value != NULL && strcmp(e.value, "*") != 0)
            assert_string_equal(f.value, e.value);
    }
    assert_int_equal(list.facts.count, count);
    bv_factlist_finish(&list);
}

#define ASSERT_FACTS(list, expected)                                                               \
    assert_facts(list, expected, sizeof expected / sizeof expected[0])

static void keys_of_known_machines(void **unused)
{
    (void)unused;
    static const struct bv_fact amd[] = {{"arch", "*"},
                                         {"cpu.vendor", "AuthenticAMD"},
                                         {"cpu.model", "AMD EPYC 7R13 Processor"},
                                         {"cpu.family", "25"},
                                         {"cpu.model_number", "1"},
                                         {"cpu.stepping", "1"},
                                         {"cpu.microcode", "0xa0011d1"},
                                         {"cpu.count_allowed", "2"},
                                         {"cache.l1d", "49152"},
                                         {"cache.l2", "1048576"},
                                         {"cache.l3", "33554432"},
                                         {"cache.line", "64"},
                                         {"page", "*"},
                                         {"hypervisor", "Amazon EC2"},
                                         {"compiler", "gcc 12.2.0"},
                                         {"compiler.flags", "-O2"},
                                         {"kernel_hash", "abc123"}};
    ASSERT_FACTS(key_of(MACHINE_ROOTS "/amd_vm", 1), amd);
    static const struct bv_fact intel[] = {
        {"arch", "*"},
        {"cpu.vendor", "GenuineIntel"},
        {"cpu.model", "11th Gen Intel(R) Core(TM) i7-1185G7 @ 3.00GHz"},
        {"cpu.family", "6"},
        {"cpu.model_number", "140"},
        {"cpu.stepping", "1"},
        {"cpu.microcode", "0xb6"},
        {"cpu.count_allowed", "8"},
        {"cache.l1d", "49152"},
        {"cache.l2", "1310720"},
        {"cache.l3", "25165824"},
        {"cache.line", "64"},
        {"page", "*"},
        {"hypervisor", "none"},
        {"compiler", "gcc 12.2.0"},
        {"compiler.flags", "-O2"},
        {"kernel_hash", "abc123"}};
    /* The clocks of the CPUs differ in /proc/cpuinfo; the keys must not. */
    ASSERT_FACTS(key_of(MACHINE_ROOTS "/intel_smt", 3), intel);
    ASSERT_FACTS(key_of(MACHINE_ROOTS "/intel_smt", 0), intel);
    static const struct bv_fact arm[] = {{"arch", "*"},
                                         {"cpu.vendor", "0x41"},
                                         {"cpu.model", "0xd0b"},
                                         {"cpu.family", "8"},
                                         {"cpu.stepping", "r4p1"},
                                         {"cpu.kind", "1 of 0..1"},
                                         {"cpu.count_allowed", "8"},
                                         {"cache.l1d", "32768"},
                                         {"cache.l2", "1048576"},
                                         {"cache.l3", "none"},
                                         {"cache.line", "64"},
                                         {"page", "*"},
                                         {"hypervisor", "none"},
                                         {"compiler", "gcc 12.2.0"},
                                         {"compiler.flags", "-O2"},
                                         {"kernel_hash", "abc123"}};
    ASSERT_FACTS(key_of(MACHINE_ROOTS "/arm_kinds", 4), arm);
    struct bv_factlist slow = key_of(MACHINE_ROOTS "/arm_kinds", 0);
    assert_string_equal(bv_facts_get(&slow.facts, "cpu.model"), "0xd05");
    assert_string_equal(bv_facts_get(&slow.facts, "cpu.kind"), "0 of 0..1");
    bv_factlist_finish(&slow);
}

/* A machine that tells nothing: all of it unknown, none of it made up. */
static void keys_of_silent_machines(void **unused)
{
    (void)unused;
    static const struct bv_fact expected[] = {{"arch", "*"},
                                              {"cpu.vendor", NULL},
                                              {"cpu.model", NULL},
                                              {"cpu.family", NULL},
                                              {"cpu.model_number", NULL},
                                              {"cpu.stepping", NULL},
                                              {"cpu.microcode", NULL},
                                              {"cpu.count_allowed", "2"},
                                              {"cache.l1d", NULL},
                                              {"cache.l2", NULL},
                                              {"cache.l3", NULL},
                                              {"cache.line", NULL},
                                              {"page", "*"},
                                              {"hypervisor", NULL},
                                              {"compiler", NULL},
                                              {"compiler.flags", NULL},
                                              {"kernel_hash", NULL}};
    static const char *const cpuinfos[] = {
        NULL,
        "",
        "\n\n\n\n",
        "processor\t: 7\nvendor_id\t: Other\n\n",
        "vendor_id\t: NoNumber\nmodel\t: 1\n",
        "processor : 0",
        "\x7f\x45\x4c\x46\x01\xff\xfe:::\n:\n: \n",
    };
    struct bv_machine_build nothing = {0};
    struct plant plant;
    plant_start(&plant);
    plant_topology(&plant, "core:2 pu:1");
    struct bv_topology *topology = open_root(plant.root);
    for (size_t i = 0; i < sizeof cpuinfos / sizeof cpuinfos[0]; i++) {
        struct bv_factlist key = {0};
        if (cpuinfos[i] != NULL)
            plant_text(&plant, "/proc/cpuinfo", cpuinfos[i]);
        assert_int_equal(bv_machine_key(topology, 0, &nothing, &key, NULL), BV_OK);
        ASSERT_FACTS(key, expected);
    }
    /* Nor does asking about a CPU that is not there. */
    struct bv_factlist key = {0};
    assert_int_equal(bv_machine_key(topology, 99, &nothing, &key, NULL), BV_OK);
    ASSERT_FACTS(key, expected);
    bv_topology_close(topology);
    plant_finish(&plant);
}

static char *microcode_of(const struct plant *plant, const char *flags, const char *microcode)
{
    static char value[64];
    char text[256];
    snprintf(text, sizeof text,
             "processor\t: 0\nvendor_id\t: GenuineIntel\nmicrocode\t: %s\nflags\t\t: %s\n\n",
             microcode, flags);
    plant_text(plant, "/proc/cpuinfo", text);
    struct bv_factlist key = key_of(plant->root, 0);
    const char *known = bv_facts_get(&key.facts, "cpu.microcode");
    snprintf(value, sizeof value, "%s", known != NULL ? known : "(unknown)");
    bv_factlist_finish(&key);
    return value;
}

static void constants_are_no_microcode(void **unused)
{
    (void)unused;
    struct plant plant;
    plant_start(&plant);
    plant_topology(&plant, "core:2 pu:1");
    assert_string_equal(microcode_of(&plant, "fpu hypervisor", "0x1000065"), "(unknown)");
    assert_string_equal(microcode_of(&plant, "fpu hypervisor", "0x1"), "(unknown)");
    assert_string_equal(microcode_of(&plant, "fpu hypervisor", "0x2b000603"), "0x2b000603");
    assert_string_equal(microcode_of(&plant, "fpu", "0x1"), "0x1");
    assert_string_equal(microcode_of(&plant, "fpu", "0xffffffff"), "(unknown)");
    plant_finish(&plant);
}

static void hypervisors(void **unused)
{
    (void)unused;
    static const char x86[] = "processor : 0\nvendor_id : GenuineIntel\nflags : fpu\n\n";
    static const char guest[] = "processor : 0\nvendor_id : x\nflags : fpu hypervisor\n\n";
    static const char almost[] = "processor : 0\nvendor_id : x\nflags : no-hypervisor fpu\n\n";
    static const char arm[] = "processor : 0\nCPU implementer : 0x41\n\n";
    static const struct {
        const char *cpuinfo, *path, *text, *expected;
    } cases[] = {
        {x86, "/sys/class/dmi/id/sys_vendor", "QEMU\n", "none"},
        {almost, "/none", "", "none"},
        {guest, "/none", "", "unnamed"},
        {guest, "/sys/class/dmi/id/sys_vendor", "Dell Inc.\n", "unnamed"},
        {guest, "/sys/class/dmi/id/sys_vendor", "QEMU\n", "QEMU"},
        {guest, "/sys/class/dmi/id/product_name", "VMware7,1\n", "VMware"},
        {guest, "/sys/hypervisor/type", "xen\n", "Xen"},
        {arm, "/none", "", NULL},
        {arm, "/sys/class/dmi/id/sys_vendor", "Ampere(R)\n", "none"},
        {arm, "/sys/class/dmi/id/product_name", "KVM Virtual Machine\n", "KVM"},
        {arm, "/sys/class/dmi/id/product_name", "c7g.metal\n", "none"},
        {arm, "/sys/class/dmi/id/product_name", "Virtual Machine\n", "Hyper-V"},
        {arm, "/proc/device-tree/compatible", "linux,dummy-virt", "unnamed"},
        {arm, "/proc/device-tree/compatible", "raspberrypi,4-model-b", "none"},
        {arm, "/proc/device-tree/hypervisor/compatible", "xen,xen-4.17", "Xen"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct plant plant;
        plant_start(&plant);
        plant_topology(&plant, "core:2 pu:1");
        plant_text(&plant, "/proc/cpuinfo", cases[i].cpuinfo);
        plant_text(&plant, cases[i].path, cases[i].text);
        struct bv_factlist key = key_of(plant.root, 0);
        const char *found = bv_facts_get(&key.facts, "hypervisor");
        assert_string_equal(found != NULL ? found : "(unknown)",
                            cases[i].expected != NULL ? cases[i].expected : "(unknown)");
        bv_factlist_finish(&key);
        plant_finish(&plant);
    }
}

static void states_of_known_machines(void **unused)
{
    (void)unused;
    static const struct bv_fact amd[] = {{"governor", NULL},
                                         {"frequency_driver", NULL},
                                         {"boost", NULL},
                                         {"smt_active", "0"},
                                         {"siblings", "0"},
                                         {"sibling", "none"},
                                         {"sibling_busy_s", "0.00"},
                                         {"procs_running", "4"},
                                         {"steal_cpu_s", "*"},
                                         {"steal_all_s", "*"},
                                         {"throttle_core", NULL},
                                         {"throttle_package", NULL},
                                         {"thp", "always"},
                                         {"aslr", "2"},
                                         {"aslr_personality_off", "0"},
                                         {"store_bypass", "thread force mitigated"},
                                         {"load_1min", "0.52"},
                                         {"stack_limit_bytes", "8388608"},
                                         {"kernel", "6.1.0-18-cloud-amd64"},
                                         {"clocksource", "kvm-clock"},
                                         {"context_switches", "374847"},
                                         {"memory_available_bytes", "24900284416"},
                                         {"swap_used_bytes", "1048576"},
                                         {"cpu_quota", "1.50"},
                                         {"quota_stops", "7"},
                                         {"quota_throttled_s", "2.50"}};
    ASSERT_FACTS(state_of(MACHINE_ROOTS "/amd_vm", 1), amd);
    static const struct bv_fact intel[] = {{"governor", "powersave"},
                                           {"frequency_driver", "intel_pstate"},
                                           {"boost", "1"},
                                           {"smt_active", "1"},
                                           {"siblings", "1"},
                                           {"sibling", "7"},
                                           {"sibling_busy_s", "*"},
                                           {"procs_running", "1"},
                                           {"steal_cpu_s", "0.00"},
                                           {"steal_all_s", "0.00"},
                                           {"throttle_core", "12"},
                                           {"throttle_package", "34"},
                                           {"thp", "never"},
                                           {"aslr", "1"},
                                           {"aslr_personality_off", "1"},
                                           {"store_bypass", NULL},
                                           {"load_1min", NULL},
                                           {"stack_limit_bytes", "unlimited"},
                                           {"kernel", "6.6.0"},
                                           {"clocksource", "tsc"},
                                           {"context_switches", "99"},
                                           {"memory_available_bytes", NULL},
                                           {"swap_used_bytes", NULL},
                                           {"cpu_quota", NULL},
                                           {"quota_stops", NULL},
                                           {"quota_throttled_s", NULL}};
    ASSERT_FACTS(state_of(MACHINE_ROOTS "/intel_smt", 3), intel);

    struct bv_state state;
    double tick_s = 1.0 / (double)sysconf(_SC_CLK_TCK);
    bv_state_read(MACHINE_ROOTS "/amd_vm", 1, &state);
    assert_true(fabs(state.steal_cpu_s - 250 * tick_s) < 1e-9);
    assert_true(fabs(state.steal_all_s - 1250 * tick_s) < 1e-9);
    bv_state_read(MACHINE_ROOTS "/intel_smt", 3, &state);
    assert_true(fabs(state.sibling_busy_s - (1234 + 200 + 3 + 10) * tick_s) < 1e-9);
    bv_state_read(MACHINE_ROOTS "/arm_kinds", 4, &state);
    assert_int_equal(state.boost, 0);
    assert_int_equal(state.sibling_count, 0);
    assert_string_equal(state.governor, "schedutil");
}

static void assert_state_unknown(const char *root)
{
    struct bv_factlist list = state_of(root, 0);
    assert_int_equal(list.facts.count, 26);
    for (size_t i = 0; i < list.facts.count; i++)
        if (list.facts.items[i].value != NULL)
            fail_msg("%s: %s", list.facts.items[i].name, list.facts.items[i].value);
    bv_factlist_finish(&list);
}

static void states_of_broken_machines(void **unused)
{
    (void)unused;
    static const char *const paths[] = {
        "/proc/stat",
        "/proc/meminfo",
        "/proc/loadavg",
        "/proc/self/limits",
        "/proc/self/personality",
        "/proc/self/cgroup",
        "/proc/sys/kernel/randomize_va_space",
        "/sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count",
        "/sys/devices/system/cpu/cpu0/topology/thread_siblings_list",
        "/sys/devices/system/cpu/cpufreq/boost",
        "/sys/devices/system/cpu/smt/active",
        "/sys/fs/cgroup/cpu.max",
        "/sys/kernel/mm/transparent_hugepage/enabled",
    };
    static const char *const texts[] = {
        "",
        "\n",
        "garbage\nof three\nlines\n",
        "[]\n",
        "-1\n",
        "cpu  1 2 3\ncpu0 1 2 3 4 5 6 7\nprocs_running \nctxt x\n", /* cut short */
        "cpu  1 2 3 4 5 6 7 8",
        "MemAvailable: lots\nSwapTotal: 1\n",
        "Max stack size",
        "Max stack size            big  unlimited bytes\n",
        "0::",
    };
    struct plant plant;
    plant_start(&plant);
    assert_state_unknown(plant.root);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        for (size_t j = 0; j < sizeof paths / sizeof paths[0]; j++)
            plant_text(&plant, paths[j], texts[i]);
        assert_state_unknown(plant.root);
    }
    char noise[5000];
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (char)(i * 197 + (i >> 8) * 31);
    for (size_t j = 0; j < sizeof paths / sizeof paths[0]; j++)
        plant_bytes(&plant, paths[j], noise, sizeof noise);
    assert_state_unknown(plant.root);
    plant_finish(&plant);
}

static double quota_of(const struct plant *plant)
{
    struct bv_state state;
    bv_state_read(plant->root, 0, &state);
    return state.quota.cpus;
}

static void quotas(void **unused)
{
    (void)unused;
    struct plant plant;
    plant_start(&plant);
    plant_text(&plant, "/proc/self/cgroup", "2:cpuset:/old\n0::/a/b\n");
    assert_true(isnan(quota_of(&plant)));
    plant_text(&plant, "/sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
    assert_true(isinf(quota_of(&plant)));
    plant_text(&plant, "/sys/fs/cgroup/a/cpu.max", "50000 100000\n"); /* the parent is tighter */
    assert_true(quota_of(&plant) == 0.5);
    plant_text(&plant, "/sys/fs/cgroup/cpu.max", "25000 100000\n");
    assert_true(quota_of(&plant) == 0.25);
    plant_text(&plant, "/proc/self/cgroup", "0::/\n");
    assert_true(quota_of(&plant) == 0.25);
    plant_text(&plant, "/sys/fs/cgroup/cpu.max", "25000 0\n");
    assert_true(isnan(quota_of(&plant)));
    plant_finish(&plant);
}

/* Version 1: each controller in a tree of its own, and the path that of the host. */
static void quotas_of_version_1(void **unused)
{
    (void)unused;
    struct plant plant;
    plant_start(&plant);
    plant_text(&plant, "/proc/self/cgroup",
               "4:cpuset:/c\n3:cpuacct,cpu:/docker/7\n0::/system.slice\n");
    assert_true(isnan(quota_of(&plant)));
    plant_text(&plant, "/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
    plant_text(&plant, "/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
    assert_true(isinf(quota_of(&plant)));
    plant_text(&plant, "/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "150000\n");
    assert_true(quota_of(&plant) == 1.5);
    plant_text(&plant, "/sys/fs/cgroup/cpu/docker/7/cpu.cfs_quota_us", "50000\n");
    plant_text(&plant, "/sys/fs/cgroup/cpu/docker/7/cpu.cfs_period_us", "50000\n");
    assert_true(quota_of(&plant) == 1);
    plant_text(&plant, "/sys/fs/cgroup/cpu/cpu.cfs_period_us", "0\n");
    plant_text(&plant, "/sys/fs/cgroup/cpu/docker/7/cpu.cfs_quota_us", "much\n");
    assert_true(isnan(quota_of(&plant)));
    plant_text(&plant, "/proc/self/cgroup", "3:cpuacct:/a\n2:cpuset,cpu\n1:cpu");
    assert_true(isnan(quota_of(&plant)));
    plant_finish(&plant);
}

/* What stopped the process is counted in each group above it, too. */
static void counts_what_a_quota_stopped(void **unused)
{
    (void)unused;
    struct plant plant;
    plant_start(&plant);
    plant_text(&plant, "/proc/self/cgroup", "0::/a/b\n");
    plant_text(&plant, "/sys/fs/cgroup/a/b/cpu.max", "150000 100000\n");
    struct bv_quota quota = bv_quota_read(plant.root);
    assert_true(quota.cpus == 1.5 && quota.stops == -1 && isnan(quota.throttled_s));
    plant_text(&plant, "/sys/fs/cgroup/a/b/cpu.stat",
               "usage_usec 9\nnr_periods 8\nnr_throttled 3\nthrottled_usec 1500000\n");
    plant_text(&plant, "/sys/fs/cgroup/a/cpu.stat", "nr_throttled 2\nthrottled_usec 500000\n");
    plant_text(&plant, "/sys/fs/cgroup/cpu.stat", "usage_usec 9\n"); /* the root counts none */
    quota = bv_quota_read(plant.root);
    assert_int_equal(quota.stops, 5);
    assert_true(fabs(quota.throttled_s - 2) < 1e-9);
    plant_text(&plant, "/sys/fs/cgroup/a/cpu.stat", "nr_throttled many\nthrottled_usec 5\n");
    assert_int_equal(bv_quota_read(plant.root).stops, 3);
    plant_text(&plant, "/proc/self/cgroup", "3:cpu:/\n");
    plant_text(&plant, "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "150000\n");
    plant_text(&plant, "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
    plant_text(&plant, "/sys/fs/cgroup/cpu,cpuacct/cpu.stat",
               "nr_periods 8\nnr_throttled 4\nthrottled_time 2500000000\n");
    quota = bv_quota_read(plant.root);
    assert_int_equal(quota.stops, 4);
    assert_true(fabs(quota.throttled_s - 2.5) < 1e-9);
    plant_finish(&plant);
}

/* Many CPUs make a long file; the one asked for is the last. */
static void finds_a_cpu_in_a_large_file(void **unused)
{
    (void)unused;
    enum { CPUS = 1024, ENTRY = 1000 };
    struct plant plant;
    char *text = test_malloc((size_t)CPUS * ENTRY);
    size_t used = 0;
    for (int cpu = 0; cpu < CPUS; cpu++)
        used += (size_t)snprintf(text + used, ENTRY,
                                 "processor\t: %d\nvendor_id\t: V%d\nflags\t\t: %0800d\n\n", cpu,
                                 cpu, 7);
    plant_start(&plant);
    plant_topology(&plant, "core:2 pu:1");
    plant_bytes(&plant, "/proc/cpuinfo", text, used);
    struct bv_factlist key = key_of(plant.root, CPUS - 1);
    assert_string_equal(bv_facts_get(&key.facts, "cpu.vendor"), "V1023");
    bv_factlist_finish(&key);
    test_free(text);
    plant_finish(&plant);
}

static void captures_one_cpu(void **unused)
{
    (void)unused;
    struct bv_factlist list = {0};
    struct bv_topology *topology = open_root(MACHINE_ROOTS "/amd_vm");
    assert_int_equal(bv_machine_capture(topology, 1, &list, NULL), BV_OK);
    assert_string_equal(bv_facts_get(&list.facts, "uname.sysname"), "Linux");
    assert_string_equal(bv_facts_get(&list.facts, "uname.machine"), "x86_64");
    assert_string_equal(bv_facts_get(&list.facts, "cpuinfo.processor"), "1");
    assert_string_equal(bv_facts_get(&list.facts, "cpuinfo.core id"), "1");
    assert_string_equal(bv_facts_get(&list.facts, "cpuinfo.cache size"), "512 KB");
    assert_non_null(strstr(bv_facts_get(&list.facts, "cpuinfo.flags"), " erms"));
    assert_int_equal(list.facts.count, 4 + 14);
    bv_factlist_finish(&list);
    bv_topology_close(topology);
}

static void caches_of_hidden_and_known_cpus(void **unused)
{
    (void)unused;
    struct bv_caches caches;
    struct bv_topology *topology = open_root(MACHINE_ROOTS "/intel_smt");
    bv_topology_caches(topology, 7, &caches);
    assert_int_equal(caches.l1d_bytes, 49152);
    assert_int_equal(caches.l2_bytes, 1310720);
    assert_int_equal(caches.l3_bytes, 25165824);
    assert_int_equal(caches.line_bytes, 64);
    bv_topology_caches(topology, 8, &caches);
    assert_int_equal(caches.l1d_bytes | caches.l2_bytes | caches.l3_bytes | caches.line_bytes, 0);
    bv_topology_caches(topology, -1, &caches);
    assert_int_equal(caches.l1d_bytes, 0);
    bv_topology_close(topology);
}

static size_t count_entries(const char *folder)
{
    size_t count = 0;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    while (readdir(dir) != NULL)
        count++;
    closedir(dir);
    return count - 2;
}

static void exports_without_names(void **unused)
{
    (void)unused;
    struct plant plant;
    char path[128];
    struct bv_error err;
    struct bv_topology *topology = open_root(MACHINE_ROOTS "/intel_smt");
    char *original = bv_sysfile_text(MACHINE_ROOTS, "/intel_smt/topology.xml");
    assert_non_null(strstr(original, "secret-host")); /* else this test could not fail */
    assert_non_null(strstr(original, "secret-dimm"));
    free(original);

    plant_start(&plant);
    snprintf(path, sizeof path, "%s/topology.xml", plant.root);
    plant_text(&plant, "/topology.xml", "an old one");
    assert_int_equal(bv_topologyfile_write(bv_topology_hwloc(topology), path, &err), BV_OK);
    char *text = bv_sysfile_text(plant.root, "/topology.xml");
    assert_null(strstr(text, "secret"));
    assert_non_null(strstr(text, "<info name=\"CPUModel\" value=\"the model\"/>"));
    assert_non_null(strstr(text, "<info name=\"OSName\" value=\"Linux\"/>"));
    free(text);
    assert_int_equal(count_entries(plant.root), 1);

    /* What was written is a topology: the same one. */
    struct bv_topology *again = open_root(plant.root);
    struct bv_caches caches;
    assert_int_equal(bv_topology_allowed_count(again), 8);
    bv_topology_caches(again, 3, &caches);
    assert_int_equal(caches.l2_bytes, 1310720);
    bv_topology_close(again);

    /* The topology in use keeps its names: exporting twice gives the same. */
    assert_int_equal(bv_topologyfile_write(bv_topology_hwloc(topology), path, &err), BV_OK);
    bv_topology_close(topology);
    plant_finish(&plant);
}

static void a_failed_export_leaves_nothing(void **unused)
{
    (void)unused;
    struct plant plant;
    char path[128];
    struct bv_error err;
    struct bv_topology *topology = open_root(MACHINE_ROOTS "/amd_vm");
    plant_start(&plant);
    snprintf(path, sizeof path, "%s/absent/topology.xml", plant.root);
    assert_int_equal(bv_topologyfile_write(bv_topology_hwloc(topology), path, &err), BV_E_IO);
    assert_non_null(strstr(err.text, path));
    plant_text(&plant, "/folder/kept", "");
    snprintf(path, sizeof path, "%s/folder", plant.root); /* cannot be renamed over */
    assert_int_equal(bv_topologyfile_write(bv_topology_hwloc(topology), path, &err), BV_E_IO);
    assert_int_equal(count_entries(plant.root), 1);
    bv_topology_close(topology);
    plant_finish(&plant);
}

static void describes_this_machine(void **unused)
{
    (void)unused;
    struct bv_topology *topology = open_root("");
    int cpu = bv_topology_allowed(topology, 0).cpu;
    struct bv_factlist key = {0}, again = {0}, capture = {0};
    assert_int_equal(bv_machine_key(topology, cpu, &build, &key, NULL), BV_OK);
    assert_int_equal(bv_machine_key(topology, cpu, &build, &again, NULL), BV_OK);
    assert_facts(again, key.facts.items, key.facts.count);
    char pages[32];
    snprintf(pages, sizeof pages, "%ld", sysconf(_SC_PAGESIZE));
    assert_string_equal(bv_facts_get(&key.facts, "page"), pages);
    assert_int_equal(bv_machine_capture(topology, cpu, &capture, NULL), BV_OK);
    assert_non_null(bv_facts_get(&capture.facts, "uname.release"));
    char host[256] = "";
    assert_int_equal(gethostname(host, sizeof host - 1), 0);
    for (size_t i = 0; i < capture.facts.count; i++)
        if (capture.facts.items[i].value != NULL)
            assert_string_not_equal(capture.facts.items[i].value, host);
    bv_factlist_finish(&capture);
    bv_factlist_finish(&key);
    bv_topology_close(topology);

    double steal_s = bv_procstat_steal_s();
    assert_true(isnan(steal_s) || steal_s >= 0);
    assert_false(bv_procstat_steal_s() < steal_s);
}

/* A busy machine only lowers the figure. Adds that were folded or run side by side would show
 * several times what any core can clock. */
static void the_canary_chain_is_a_chain(void **unused)
{
    (void)unused;
    double ghz = bv_canary_ghz();
#if defined(__x86_64__) || defined(__aarch64__)
    assert_true(ghz > 0 && ghz < 10);
#else
    assert_true(isnan(ghz));
#endif
}

static void facts_own_their_strings(void **unused)
{
    (void)unused;
    struct bv_factlist list = {0};
    char name[16] = "name", value[16] = "tab\there \xc3\xa9";
    bv_factlist_add(&list, name, value);
    name[0] = value[0] = 'X';
    bv_factlist_add(&list, "unknown", NULL);
    for (int i = 0; i < 100; i++)
        bv_factlist_addf(&list, "many", "%d", i);
    assert_int_equal(list.facts.count, 102);
    assert_string_equal(bv_facts_get(&list.facts, "name"), "tab?here ??");
    assert_null(bv_facts_get(&list.facts, "unknown"));
    assert_null(bv_facts_get(&list.facts, "absent"));
    assert_string_equal(list.facts.items[101].value, "99");
    bv_factlist_finish(&list);
    assert_int_equal(list.facts.count, 0);
    bv_factlist_finish(&list);
    bv_factlist_finish(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_of_known_machines),
        cmocka_unit_test(keys_of_silent_machines),
        cmocka_unit_test(constants_are_no_microcode),
        cmocka_unit_test(hypervisors),
        cmocka_unit_test(states_of_known_machines),
        cmocka_unit_test(states_of_broken_machines),
        cmocka_unit_test(quotas),
        cmocka_unit_test(quotas_of_version_1),
        cmocka_unit_test(counts_what_a_quota_stopped),
        cmocka_unit_test(finds_a_cpu_in_a_large_file),
        cmocka_unit_test(captures_one_cpu),
        cmocka_unit_test(caches_of_hidden_and_known_cpus),
        cmocka_unit_test(exports_without_names),
        cmocka_unit_test(a_failed_export_leaves_nothing),
        cmocka_unit_test(describes_this_machine),
        cmocka_unit_test(the_canary_chain_is_a_chain),
        cmocka_unit_test(facts_own_their_strings),
    };
    return cmocka_run_group_tests_name("machine", tests, NULL, NULL);
}
