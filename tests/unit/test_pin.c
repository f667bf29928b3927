/* SPDX-License-Identifier: Apache-2.0 */
/* test_pin.c: the choice on planted machines, the binding on this one. */
#include "harness/machine/pin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/machine/affinity.h"
#include "tests/support/plant.h"

static struct bv_topology *open_root(const char *root)
{
    struct bv_topology *topology = NULL;
    struct bv_error err = {0};
    if (bv_topology_open(root, &topology, &err) != BV_OK)
        fail_msg("%s", err.text);
    return topology;
}

static struct bv_pin choose(const char *root)
{
    struct bv_pin pin, again;
    struct bv_topology *topology = open_root(root);
    assert_int_equal(bv_pin_choose(topology, BV_PIN_AUTO, &pin, NULL), BV_OK);
    assert_int_equal(bv_pin_choose(topology, BV_PIN_AUTO, &again, NULL), BV_OK);
    assert_int_equal(pin.cpu, again.cpu);
    bv_topology_close(topology);
    return pin;
}

static void chooses_on_known_machines(void **unused)
{
    (void)unused;
    struct bv_pin pin = choose(MACHINE_ROOTS "/amd_vm");
    assert_int_equal(pin.cpu, 1);
    assert_string_equal(pin.reason, "not core 0");
    pin = choose(MACHINE_ROOTS "/intel_smt"); /* 2, 3, 6 and 7 are isolated, 3 and 7 tickless */
    assert_int_equal(pin.cpu, 3);
    assert_int_equal(pin.core, 3);
    assert_string_equal(pin.reason, "isolated, without timer tick");
    pin = choose(MACHINE_ROOTS "/arm_kinds"); /* 0-3 are the slow ones */
    assert_int_equal(pin.cpu, 4);
    assert_string_equal(pin.reason, "not core 0, of the fastest kind there");
}

