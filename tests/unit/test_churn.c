/* SPDX-License-Identifier: Apache-2.0 */
/* test_churn.c: what families churn and mix say of their slices and of memory. */
#include "benchmarks/case.h"
#include "benchmarks/site.h"

#include <dlfcn.h>
#include <math.h>
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

static const struct bv_env env = {.seed = 1};

static const struct bv_family *family_named(const char *name)
{
    const char *path = getenv("BYVAL_KERNELS");
    assert_non_null(path);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL)
        fail_msg("%s", dlerror());
    const struct bv_catalogue *catalogue = dlsym(library, BV_CATALOGUE_SYMBOL);
    assert_non_null(catalogue);
    /* cppcheck-suppress resourceLeak ; stays open: its catalogue is in use to the end */
    for (size_t f = 0; f < catalogue->family_count; f++)
        if (strcmp(catalogue->families[f]->name, name) == 0)
            return catalogue->families[f];
    fail_msg("no family %s", name);
    return NULL;
}

struct visit {
    const struct bv_family *family;
    const struct bv_case *row;
    struct bv_slice_wish wish;
    double collections[2], slice_collections[4]; /* of all slices by arm; of the pointer's slices */
    struct bv_metrics metrics[2];
    uint64_t history; /* calls before begin */
    long faults;
};

static struct bv_metrics unknown(void)
{
    return (struct bv_metrics){NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
}

enum { SLICES = 4 };

static enum bv_status visit_body(struct bv_ctx ctx[BV_ARM_MAX], void *arg)
{
    struct visit *v = arg;
    if (v->family->wish != NULL)
        v->wish = v->family->wish(v->row, ctx);
    v->row->arms[1].run(&ctx[1], v->history);
    double before = 0;
    if (v->family->begin != NULL)
        v->family->begin(v->row, ctx);
    for (size_t i = 0; i < SLICES && v->wish.calls > 0; i++) {
        for (uint32_t arm = 0; arm < 2; arm++)
            v->row->arms[arm].run(&ctx[arm], v->wish.calls);
        struct bv_metrics metrics = unknown();
        v->family->metrics(v->row, ctx, 1, &metrics);
        v->slice_collections[i] = metrics.collections - before;
        before = metrics.collections;
    }
    for (uint32_t arm = 0; arm < 2; arm++) {
        v->metrics[arm] = unknown();
        v->family->metrics(v->row, ctx, arm, &v->metrics[arm]);
    }
    return BV_OK;
}

/* Page faults of as many calls as an arena holds objects. */
static enum bv_status count_faults(struct bv_ctx ctx[BV_ARM_MAX], void *arg)
{
    enum { OBJECTS = 1000 };
    struct visit *v = arg;
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    for (uint32_t arm = 0; arm < 2; arm++)
        v->row->arms[arm].run(&ctx[arm], OBJECTS);
    getrusage(RUSAGE_SELF, &after);
    v->faults = after.ru_minflt - before.ru_minflt;
    return BV_OK;
}

/* Returns  false where the case is not to be had in this build */
static bool visit(const struct bv_family *family, const char *name, uint64_t history,
                  struct visit *out)
{
    struct bv_error err = {BV_OK, ""};
    for (size_t i = 0; i < family->case_count; i++)
        if (strcmp(family->cases[i].name, name) == 0) {
            *out = (struct visit){.family = family, .row = &family->cases[i], .history = history};
            enum bv_status status = family->hold(out->row, &env, visit_body, out, &err);
            if (status != BV_OK && status != BV_E_UNSUPPORTED)
                fail_msg("%s", err.text);
            return status == BV_OK;
        }
    fail_msg("no case %s", name);
    return false;
}

static void rows_keep_to_the_sites(void **unused)
{
    (void)unused;
    const struct bv_family *churn = family_named("churn");
    unsigned seen = 0;
    for (size_t i = 0; i < churn->case_count; i++) {
        const struct bv_case *row = &churn->cases[i];
        const struct bv_site *site = bv_site_of(row->site);
        char key[64];
        snprintf(key, sizeof key, "churn/site:%s/", site->name);
        assert_memory_equal(row->name, key, strlen(key));
        seen |= 1u << row->site;
        static const struct {
            const char *key;
            enum bv_life life;
        } lives[] = {
            {"/life:lifo/", BV_LIFE_lifo},
            {"/life:fifo/", BV_LIFE_fifo},
            {"/life:random/", BV_LIFE_random},
        };
        uint32_t life = BV_LIFE_lifo; /* where the site has no other, the name does not say it */
        for (size_t l = 0; l < 3; l++)
            if (strstr(row->name, lives[l].key) != NULL)
                life = lives[l].life;
        assert_true((site->lives & life) != 0);
        assert_int_equal(row->regime.collector, site->package != NULL);
        assert_int_equal(row->regime.collector, strstr(row->name, "/live:") != NULL);
        assert_string_equal(row->arms[0].name, "value");
        assert_string_equal(row->arms[1].name, "pointer");
    }
    for (unsigned id = 0; id < BV_SITE_COUNT; id++)
        assert_int_equal((seen >> id & 1) != 0, bv_site_of((enum bv_site_id)id)->lives != 0);
}

/* The same collections in every slice, four of them where cycles are short: by counts, not by time.
 */
static void slices_are_whole_cycles(void **unused)
{
    (void)unused;
    static const char *const names[] = {
        "churn/site:gc/live:0/life:lifo/calls:1/size:8",
        "churn/site:gc/live:0/life:fifo/calls:1/size:64",
        "churn/site:gc/live:1/life:lifo/calls:1/size:16",
        "churn/site:gc_atomic/live:1/life:random/calls:4/size:1024",
        "churn/site:gc/live:1/life:lifo/calls:1/size:4096",
        "churn/site:gc/live:16/life:lifo/calls:1/size:64",
    };
    const struct bv_family *churn = family_named("churn");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct visit v;
        /* Whether a cycle is short is for the clock to say, and a busy machine may make one long:
         * one look of twenty has to find it short. */
        bool is_short = false;
        for (int look = 0; look < 20 && !is_short; look++) {
            if (!visit(churn, names[i], 0, &v))
                skip();
            is_short = v.row->regime.live_mib > 1 || v.metrics[1].collections >= 3 * SLICES;
        }
        assert_true(is_short);
        assert_true(v.wish.calls > 0);
        assert_true(v.slice_collections[0] >= 1);
        for (size_t s = 1; s < SLICES; s++)
            if (fabs(v.slice_collections[s] - v.slice_collections[0]) >
                fmax(1, 0.1 * v.slice_collections[0]))
                fail_msg("%s: %g collections, then %g", names[i], v.slice_collections[0],
                         v.slice_collections[s]);
        assert_true(v.metrics[0].collections == 0);
        assert_true(v.metrics[1].pause_p50_ns > 0);
        assert_true(v.metrics[1].pause_max_ns >= v.metrics[1].pause_p99_ns);
        assert_true(v.metrics[1].traced_bytes >= v.row->regime.live_mib * 1048576.0);
        assert_true(v.metrics[1].budget_bytes > v.metrics[1].traced_bytes / 2);
        assert_true(v.metrics[1].allocated_bytes > v.row->size_bytes);
        assert_true(v.metrics[1].allocations == 1 && v.metrics[0].allocations == 0);
        double bytes = SLICES * (double)v.wish.calls * v.metrics[1].allocated_bytes;
        assert_true(bytes / v.metrics[1].collections >= v.metrics[1].budget_bytes * 0.9);
    }
}

