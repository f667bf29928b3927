/* SPDX-License-Identifier: Apache-2.0 */
/* test_threads.c: family threads, its group and its queue, on the CPUs that this process may use.
 */
#include "benchmarks/families/thread_group.h"

#include <dirent.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "benchmarks/check.h"
#include "benchmarks/families/ring.h"
#include "harness/kernels/allocator.h"
#include "harness/kernels/layout.h"
#include "harness/machine/topology.h"
#include "lib/base/sysfile.h"

static struct bv_layout layout;
static const struct bv_family *family;
static struct bv_topology *topology;
static char all_cpus[4096];
static size_t cpu_count; /* of all_cpus; cores that are none count as well */
static cpu_set_t at_start;

static int set_up(void **unused)
{
    (void)unused;
    char kernels[PATH_MAX];
    if (bv_kernels_find(NULL, kernels, NULL) != BV_OK ||
        bv_layout_open(kernels, 0, &layout, NULL) != BV_OK ||
        bv_topology_open("", &topology, NULL) != BV_OK)
        return 1;
    for (size_t f = 0; f < layout.catalogue->family_count; f++)
        if (strcmp(layout.catalogue->families[f]->name, "threads") == 0)
            family = layout.catalogue->families[f];
    bv_topology_allowed_list(topology, all_cpus, sizeof all_cpus);
    cpu_count = bv_topology_allowed_count(topology);
    return family == NULL || sched_getaffinity(0, sizeof at_start, &at_start) != 0;
}

static int tear_down(void **unused)
{
    (void)unused;
    bv_topology_close(topology);
    bv_layout_close(&layout);
    return 0;
}

static void assert_affinity_is(const cpu_set_t *expected)
{
    cpu_set_t now;
    assert_int_equal(sched_getaffinity(0, sizeof now, &now), 0);
    assert_true(CPU_EQUAL(&now, expected));
}

static unsigned task_count(void)
{
    unsigned count = 0;
    DIR *dir = opendir("/proc/self/task");
    assert_non_null(dir);
    for (const struct dirent *entry; (entry = readdir(dir)) != NULL;)
        count += entry->d_name[0] != '.';
    closedir(dir);
    return count;
}

static unsigned threads_of(const struct bv_case *row)
{
    unsigned count = 0;
    assert_int_equal(sscanf(row->name, "threads/count:%u/", &count), 1);
    return count;
}

struct holding {
    const struct bv_case *row;
    struct bv_error *err;
    unsigned tasks, bodies;
    cpu_set_t affinity; /* in the body */
};

static enum bv_status check_body(struct bv_ctx ctx[BV_ARM_MAX], void *arg)
{
    struct holding *h = arg;
    h->bodies++;
    h->tasks = task_count();
    sched_getaffinity(0, sizeof h->affinity, &h->affinity);
    enum bv_status status = bv_case_check(family, h->row, ctx, h->err);
    if (status == BV_OK) {
        struct bv_slice_wish wish = family->wish(h->row, ctx);
        assert_true(wish.calls > 0);
        assert_int_equal(wish.rounds, 0);
    }
    return status;
}

static enum bv_status hold(struct holding *h, const struct bv_case *row, const char *cpus,
                           struct bv_error *err)
{
    struct bv_env env = {.seed = 1, .cpus = cpus};
    *h = (struct holding){.row = row, .err = err};
    *err = (struct bv_error){BV_OK, ""};
    return family->hold(row, &env, check_body, h, err);
}

static const struct bv_case *row_named(const char *name)
{
    for (size_t i = 0; i < family->case_count; i++)
        if (strcmp(family->cases[i].name, name) == 0)
            return &family->cases[i];
    fail_msg("no case %s", name);
    return NULL;
}

/* Every case for which there are CPUs; the others say what is missing. Either way the threads are
 * gone afterwards, and the caller may run where it might before. */
static void arms_agree_on_all_cpus(void **unused)
{
    (void)unused;
    size_t held = 0, refused = 0;
    unsigned alone = task_count(); /* a sanitizer has a thread of its own */
    for (size_t i = 0; i < family->case_count; i++) {
        const struct bv_case *row = &family->cases[i];
        if (row->regime.allocator != BV_ALLOCATOR_GLIBC)
            continue; /* the same kernels */
        struct holding h;
        struct bv_error err;
        enum bv_status status = hold(&h, row, all_cpus, &err);
        if (threads_of(row) <= cpu_count) {
            if (status != BV_OK)
                fail_msg("%s", err.text);
            assert_int_equal(h.bodies, 1);
            assert_int_equal(h.tasks, threads_of(row) + alone - 1);
            assert_true(threads_of(row) == 1 || CPU_COUNT(&h.affinity) == 1);
            held++;
        } else {
            char words[64];
            snprintf(words, sizeof words, "may use %zu core", cpu_count);
            assert_int_equal(status, BV_E_UNSUPPORTED);
            assert_non_null(strstr(err.text, words));
            assert_int_equal(h.bodies, 0);
            refused++;
        }
        assert_int_equal(task_count(), alone);
        assert_affinity_is(&at_start);
    }
    assert_true(held > 0);
    assert_true(refused > 0 || cpu_count >= BV_THREAD_GROUP_MAX);
}

