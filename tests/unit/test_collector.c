/* SPDX-License-Identifier: Apache-2.0 */
/* test_collector.c: the Boehm collector at work: its live heap, its cycles, and lack of memory. */
#include "benchmarks/heap/collector.h"
#include "benchmarks/heap/live_heap.h"

#include <gc/gc.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { MIB = 1 << 20, OBJECT = 64 };

static void start(unsigned live_mib)
{
    struct bv_error err = {BV_OK, ""};
    if (bv_collector_start(live_mib, 1, &err) != BV_OK)
        fail_msg("%s", err.text);
}

/* Drop objects until so many collections have passed. */
static void churn(uint64_t collections)
{
    uint64_t target = bv_collector_collections() + collections;
    while (bv_collector_collections() < target)
        assert_non_null(GC_MALLOC(OBJECT));
}

static void live_heaps_stay_alive(void **unused)
{
    (void)unused;
    static const unsigned sizes[] = {0, 1, 16, 1, 0, 4};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct bv_error err = {BV_OK, ""};
        struct bv_collector_use use;
        start(sizes[i]);
        churn(3);
        assert_int_equal(bv_collector_verify(&err), BV_OK);
        bv_collector_look(&use);
        /* alive is what was asked for, and next to nothing else */
        assert_true(use.traced >= (double)sizes[i] * MIB);
        assert_true(use.traced < (double)sizes[i] * MIB * 1.02 + 300e3);
        assert_true(use.heap > use.traced);
        assert_true(use.roots > 0 && use.stack > 0);
    }
}

/* Lost nodes and overwritten ones are found. The graph is this test's own, so nothing else breaks.
 */
static void damage_is_found(void **unused)
{
    (void)unused;
    static volatile struct bv_live_heap heap;
    struct bv_error err = {BV_OK, ""};
    uint64_t count, checksum;
    start(0);
    assert_int_equal(bv_live_heap_build(&heap, 1, 7, &err), BV_OK);
    assert_int_equal(heap.count, MIB / BV_NODE_BYTES);
    bv_live_heap_walk(&heap, &count, &checksum);
    assert_int_equal(count, heap.count);
    assert_int_equal(checksum, heap.checksum);

    uint64_t *root = (uint64_t *)(void *)heap.root;
    root[8]++;
    bv_live_heap_walk(&heap, &count, &checksum);
    assert_int_equal(count, heap.count);
    assert_int_not_equal(checksum, heap.checksum);
    root[8]--;

    uint64_t child = root[0];
    root[0] = 0;
    bv_live_heap_walk(&heap, &count, &checksum);
    assert_true(count < heap.count);
    root[0] = child;

    root[0] = (uint64_t)(uintptr_t)root; /* a circle ends all the same */
    bv_live_heap_walk(&heap, &count, &checksum);
    assert_int_not_equal(count, heap.count);
    heap.root = NULL;
}

/* The nodes' addresses are in no order, or the hardware would walk ahead. */
static void live_heaps_are_shuffled(void **unused)
{
    (void)unused;
    static volatile struct bv_live_heap heap;
    struct bv_error err = {BV_OK, ""};
    start(0);
    assert_int_equal(bv_live_heap_build(&heap, 1, 7, &err), BV_OK);
    size_t near = 0, steps = 0;
    for (uint64_t *node = (uint64_t *)(void *)heap.root; node[0] != 0; steps++) {
        uint64_t *child = (uint64_t *)(uintptr_t)node[0];
        near += llabs((long long)((char *)child - (char *)node)) < 4096;
        node = child;
    }
    assert_int_equal(steps, 13); /* the leftmost path of 8,192 nodes */
    assert_true(near <= 2);
    heap.root = NULL;
}

static void budgets_are_reckoned(void **unused)
{
    (void)unused;
    struct bv_collector_use use = {
        .traced = 300, .atomic = 120, .roots = 60, .stack = 15, .heap = 3000};
    assert_true(fabs(bv_collector_budget_bytes(&use) - 240) < 1e-9);
    assert_true(fabs(bv_collector_step_bytes(&use) - 1000) < 1e-9);
    use.heap = 1e9;
    assert_true(fabs(bv_collector_step_bytes(&use) - 16 * MIB) < 1e-9);
}

static void pauses_are_told(void **unused)
{
    (void)unused;
    start(1);
    uint64_t mark = bv_collector_collections();
    assert_true(isnan(bv_collector_pauses_since(mark).p50_ns));
    churn(20);
    struct bv_collector_pauses pauses = bv_collector_pauses_since(mark);
    assert_true(pauses.p50_ns > 0);
    assert_true(pauses.p99_ns >= pauses.p50_ns);
    assert_true(pauses.max_ns >= pauses.p99_ns);
    /* of one collection, all three are the same */
    pauses = bv_collector_pauses_since(bv_collector_collections() - 1);
    assert_true(pauses.p50_ns >= pauses.max_ns && pauses.max_ns > 0);
}

static void *start_on_thread(void *arg)
{
    struct bv_error *err = arg;
    bv_collector_start(0, 1, err);
    return NULL;
}

