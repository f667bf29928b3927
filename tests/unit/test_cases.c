/* SPDX-License-Identifier: Apache-2.0 */
/* test_cases.c: every case of every family is run, and its checksums are checked. */
#include "benchmarks/check.h"
#include "harness/kernels/select.h"

#include <limits.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "tests/support/opened_catalogue.h"

static const struct bv_env env = {
    .l1d_bytes = 32 << 10, .l2_bytes = 256 << 10, .l3_bytes = 2 << 20, .seed = 1};

static const struct bv_family *family_named(const char *name)
{
    const struct bv_catalogue *catalogue = bv_opened_catalogue(0);
    for (size_t f = 0; f < catalogue->family_count; f++)
        if (strcmp(catalogue->families[f]->name, name) == 0)
            return catalogue->families[f];
    fail_msg("no family %s", name);
    return NULL;
}

static void spreads_small_structs(void **unused)
{
    (void)unused;
    static const struct {
        const char *class;
        uint32_t most_bytes; /* 0: never */
    } classes[] = {{"int", 24},   {"long", 48},   {"double", 48}, {"mixed", 48},
                   {"float", 16}, {"padded", 16}, {"vec", 0},     {"packed", 0}};
    const struct bv_family *arg = family_named("arg");
    size_t seen[sizeof classes / sizeof classes[0]] = {0};
    for (size_t i = 0; i < arg->case_count; i++) {
        const struct bv_case *row = &arg->cases[i];
        const char *class = strchr(row->name, ':') + 1;
        bool spread = row->arm_count == 3;
        size_t c = 0;
        while (strncmp(class, classes[c].class, strlen(classes[c].class)) != 0)
            c++;
        if (spread)
            assert_string_equal(row->arms[2].name, "spread");
        bool by_vector = strstr(row->name, "/make:vector/") != NULL;
        assert_int_equal(spread, row->size_bytes <= classes[c].most_bytes &&
                                     row->size_bytes != 17 && !by_vector);
        seen[c]++;
    }
    for (size_t c = 0; c < sizeof classes / sizeof classes[0]; c++)
        assert_true(seen[c] > 0);
}

struct checking {
    const struct bv_family *family;
    const struct bv_case *row;
    struct bv_error *err;
    int bodies;
};

static enum bv_status check_body(struct bv_ctx ctx[BV_ARM_MAX], void *arg)
{
    struct checking *c = arg;
    c->bodies++;
    return bv_case_check(c->family, c->row, ctx, c->err);
}

static enum bv_status check(const struct bv_family *family, const struct bv_case *row,
                            struct bv_error *err)
{
    struct checking c = {family, row, err, 0};
    enum bv_status status = family->hold(row, &env, check_body, &c, err);
    if (status != BV_E_UNSUPPORTED)
        assert_int_equal(c.bodies, 1);
    return status;
}

/* Several threads; env tells of no CPUs for them (test_threads.c does). */
static bool needs_cores(const struct bv_case *row)
{
    return strncmp(row->name, "threads/", 8) == 0 && strstr(row->name, "/count:1/") == NULL;
}

/* Whether a case is left out under sanitizers, where all of them take minutes: of each series every
 * eighth size is looked at. */
static bool is_left_out(const struct bv_family *family, size_t i)
{
#ifdef BV_SANITIZED
    enum { EVERY = 8, LIVE_MOST = 1 };
    size_t same = 0; /* cases of the series before this one */
    size_t prefix = (size_t)(strrchr(family->cases[i].name, '/') - family->cases[i].name) + 1;
    while (same < i &&
           strncmp(family->cases[i - same - 1].name, family->cases[i].name, prefix) == 0)
        same++;
    return same % EVERY != 0 || family->cases[i].regime.live_mib > LIVE_MOST;
#else
    (void)family;
    (void)i;
    return false;
#endif
}

/* More than this thread's stack has: stack_bytes_suffice() has threads for it. */
static bool needs_stack(const struct bv_case *row)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_STACK, &limit), 0);
    return limit.rlim_cur != RLIM_INFINITY && bv_select_case_stack(row) > limit.rlim_cur;
}

