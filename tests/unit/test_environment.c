/* SPDX-License-Identifier: Apache-2.0 */
/* test_environment.c: what a block is given of its caller's environment, and what is named. */
#include "lib/base/environment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness/kernels/allocator.h"

static char *outside[] = {
    "MALLOC_CONF=junk:true",
    "PATH=/bin",
    "GLIBC_TUNABLES=glibc.malloc.tcache_count=0",
    "LD_PRELOAD=/lib/libhook.so",
    "BYVAL_KERNELS=/x",
    "BYVAL_PADDING=old",
    "BYVAL=no",
    "LD_LIBRARY_PATH=/opt/lib",
    "LD_RUN_PATH=/opt/lib",
    "OMP_NUM_THREADS=4",
    "GC_DONT_GC=",
    "XMALLOC_CONF=1",
    "LD_PRELOADED=1",
    NULL,
};

static void a_block_gets_what_byval_needs_and_no_more(void **unused)
{
    (void)unused;
    char **env = bv_environment_of_block(3, NULL, outside);
    assert_non_null(env);
    assert_string_equal(env[0], "BYVAL_PADDING=xxx");
    assert_string_equal(env[1], "LD_PRELOAD=");
    assert_string_equal(env[2], "BYVAL_KERNELS=/x");
    assert_string_equal(env[3], "LD_LIBRARY_PATH=/opt/lib");
    assert_null(env[4]);
    bv_environment_free(env);
    env = bv_environment_of_block(0, "libjemalloc.so.2", outside);
    assert_string_equal(env[0], "BYVAL_PADDING=");
    assert_string_equal(env[1], "LD_PRELOAD=libjemalloc.so.2");
    bv_environment_free(env);
    bv_environment_free(NULL);
}

static void what_tunes_is_named(void **unused)
{
    (void)unused;
    char names[120], few[30];
    char *const calm[] = {"PATH=/bin", "HOME=/", "LANG=de", NULL};
    assert_int_equal(bv_environment_tuners(outside, names, sizeof names), 5);
    assert_string_equal(names,
                        "MALLOC_CONF GLIBC_TUNABLES LD_PRELOAD LD_LIBRARY_PATH OMP_NUM_THREADS");
    assert_int_equal(bv_environment_tuners(outside, few, sizeof few), 5);
    assert_string_equal(few, "MALLOC_CONF ...");
    assert_int_equal(bv_environment_tuners(outside, few, 4), 5);
    assert_string_equal(few, "...");
    assert_int_equal(bv_environment_tuners(calm, names, sizeof names), 0);
    assert_string_equal(names, "");
}

static void another_allocator_in_charge_is_explained(void **unused)
{
    (void)unused;
    const struct bv_allocator_active active = {.id = BV_ALLOCATOR_COUNT,
                                               .object = "/lib/libhook.so"};
    char text[600];
    bv_allocator_explain(BV_ALLOCATOR_GLIBC, &active, text, sizeof text);
    assert_non_null(
        strstr(text, "glibc is not in charge of malloc (/lib/libhook.so is): unset LD_PRELOAD"));
    assert_null(strstr(text, "install"));
    bv_allocator_explain(BV_ALLOCATOR_JEMALLOC, &active, text, sizeof text);
    assert_non_null(strstr(text, "install the package libjemalloc2"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_gets_what_byval_needs_and_no_more),
        cmocka_unit_test(what_tunes_is_named),
        cmocka_unit_test(another_allocator_in_charge_is_explained),
    };
    return cmocka_run_group_tests_name("environment", tests, NULL, NULL);
}