static void prefers_the_undisturbed(void **unused)
{
    (void)unused;
    static const struct {
        const char *synthetic, *isolated, *nohz;
        int cpu;
        const char *reason;
    } cases[] = {
        {"core:4 pu:1", "", "", 1, "not core 0"},
        {"core:4 pu:1", "2-3\n", "", 2, "isolated"},
        {"core:4 pu:1", "0\n", "", 0, "isolated"},
        {"core:4 pu:1", "2-3\n", "3\n", 3, "isolated, without timer tick"},
        {"core:4 pu:1", "", "2\n", 2, "without timer tick"},
        {"core:4 pu:1", "9\n", "", 1, "not core 0"},
        {"core:4 pu:1", "many\n", "\xff", 1, "not core 0"},
        {"core:2 pu:2", "", "", 2, "not core 0"}, /* 1 is core 0's second thread */
        {"core:2 pu:2(indexes=0,2,1,3)", "", "", 1, "not core 0"},
        {"core:1 pu:2", "", "", 1, "not CPU 0, though on its core"},
        {"core:1 pu:1", "", "", 0, "the only one allowed"},
        {"core:1 pu:1", "0\n", "", 0, "the only one allowed"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct plant plant;
        plant_start(&plant);
        plant_topology(&plant, cases[i].synthetic);
        plant_text(&plant, "/sys/devices/system/cpu/isolated", cases[i].isolated);
        plant_text(&plant, "/sys/devices/system/cpu/nohz_full", cases[i].nohz);
        struct bv_pin pin = choose(plant.root);
        assert_int_equal(pin.cpu, cases[i].cpu);
        assert_string_equal(pin.reason, cases[i].reason);
        plant_finish(&plant);
    }
}

/* The shapes of open-mpi/hwloc#690, #502, #634 and #766, and a hybrid. */
static void tells_kinds_of_core_apart(void **unused)
{
    (void)unused;
    enum { MOST = 17 };
    static const struct {
        const char *synthetic;
        struct plant_kind kinds[MOST];
        int kind_count;
        int cpu; /* that is chosen */
        const char *reason;
    } cases[] = {
        /* 32 equal cores, SMT 2: sixteen of them boost further, each from 3 % to 24 % */
        {"core:32 pu:2(indexes=32*2:1*32)",
         {{"0-15,32-47", "FrequencyMaxMHz=5352"},
          {"23,55", "FrequencyMaxMHz=5517"},
          {"22,54", "FrequencyMaxMHz=5677"},
          {"16,48", "FrequencyMaxMHz=5837"},
          {"18,50", "FrequencyMaxMHz=6001"},
          {"19,51", "FrequencyMaxMHz=6161"},
          {"17,49", "FrequencyMaxMHz=6321"},
          {"20,52", "FrequencyMaxMHz=6482"},
          {"21,53", "FrequencyMaxMHz=6642"},
          {"24-31,56-63", "FrequencyMaxMHz=6642"}},
         1,
         1,
         "not core 0"},
        /* a hybrid, whose fast cores differ among themselves */
        {"core:8 pu:1",
         {{"0-3", "CoreType=IntelAtom FrequencyBaseMHz=2400 FrequencyMaxMHz=3900"},
          {"4-5", "CoreType=IntelCore FrequencyBaseMHz=3200 FrequencyMaxMHz=5100"},
          {"6-7", "CoreType=IntelCore FrequencyBaseMHz=3200 FrequencyMaxMHz=5200"}},
         2,
         4,
         "not core 0, of the fastest kind there"},
        /* a hybrid by its base frequencies, though both boost alike */
        {"core:4 pu:1",
         {{"0,1", "FrequencyBaseMHz=2000 FrequencyMaxMHz=5000"},
          {"2,3", "FrequencyBaseMHz=3500 FrequencyMaxMHz=5001"}},
         2,
         2,
         "not core 0, of the fastest kind there"},
        /* by their capacities, each kind in two that are 2 % apart */
        {"core:8 pu:1",
         {{"0,2", "LinuxCapacity=704 FrequencyMaxMHz=2808"},
          {"1,3", "LinuxCapacity=718 FrequencyMaxMHz=2860"},
          {"4,6", "LinuxCapacity=997 FrequencyMaxMHz=3900"},
          {"5,7", "LinuxCapacity=1024 FrequencyMaxMHz=3978"}},
         2,
         4,
         "not core 0, of the fastest kind there"},
        /* capacities 1 % apart, at random cores */
        {"core:8 pu:1",
         {{"0,5", "LinuxCapacity=1007"},
          {"3", "LinuxCapacity=1017"},
          {"1,6,7", "LinuxCapacity=1013"},
          {"2,4", "LinuxCapacity=1024"}},
         1,
         1,
         "not core 0"},
        /* base frequencies equal, some boost further */
        {"core:4 pu:1",
         {{"0,1", "FrequencyBaseMHz=3500 FrequencyMaxMHz=4600"},
          {"2", "FrequencyBaseMHz=3500 FrequencyMaxMHz=4700"},
          {"3", "FrequencyBaseMHz=3500 FrequencyMaxMHz=6000"}},
         1,
         1,
         "not core 0"},
        /* two parts of ARM, of one capacity: hwloc has no order for them */
        {"core:4 pu:1",
         {{"0,1", "CPUPart=0xd87 LinuxCapacity=1000"}, {"2,3", "CPUPart=0xd85 LinuxCapacity=1000"}},
         2,
         1,
         "not core 0"},
        {"core:4 pu:1", {{"0-3", "FrequencyMaxMHz=3000"}}, 1, 1, "not core 0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct plant plant;
        size_t count = 0;
        while (count < MOST && cases[i].kinds[count].cpus != NULL)
            count++;
        plant_start(&plant);
        plant_kinds(&plant, cases[i].synthetic, cases[i].kinds, count);
        struct bv_topology *topology = open_root(plant.root);
        for (size_t k = 0; k < bv_topology_allowed_count(topology); k++)
            assert_int_equal(bv_topology_allowed(topology, k).kind_count, cases[i].kind_count);
        bv_topology_close(topology);
        struct bv_pin pin = choose(plant.root);
        assert_int_equal(pin.cpu, cases[i].cpu);
        assert_string_equal(pin.reason, cases[i].reason);
        plant_finish(&plant);
    }
}

static void takes_what_is_asked_for(void **unused)
{
    (void)unused;
    struct bv_pin pin = {.cpu = -7};
    struct bv_error err;
    struct bv_topology *topology = open_root(MACHINE_ROOTS "/intel_smt");
    assert_int_equal(bv_pin_choose(topology, 42, &pin, &err), BV_E_REFUSED);
    assert_int_equal(err.status, BV_E_REFUSED);
    assert_non_null(strstr(err.text, "CPU 42"));
    assert_non_null(strstr(err.text, "allowed: 0-7"));
    assert_int_equal(pin.cpu, -7); /* untouched */
    assert_int_equal(bv_pin_choose(topology, 5, &pin, &err), BV_OK);
    assert_int_equal(pin.cpu, 5);
    assert_int_equal(pin.core, 1);
    assert_string_equal(pin.reason, "asked for");
    assert_int_equal(bv_pin_choose(topology, -3, &pin, &err), BV_E_REFUSED);
    bv_topology_close(topology);
}

static void refuses_what_is_no_topology(void **unused)
{
    (void)unused;
    struct plant plant;
    struct bv_topology *topology = NULL;
    struct bv_error err;
    plant_start(&plant);
    assert_int_equal(bv_topology_open(plant.root, &topology, &err), BV_E_UNSUPPORTED);
    plant_text(&plant, "/topology.xml", "<?xml version=\"1.0\"?><topology version=\"2.0\"><obj");
    assert_int_equal(bv_topology_open(plant.root, &topology, &err), BV_E_UNSUPPORTED);
    assert_non_null(strstr(err.text, plant.root));
    assert_null(topology);
    plant_finish(&plant);
}

static int save_affinity(void **state)
{
    static cpu_set_t saved;
    *state = &saved;
    return sched_getaffinity(0, sizeof saved, &saved);
}

static int restore_affinity(void **state)
{
    return sched_setaffinity(0, sizeof(cpu_set_t), *state);
}

static void honours_the_affinity(void **state)
{
    cpu_set_t *saved = *state;
    struct bv_topology *topology = open_root("");
    size_t isolated = 0;
    for (size_t i = 0; i < bv_topology_allowed_count(topology); i++)
        isolated += bv_topology_allowed(topology, i).isolated;
    bv_topology_close(topology);
    if (isolated > 0)
        skip(); /* an affinity may then be the kernel's default, which narrows nothing */
    int other = -1;
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (!CPU_ISSET((size_t)cpu, saved))
            continue;
        cpu_set_t one;
        struct bv_pin pin;
        struct bv_error err;
        char list[32], expected[32];
        CPU_ZERO(&one);
        CPU_SET((size_t)cpu, &one);
        assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
        topology = open_root("");
        assert_int_equal(bv_topology_allowed_count(topology), 1);
        assert_int_equal(bv_pin_choose(topology, BV_PIN_AUTO, &pin, &err), BV_OK);
        assert_int_equal(pin.cpu, cpu);
        assert_string_equal(pin.reason, "the only one allowed");
        bv_topology_allowed_list(topology, list, sizeof list);
        snprintf(expected, sizeof expected, "%d", cpu);
        assert_string_equal(list, expected);
        if (other >= 0)
            assert_int_equal(bv_pin_choose(topology, other, &pin, &err), BV_E_REFUSED);
        other = cpu;
        bv_topology_close(topology);
    }
    assert_true(other >= 0);
}

static int verify_in_child(int cpu)
{
    int status = -1;
    pid_t child = fork();
    if (child == 0)
        _exit((int)bv_affinity_verify(cpu, NULL));
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void binds_for_real(void **state)
{
    (void)state;
    struct bv_error err;
    struct bv_pin pin;
    struct bv_topology *topology = open_root("");
    for (size_t i = 0; i < bv_topology_allowed_count(topology); i++) {
        int cpu = bv_topology_allowed(topology, i).cpu;
        assert_int_equal(bv_pin_choose(topology, cpu, &pin, &err), BV_OK);
        if (bv_pin_bind(topology, &pin, &err) != BV_OK)
            fail_msg("%s", err.text);
        assert_int_equal(sched_getcpu(), cpu);
        cpu_set_t now;
        assert_int_equal(sched_getaffinity(0, sizeof now, &now), 0);
        assert_int_equal(CPU_COUNT(&now), 1);
        assert_true(CPU_ISSET((size_t)cpu, &now));
        assert_int_equal(bv_affinity_verify(cpu, &err), BV_OK);
        assert_int_equal(verify_in_child(cpu), BV_OK);
        assert_int_equal(bv_affinity_verify(cpu + 1, &err), BV_E_REFUSED);
        assert_int_equal(verify_in_child(cpu + 1), BV_E_REFUSED);
    }
    bv_topology_close(topology);
}

static void verify_wants_one_cpu_only(void **state)
{
    cpu_set_t *saved = *state;
    if (CPU_COUNT(saved) < 2)
        skip();
    struct bv_error err;
    assert_int_equal(bv_affinity_verify(sched_getcpu(), &err), BV_E_REFUSED);
}

static void refuses_to_bind_elsewhere(void **state)
{
    (void)state;
    struct bv_error err;
    struct bv_pin pin = {.cpu = 30000};
    struct bv_topology *topology = open_root("");
    assert_int_equal(bv_pin_bind(topology, &pin, &err), BV_E_REFUSED);
    bv_topology_close(topology);
    topology = open_root(MACHINE_ROOTS "/amd_vm");
    pin.cpu = 0;
    assert_int_equal(bv_pin_bind(topology, &pin, &err), BV_E_UNSUPPORTED);
    bv_topology_close(topology);
    cpu_set_t now;
    assert_int_equal(sched_getaffinity(0, sizeof now, &now), 0);
    assert_true(CPU_EQUAL(&now, (cpu_set_t *)*state));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chooses_on_known_machines),
        cmocka_unit_test(prefers_the_undisturbed),
        cmocka_unit_test(tells_kinds_of_core_apart),
        cmocka_unit_test(takes_what_is_asked_for),
        cmocka_unit_test(refuses_what_is_no_topology),
        cmocka_unit_test_setup_teardown(honours_the_affinity, save_affinity, restore_affinity),
        cmocka_unit_test_setup_teardown(binds_for_real, save_affinity, restore_affinity),
        cmocka_unit_test_setup_teardown(verify_wants_one_cpu_only, save_affinity, restore_affinity),
        cmocka_unit_test_setup_teardown(refuses_to_bind_elsewhere, save_affinity, restore_affinity),
    };
    return cmocka_run_group_tests_name("pin", tests, NULL, NULL);
}