/* Live heap by live heap, as blocks do: a change builds it anew. Of the largest, which is slow to
 * build and to walk, one case. */
static void arms_agree(void **unused)
{
    (void)unused;
    enum { LIVE_LARGE = 256 };
    static const uint16_t live_heaps[] = {0, 1, 16, 64, LIVE_LARGE};
    const struct bv_catalogue *catalogue = bv_opened_catalogue(0);
    size_t agreed = 0, unavailable = 0, left_out = 0, total = 0;
    for (size_t l = 0; l < sizeof live_heaps / sizeof live_heaps[0]; l++)
        for (size_t f = 0; f < catalogue->family_count; f++)
            for (size_t i = 0; i < catalogue->families[f]->case_count; i++) {
                const struct bv_case *row = &catalogue->families[f]->cases[i];
                if (row->regime.live_mib != live_heaps[l])
                    continue;
                if (is_left_out(catalogue->families[f], i) ||
                    (row->regime.live_mib == LIVE_LARGE &&
                     strcmp(row->name, "churn/site:gc/live:256/life:fifo/calls:1/size:64") != 0)) {
                    left_out++;
                    continue;
                }
                if (needs_stack(row)) {
                    unavailable++;
                    continue;
                }
                struct bv_error err = {BV_OK, ""};
                enum bv_status status = check(catalogue->families[f], row, &err);
                if (status == BV_E_UNSUPPORTED && needs_cores(row)) {
                    assert_non_null(strstr(err.text, "threads on a core each"));
                    unavailable++;
                } else if (status == BV_E_UNSUPPORTED && row->regime.collector) {
                    assert_non_null(strstr(err.text, "libgc-dev"));
                    unavailable++;
                } else if (status != BV_OK) {
                    fail_msg("%s", err.text);
                } else {
                    agreed++;
                }
            }
    for (size_t f = 0; f < catalogue->family_count; f++)
        total += catalogue->families[f]->case_count;
    assert_int_equal(agreed + unavailable + left_out, total);
    assert_true(agreed + left_out > total / 2 && agreed > total / 16);
}

/* A cache of unknown size cannot be filled by half; the reason says which. */
static void scan_refuses_unknown_caches(void **unused)
{
    (void)unused;
    static const struct bv_env unknown = {.l1d_bytes = 32 << 10};
    const struct bv_family *scan = family_named("scan");
    unsigned refused = 0;
    for (size_t i = 0; i < scan->case_count; i++) {
        struct checking c = {scan, &scan->cases[i], NULL, 0};
        struct bv_error err = {BV_OK, ""};
        c.err = &err;
        enum bv_status status = scan->hold(&scan->cases[i], &unknown, check_body, &c, &err);
        if (strstr(scan->cases[i].name, "set:l1/") != NULL) {
            assert_int_equal(status, BV_OK);
            assert_int_equal(c.bodies, 1);
        } else {
            assert_int_equal(status, BV_E_UNSUPPORTED);
            assert_non_null(strstr(err.text, "unknown"));
            assert_int_equal(c.bodies, 0);
            refused++;
        }
    }
    assert_true(refused > 0);
}