/* No case of one thread shares a process with one of several. */
static void several_threads_have_blocks_of_their_own(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < family->case_count; i++) {
        const struct bv_case *row = &family->cases[i];
        struct bv_regime alone = row->regime;
        char name[32], other[32];
        assert_int_equal(row->regime.threads, threads_of(row) > 1);
        alone.threads = !alone.threads;
        assert_false(bv_regime_equal(alone, row->regime));
        bv_regime_name(row->regime, name, sizeof name);
        bv_regime_name(alone, other, sizeof other);
        assert_string_not_equal(name, other);
    }
}

static void a_bound_caller_stays_where_it_is(void **unused)
{
    (void)unused;
    if (cpu_count < 2)
        skip();
    for (size_t i = 0; i < 2; i++) {
        cpu_set_t one;
        struct holding h;
        struct bv_error err;
        CPU_ZERO(&one);
        CPU_SET((size_t)bv_topology_allowed(topology, i).cpu, &one);
        assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
        enum bv_status status =
            hold(&h, row_named("threads/count:2/free:other/alloc:glibc/size:64"), all_cpus, &err);
        assert_affinity_is(&one);
        assert_int_equal(sched_setaffinity(0, sizeof at_start, &at_start), 0);
        if (status != BV_OK)
            fail_msg("%s", err.text);
        assert_true(CPU_EQUAL(&h.affinity, &one));
    }
}

static void says_why_there_are_no_threads(void **unused)
{
    (void)unused;
    const struct bv_case *two = row_named("threads/count:2/free:own/alloc:glibc/size:64");
    char one_cpu[16], with_phantom[64];
    snprintf(one_cpu, sizeof one_cpu, "%d", bv_topology_allowed(topology, 0).cpu);
    snprintf(with_phantom, sizeof with_phantom, "%s,30000", one_cpu);
    const struct {
        const char *cpus, *words;
    } refusals[] = {
        {NULL, "which CPUs may be used is unknown"},
        {one_cpu, "2 threads on a core each: this process may use 1 core"},
        {"nonsense", "core"},
        {with_phantom, "the system refuses a thread on CPU 30000"},
    };
    unsigned alone = task_count();
    cpu_set_t first;
    CPU_ZERO(&first);
    CPU_SET((size_t)bv_topology_allowed(topology, 0).cpu, &first);
    assert_int_equal(sched_setaffinity(0, sizeof first, &first), 0);
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        struct holding h;
        struct bv_error err;
        assert_int_equal(hold(&h, two, refusals[i].cpus, &err), BV_E_UNSUPPORTED);
        if (strstr(err.text, refusals[i].words) == NULL)
            fail_msg("no `%s` in: %s", refusals[i].words, err.text);
        assert_int_equal(h.bodies, 0);
        assert_int_equal(task_count(), alone);
        assert_affinity_is(&first);
    }
    assert_int_equal(sched_setaffinity(0, sizeof at_start, &at_start), 0);
    struct holding h;
    struct bv_error err;
    const struct bv_case *one = row_named("threads/count:1/free:own/alloc:glibc/size:64");
    assert_int_equal(hold(&h, one, NULL, &err), BV_OK);
    assert_true(CPU_EQUAL(&h.affinity, &at_start));
}

struct place {
    int cpu;
    uint64_t runs;
};

static uint64_t note_place(void *arg, uint64_t n)
{
    struct place *place = arg;
    place->cpu = sched_getcpu();
    place->runs++;
    return n;
}

static void members_have_a_cpu_each(void **unused)
{
    (void)unused;
    uint32_t count = cpu_count < BV_THREAD_GROUP_MAX ? (uint32_t)cpu_count : BV_THREAD_GROUP_MAX;
    struct bv_thread_group *group = NULL;
    struct bv_error err = {BV_OK, ""};
    struct place places[BV_THREAD_GROUP_MAX] = {{0}};
    void *args[BV_THREAD_GROUP_MAX];
    for (uint32_t i = 0; i < count; i++)
        args[i] = &places[i];
    if (bv_thread_group_create(count, all_cpus, &group, &err) != BV_OK)
        fail_msg("%s", err.text);
    for (uint64_t round = 1; round <= 1000; round++) {
        assert_int_equal(bv_thread_group_run(group, note_place, args, round), round * count);
        for (uint32_t i = 0; i < count; i++) {
            assert_int_equal(places[i].runs, round);
            for (uint32_t j = 0; j < i; j++)
                assert_int_not_equal(places[i].cpu, places[j].cpu);
        }
    }
    bv_thread_group_destroy(group);
    bv_thread_group_destroy(NULL);
    assert_affinity_is(&at_start);
}

