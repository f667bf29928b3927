/* SPDX-License-Identifier: Apache-2.0 */
/* test_doctor.c: a healthy machine, made ill in one way at a time. */
#include "harness/machine/doctor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <errno.h>
#include <math.h>
#include <sched.h>

#include <cmocka.h>

enum { FINDING_ROOM = 32 };

static struct bv_state healthy_state(double at_s)
{
    return (struct bv_state){
        .cpu = 3,
        .at_s = at_s,
        .governor = "performance",
        .driver = "acpi-cpufreq",
        .boost = 0,
        .smt_active = 0,
        .sibling_count = 0,
        .sibling = -1,
        .sibling_busy_s = 0,
        .procs_running = 1,
        .steal_cpu_s = 0,
        .steal_all_s = 0,
        .throttle_core = 0,
        .throttle_package = 0,
        .thp = "madvise",
        .aslr = 2,
        .aslr_personality_off = 0,
        .store_bypass = "thread vulnerable",
        .load_1min = 0.01,
        .stack_limit_bytes = 8 << 20,
        .kernel = "6.1.0",
        .clocksource = "tsc",
        .context_switches = 1,
        .memory_available_bytes = INT64_C(8) << 30,
        .swap_used_bytes = 0,
        .quota = {INFINITY, 0, 0},
    };
}

static struct bv_probe healthy(void)
{
    return (struct bv_probe){
        .pin = {.cpu = 3, .core = 3, .reason = "isolated"},
        .pin_status = BV_OK,
        .allowed_count = 8,
        .isolated_count = 1,
        .cpu_isolated = true,
        .first = healthy_state(100.0),
        .second = healthy_state(100.2),
        .hypervisor = "none",
        .now_utc = "2026-01-31T23:59:59Z",
        .perf_errno = 0,
        .clock = {.step_ns = 1, .read_ns = 25},
        .stack_need_bytes = 1 << 20,
        .stack_end = {.limit_bytes = 8 << 20,
                      .usable_bytes = 8 << 20,
                      .guard_gap_known = true,
                      .guard_gap_bytes = 1 << 20},
    };
}

static void finds_nothing_wrong(void **unused)
{
    (void)unused;
    struct bv_diagnosis f[FINDING_ROOM];
    struct bv_probe s = healthy();
    size_t count = bv_doctor_judge(&s, f, FINDING_ROOM);
    assert_int_equal(count, bv_doctor_check_count());
    assert_in_range(count, 10, FINDING_ROOM);
    for (size_t i = 0; i < count; i++) {
        if (f[i].level != BV_SEVERITY_OK)
            fail_msg("%s: %s", f[i].check, f[i].what);
        assert_true(strlen(f[i].what) > 0);
        assert_string_equal(f[i].advice, "");
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(f[i].check, f[j].check);
    }
}

/* The one check gives this level and says this; every other one still says ok. */
static void expect(const struct bv_probe *s, const char *check, enum bv_severity level,
                   const char *words)
{
    struct bv_diagnosis f[FINDING_ROOM];
    size_t count = bv_doctor_judge(s, f, FINDING_ROOM), seen = 0;
    for (size_t i = 0; i < count; i++) {
        bool it = strcmp(f[i].check, check) == 0;
        seen += it;
        if (f[i].level != (it ? level : BV_SEVERITY_OK))
            fail_msg("%s: level %d: %s", f[i].check, (int)f[i].level, f[i].what);
        if (it && strstr(f[i].what, words) == NULL && strstr(f[i].advice, words) == NULL)
            fail_msg("%s: no `%s` in: %s; %s", check, words, f[i].what, f[i].advice);
        if (it && level >= BV_SEVERITY_WARN)
            assert_true(strlen(f[i].advice) > 0);
    }
    assert_int_equal(seen, 1);
}