static enum bv_status walk_body(struct bv_ctx ctx[BV_ARM_MAX], void *arg)
{
    const struct bv_case *row = arg;
    const uint64_t n = ctx[0].count * 2 + 3;
    for (uint32_t arm = 0; arm < row->arm_count; arm++) {
        row->arms[arm].run(&ctx[arm], n);
        uint64_t whole = ctx[arm].sum;
        assert_int_equal(ctx[arm].next, 3);
        ctx[arm].next = 0;
        row->arms[arm].run(&ctx[arm], 5);
        uint64_t first = ctx[arm].sum;
        assert_int_equal(ctx[arm].next, 5);
        row->arms[arm].run(&ctx[arm], n - 5);
        assert_int_equal(first + ctx[arm].sum, whole);
        assert_int_not_equal(first, ctx[arm].sum);
    }
    /* scattered holds copies: none of them lies in the array */
    const char *array = ctx[1].object;
    void *const *scattered = ctx[2].object;
    size_t in_order = 0;
    for (size_t i = 0; i < ctx[2].count; i++) {
        const char *object = scattered[i];
        assert_true(object < array || object >= array + ctx[1].count * row->size_bytes);
        assert_memory_equal(object, array + i * row->size_bytes, row->size_bytes);
        in_order += i > 0 && (const char *)scattered[i - 1] < object;
    }
    assert_in_range(in_order, ctx[2].count / 4, ctx[2].count * 3 / 4);
    return BV_OK;
}

/* Slices walk on through the set, and come round. */
static void scan_walks_on(void **unused)
{
    (void)unused;
    const struct bv_family *scan = family_named("scan");
    unsigned walked = 0;
    for (size_t i = 0; i < scan->case_count; i++)
        if (strstr(scan->cases[i].name, "set:l2/size:64") != NULL) {
            struct bv_case row = scan->cases[i];
            struct bv_error err = {BV_OK, ""};
            assert_int_equal(scan->hold(&row, &env, walk_body, &row, &err), BV_OK);
            walked++;
        }
    assert_int_equal(walked, 1);
}

static void *check_on_thread(void *arg)
{
    struct checking *c = arg;
    c->family->hold(c->row, &env, check_body, c, c->err);
    return NULL;
}

/* On a stack of stack_bytes, beside what a thread needs to live at all; too small a bound is a
 * segmentation fault here. */
static void stack_bytes_suffice(void **unused)
{
    (void)unused;
    const struct bv_catalogue *catalogue = bv_opened_catalogue(0);
    if (strstr(catalogue->flags, "-fsanitize") != NULL)
        skip(); /* frames grow by the sanitizer's red zones */
    for (size_t f = 0; f < catalogue->family_count; f++)
        for (size_t i = 0; i < catalogue->families[f]->case_count; i++) {
            const struct bv_case *row = &catalogue->families[f]->cases[i];
            if (strstr(row->name, "set:l3/") != NULL || strstr(row->name, "set:beyond/") != NULL)
                continue; /* the kernels of set:l1, and slow to build */
            if (needs_cores(row) || row->regime.collector ||
                row->regime.allocator != BV_ALLOCATOR_GLIBC)
                continue; /* on the first thread alone; and the kernels of alloc:glibc */
            struct bv_error err = {BV_OK, ""};
            struct checking c = {catalogue->families[f], row, &err, 0};
            size_t bytes = (row->stack_bytes + 4095u) / 4096 * 4096;
            pthread_attr_t attributes;
            pthread_t thread;
            assert_int_equal(pthread_attr_init(&attributes), 0);
            assert_int_equal(
                pthread_attr_setstacksize(&attributes, bytes + (size_t)PTHREAD_STACK_MIN), 0);
            assert_int_equal(pthread_create(&thread, &attributes, check_on_thread, &c), 0);
            assert_int_equal(pthread_join(thread, NULL), 0);
            assert_int_equal(pthread_attr_destroy(&attributes), 0);
            assert_int_equal(c.bodies, 1);
        }
}

static enum bv_status site_body(struct bv_ctx ctx[BV_ARM_MAX], void *arg)
{
    *(uintptr_t *)arg = (uintptr_t)ctx[0].object;
    assert_ptr_equal(ctx[0].object, ctx[1].object);
    return BV_OK;
}