static void other_threads_are_refused(void **unused)
{
    (void)unused;
    pthread_t thread;
    struct bv_error err = {BV_OK, ""};
    assert_int_equal(pthread_create(&thread, NULL, start_on_thread, &err), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(err.status, BV_E_UNSUPPORTED);
}

/* Run in a child whose address space ends so many MiB above what it has; 0: where it did.
 * said     out: what it printed
 * Returns  its exit code, or -1 */
static int in_child(int (*run)(void), size_t mib, char *said, size_t size)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        unsigned long pages = 0;
        FILE *statm = fopen("/proc/self/statm", "r");
        if (statm == NULL || fscanf(statm, "%lu", &pages) != 1)
            _exit(99);
        fclose(statm);
        struct rlimit limit = {pages * 4096 + mib * MIB, RLIM_INFINITY};
        dup2(ends[1], STDOUT_FILENO);
        dup2(ends[1], STDERR_FILENO);
        if (mib > 0 && setrlimit(RLIMIT_AS, &limit) != 0)
            _exit(98);
        _exit(run());
    }
    close(ends[1]);
    size_t length = 0;
    for (ssize_t got;
         length < size - 1 && (got = read(ends[0], said + length, size - 1 - length)) > 0;)
        length += (size_t)got;
    said[length] = '\0';
    close(ends[0]);
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* What did not go through is left as garbage, and what fits goes through afterwards. */
static int run_short_of_memory(void)
{
    struct bv_error err = {BV_OK, ""};
    if (bv_collector_start(256, 1, &err) != BV_E_NOMEM || strstr(err.text, "256 MiB") == NULL)
        return 1;
    if (bv_collector_start(1, 1, &err) != BV_OK)
        return 2;
    for (int i = 0; i < 100000; i++)
        if (GC_MALLOC(OBJECT) == NULL)
            return 3;
    return bv_collector_verify(&err) == BV_OK ? 0 : 4;
}

static int run_out_of_memory(void)
{
    struct bv_error err = {BV_OK, ""};
    if (bv_collector_start(0, 1, &err) != BV_E_NOMEM)
        return 1;
    return err.text[0] == '\0';
}

static int run_with_settings(void)
{
    struct bv_error err = {BV_OK, ""};
    if (bv_collector_start(1, 1, &err) != BV_OK)
        return 1;
    uint64_t mark = bv_collector_collections();
    for (int i = 0; i < 100000; i++)
        if (GC_MALLOC(OBJECT) == NULL)
            return 2;
    if (bv_collector_collections() == mark)
        return 3;
    return getenv("GC_PRINT_STATS") != NULL || getenv("GC_DONT_GC") != NULL;
}

static unsigned budget_live_mib;

static int run_cycles(void)
{
    struct bv_error err = {BV_OK, ""};
    struct bv_collector_use use;
    if (bv_collector_start(budget_live_mib, 1, &err) != BV_OK)
        return 1;
    churn(4);
    struct bv_collector_cycle cycle = bv_collector_last_cycle();
    bv_collector_look(&use);
    double budget = bv_collector_budget_bytes(&use), step = bv_collector_step_bytes(&use);
    printf("live %u MiB: budget %.0f, step %.0f, allocated %.0f bytes a cycle\n", budget_live_mib,
           budget, step, cycle.bytes);
    fflush(stdout);
    if (!(cycle.ns > 0))
        return 2;
    if (cycle.bytes < budget * 0.95)
        return 3;
    return cycle.bytes > (budget + step) * 1.05 + 128 * 1024 ? 4 : 0;
}

/* The rule that docs/COLLECTOR.md states, by counts. A heap never shrinks: one process each. */
static void cycles_keep_to_the_budget(void **unused)
{
    (void)unused;
    static const unsigned sizes[] = {0, 1, 16, 64};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        char said[4096];
        budget_live_mib = sizes[i];
        int code = in_child(run_cycles, 0, said, sizeof said);
        print_message("%s", said);
        assert_int_equal(code, 0);
    }
}

/* In children of a process that has no collector yet: hence first. */
static void lack_of_memory_is_an_error(void **unused)
{
    (void)unused;
    char said[4096];
#ifdef BYVAL_SANITIZE
    skip(); /* its shadow is larger than any limit */
#endif
    assert_int_equal(in_child(run_short_of_memory, 150, said, sizeof said), 0);
    assert_string_equal(said, "");
    assert_int_equal(in_child(run_out_of_memory, 16, said, sizeof said), 0);
    assert_string_equal(said, "");
}

static void settings_are_forgotten(void **unused)
{
    (void)unused;
    char said[4096];
    setenv("GC_PRINT_STATS", "1", 1);
    setenv("GC_DONT_GC", "1", 1);
    assert_int_equal(in_child(run_with_settings, 0, said, sizeof said), 0);
    assert_string_equal(said, "");
    unsetenv("GC_PRINT_STATS");
    unsetenv("GC_DONT_GC");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lack_of_memory_is_an_error),
        cmocka_unit_test(settings_are_forgotten),
        cmocka_unit_test(cycles_keep_to_the_budget),
        cmocka_unit_test(live_heaps_stay_alive),
        cmocka_unit_test(damage_is_found),
        cmocka_unit_test(live_heaps_are_shuffled),
        cmocka_unit_test(budgets_are_reckoned),
        cmocka_unit_test(pauses_are_told),
        cmocka_unit_test(other_threads_are_refused),
    };
    return cmocka_run_group_tests_name("collector", tests, NULL, NULL);
}