enum { NUMBERS = 20000 };

struct end {
    struct bv_ring *ring;
    bool makes;
};

static uint64_t pass_numbers(void *arg, uint64_t n)
{
    const struct end *end = arg;
    uint64_t sum = 0;
    uint32_t turns = 0;
    for (uint64_t i = 0; i < n;) {
        uint64_t *slot = end->makes ? bv_ring_room(end->ring, sizeof *slot)
                                    : bv_ring_front(end->ring, sizeof *slot);
        if (slot == NULL) {
            bv_thread_group_wait(&turns);
            continue;
        }
        if (end->makes) {
            *slot = i++;
            bv_ring_push(end->ring);
        } else {
            sum += *slot == i++; /* in order, none lost, none twice */
            bv_ring_pop(end->ring);
        }
    }
    return sum;
}

static void queues_keep_the_order(void **unused)
{
    (void)unused;
    size_t bytes = sizeof(struct bv_ring) + BV_RING_SLOTS * sizeof(uint64_t);
    struct bv_ring *ring = aligned_alloc(BV_THREADS_APART, (bytes + BV_THREADS_APART - 1) /
                                                               BV_THREADS_APART * BV_THREADS_APART);
    assert_non_null(ring);
    /* close to where the indices wrap */
    atomic_init(&ring->made, UINT32_MAX - 100);
    atomic_init(&ring->used, UINT32_MAX - 100);
    assert_null(bv_ring_front(ring, sizeof(uint64_t)));
    for (unsigned i = 0; i < BV_RING_SLOTS; i++) {
        assert_non_null(bv_ring_room(ring, sizeof(uint64_t)));
        bv_ring_push(ring);
    }
    assert_null(bv_ring_room(ring, sizeof(uint64_t)));
    for (unsigned i = 0; i < BV_RING_SLOTS; i++) {
        assert_non_null(bv_ring_front(ring, sizeof(uint64_t)));
        bv_ring_pop(ring);
    }
    assert_null(bv_ring_front(ring, sizeof(uint64_t)));
    if (cpu_count >= 2) {
        struct bv_thread_group *group = NULL;
        struct bv_error err = {BV_OK, ""};
        struct end ends[2] = {{ring, true}, {ring, false}};
        void *args[2] = {&ends[0], &ends[1]};
        if (bv_thread_group_create(2, all_cpus, &group, &err) != BV_OK)
            fail_msg("%s", err.text);
        assert_int_equal(bv_thread_group_run(group, pass_numbers, args, NUMBERS), NUMBERS);
        bv_thread_group_destroy(group);
        assert_null(bv_ring_front(ring, sizeof(uint64_t)));
    }
    free(ring);
}

static void lists_one_cpu_a_core(void **unused)
{
    (void)unused;
    char list[4096];
    for (size_t i = 0; i < cpu_count; i++) {
        int cpu = bv_topology_allowed(topology, i).cpu, low, high;
        size_t listed = 0, cores = 0;
        bool itself = false;
        bv_topology_core_list(topology, cpu, list, sizeof list);
        for (const char *p = list; bv_cpulist_next(&p, &low, &high);) {
            listed += (size_t)(high - low + 1);
            itself |= low <= cpu && cpu <= high;
        }
        for (size_t a = 0; a < cpu_count; a++) {
            struct bv_topology_cpu one = bv_topology_allowed(topology, a);
            bool first = true;
            for (size_t b = 0; b < a; b++)
                first &= one.core < 0 || bv_topology_allowed(topology, b).core != one.core;
            cores += first;
        }
        assert_true(itself);
        assert_int_equal(listed, cores);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arms_agree_on_all_cpus),
        cmocka_unit_test(several_threads_have_blocks_of_their_own),
        cmocka_unit_test(a_bound_caller_stays_where_it_is),
        cmocka_unit_test(says_why_there_are_no_threads),
        cmocka_unit_test(members_have_a_cpu_each),
        cmocka_unit_test(queues_keep_the_order),
        cmocka_unit_test(lists_one_cpu_a_core),
    };
    return cmocka_run_group_tests_name("threads", tests, set_up, tear_down);
}
