/* SPDX-License-Identifier: Apache-2.0 */
/* test_metrics.c: arms allocate what they say in their metrics, under a preloaded malloc().
 */
#include "benchmarks/case.h"
#include "tests/support/counting_malloc.h"

#include <dlfcn.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CALLS = 1500 }; /* more than the objects that live in a churn */

static const struct bv_env env = {
    .l1d_bytes = 32 << 10, .l2_bytes = 256 << 10, .l3_bytes = 2 << 20, .seed = 1};

static const volatile struct counted *counted; /* no compiler takes malloc to change it */
static unsigned none, one;

/* An arm that neither tells nor is known here is not judged: -1. */
static double promised(const struct bv_family *family, const struct bv_case *row,
                       struct bv_ctx ctx[BV_ARM_MAX], uint32_t arm)
{
    static const char *const without[] = {"arg",  "chain",  "indirect", "mutate",
                                          "scan", "inline", "planted"};
    for (size_t i = 0; i < sizeof without / sizeof without[0]; i++)
        if (strcmp(family->name, without[i]) == 0)
            return 0;
    if (strcmp(family->name, "ret") == 0)
        return strcmp(row->arms[arm].name, "heap") == 0 ? 1 : 0;
    struct bv_metrics metrics = {.allocations = NAN};
    if (family->metrics != NULL)
        family->metrics(row, ctx, arm, &metrics);
    return isnan(metrics.allocations) ? -1 : metrics.allocations;
}

struct counting {
    const struct bv_family *family;
    const struct bv_case *row;
};

static enum bv_status count_body(struct bv_ctx ctx[BV_ARM_MAX], void *arg)
{
    const struct counting *c = arg;
    for (uint32_t arm = 0; arm < c->row->arm_count; arm++) {
        double calls = promised(c->family, c->row, ctx, arm);
        if (calls < 0)
            continue;
        c->row->arms[arm].run(&ctx[arm], CALLS); /* pools fill up */
        struct counted before = {counted->allocations, counted->frees};
        c->row->arms[arm].run(&ctx[arm], CALLS);
        uint64_t allocations = counted->allocations - before.allocations;
        uint64_t frees = counted->frees - before.frees;
        /* The collector takes its memory from the system, not from malloc. */
        uint64_t expected = c->row->regime.collector ? 0 : CALLS * (uint64_t)calls;
        if (allocations != expected || frees != expected)
            fail_msg("%s/pass:%s: %u calls made %u allocations and %u frees, not %u", c->row->name,
                     c->row->arms[arm].name, CALLS, (unsigned)allocations, (unsigned)frees,
                     (unsigned)expected);
        none += expected == 0;
        one += expected == CALLS;
    }
    return BV_OK;
}

/* A value, an object on the stack, in a pool, in an arena: no call of malloc. A heap arm: one call
 * of malloc and one of free for each of its own. */
static void arms_allocate_what_they_say(void **unused)
{
    (void)unused;
    const char *path = getenv("BYVAL_KERNELS");
    assert_non_null(path);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL)
        fail_msg("%s", dlerror());
    const struct bv_catalogue *catalogue = dlsym(library, BV_CATALOGUE_SYMBOL);
    assert_non_null(catalogue);
    for (size_t f = 0; f < catalogue->family_count; f++)
        for (size_t i = 0; i < catalogue->families[f]->case_count; i++) {
            struct counting c = {catalogue->families[f], &catalogue->families[f]->cases[i]};
            struct bv_error err = {BV_OK, ""};
            /* A live heap changes nothing here, nor does the size of a working set. */
            if (c.row->regime.live_mib > 0 || strstr(c.row->name, "set:l3/") != NULL ||
                strstr(c.row->name, "set:beyond/") != NULL ||
                c.row->regime.allocator != BV_ALLOCATOR_GLIBC || c.row->size_bytes > 4160)
                continue;
            enum bv_status status = c.family->hold(c.row, &env, count_body, &c, &err);
            if (status != BV_OK && status != BV_E_UNSUPPORTED)
                fail_msg("%s", err.text);
        }
    assert_true(none > 1000);
    assert_true(one > 18 * 9 + 30); /* churn's and ret's */
    /* cppcheck-suppress resourceLeak ; stays open: the collector may be at work in it */
}

static int find_counter(void **unused)
{
    (void)unused;
    counted = dlsym(RTLD_DEFAULT, "bv_counted");
    if (counted == NULL)
        fail_msg("counting_malloc.so is not preloaded");
    struct counted before = {counted->allocations, counted->frees};
    void *volatile object = malloc(1);
    free(object);
    assert_int_equal(counted->allocations - before.allocations, 1);
    assert_int_equal(counted->frees - before.frees, 1);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(arms_allocate_what_they_say, find_counter),
    };
    return cmocka_run_group_tests_name("promises", tests, NULL, NULL);
}
