/* SPDX-License-Identifier: Apache-2.0 */
/* test_collector_none.c: a build without the collector says so, case by case. */
#include "benchmarks/families/churn_cycle.h"
#include "benchmarks/families/churn_hold.h"
#include "benchmarks/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static enum bv_status body(struct bv_ctx ctx[BV_ARM_MAX], void *arg)
{
    (void)ctx;
    ++*(int *)arg;
    return BV_OK;
}

static void cases_are_unavailable(void **unused)
{
    (void)unused;
    static const struct bv_env env = {.seed = 1};
    struct bv_case row = {.name = "churn/site:gc/live:1/life:fifo/calls:1/size:64",
                          .size_bytes = 64,
                          .site = BV_SITE_GC,
                          .kind = BV_CHURN_KIND(BV_LIFE_fifo, 1),
                          .regime = {.collector = true, .live_mib = 1},
                          .arm_count = 2};
    struct bv_error err = {BV_OK, ""};
    int bodies = 0;
    assert_int_equal(bv_churn_hold(&row, &env, body, &bodies, &err), BV_E_UNSUPPORTED);
    assert_non_null(strstr(err.text, "built without the Boehm collector"));
    assert_non_null(strstr(err.text, "libgc-dev"));
    assert_int_equal(bodies, 0);
    /* the others go on */
    row.site = BV_SITE_POOL;
    row.regime = (struct bv_regime){0};
    assert_int_equal(bv_churn_hold(&row, &env, body, &bodies, &err), BV_OK);
    assert_int_equal(bodies, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(cases_are_unavailable)};
    return cmocka_run_group_tests_name("collector_none", tests, NULL, NULL);
}
