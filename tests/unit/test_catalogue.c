/* SPDX-License-Identifier: Apache-2.0 */
/* test_catalogue.c: the families and cases that a layout exports, and what another layout moves. */
#include "benchmarks/case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/opened_catalogue.h"

static void exports_a_catalogue(void **unused)
{
    (void)unused;
    const struct bv_catalogue *catalogue = bv_opened_catalogue(0);
    assert_true(strncmp(catalogue->compiler, "gcc ", 4) == 0 ||
                strncmp(catalogue->compiler, "clang ", 6) == 0);
    assert_non_null(strstr(catalogue->flags, "-O"));
    assert_null(strchr(catalogue->flags, '/')); /* a path of this machine */
    assert_true(catalogue->family_count >= 8);
    for (size_t f = 0; f < catalogue->family_count; f++) {
        assert_true(strlen(catalogue->families[f]->summary) > 10);
        assert_true(catalogue->families[f]->case_count > 0);
    }
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void names_are_unique_and_ordered(void **unused)
{
    (void)unused;
    const struct bv_catalogue *catalogue = bv_opened_catalogue(0);
    size_t total = 0, at = 0;
    for (size_t f = 0; f < catalogue->family_count; f++)
        total += catalogue->families[f]->case_count;
    assert_true(total > 0);
    const char **names = calloc(total + 1, sizeof *names);
    assert_non_null(names);
    for (size_t f = 0; f < catalogue->family_count; f++) {
        const struct bv_family *family = catalogue->families[f];
        size_t prefix = strlen(family->name);
        for (size_t i = 0; i < family->case_count; i++) {
            const struct bv_case *row = &family->cases[i];
            names[at++] = row->name;
            assert_memory_equal(row->name, family->name, prefix);
            assert_int_equal(row->name[prefix], '/');
            /* size is the last key, and says the truth */
            char last[32];
            snprintf(last, sizeof last, "/size:%u", row->size_bytes);
            assert_string_equal(strrchr(row->name, '/'), last);
            for (const char *key = strchr(row->name, '/'); key != NULL; key = strchr(key + 1, '/'))
                assert_non_null(strchr(key, ':'));
            assert_true(row->stack_bytes > row->size_bytes);
            assert_in_range(row->arm_count, 2, BV_ARM_MAX);
            for (uint32_t arm = 0; arm < row->arm_count; arm++)
                assert_true(row->arms[arm].name != NULL && row->arms[arm].run != NULL);
        }
    }
    qsort(names, total, sizeof *names, by_name);
    for (size_t i = 1; i < total; i++)
        assert_string_not_equal(names[i - 1], names[i]);
    free(names);
}

static int names_case(const struct bv_catalogue *catalogue, const char *name)
{
    for (size_t f = 0; f < catalogue->family_count; f++)
        for (size_t i = 0; i < catalogue->families[f]->case_count; i++)
            if (strcmp(catalogue->families[f]->cases[i].name, name) == 0)
                return 1;
    return 0;
}

static void has_the_promised_cases(void **unused)
{
    (void)unused;
    static const char *const promised[] = {
        "arg/class:int/reads:one/mode:throughput/site:stack/size:64",
        "arg/class:int/reads:none/mode:latency/site:tls/size:257",
        "arg/class:double/reads:all/mode:latency/site:heap/size:24",
        "arg/class:mixed/reads:all/mode:throughput/site:static/size:16",
        "arg/class:vec/reads:one/mode:throughput/site:heap/size:65536",
        "arg/class:packed/reads:all/mode:throughput/site:stack/size:12",
        "arg/class:long/reads:one/mode:latency/site:static/size:136",
        "arg/class:float/reads:all/mode:latency/site:stack/size:12",
        "arg/class:float/reads:one/mode:throughput/site:heap/size:16",
        "arg/class:padded/reads:one/mode:throughput/site:stack/size:16",
        "arg/class:int/reads:one/mode:throughput/site:stack/size:20",
        "arg/class:long/reads:one/mode:throughput/site:stack/make:fields/size:16",
        "arg/class:double/reads:all/mode:latency/site:stack/make:vector/size:128",
        "args/class:long/mode:throughput/make:ready/count:4/size:16",
        "args/class:double/mode:latency/make:fields/count:6/size:24",
        "abi/of:sysv/mode:latency/size:16",
        "abi/of:ms/mode:throughput/size:12",
        "combine/class:double/size:32",
        "combine/class:float/size:64",
        "ret/size:2097152",
        "chain/depth:4/size:100",
        "mutate/how:update/size:344",
        "chain/depth:1/size:1",
        "chain/depth:8/size:65536",
        "indirect/size:257",
        "ret/size:4040",
        "mutate/how:update/size:24",
        "mutate/how:accumulate/size:17",
        "scan/set:l1/size:64",
        "scan/set:beyond/size:4096",
        "inline/size:16384",
        "churn/site:heap/alloc:glibc/life:lifo/calls:1/size:64",
        "churn/site:heap/alloc:tcmalloc/life:random/calls:16/size:4096",
        "churn/site:heap_reused/calls:1/size:8",
        "churn/site:pool/life:fifo/calls:4/size:3072",
        "churn/site:arena/calls:1/size:64",
        "churn/site:stack/calls:16/size:24",
        "churn/site:alloca/calls:1/size:1024",
        "churn/site:gc/live:0/life:lifo/calls:1/size:48",
        "churn/site:gc/live:256/life:fifo/calls:1/size:64",
        "churn/site:gc_atomic/live:16/life:random/calls:4/size:1024",
        "deep/touch:warm/size:4096",
        "deep/touch:first/size:7340032",
        "deep/depth:4096/size:64",
        "threads/count:1/free:own/alloc:glibc/size:64",
        "threads/count:16/free:other/alloc:mimalloc/size:4096",
        "threads/count:2/write:neighbours/size:8",
        "threads/count:4/pool:mutex/size:512",
        "null/kind:same/of:pointer/size:64",
        "null/kind:twin/of:value/size:1024",
        "null/kind:same/of:churn/size:64",
        "planted/more:1/in:a/adds:100/size:8",
        "planted/more:5/in:b/adds:600/size:8",
        "iface/size:8",
        "iface/size:256",
        "closure/use:local/size:8",
        "closure/use:stored/size:136",
        "escape/shape:pair/size:8",
        "escape/shape:calloc/size:1024",
        "escape/shape:branch/size:64",
        "escape/shape:loop/size:256",
    };
    const struct bv_catalogue *catalogue = bv_opened_catalogue(0);
    for (size_t i = 0; i < sizeof promised / sizeof promised[0]; i++)
        if (!names_case(catalogue, promised[i]))
            fail_msg("no case %s", promised[i]);
}

/* The fields one by one: of structs of up to six scalars, and of no others. */
static void layouts_differ_in_order(void **unused)
{
    (void)unused;
    enum { CASES = 100 };
    char names[CASES][128];
    intptr_t distances[CASES];
    size_t moved = 0;
    const struct bv_family *family = bv_opened_catalogue(0)->families[0];
    assert_true(family->case_count >= CASES);
    for (size_t i = 0; i < CASES; i++) {
        snprintf(names[i], sizeof names[i], "%s", family->cases[i].name);
        distances[i] =
            (intptr_t)family->cases[i].arms[0].run - (intptr_t)family->cases[0].arms[0].run;
    }
    family = bv_opened_catalogue(1)->families[0];
    for (size_t i = 0; i < CASES; i++) {
        assert_string_equal(family->cases[i].name, names[i]);
        moved += distances[i] !=
                 (intptr_t)family->cases[i].arms[0].run - (intptr_t)family->cases[0].arms[0].run;
    }
    assert_true(moved > CASES * 9 / 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exports_a_catalogue),
        cmocka_unit_test(names_are_unique_and_ordered),
        cmocka_unit_test(has_the_promised_cases),
        cmocka_unit_test(layouts_differ_in_order),
    };
    return cmocka_run_group_tests_name("catalogue", tests, NULL, NULL);
}