#define EXPECT(illness, check, level, words)                                                       \
    do {                                                                                           \
        struct bv_probe s = healthy();                                                             \
        illness;                                                                                   \
        expect(&s, check, BV_SEVERITY_##level, words);                                             \
    } while (0)
#define SET(field, text) snprintf(s.field, sizeof s.field, "%s", text)

static void finds_what_forbids_measuring(void **unused)
{
    (void)unused;
    EXPECT((s.pin_status = BV_E_REFUSED, SET(pin_text, "no such thing")), "pin", FATAL,
           "no such thing");
    EXPECT(s.clock.step_ns = 4e6, "clock", FATAL, "4000000 ns");
    EXPECT(s.clock.step_ns = 1001, "clock", FATAL, "available_clocksource");
    EXPECT(s.clock.step_ns = 1000, "clock", OK, "1000 ns");
    EXPECT(s.clock.step_ns = INFINITY, "clock", FATAL, "inf");
    EXPECT(s.clock.step_ns = NAN, "clock", FATAL, "nan");
    EXPECT(s.clock.read_ns = 900, "clock", WARN, "900 ns");
}

static void finds_an_unsteady_clock(void **unused)
{
    (void)unused;
    EXPECT(SET(second.clocksource, "hpet"), "clocksource", WARN, "echo tsc | sudo tee");
    EXPECT(SET(second.clocksource, "xen"), "clocksource", WARN, "xen");
    EXPECT(SET(second.clocksource, "kvm-clock"), "clocksource", OK, "kvm-clock");
    EXPECT(SET(second.clocksource, "arch_sys_counter"), "clocksource", OK, "arch_sys_counter");
    EXPECT(SET(second.clocksource, ""), "clocksource", NOTE, "unknown");
    EXPECT(SET(second.governor, "powersave"), "governor", WARN,
           "echo performance | sudo tee /sys/devices/system/cpu/cpu3/cpufreq/scaling_governor");
    EXPECT(SET(second.governor, ""), "governor", WARN, "unknown");
    EXPECT(s.second.boost = 1, "boost", WARN,
           "echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost");
    EXPECT((s.second.boost = 1, SET(second.driver, "intel_pstate")), "boost", WARN,
           "echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo");
    EXPECT(s.second.boost = -1, "boost", WARN, "unknown");
    EXPECT((s.first.throttle_core = 5, s.second.throttle_core = 6), "throttling", WARN, "cool");
    EXPECT(s.second.throttle_package = 1, "throttling", WARN, "cool");
    EXPECT(s.first.throttle_core = s.second.throttle_core = 5, "throttling", NOTE, "5 times");
    EXPECT(s.second.throttle_core = -1, "throttling", NOTE, "not counted");
}

static void finds_company(void **unused)
{
    (void)unused;
    EXPECT(s.second.procs_running = 3, "neighbours", WARN, "2 other tasks");
    EXPECT(s.first.procs_running = 2, "neighbours", WARN, "1 other task ");
    EXPECT(s.first.procs_running = s.second.procs_running = -1, "neighbours", NOTE, "unknown");
    EXPECT((s.first.steal_all_s = 7, s.second.steal_all_s = 7.05), "steal", WARN, "50 ms");
    EXPECT(s.first.steal_all_s = s.second.steal_all_s = 7, "steal", OK, "no CPU time");
    EXPECT(s.second.steal_all_s = NAN, "steal", NOTE, "unknown");
    EXPECT(s.second.quota.cpus = 0.5, "quota", WARN, "0.50 CPUs");
    EXPECT(s.second.quota.cpus = 1.5, "quota", NOTE, "1.50 CPUs");
    EXPECT(s.second.quota.cpus = NAN, "quota", NOTE, "unknown");
    EXPECT((s.second.quota = (struct bv_quota){1.5, 9, 0.06}), "quota", WARN, "throttled by quota");
    EXPECT((s.second.quota = (struct bv_quota){1.5, 9, 0.06}), "quota", WARN, "for 60 ms within");
    EXPECT((s.second.quota = (struct bv_quota){1.5, 0, 0}), "quota", NOTE, "1.50 CPUs");
    EXPECT(s.allowed_count = 1, "cores", WARN, "only one CPU");
    EXPECT(s.cpu_isolated = false, "isolation", WARN, "leave --cpu out");
    EXPECT((s.cpu_isolated = false, s.isolated_count = 0), "isolation", NOTE, "isolcpus=3");

    EXPECT((s.second.sibling_count = 1, s.second.sibling = 7), "smt", NOTE,
           "echo 0 | sudo tee /sys/devices/system/cpu/cpu7/online");
    EXPECT((s.second.sibling_count = 1, s.second.sibling = 7, s.second.sibling_busy_s = 0.1), "smt",
           WARN, "busy 50 %");
    EXPECT((s.second.sibling_count = 2, s.second.sibling = 7, s.second.sibling_busy_s = 0.1), "smt",
           WARN, "busy 25 %");
    EXPECT((s.second.sibling_count = 1, s.second.sibling = 7, s.second.sibling_busy_s = NAN), "smt",
           NOTE, "unknown");
    EXPECT(s.second.sibling_count = -1, "smt", NOTE, "unknown");
}

static void finds_what_bends_the_process(void **unused)
{
    (void)unused;
    EXPECT(SET(second.store_bypass, "thread force mitigated"), "store_bypass", WARN, "seccomp");
    EXPECT(SET(second.store_bypass, "globally mitigated"), "store_bypass", WARN, "globally");
    EXPECT(SET(second.store_bypass, "not vulnerable"), "store_bypass", OK, "not vulnerable");
    EXPECT(SET(second.store_bypass, ""), "store_bypass", NOTE, "unknown");
    EXPECT((s.tuner_count = 2, SET(tuners, "MALLOC_CONF LD_PRELOAD")), "environment", WARN,
           "sets MALLOC_CONF LD_PRELOAD: what is measured goes without");
    EXPECT((s.tuner_count = 2, SET(tuners, "MALLOC_CONF LD_PRELOAD")), "environment", WARN,
           "unset MALLOC_CONF LD_PRELOAD");
    EXPECT((s.tuner_count = 1, SET(tuners, "LD_LIBRARY_PATH")), "environment", WARN,
           "it decides which libraries");
    EXPECT((s.tuner_count = 2, SET(tuners, "GC_X LD_LIBRARY_PATH")), "environment", WARN,
           "only LD_LIBRARY_PATH reaches");
    EXPECT((s.tuner_count = 9, SET(tuners, "GC_X ...")), "environment", WARN, "unset them");
    EXPECT(SET(preload, "/lib/libhook.so"), "preload", WARN, "loads /lib/libhook.so into");
    EXPECT(s.second.aslr = 0, "aslr", WARN, "randomize_va_space");
    EXPECT(s.second.aslr = 1, "aslr", WARN, "off for the heap");
    EXPECT(s.second.aslr_personality_off = 1, "aslr", WARN, "setarch -R");
    EXPECT(s.second.aslr_personality_off = -1, "aslr", OK, "randomised");
    EXPECT(s.second.aslr = -1, "aslr", NOTE, "unknown");
}

static void finds_what_the_process_lacks(void **unused)
{
    (void)unused;
    EXPECT(s.second.stack_limit_bytes = 64 << 10, "stack", WARN, "ulimit -s 8192");
    EXPECT(s.second.stack_limit_bytes = 64 << 10, "stack", WARN, "up to 1024 KiB, drop out");
    EXPECT(s.second.stack_limit_bytes = 4 << 20, "stack", WARN, "less than the usual");
    EXPECT(s.stack_need_bytes = 32 << 20, "stack", WARN, "ulimit -s 32768");
    EXPECT(s.second.stack_limit_bytes = INT64_MAX, "stack", OK, "large enough");
    EXPECT(s.second.stack_limit_bytes = -1, "stack", NOTE, "unknown");
    EXPECT(s.stack_end.usable_bytes = 8191 << 10, "stack_end", NOTE,
           "ends after 8191 KiB (limit 8192 KiB; guard gap 1024 KiB): something else");
    EXPECT(s.stack_end.guard_gap_known = false, "stack_end", OK, "guard gap unknown");
    EXPECT(s.stack_end.limit_bytes += 100, "stack_end", OK, "really ends after 8192 KiB");
    EXPECT((s.stack_end.limit_bytes = UINT64_MAX, s.stack_end.at_least = true), "stack_end", NOTE,
           "no end within 8192 KiB, where looking stopped (no limit; guard gap 1024 KiB)");
    EXPECT((s.stack_end_status = BV_E_CHILD, SET(stack_end_text, "died")), "stack_end", NOTE,
           "unknown: died");
    EXPECT(SET(now_utc, "1970-01-01T00:00:09Z"), "date", WARN, "takes 1970-01-01T00:00:09Z");
    EXPECT(SET(now_utc, "2100-01-01T00:00:00Z"), "date", WARN, "set the clock");
    EXPECT(SET(second.thp, "always"), "thp", NOTE, "echo madvise | sudo tee");
    EXPECT(SET(second.thp, ""), "thp", NOTE, "unknown");
    EXPECT(s.second.memory_available_bytes = 100 << 20, "memory", WARN, "100 MiB");
    EXPECT(s.second.swap_used_bytes = 3 << 20, "memory", NOTE, "3 MiB are swapped");
    EXPECT(s.second.memory_available_bytes = -1, "memory", NOTE, "unknown");
    EXPECT(s.perf_errno = EACCES, "counters", NOTE, "perf_event_paranoid");
    EXPECT(s.perf_errno = EOPNOTSUPP, "counters", NOTE, "left out");
}

static void warns_of_a_virtual_machine_once(void **unused)
{
    (void)unused;
    EXPECT(SET(hypervisor, "KVM"), "virtual", WARN, "KVM");
    EXPECT(SET(hypervisor, ""), "virtual", NOTE, "unknown");
    struct bv_diagnosis f[FINDING_ROOM];
    struct bv_probe s = healthy();
    SET(hypervisor, "KVM");
    SET(second.governor, "");
    s.second.boost = -1;
    s.perf_errno = ENOENT;
    size_t count = bv_doctor_judge(&s, f, FINDING_ROOM), warned = 0, noted = 0;
    for (size_t i = 0; i < count; i++) {
        warned += f[i].level == BV_SEVERITY_WARN;
        noted += f[i].level == BV_SEVERITY_NOTE;
    }
    assert_int_equal(warned, 1);
    assert_int_equal(noted, 3);
}

static void keeps_to_the_room_given(void **unused)
{
    (void)unused;
    struct bv_diagnosis f[2] = {{.check = "a"}, {.check = "untouched"}};
    struct bv_probe s = healthy();
    assert_int_equal(bv_doctor_judge(&s, f, 1), 1);
    assert_string_equal(f[0].check, "pin");
    assert_string_equal(f[1].check, "untouched");
}

static void examines_this_machine(void **unused)
{
    (void)unused;
    struct bv_topology *topology;
    struct bv_error err;
    struct bv_pin pin;
    struct bv_probe s;
    struct bv_diagnosis f[FINDING_ROOM];
    cpu_set_t before, after;
    if (bv_topology_open("", &topology, &err) != BV_OK)
        fail_msg("%s", err.text);
    assert_int_equal(bv_pin_choose(topology, BV_PIN_AUTO, &pin, &err), BV_OK);
    assert_int_equal(sched_getaffinity(0, sizeof before, &before), 0);
    bv_probe_gather(topology, &pin, 12345, &s);
    assert_int_equal(sched_getaffinity(0, sizeof after, &after), 0);
    assert_true(CPU_EQUAL(&before, &after));
    if (s.pin_status != BV_OK)
        fail_msg("%s", s.pin_text);
    assert_int_equal(s.pin.cpu, pin.cpu);
    assert_int_equal(s.allowed_count, bv_topology_allowed_count(topology));
    assert_int_equal(s.stack_need_bytes, 12345);
    assert_true(s.clock.step_ns > 0 && s.clock.read_ns > 0);
    assert_int_equal(s.second.cpu, pin.cpu);
    assert_true(s.second.at_s > s.first.at_s);
    assert_true(s.second.procs_running >= 1);
    size_t count = bv_doctor_judge(&s, f, FINDING_ROOM);
    for (size_t i = 0; i < count; i++)
        assert_true(strlen(f[i].what) > 0);
    bv_topology_close(topology);
}

static void a_stand_in_cannot_be_pinned(void **unused)
{
    (void)unused;
    struct bv_topology *topology;
    struct bv_pin pin;
    struct bv_probe s;
    assert_int_equal(bv_topology_open(MACHINE_ROOTS "/intel_smt", &topology, NULL), BV_OK);
    assert_int_equal(bv_pin_choose(topology, BV_PIN_AUTO, &pin, NULL), BV_OK);
    bv_probe_gather(topology, &pin, 0, &s);
    assert_int_equal(s.pin_status, BV_E_UNSUPPORTED);
    assert_true(s.cpu_isolated);
    assert_int_equal(s.isolated_count, 4);
    assert_string_equal(s.hypervisor, "none");
    assert_string_equal(s.second.governor, "powersave");
    bv_topology_close(topology);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_nothing_wrong),
        cmocka_unit_test(finds_what_forbids_measuring),
        cmocka_unit_test(finds_an_unsteady_clock),
        cmocka_unit_test(finds_company),
        cmocka_unit_test(finds_what_bends_the_process),
        cmocka_unit_test(finds_what_the_process_lacks),
        cmocka_unit_test(warns_of_a_virtual_machine_once),
        cmocka_unit_test(keeps_to_the_room_given),
        cmocka_unit_test(examines_this_machine),
        cmocka_unit_test(a_stand_in_cannot_be_pinned),
    };
    return cmocka_run_group_tests_name("doctor", tests, NULL, NULL);
}
