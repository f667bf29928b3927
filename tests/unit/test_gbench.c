/* SPDX-License-Identifier: Apache-2.0 */
/* test_gbench.c: the shim as its two users use it. */
#include "harness/measure/gbench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct work {
    uint64_t bodies, loops, iterations;
    const char *failure;
};

static void count(void *ctx, uint64_t n)
{
    struct work *work = ctx;
    work->loops++;
    work->iterations += n;
}

static void body(struct bv_gbench_state *state, void *ctx)
{
    struct work *work = ctx;
    work->bodies++;
    if (work->failure != NULL)
        bv_gbench_fail(state, work->failure);
    else
        bv_gbench_loop(state, count, work);
}

struct seen {
    char names[4][32], errors[4][64];
    uint64_t iterations[4];
    double real_ns[4];
    size_t count;
};

static void see(const struct bv_gbench_row *row, void *user)
{
    struct seen *seen = user;
    assert_true(seen->count < 4);
    strncpy(seen->names[seen->count], row->name, 31);
    if (row->error != NULL)
        strncpy(seen->errors[seen->count], row->error, 63);
    seen->iterations[seen->count] = row->iterations;
    seen->real_ns[seen->count] = row->real_ns;
    seen->count++;
}

static void runs_in_order_with_exact_iterations(void **unused)
{
    (void)unused;
    struct work first = {0}, second = {0};
    struct seen seen = {0};
    assert_int_equal(bv_gbench_add("one", body, &first, 7, NULL), BV_OK);
    assert_int_equal(bv_gbench_add("two", body, &second, 1, NULL), BV_OK);
    assert_int_equal(bv_gbench_run(see, &seen, NULL), BV_OK);
    assert_int_equal(seen.count, 2);
    assert_int_equal(strncmp(seen.names[0], "one", 3), 0);
    assert_int_equal(strncmp(seen.names[1], "two", 3), 0);
    assert_int_equal(seen.iterations[0], 7);
    assert_int_equal(seen.iterations[1], 1);
    /* One body, and all iterations in one call of the loop: nothing of the shim stands between. */
    assert_int_equal(first.bodies, 1);
    assert_int_equal(first.loops, 1);
    assert_int_equal(first.iterations, 7);
    assert_true(seen.real_ns[0] >= 0);
}

static void forgets_what_it_ran(void **unused)
{
    (void)unused;
    struct work work = {0};
    struct seen seen = {0};
    assert_int_equal(bv_gbench_add("again", body, &work, 3, NULL), BV_OK);
    assert_int_equal(bv_gbench_run(see, &seen, NULL), BV_OK);
    assert_int_equal(seen.count, 1);
    assert_int_equal(bv_gbench_add("other", body, &work, 2, NULL), BV_OK);
    assert_int_equal(bv_gbench_run(see, &seen, NULL), BV_OK);
    assert_int_equal(seen.count, 2);
    assert_int_equal(work.iterations, 5);
}

static void a_failing_body_is_a_row_with_its_reason(void **unused)
{
    (void)unused;
    struct work bad = {.failure = "no such cache"}, good = {0};
    struct seen seen = {0};
    assert_int_equal(bv_gbench_add("bad", body, &bad, 1, NULL), BV_OK);
    assert_int_equal(bv_gbench_add("good", body, &good, 1, NULL), BV_OK);
    assert_int_equal(bv_gbench_run(see, &seen, NULL), BV_OK);
    assert_int_equal(seen.count, 2);
    assert_string_equal(seen.errors[0], "no such cache");
    assert_string_equal(seen.errors[1], "");
    assert_int_equal(bad.loops, 0);
    assert_int_equal(good.iterations, 1);
}

static void calibrates_when_no_number_is_given(void **unused)
{
    (void)unused;
    struct work work = {0};
    struct seen seen = {0};
    assert_int_equal(bv_gbench_add("free", body, &work, 0, NULL), BV_OK);
    assert_int_equal(bv_gbench_run(see, &seen, NULL), BV_OK);
    assert_true(seen.iterations[0] > 1);
    assert_true(work.iterations >= seen.iterations[0]);
    assert_int_equal(work.loops, work.bodies);
}

static void knows_the_machine(void **unused)
{
    (void)unused;
    struct bv_gbench_info info;
    bv_gbench_inspect(&info);
    assert_true(info.num_cpus >= 1);
    assert_non_null(info.library_build_type);
    assert_true(info.cache_count <= sizeof info.caches / sizeof info.caches[0]);
    for (size_t i = 0; i < info.cache_count; i++)
        assert_true(info.caches[i].level >= 1 && info.caches[i].size_bytes > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_in_order_with_exact_iterations),
        cmocka_unit_test(forgets_what_it_ran),
        cmocka_unit_test(a_failing_body_is_a_row_with_its_reason),
        cmocka_unit_test(calibrates_when_no_number_is_given),
        cmocka_unit_test(knows_the_machine),
    };
    return cmocka_run_group_tests_name("gbench", tests, NULL, NULL);
}
