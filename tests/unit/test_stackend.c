/* SPDX-License-Identifier: Apache-2.0 */
/* test_stackend.c: the end of this process's stack, under limits of all kinds. */
#include "harness/machine/stackend.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { KIB = 1 << 10, MIB = 1 << 20 };

static struct rlimit at_start;

static int keep_limit(void **unused)
{
    (void)unused;
    return getrlimit(RLIMIT_STACK, &at_start);
}

static int restore_limit(void **unused)
{
    (void)unused;
    return setrlimit(RLIMIT_STACK, &at_start);
}

/* Under a soft limit; the hard one stays. */
static struct bv_stackend find_under(rlim_t soft_bytes, uint64_t bound_bytes)
{
    struct rlimit limit = {.rlim_cur = soft_bytes, .rlim_max = at_start.rlim_max};
    struct bv_stackend end;
    struct bv_error err = {BV_OK, ""};
    assert_int_equal(setrlimit(RLIMIT_STACK, &limit), 0);
    enum bv_status status = bv_stackend_find(bound_bytes, &end, &err);
    struct rlimit after;
    assert_int_equal(getrlimit(RLIMIT_STACK, &after), 0);
    assert_int_equal(setrlimit(RLIMIT_STACK, &at_start), 0);
    if (status != BV_OK)
        fail_msg("%s", err.text);
    assert_true(after.rlim_cur == soft_bytes);
    return end;
}

static bool hard_allows(rlim_t bytes)
{
    return at_start.rlim_max == RLIM_INFINITY || at_start.rlim_max >= bytes;
}

/* The kernel counts the whole stack against the limit, in pages. */
static void ends_at_the_limit(void **unused)
{
    (void)unused;
    static const rlim_t limits[] = {512 * KIB, 1 * MIB, 4 * MIB, 8 * MIB, 8 * MIB + 100};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        if (!hard_allows(limits[i]))
            continue;
        struct bv_stackend end = find_under(limits[i], BV_STACKEND_BOUND_BYTES);
        rlim_t page = (rlim_t)sysconf(_SC_PAGESIZE);
        assert_int_equal(end.limit_bytes, limits[i]);
        assert_int_equal(end.usable_bytes, limits[i] / page * page);
        assert_false(end.at_least);
    }
}

static void keeps_away_from_its_neighbour(void **unused)
{
    (void)unused;
    if (!hard_allows(16 * MIB))
        skip();
    uint64_t gap = 0;
    for (rlim_t limit = 512 * KIB; limit <= 8 * MIB; limit *= 4) {
        struct bv_stackend end = find_under(limit, BV_STACKEND_BOUND_BYTES);
        assert_true(end.guard_gap_known);
        assert_int_equal(end.guard_gap_bytes % (uint64_t)sysconf(_SC_PAGESIZE), 0);
        assert_true(end.guard_gap_bytes <= 4 * MIB);
        assert_true(gap == 0 || gap == end.guard_gap_bytes); /* it is not the limit's affair */
        gap = end.guard_gap_bytes;
    }
}

static void gives_up_at_its_bound(void **unused)
{
    (void)unused;
    if (!hard_allows(8 * MIB))
        skip();
    struct bv_stackend end = find_under(8 * MIB, 2 * MIB);
    assert_true(end.at_least);
    assert_in_range(end.usable_bytes, 2 * MIB, 2 * MIB + 64 * KIB);
}

static void bears_no_limit(void **unused)
{
    (void)unused;
    if (!hard_allows(RLIM_INFINITY))
        skip();
    struct bv_stackend end = find_under(RLIM_INFINITY, 32 * MIB);
    assert_true(end.limit_bytes == UINT64_MAX);
    assert_true(end.at_least);
    assert_true(end.usable_bytes >= 32 * MIB);
}

/* A limit below what is in use already: the stack ends where it stands. */
static void bears_a_limit_that_is_passed(void **unused)
{
    (void)unused;
    struct bv_stackend end = find_under(4 * KIB, BV_STACKEND_BOUND_BYTES);
    assert_false(end.at_least);
    assert_true(end.usable_bytes >= 4 * KIB);
    assert_true(end.usable_bytes < 8 * MIB);
}

static void leaves_nothing_behind(void **unused)
{
    (void)unused;
    struct sigaction before, after;
    assert_int_equal(sigaction(SIGSEGV, NULL, &before), 0);
    find_under(1 * MIB, BV_STACKEND_BOUND_BYTES);
    assert_int_equal(sigaction(SIGSEGV, NULL, &after), 0);
    assert_true(before.sa_handler == after.sa_handler);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void *find_from_here(void *arg)
{
    struct bv_stackend end;
    *(enum bv_status *)arg = bv_stackend_find(MIB, &end, NULL);
    return NULL;
}

static void refuses_other_threads(void **unused)
{
    (void)unused;
    enum bv_status status = BV_OK;
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, find_from_here, &status), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(status, BV_E_UNSUPPORTED);
}

static void says_what_is_known(void **unused)
{
    (void)unused;
    struct bv_stackend end = {.usable_bytes = 12288, .guard_gap_known = true};
    struct bv_factlist list = {0};
    bv_stackend_facts(BV_OK, &end, &list);
    assert_string_equal(bv_facts_get(&list.facts, "stack.usable_bytes"), "12288");
    assert_string_equal(bv_facts_get(&list.facts, "stack.guard_gap_bytes"), "0");
    bv_factlist_finish(&list);
    end.at_least = true;
    end.guard_gap_known = false;
    bv_stackend_facts(BV_OK, &end, &list);
    assert_string_equal(bv_facts_get(&list.facts, "stack.usable_bytes"), "at least 12288");
    assert_null(bv_facts_get(&list.facts, "stack.guard_gap_bytes"));
    bv_factlist_finish(&list);
    bv_stackend_facts(BV_E_CHILD, NULL, &list);
    assert_int_equal(list.facts.count, 2);
    assert_null(bv_facts_get(&list.facts, "stack.usable_bytes"));
    assert_null(bv_facts_get(&list.facts, "stack.guard_gap_bytes"));
    bv_factlist_finish(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(ends_at_the_limit, restore_limit),
        cmocka_unit_test_teardown(keeps_away_from_its_neighbour, restore_limit),
        cmocka_unit_test_teardown(gives_up_at_its_bound, restore_limit),
        cmocka_unit_test_teardown(bears_no_limit, restore_limit),
        cmocka_unit_test_teardown(bears_a_limit_that_is_passed, restore_limit),
        cmocka_unit_test_teardown(leaves_nothing_behind, restore_limit),
        cmocka_unit_test(refuses_other_threads),
        cmocka_unit_test(says_what_is_known),
    };
    return cmocka_run_group_tests_name("stackend", tests, keep_limit, NULL);
}