/* The sites differ in where the object is, not in how it lies in its cache line. */
static void sites_share_their_alignment(void **unused)
{
    (void)unused;
    const struct bv_family *arg = family_named("arg");
    unsigned offsets_seen = 0;
    for (uint64_t seed = 0; seed < 32; seed++) {
        struct bv_env seeded = env;
        seeded.seed = seed;
        uintptr_t at[4];
        for (size_t i = 0; i < 4; i++) {
            assert_non_null(strstr(arg->cases[i].name, "/site:"));
            struct bv_error err = {BV_OK, ""};
            assert_int_equal(arg->hold(&arg->cases[i], &seeded, site_body, &at[i], &err), BV_OK);
            assert_int_equal(at[i] % 64, at[0] % 64);
            for (size_t j = 0; j < i; j++)
                assert_int_not_equal(at[i], at[j]);
        }
        assert_int_equal(at[0] % 16, 0);
        offsets_seen |= 1u << (at[0] % 64 / 16);
    }
    assert_int_equal(offsets_seen, 15);
}

/* A family with one arm too many: what a broken kernel looks like. */
static void planted_good(struct bv_ctx *ctx, uint64_t n)
{
    ctx->sum = n * *(const uint32_t *)ctx->object;
}

static void planted_wrong(struct bv_ctx *ctx, uint64_t n)
{
    ctx->sum = n * *(const uint32_t *)ctx->object + (n == 7);
}

static void planted_idle(struct bv_ctx *ctx, uint64_t n)
{
    (void)n;
    ctx->sum = *(const uint32_t *)ctx->object;
}

static void planted_spoils(struct bv_ctx *ctx, uint64_t n)
{
    planted_good(ctx, n);
    *(uint32_t *)ctx->object += 1;
}

static enum bv_status planted_hold(const struct bv_case *row, const struct bv_env *unused,
                                   bv_body_fn *body, void *arg, struct bv_error *err)
{
    (void)unused;
    (void)err;
    uint32_t object = 5;
    struct bv_ctx ctx[BV_ARM_MAX] = {{0}};
    for (uint32_t i = 0; i < row->arm_count; i++)
        ctx[i].object = &object;
    return body(ctx, arg);
}

static void planted_reset(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX])
{
    (void)row;
    *(uint32_t *)ctx[0].object = 5;
}

static void mismatches_are_found(void **unused)
{
    (void)unused;
    static const struct bv_case rows[] = {
        {.name = "planted/size:4",
         .size_bytes = 4,
         .arm_count = 3,
         .arms = {{"value", planted_good}, {"pointer", planted_good}, {"heap", planted_wrong}}},
        {.name = "planted/kind:idle/size:4",
         .size_bytes = 4,
         .arm_count = 2,
         .arms = {{"value", planted_idle}, {"pointer", planted_idle}}},
        {.name = "planted/kind:spoils/size:4",
         .size_bytes = 4,
         .arm_count = 2,
         .arms = {{"value", planted_spoils}, {"pointer", planted_good}}},
    };
    static const struct bv_family planted = {.name = "planted",
                                             .summary = "a broken family",
                                             .cases = rows,
                                             .case_count = 3,
                                             .hold = planted_hold,
                                             .reset = planted_reset};
    struct bv_error err = {BV_OK, ""};
    assert_int_equal(check(&planted, &rows[0], &err), BV_E_MISMATCH);
    assert_int_equal(err.status, BV_E_MISMATCH);
    assert_non_null(strstr(err.text, "planted/size:4"));
    assert_non_null(strstr(err.text, "arm value"));
    assert_non_null(strstr(err.text, "arm heap"));
    assert_non_null(strstr(err.text, "after 7 calls"));
    assert_int_equal(check(&planted, &rows[1], &err), BV_E_MISMATCH);
    assert_non_null(strstr(err.text, "does it make its calls?"));
    /* An arm that modifies its input starts from the same input as the others. */
    assert_int_equal(check(&planted, &rows[2], &err), BV_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arms_agree),           cmocka_unit_test(spreads_small_structs),
        cmocka_unit_test(stack_bytes_suffice),  cmocka_unit_test(scan_refuses_unknown_caches),
        cmocka_unit_test(scan_walks_on),        cmocka_unit_test(sites_share_their_alignment),
        cmocka_unit_test(mismatches_are_found),
    };
    return cmocka_run_group_tests_name("cases", tests, NULL, NULL);
}