/* A short visit must not pay for pages that a program that goes on has long since. */
static void reused_memory_has_its_pages(void **unused)
{
    (void)unused;
    const struct bv_family *family = family_named("churn");
    size_t found = 0;
    for (size_t i = 0; i < family->case_count; i++) {
        struct visit v = {.family = family, .row = &family->cases[i]};
        struct bv_error err;
        if (strcmp(v.row->name, "churn/site:arena/calls:1/size:4096") != 0 &&
            strcmp(v.row->name, "churn/site:arena/calls:16/size:1024") != 0)
            continue;
        assert_int_equal(family->hold(v.row, &env, count_faults, &v, &err), BV_OK);
        assert_in_range(v.faults, 0, 50);
        found++;
    }
    assert_int_equal(found, 2);
}

static void others_wish_for_nothing(void **unused)
{
    (void)unused;
    struct visit v;
    assert_true(visit(family_named("churn"),
                      "churn/site:heap/alloc:glibc/life:lifo/calls:1/size:64", 0, &v));
    assert_int_equal(v.wish.calls, 0);
    assert_int_equal(v.wish.rounds, 0);
    assert_true(isnan(v.metrics[1].collections));
    assert_true(v.metrics[1].allocated_bytes >= 64);
    assert_true(v.metrics[0].allocated_bytes == 0);
}

static void mixed_sizes_hold_more_than_lives(void **unused)
{
    (void)unused;
#ifdef BYVAL_SANITIZE
    skip(); /* its malloc keeps what is freed, to find who uses it */
#endif
    const struct bv_family *mix = family_named("mix");
    for (size_t i = 0; i < mix->case_count; i++) {
        struct visit v, again = {0}, other;
        if (mix->cases[i].regime.allocator != BV_ALLOCATOR_GLIBC)
            continue;
        assert_true(visit(mix, mix->cases[i].name, 0, &v));
        print_message("%s: value %.3f, pointer %.3f\n", v.row->name, v.metrics[0].resident_ratio,
                      v.metrics[1].resident_ratio);
        /* 4,096 by the mean size: 2,056 if all are as likely, 736 if all octaves are */
        double whole = strstr(v.row->name, "uniform") != NULL ? 4096.0 / 2056 : 4096.0 / 736;
        assert_true(fabs(v.metrics[0].resident_ratio / whole - 1) < 0.1);
        assert_true(v.metrics[1].resident_ratio > 0.98);
        assert_true(v.metrics[1].resident_ratio < v.metrics[0].resident_ratio * 1.5);
        /* What was measured before in the same process hardly shows: glibc fills its holes first,
         * and then spreads over more or fewer pages. */
        assert_true(visit(family_named("churn"),
                          "churn/site:heap/alloc:glibc/life:random/calls:1/size:4096", 20000,
                          &other));
        assert_true(visit(mix, mix->cases[i].name, 100000, &again));
        assert_true(fabs(again.metrics[1].resident_ratio / v.metrics[1].resident_ratio - 1) < 0.25);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_keep_to_the_sites),
        cmocka_unit_test(slices_are_whole_cycles),
        cmocka_unit_test(reused_memory_has_its_pages),
        cmocka_unit_test(others_wish_for_nothing),
        cmocka_unit_test(mixed_sizes_hold_more_than_lives),
    };
    return cmocka_run_group_tests_name("churn", tests, NULL, NULL);
}
